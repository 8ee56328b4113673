"""The real case of 2022: what a careful auditor answers, row by row, from the command line."""

import json
from typing import Any

import pytest

from tests.desk import Desk

LIVE_TAOBAO = "kuaishou/live-cart/taobao-alliance"
LIVE_JD = "kuaishou/live-cart/jd-alliance"
MARCH = "2022-02-28T16:00:00Z"
OCTOBER_28 = "2022-10-27T16:00:00Z"


def states(desk: Desk, line: str) -> dict[str, dict[str, Any]]:
    found = json.loads(desk.done(f"{line} --format json"))
    return {state["subject"]: state for state in found["states"]}


def state(desk: Desk, when: str, subject: str, options: str = "") -> dict[str, Any]:
    return states(desk, f"at {when} {subject} {options}")[subject]


def held(found: dict[str, Any]) -> tuple[str, str | None]:
    return found["effect"], found["extent"]


@pytest.fixture
def case(desk: Desk) -> Desk:
    return desk.kuaishou()


@pytest.fixture
def confirmed(case: Desk) -> Desk:
    case.done("announce examples/kuaishou-2022-11-02.yaml")
    return case


def test_before_it_came_into_force_the_suspension_is_only_scheduled(case: Desk) -> None:
    found = state(case, "2022-02-25", LIVE_TAOBAO, "--known 2022-02-25")
    assert held(found) == ("unknown", None)
    assert found["scheduled"] == ["kuaishou-2022-02-22#1"]
    table = case.done(f"at 2022-02-25 {LIVE_TAOBAO} --known 2022-02-25")
    assert "scheduled: suspended, from 2022-03-01" in table


def test_the_suspension_begins_at_midnight_in_shanghai(case: Desk) -> None:
    assert state(case, "2022-02-28T15:59:59Z", LIVE_TAOBAO)["effect"] == "unknown"
    found = state(case, "2022-02-28T16:00:00Z", LIVE_TAOBAO)
    assert held(found) == ("suspended", "full")
    assert found["since"] == MARCH


def test_in_march_the_other_network_is_closed_on_one_surface_and_open_on_two(case: Desk) -> None:
    assert held(state(case, "2022-03-01", LIVE_JD)) == ("suspended", "full")
    short = state(case, "2022-03-01", "kuaishou/short-video-cart/jd-alliance")
    assert held(short) == ("permitted", "full")


def test_a_surface_that_nobody_named_is_unknown(case: Desk) -> None:
    found = state(case, "2022-06-01", "kuaishou/private-message/taobao-alliance")
    assert held(found) == ("unknown", None)


def test_the_day_before_it_was_public_the_resumption_could_not_be_known(case: Desk) -> None:
    found = state(case, "2022-10-28", LIVE_TAOBAO, "--known 2022-10-27")
    assert held(found) == ("suspended", "full")


def test_the_resumption_is_gradual_by_press_and_contested_by_the_platform(case: Desk) -> None:
    found = state(case, "2022-10-28", LIVE_TAOBAO)
    assert held(found) == ("permitted", "gradual")
    assert (found["authority"], found["since"]) == ("press", OCTOBER_28)
    assert found["otherwise"] == {
        "effect": "suspended",
        "extent": "full",
        "value": None,
        "change": "kuaishou-2022-02-22#1",
    }
    (expected,) = found["expectations"]
    assert (expected["extent"], expected["latest"]) == ("full", "2022-10-31T15:59:59.999999Z")
    (contest,) = found["contested_by"]
    assert (contest["authority"], contest["effect"]) == ("official", "suspended")


def test_on_29_october_everything_stands_as_the_report_left_it(case: Desk) -> None:
    found = states(case, "at 2022-10-29")
    gradual, permitted, suspended = (
        ("permitted", "gradual"),
        ("permitted", "full"),
        ("suspended", "full"),
    )
    assert {path: held(each) for path, each in found.items()} == {
        "douyin/live-room/jd": suspended,
        "douyin/live-room/taobao": suspended,
        "douyin/private-message": permitted,
        "douyin/short-video-cart": permitted,
        "kuaishou/detail-page/jd-alliance": permitted,
        "kuaishou/detail-page/taobao-alliance": gradual,
        "kuaishou/live-cart/jd-alliance": gradual,
        "kuaishou/live-cart/jd-alliance/marketplace": suspended,
        "kuaishou/live-cart/jd-alliance/self-operated": permitted,
        "kuaishou/live-cart/taobao-alliance": gradual,
        "kuaishou/live-cart/taobao-alliance/personal-stores": suspended,
        "kuaishou/live-cart/taobao-alliance/tmall": permitted,
        "kuaishou/short-video-cart/jd-alliance": permitted,
        "kuaishou/short-video-cart/taobao-alliance": gradual,
    }
    (expected,) = found[LIVE_JD]["expectations"]
    assert (expected["effect"], expected["extent"]) == ("permitted", "full")
    for path in ("kuaishou/detail-page/jd-alliance", "kuaishou/short-video-cart/jd-alliance"):
        assert found[path]["since"] == MARCH
    for path in ("marketplace", "self-operated"):
        assert found[f"{LIVE_JD}/{path}"]["authority"] == "insider"


def test_passing_the_date_does_not_make_the_recovery_a_fact(case: Desk) -> None:
    found = state(case, "2022-10-30", LIVE_JD)
    assert held(found) == ("permitted", "gradual")
    (expected,) = found["expectations"]
    assert expected["status"] == "due"
    assert expected["earliest"] == "2022-10-28T16:00:00Z"


def test_a_bounded_permission_holds_on_its_last_day_and_is_undetermined_after(case: Desk) -> None:
    last = state(case, "2022-11-30", f"{LIVE_JD}/self-operated")
    assert held(last) == ("permitted", "full")
    assert last["until"] == "2022-11-30T16:00:00Z"
    after = state(case, "2022-12-01", f"{LIVE_JD}/self-operated")
    assert (after["effect"], after["lapsed"]) == ("undetermined", True)
    assert after["since"] == "2022-11-30T16:00:00Z"


def test_a_bound_on_one_surface_says_nothing_about_another(case: Desk) -> None:
    found = state(case, "2022-12-01", "kuaishou/short-video-cart/jd-alliance")
    assert held(found) == ("permitted", "full")


def test_the_named_exception_is_contested_by_the_gradual_opening(case: Desk) -> None:
    found = state(case, "2022-11-05", f"{LIVE_JD}/marketplace")
    assert held(found) == ("suspended", "full")
    assert found["authority"] == "insider"
    (contest,) = found["contested_by"]
    assert (contest["authority"], contest["extent"]) == ("official", "gradual")


def test_a_test_of_unknown_times_may_have_ended_by_then(case: Desk) -> None:
    found = state(case, "2022-10-26", LIVE_JD)
    assert held(found) == ("suspended", "full")
    assert found["may_have_changed"] == ["jd-alliance-2022-10-28#2"]
    table = case.done(f"at 2022-10-26 {LIVE_JD}")
    assert "may have changed already: the end of a grayscale test" in table


def test_a_later_confirmation_is_seen_only_by_those_who_could_know_it(confirmed: Desk) -> None:
    assert held(state(confirmed, "2022-10-30", LIVE_JD, "--known 2022-11-01")) == (
        "permitted",
        "gradual",
    )
    found = state(confirmed, "2022-10-30", LIVE_JD, "--known 2022-11-02")
    assert held(found) == ("permitted", "full")
    assert found["since"] == "2022-10-28T16:00:00Z"


def test_the_confirmation_sets_the_named_exception_aside(confirmed: Desk) -> None:
    path = f"{LIVE_JD}/marketplace"
    found = state(confirmed, "2022-11-05", path)
    assert held(found) == ("permitted", "full")
    assert found["inherited_from"] == LIVE_JD
    (aside,) = found["set_aside"]
    assert (aside["change"], aside["reason"]) == ("kuaishou-insider-2022-10-28#3", "superseded")
    assert "SET ASIDE" in confirmed.done(f"at 2022-11-05 {path}")


def test_the_answer_is_the_same_for_ever_by_the_command_it_gives(confirmed: Desk) -> None:
    before = json.loads(confirmed.done("at 2022-10-29 --recorded @55 --format json"))
    again = json.loads(confirmed.done(f"{before['again'].removeprefix('ledger ')} --format json"))
    assert again == before
    assert before["again"] == "ledger at 2022-10-29 --zone Asia/Shanghai --recorded @55"
