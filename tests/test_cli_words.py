"""What the tables say of a story with everything in it: each sentence is true, and clear."""

import json

import pytest

from tests.desk import REPOSITORY, Desk
from tests.desk import unwrapped as told


@pytest.fixture
def shop(desk: Desk) -> Desk:
    desk.done("init --origin example.org/shop --zone Asia/Shanghai")
    desk.run("announce", str(REPOSITORY / "tests" / "shop.yaml"))
    return desk


def test_a_start_that_nobody_stated_is_told_as_a_time_in_which_it_lies(shop: Desk) -> None:
    found = told(shop.done("explain 2024-02-12 shop/cart/z"))
    assert "ANSWER suspended since some time from 2023-06-01 to 2023-06-30, no end said" in found
    assert "since by" not in told(shop.done("timeline shop/cart/f"))
    assert "since by" not in told(shop.done("correct 'first#7' effective=2023-05 --why x"))


def test_an_explanation_says_which_amendments_do_not_apply(shop: Desk) -> None:
    found = told(shop.done("explain 2024-02-12 shop/cart/a"))
    assert (
        "withdraws second#1; does not apply: of lesser authority than what it would change" in found
    )
    assert "put off from 2024-02-01 to a day not said, of second#1 third#1" in found


def test_an_explanation_tells_the_acts_of_the_recorder_that_matter_and_why(shop: Desk) -> None:
    shop.done("correct 'first#5' population=20% --subject shop/cart/h --why 'it is 20'")
    shop.done("correct 'first#4' until=2024-02-10 --why misread")
    shop.done("retract paper#4 --why 'never said'")
    found = told(shop.done("explain 2024-02-12 shop/cart/h"))
    assert (
        "Corrected by the recorder: population of first#5 on shop/cart/h (@35, why: it is 20). "
        "Retracted: paper#4 (@37, why: never said)." in found
    )
    found = told(shop.done("explain 2024-02-12 shop/cart/g"))
    assert "Corrected by the recorder: none. Retracted: paper#4" in found
    found = told(shop.done("explain 2024-02-12 elsewhere"))
    assert "Corrected by the recorder: none. Retracted: none." in found


def test_what_was_said_to_have_lapsed_is_told_so(shop: Desk) -> None:
    found = told(shop.done("explain 2024-02-20 shop/cart/e"))
    assert "ANSWER undetermined since 2024-02-15, said to have lapsed; CONTESTED" in found
    assert "undetermined (said to have lapsed) from 2024-02-15" in found
    assert "no end said" not in found.partition("1 Who spoke")[0]
    assert "says suspended once its term has ended, 2024-02-01" in found
    assert "undetermined (said to have lapsed) from 2024-02-15" in told(
        shop.done("due 2024-02-01 shop/cart/e")
    )


def test_why_the_highest_word_is_not_the_last_is_told_where_it_says_otherwise(shop: Desk) -> None:
    assert "never silently outranks official" in told(shop.done("explain 2024-02-20 shop/cart/e"))
    assert "outranks" not in told(shop.done("explain 2024-02-20 shop/cart/c"))


def test_what_could_not_be_known_yet_is_told_with_its_day(shop: Desk) -> None:
    found = told(shop.done("at 2024-01-16 shop/cart"))
    late = "published 2024-02-10, after the moment asked for, third#2"
    assert f"scheduled: permitted, from 2024-01-28: Shop, official, {late}" in found
    assert (
        "not confirmed: Shop, official, second#1; put off from 2024-02-01 by Shop, official, "
        "published 2024-02-10, third#1" in found
    )
    assert "after the moment asked for" not in told(shop.done("at 2024-04-01 shop/cart/g"))


def test_what_is_expected_on_a_day_is_overdue_after_its_first_instant(shop: Desk) -> None:
    shop.done("retract third#2 --why x")
    assert "OVERDUE from 2024-01-25 on, not confirmed" in told(shop.done("timeline shop/cart/g"))
    assert ".000001" not in shop.done("replay")
    assert "permitted in full, on this day" in told(shop.done("due 2024-02-01 shop/cart/g"))


def test_what_comes_due_is_told_by_what_stands_just_before_it(shop: Desk) -> None:
    found = told(shop.done("due 2024-01-18 shop/cart --within 30d"))
    assert "shop/cart/d suspended -> permitted Shop, official, first#2" in found
    assert "shop/cart/g suspended, INHERITED -> permitted GRADUALLY" in found
    assert "shop/cart/g permitted GRADUALLY -> permitted Shop" in found
    rows = json.loads(shop.done("due 2024-01-18 shop/cart/g --format json"))["due"]
    row = next(row for row in rows if row["change"] == "second#5")
    assert row["stands"]["extent"] == "grayscale"
    assert (row["before"]["effect"], row["then"]["effect"]) == ("suspended", "permitted")


def test_each_boundary_names_what_began_or_ended_there(shop: Desk) -> None:
    found = told(shop.done("replay --clock effective"))
    assert (
        "shop/cart/d suspended -> permitted the term of first#2 ended, and what held before it "
        "holds again: Shop, official, first#3" in found
    )
    assert (
        "permitted in GRAYSCALE -> suspended, INHERITED as of second#4; so stands: Shop, official, "
        "first#7" in found
    )
    assert (
        "shop/cart/c permitted -> permitted, CONTESTED contested by The Daily, press, paper#3"
        in found
    )
    assert "shop/cart/e permitted -> suspended, LAPSED its term ended, first#4" in found


def test_what_one_instant_made_known_is_told_under_the_word_that_made_it(shop: Desk) -> None:
    found = told(shop.done("replay --clock published"))
    assert "@6 permitted shop/cart/a from 2024-01-01 UNKNOWN -> permitted @7" in found
    assert (
        "@20 grayscale completed shop/cart/g on 2024-01-20 permitted in GRAYSCALE -> suspended, "
        "INHERITED @21" in found
    )


def test_for_whom_a_change_does_not_reach_is_told_where_only_that_differs(shop: Desk) -> None:
    found = told(shop.done("replay"))
    assert "permitted in GRAYSCALE -> the same, those not in the test: suspended, first#7" in found


def test_a_correction_tells_in_what_an_answer_differs(shop: Desk) -> None:
    found = told(shop.done("correct 'first#5' population=20% --subject shop/cart/h --why x"))
    assert "from 2024-01-18: permitted in GRAYSCALE, CONTESTED" in found
    assert "-> the same, 20%" in found
    found = told(shop.done("correct paper source.authority=insider --why x"))
    assert "-> the same, contested otherwise" in found


def test_a_timeline_ends_with_what_changes_last_whatever_is_dated_later(shop: Desk) -> None:
    found = told(shop.done("timeline shop/cart/g"))
    assert "Nothing recorded changes it after 2024-01-28: the last row" in found


def test_a_key_is_named_by_its_origin_and_id(shop: Desk) -> None:
    (line,) = [each for each in shop.done("replay").splitlines() if each.startswith("@2 ")]
    assert line.count("+") == 1
    assert len(line.rpartition("+")[2]) == 8


def rows(desk: Desk, line: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(desk.done(f"{line} --format json"))[line.split()[0]]
    return found


def test_the_lists_are_of_what_stands_after_the_acts_of_the_recorder(shop: Desk) -> None:
    shop.done("correct paper source.authority=insider published=2024-01-21 --why x")
    shop.done("retract insider --why x")
    shop.done("retract 'first#1' --subject shop/cart/b --why x")
    assert [(r["source"], r["authority"], r["changes"]) for r in rows(shop, "sources")] == [
        ("Shop", "official", 18),
        ("The Daily", "insider", 4),
    ]
    assert rows(shop, "sources")[1]["first_published"] == "2024-01-21T15:59:59Z"
    counts = {row["path"]: row["statements"] for row in rows(shop, "subjects")}
    assert "shop/cart/b" not in counts
    assert "shop/cart/z" not in counts
    assert (counts["shop"], counts["shop/cart/d"]) == (1, 2)
    (status,) = rows(shop, "status")
    assert (status["subjects"], status["sources"]) == (len(counts), 2)


def test_a_difference_says_what_a_rescheduling_did(shop: Desk) -> None:
    found = told(shop.done("diff 2024-01-14 2024-01-16 --clock published --at 2024-02-06"))
    assert (
        "Shop, official, 2024-01-15: put off to 2024-02-05 from 2024-02-01, of first#6, second#2"
        in found
    )
    found = told(shop.done("diff 2024-02-09 2024-02-10 --clock published --at 2024-02-06"))
    assert "put off from 2024-02-01 to a day not said, of second#1, third#1" in found


def test_a_timeline_tells_what_is_overdue_though_its_earliest_day_is_not_named(desk: Desk) -> None:
    found = told(desk.kuaishou().done("timeline kuaishou/live-cart/taobao-alliance"))
    assert "OVERDUE after 2022-10-31, not confirmed: permitted in full, The Paper, press" in found


def test_the_last_instant_of_a_day_is_told_as_its_end(shop: Desk) -> None:
    assert "a the end of 2023-06-30 < b 2024-01-01" in told(
        shop.done("explain 2024-01-02 shop/cart/a")
    )
    shop.done("retract 'first#7' --why x")
    shop.done(
        "announce --id month --source M --authority press --published 2024-03-01 --change permitted"
        " --subject shop/cart/f --effective 2024-02 --certainty expected"
    )
    for line in shop.done("timeline shop/cart/f --zone Europe/Berlin").splitlines():
        assert len(line) <= 100


def test_a_short_list_is_not_told_as_if_nothing_else_had_a_statement(shop: Desk) -> None:
    found = told(shop.done("at 2024-02-12 --only gradual,lapsed"))
    assert "Only what is gradual or lapsed is listed: what is not may be permitted or" in found
    assert "no statement of its own" not in found


def test_why_a_state_is_unknown_is_told(shop: Desk) -> None:
    def why(line: str) -> str:
        return told(shop.done(line))

    assert "nothing recorded speaks of it or of a path above it" in why("at 2024-01-02 other")
    assert "nothing recorded of it was in force then" in why("at 2020-01-02 shop/cart")
    shop.done("retract 'first#7' --why x")
    assert "nothing but notes is recorded of it or of a path above it" in why("at now shop/cart/q")
    shop.done(
        "announce --id back --source Shop --authority official --published 2024-05-01 "
        "--change withdrawn --of insider#2"
    )
    assert "was taken back" in why("at 2025-02-01 shop/cart/z")


def test_the_commands_to_try_on_a_sample_can_be_pasted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ledger at 2022-10-29 --ledger 'a b/policy.ledger'\n" in desk.done("demo 'a b'")
    monkeypatch.setenv("POLICY_LEDGER_URL", "other.ledger")
    assert "ledger at 2022-10-29 --ledger policy.ledger\n" in desk.done("demo")
