"""Do timeline, diff and replay tell the case as it was, and print what their schemas say?"""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from ledger.dates.moments import Moment
from ledger.history.timeline import boundaries, over_time
from ledger.reading.reading import open_ledger
from tests.desk import Desk, still
from tests.outputs import fits

CASE = "examples/kuaishou-2022.yaml"
CONFIRMED = "examples/kuaishou-2022-11-02.yaml"
SELF_OPERATED = "kuaishou/live-cart/jd-alliance/self-operated"


def told(desk: Desk, *files: str, zone: str = "Asia/Shanghai") -> Desk:
    """The desk with a ledger that holds these files."""
    assert desk.ledger(f"init --origin example.org/links --zone {zone}").code == 0
    for file in files:
        assert desk.run("announce", file).code == 0
    return desk


def golden_text(name: str, found: str, *, golden: bool) -> None:
    path = Path(__file__).parent / "golden" / name
    if golden:
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == found


@pytest.mark.parametrize("clock", ["recorded", "published", "effective"])
def test_the_case_is_replayed_on_each_clock(clock: str, desk: Desk, golden: bool) -> None:
    told(desk, CASE, CONFIRMED)
    desk.ledger("correct the-paper-2022-10-28 source.authority=insider --why misread")
    desk.ledger("retract kuaishou-insider-2022-10-28#1 --why 'heard twice'")
    outcome = desk.ledger(f"replay --clock {clock}")
    assert (outcome.code, outcome.err) == (0, "")
    golden_text(f"replay-{clock}.txt", still(outcome.out), golden=golden)


def test_no_line_is_wider_than_the_terminal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from cli.text import width

    told(desk, CASE, CONFIRMED)
    monkeypatch.setenv("COLUMNS", "100")
    for line in (f"timeline {SELF_OPERATED}", "diff 2022-10-27 2022-10-29", "replay"):
        for each in desk.ledger(line).out.splitlines():
            assert width(each) <= 100, each


def test_a_replay_keeps_to_a_narrow_terminal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from cli.text import width

    told(desk, CASE)
    monkeypatch.setenv("COLUMNS", "60")
    for each in desk.done("replay").splitlines():
        assert width(each) <= 60 or " named " in each, each


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("timeline", f"timeline {SELF_OPERATED}"),
        ("timeline", "timeline douyin/live-room/jd"),
        ("timeline", "timeline nobody/knows"),
        ("timeline", "timeline"),
        ("timeline", f"timeline {SELF_OPERATED} douyin/live-room/jd"),
        ("diff", "diff 2022-10-27 2022-10-29 --all"),
        ("diff", "diff 2022-11-01 2022-11-02 --clock published --at 2022-10-30"),
        ("diff", "diff @2 @57 --at 2022-10-30"),
        ("replay", "replay"),
        ("replay", "replay --clock published"),
        ("replay", "replay --clock effective"),
    ],
)
def test_json_and_its_lines_are_what_the_schema_says(name: str, line: str, desk: Desk) -> None:
    told(desk, CASE, CONFIRMED)
    whole = json.loads(desk.ledger(f"{line} --format json").out)
    fits(whole, name)
    lines = desk.ledger(f"{line} --format jsonl").out.splitlines()
    for each in lines:
        fits(json.loads(each), name, part="line")
    assert len(lines) == len(listed(whole))


def listed(whole: dict[str, Any]) -> list[dict[str, Any]]:
    if "timelines" in whole:
        return [state for each in whole["timelines"] for state in each["states"]]
    (under,) = {"states", "differences", "steps"} & {*whole}
    found: list[dict[str, Any]] = whole[under]
    return found


def rows(desk: Desk, line: str) -> list[dict[str, Any]]:
    return listed(json.loads(desk.ledger(line).out))


def test_the_timeline_of_the_case_has_the_four_states_of_its_page(desk: Desk) -> None:
    told(desk, CASE)
    found = rows(desk, f"timeline {SELF_OPERATED} --format json")
    assert [(row["from"], row["to"], row["effect"], row["lapsed"]) for row in found] == [
        (None, "2022-02-28T16:00:00Z", "unknown", False),
        ("2022-02-28T16:00:00Z", "2022-10-27T16:00:00Z", "suspended", False),
        ("2022-10-27T16:00:00Z", "2022-11-30T16:00:00Z", "permitted", False),
        ("2022-11-30T16:00:00Z", None, "undetermined", True),
    ]


def test_the_timeline_says_at_each_boundary_what_at_says_there(desk: Desk) -> None:
    told(desk, CASE, CONFIRMED)
    for path in (SELF_OPERATED, "kuaishou/live-cart/taobao-alliance/tmall"):
        for row in rows(desk, f"timeline {path} --format json"):
            if row["from"] is not None:
                (state,) = rows(desk, f"at {row['from']} {path} --format json")
                shared = row.keys() & state.keys() - {"may_have_changed", "expectations", "facts"}
                assert {k: row[k] for k in shared} == {k: state[k] for k in shared}


def test_diff_keeps_what_was_first_stated_apart_from_what_changed(desk: Desk) -> None:
    told(desk, CASE)
    found = rows(desk, "diff 2022-10-27 2022-10-29 --all --format json")
    kinds = [row["kind"] for row in found]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "changed": 6,
        "first_stated": 4,
        "other_ground": 2,
        "same": 2,
    }


def test_diff_says_which_confirmation_set_an_exception_aside(desk: Desk) -> None:
    told(desk, CASE, CONFIRMED)
    line = "diff 2022-11-01 2022-11-02 --clock published --at 2022-10-30 --format json"
    marketplace = next(r for r in rows(desk, line) if r["subject"].endswith("/marketplace"))
    assert [cause["change"] for cause in marketplace["because"]] == ["jd-alliance-2022-11-02#1"]
    assert [each["change"] for each in marketplace["after"]["set_aside"]] == [
        "kuaishou-insider-2022-10-28#3"
    ]


def test_the_same_command_again_gives_the_same_answer_after_more_was_recorded(desk: Desk) -> None:
    told(desk, CASE)
    for line in ("diff 2022-10-27 2022-11-05", f"timeline {SELF_OPERATED}", "replay"):
        found = json.loads(desk.ledger(f"{line} --format json").out)
        before = desk.run(*found["again"].split()[1:], "--format", "json").out
        if line == "replay":
            assert desk.run("announce", CONFIRMED).code == 0
        assert json.loads(before) == found
        assert json.loads(desk.run(*found["again"].split()[1:], "--format", "json").out) == found


def test_diff_exit_code_is_as_gits(desk: Desk) -> None:
    told(desk, CASE)
    assert desk.ledger("diff 2022-10-27 2022-10-29 --exit-code").code == 1
    assert desk.ledger("diff 2022-10-27 2022-10-29").code == 0
    assert desk.ledger("diff 2022-10-29 2022-10-29 --exit-code").code == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("diff 2022-10 2022-11-01", "2022-10"),
        ("diff 2022-10-01 2022-11-01 --clock published", "--at"),
        ("diff 2022-10-01 2022-11-01 --at 2022-10-05", "--at"),
        ("diff @1 @2 --clock published --at 2022-10-05", "@N"),
        ("diff @1 @999 --at 2022-10-05", "@999"),
        (
            "diff 2022-10-01 2022-10-02 --clock published --at 2022-10-05 --known 2022-10-05",
            "--known",
        ),
        ("timeline a//b", "a//b"),
        ("replay --clock wrong", "wrong"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_reason(line: str, words: str, desk: Desk) -> None:
    outcome = told(desk, CASE).ledger(line)
    assert outcome.code == 2
    assert words in outcome.err
    assert outcome.out == ""


def test_a_subject_that_nobody_names_is_unknown_and_its_nearest_is_named(desk: Desk) -> None:
    outcome = told(desk, CASE).ledger("timeline kuaishou/live-cart/jd-aliance/self-operated")
    assert outcome.code == 0
    assert "UNKNOWN" not in outcome.err
    outcome = desk.ledger("timeline nobody/knows")
    assert "UNKNOWN" in outcome.out
    assert "nothing is recorded of nobody/knows" in outcome.err


def test_a_replay_of_one_subject_tells_what_it_inherits(desk: Desk) -> None:
    told(desk, CASE)
    found = rows(desk, f"replay {SELF_OPERATED} --format json")
    first = next(row for row in found if row["changed"])
    assert [(c["subject"], c["after"]["inherited_from"]) for c in first["changed"]] == [
        (SELF_OPERATED, "kuaishou/live-cart/jd-alliance")
    ]


@pytest.mark.parametrize("clock", ["recorded", "published"])
def test_a_line_of_replay_as_csv_is_a_stretch_or_an_event_that_changed_nothing(
    clock: str, desk: Desk
) -> None:
    told(desk, CASE)
    found = list(
        csv.DictReader(io.StringIO(desk.ledger(f"replay --clock {clock} --format csv").out))
    )
    steps = json.loads(desk.ledger(f"replay --clock {clock} --format json").out)["steps"]
    stretches = [
        (each["subject"], each["after"]["effect"]) for step in steps for each in step["changed"]
    ]
    told_of = [(row["subject"], row["after_effect"]) for row in found if row["after_effect"]]
    assert sorted(told_of) == sorted(stretches)
    events = [e for step in steps for e in (step["events"] if clock == "published" else [step])]
    alone = [row["seq"] for row in found if " " not in row["seq"]]
    assert list(dict.fromkeys(alone)) == [str(event["seq"]) for event in events]
    if clock == "recorded":
        assert [row["seq"] for row in found] == alone
    assert [row["seq"] for row in found if not row["before_effect"] and row["from"]] == []


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("--announcement the-paper-2022-10-82", "did you mean the-paper-2022-10-28?"),
        ("--announcement '\x1bx'", "'\\x1bx' is recorded: ledger log --kind announced lists them"),
        ("--source 'Kuaishou insiders'", "did you mean 'Kuaishou insider'?"),
        ("--source Nobody", "no source 'Nobody' is recorded: ledger sources lists them"),
        ("--source 'JD Alliance' --source Nobody", "no source 'Nobody' is recorded"),
        ("--recorded @1 --source 'JD Alliance'", "no source 'JD Alliance' is recorded by @1"),
        ("--recorded @1 --announcement jd-alliance-2022-10-28", "is recorded by @1"),
    ],
)
def test_an_unknown_name_that_the_log_is_narrowed_by_is_a_fault(
    asked: str, says: str, desk: Desk
) -> None:
    told(desk, CASE)
    outcome = desk.ledger(f"log {asked}")
    assert (outcome.code, outcome.out) == (1, "")
    assert says in outcome.err


def test_a_known_name_of_which_the_cuts_leave_nothing_is_no_fault(desk: Desk) -> None:
    told(desk, CASE)
    for asked in ("--known 2020-01-01", "--authority official --source 'The Paper'"):
        outcome = desk.ledger(f"log --announcement the-paper-2022-10-28 {asked} --format csv")
        assert (outcome.code, len(outcome.out.splitlines())) == (0, 1)


def test_what_a_timeline_asks_at_very_many_instants_is_the_answer_there(desk: Desk) -> None:
    told(desk, CASE, CONFIRMED)
    with open_ledger("policy.ledger") as reading:
        view = reading.cut(None, None, 1)
        paths = [*view.paths(), "kuaishou", f"{SELF_OPERATED}/below", "nothing/of/it"]
        assert len(paths) > 10
        for path in paths:
            way = view.way(path)
            timeline = over_time(way)
            for edge in boundaries(way.spoken):
                for at in (edge - 1, edge):
                    found = view.state(path, Moment("", at, None))
                    assert timeline(at) == found._replace(scheduled=()), (path, at)


def test_another_value_is_a_change(desk: Desk) -> None:
    desk.done("demo d --sample fees")
    told = desk.done(
        "diff 2022-04-10 2022-04-11 etsy/sale-fee --ledger d/policy.ledger --format json"
    )
    (found,) = json.loads(told)["differences"]
    assert found["kind"] == "changed"


def test_another_value_for_those_not_reached_is_a_change(desk: Desk) -> None:
    desk.done("init")
    said = "--authority official --subject s --source S"
    grayscale = "--change grayscale_started --effect set --value 2%"
    for id, day, change in (
        ("a", "2022-01-01", "--change set --value 5%"),
        ("b", "2022-02-01", grayscale),
        ("c", "2022-03-01", "--change set --value 6%"),
        ("d", "2022-03-02", grayscale),
    ):
        desk.done(f"announce --id {id} {said} --published {day} --effective {day} {change}")
    told = desk.done("diff 2022-02-01 2022-03-02 s --format json")
    (found,) = json.loads(told)["differences"]
    assert (found["kind"], found["after"]["otherwise"]["value"]) == ("changed", "6%")


@pytest.mark.parametrize(
    ("line", "to"),
    [
        ("due 2011-12-28 --within 1d", "2011-12-30T09:59:59.999999Z"),
        ("due 2011-12-28 --within 2d", "2011-12-30T10:00:00Z"),
        ("due 2011-12-23 --within 1w", "2011-12-30T10:00:00Z"),
        ("due 2011-12-28 --within 3d", "2011-12-31T09:59:59.999999Z"),
        ("due 2017-10-14 --within 1d --zone America/Sao_Paulo", "2017-10-16T01:59:59.999999Z"),
    ],
)
def test_the_end_of_what_comes_due_is_never_refused_for_a_day_that_the_zone_skips(
    line: str, to: str, desk: Desk
) -> None:
    told(desk, zone="Pacific/Apia")
    assert json.loads(desk.done(f"{line} --format json"))["to"] == to
    for text in ("2011-12-30", "2011-12-30T12:00"):
        refused = desk.ledger(f"due {text}")
        assert (refused.code, "Pacific/Apia" in refused.err) == (2, True)


def test_a_time_past_the_last_year_is_refused_in_the_words_typed(desk: Desk) -> None:
    told(desk)
    for line in ("due 9999-12-01 --within 31d", "due 9990-01-01 --within 99999w"):
        refused = desk.ledger(line)
        assert (refused.code, "reaches past the year 9999" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("when", "within", "to"),
    [
        ("2022-11-05", "2", "2022-11-07T15:59:59.999999Z"),
        ("2022-11-05", "2d", "2022-11-07T15:59:59.999999Z"),
        ("2022-11-05", "1w", "2022-11-12T15:59:59.999999Z"),
        ("2022-11-05", "12h", "2022-11-06T03:59:59.999999Z"),
        ("2022-11-05T08:00Z", "2", "2022-11-07T08:00:00Z"),
        ("2022-11-05T08:00Z", "2d", "2022-11-07T08:00:00Z"),
        ("2022-11-05T08:00Z", "1w", "2022-11-12T08:00:00Z"),
        ("2022-11-05T08:00Z", "12h", "2022-11-05T20:00:00Z"),
        ("9999-12-30", "1d", "9999-12-31T15:59:59.999999Z"),
        ("9999-12-31T11:59:59Z", "12h", "9999-12-31T23:59:59Z"),
    ],
)
def test_what_is_due_is_looked_for_in_days_weeks_or_hours(
    desk: Desk, when: str, within: str, to: str
) -> None:
    desk.kuaishou()
    told = json.loads(desk.done(f"due {when} --within {within} --format json"))
    assert told["to"] == to


@pytest.mark.parametrize(("when", "within"), [("9999-12-01", "9w"), ("9999-12-31T12:00Z", "12h")])
def test_nothing_is_due_past_the_year_9999(desk: Desk, when: str, within: str) -> None:
    outcome = desk.kuaishou().ledger(f"due {when} --within {within}")
    assert (outcome.code, outcome.out) == (2, "")
    assert f"--within: '{within}' reaches past the year 9999" in outcome.err
