"""Are values, parts, exceptions, replacements, patterns and words told wherever a state is?"""

import json
from typing import Any

import pytest

from tests.desk import Desk

HEAD = "format: policy-ledger/1\n"
WORDS = """subjects:
- path: fee
  words: {set: {en: charged, de: erhoben}, permitted: in force, undetermined: open}
"""


@pytest.fixture
def made(desk: Desk) -> Desk:
    desk.done("init --origin example.org/test")
    return desk


def announce(desk: Desk, *announcements: str, head: str = "") -> None:
    """Announcements, each `ID AUTHORITY PUBLISHED`, a line break, and its changes, one a line."""
    text = HEAD + head + "announcements:\n"
    for each in announcements:
        said, *changes = each.strip().splitlines()
        id, authority, published = said.split()
        text += f"- id: {id}\n  source: {{name: {id.upper()}, authority: {authority}}}\n"
        text += f"  published: {published}\n  changes:\n"
        text += "".join(f"  - {{{change.strip()}}}\n" for change in changes)
    desk.done("announce -", typed=text)


def state(desk: Desk, line: str) -> dict[str, Any]:
    (found,) = json.loads(desk.done(f"{line} --format json"))["states"]
    return dict(found)


STEPS = """steps official 2024-01-10
change: set, subjects: [fee/us], effective: 2024-02-01, value: 6%
change: set, subjects: [fee/us], effective: 2024-03-01, value: 8%, until: 2024-06-30
"""


@pytest.fixture
def fee(made: Desk) -> Desk:
    announce(
        made,
        STEPS,
        "plan official 2024-01-20\nchange: set, subjects: [fee/us], "
        "effective: 2024-09-01, value: 9%, certainty: expected",
        head=WORDS,
    )
    return made


def test_a_value_stands_beside_the_state_in_the_words_of_its_subject(fee: Desk) -> None:
    assert "us charged 6% 2024-02-01" in fee.told("at 2024-02-10")
    assert "1 subject: 1 charged." in fee.told("at 2024-02-10")
    assert "scheduled: charged 8%, from 2024-03-01" in fee.told("at 2024-02-10")
    assert "EXPECTED charged 9% from 2024-09-01, not confirmed" in fee.told("at 2024-02-10")
    assert (
        "LAPSED charged 8% until the last day, 2024-06-30; nothing said what follows. The rule "
        "before it (charged 6%)" in fee.told("at 2024-07-10")
    )
    assert "open, LAPSED" in fee.told("at 2024-07-10")


def test_every_table_tells_a_value_in_the_words_of_its_subject(fee: Desk) -> None:
    assert "ANSWER charged 6% since 2024-02-01" in fee.told("explain 2024-02-10 fee/us")
    assert "charged 8% from 2024-03-01, last day 2024-06-30 steps#2" in fee.told(
        "explain 2024-02-10 fee/us"
    )
    assert "2024-03-01 2024-07-01 charged 8%" in fee.told("timeline fee/us")
    assert (
        "~ fee/us charged 6% -> charged 8% because STEPS, official, 2024-01-10: charged 8%"
        in fee.told("diff 2024-02-10 2024-03-10")
    )
    assert "in 20 days: charged 8% from 2024-03-01 fee/us charged 6% -> charged 8%" in fee.told(
        "due 2024-02-10"
    )
    assert "from 2024-02-01 UNKNOWN -> charged 6%" in fee.told("replay")
    assert "fee/us charged 6% -> charged 8%" in fee.told("replay --clock effective")
    assert "from 2024-02-01: charged 6% (since 2024-02-01, STEPS, official)" in fee.told(
        "retract 'steps#2' --why x --dry-run"
    ) or "charged 8% (since 2024-03-01" in fee.told("retract 'steps#2' --why x --dry-run")


def test_programs_get_the_effect_whatever_it_is_called(fee: Desk) -> None:
    found = state(fee, "at 2024-02-10")
    assert (found["effect"], found["value"]) == ("set", "6%")
    assert "charged" not in fee.done("at 2024-02-10 --format csv")
    assert "charged" not in fee.done("due 2024-02-10 --format jsonl")
    row = json.loads(fee.done("due 2024-02-10 --format json"))["due"][0]
    assert (row["value"], row["stands"]["value"], row["then"]["value"]) == ("8%", "6%", "8%")


def test_what_an_announcement_would_change_is_told_in_the_words_that_it_gives(made: Desk) -> None:
    announce(made, STEPS)
    text = (
        f"{HEAD}{WORDS}announcements:\n- id: more\n  source: {{name: M, authority: official}}\n"
        "  published: 2024-03-05\n  changes:\n"
        "  - {change: set, subjects: [fee/us], effective: 2024-03-05, value: 7%}\n"
    )
    found = " ".join(made.done("announce - --dry-run", typed=text).split())
    assert (
        "charged 8% (since 2024-03-01, last day 2024-06-30, STEPS, official) -> charged 7%" in found
    )


def test_events_are_told_in_the_words_that_they_were_recorded_in(fee: Desk) -> None:
    assert "set 6% from 2024-02-01, no end said" not in fee.told("log")
    assert "set 6% from 2024-02-01 steps#1" in fee.told("log")
    assert "set 8% from 2024-03-01, last day 2024-06-30 steps#2" in fee.told("show steps")


def test_what_is_said_of_a_part_is_told_with_what_holds_for_the_rest(made: Desk) -> None:
    announce(
        made,
        "all official 2024-01-01\nchange: permitted, subjects: [a], effective: 2024-01-01, "
        "value: at most 5",
        "some official 2024-02-01\nchange: suspended, subjects: [a], effective: 2024-02-01, "
        "population: {words: shops on Sundays}, until: 2024-03-31",
    )
    found = made.told("at 2024-02-10")
    assert "a suspended, PARTIAL 2024-02-01 SOME, official" in found
    assert "PARTIAL shops on Sundays; the rest: permitted (at most 5), all#1" in found
    assert "1 suspended partly" in found
    found = made.told("explain 2024-02-10 a")
    assert "ANSWER suspended, PARTIAL, since 2024-02-01, shops on Sundays, last day" in found
    assert "The rest: permitted (at most 5)." in found
    assert "6 For those whom b does not reach: permitted (at most 5), by a" in found
    assert "shops on Sundays, the rest: permitted (at most 5)" in made.told("timeline a")
    made.done("correct 'all#1' value='at most 6' --why x")
    assert (
        "differs the rest: permitted (at most 5), all#1 -> the rest: permitted (at most 6)"
        in made.told("diff @6 @7 --at 2024-02-10")
    )


EXCEPTING = """rule official 2024-01-01
change: suspended, subjects: [a], effective: 2024-01-01, except: [a/b, a/c]
"""


def test_an_exception_is_a_mark_of_the_row_and_told_under_it(made: Desk) -> None:
    announce(made, EXCEPTING)
    found = made.told("at 2024-02-10 a")
    assert "a suspended, EXCEPTED 2024-01-01" in found
    assert (
        "EXCEPTED a/b and a/c: what holds there holds as if this had not been said, rule#1" in found
    )
    assert "b UNKNOWN" in found
    assert "what is said of a path above it excepts it" in found
    assert (
        "excepts this path, or one above it a suspended from 2024-01-01, no end said, except a/b "
        "and a/c" in made.told("explain 2024-02-10 a/b/x")
    )
    assert "suspended, EXCEPTED" in made.told("timeline a")
    assert "UNKNOWN -> suspended, EXCEPTED" in made.told("replay")
    assert "d suspended, INHERITED" in made.told("at 2024-02-10 a/d")


def test_another_exception_is_a_difference_and_told(made: Desk) -> None:
    announce(made, EXCEPTING)
    made.done("correct 'rule#1' except='[a/b]' --why x")
    found = made.told("diff @4 @5 --at 2024-02-10 a")
    assert "differs except a/b and a/c -> except a/b" in found


def test_what_is_set_aside_is_a_mark_of_the_row(made: Desk) -> None:
    announce(
        made,
        "shop press 2024-01-01\nchange: set, subjects: [a/b], effective: 2024-01-01, value: 5%",
        "rule official 2024-02-01\nchange: set, subjects: [a], effective: 2024-02-01, value: 6%",
    )
    found = made.told("at 2024-02-10 a/b")
    assert "b set 6%, SET ASIDE, INHERITED" in found
    assert (
        "SET ASIDE SHOP, press, says set 5%. A later word of a higher authority covers it" in found
    )
    assert "SET ASIDE: a, SHOP, press, says set 5%" in made.told("explain 2024-02-10 a/b")
    assert "SET ASIDE: SHOP, press: set 5%, shop#1" in made.told("timeline a/b")


REPLACED = (
    "one official 2024-01-01\n"
    "change: permitted, subjects: [a], effective: 2024-01-01\n"
    "change: suspended, subjects: [a], effective: 2024-08-01, certainty: expected",
    "two official 2024-02-01\nchange: confirmed, of: one#1, effective: 2024-02-01",
    "three official 2024-03-01\n"
    "change: suspended, subjects: [a], effective: 2024-03-01, replaces: [one#1, one#2]",
)


def test_what_was_replaced_is_told_with_what_took_its_place(made: Desk) -> None:
    announce(made, *REPLACED)
    found = made.told("explain 2024-03-10 a")
    assert "a replaced by c, THREE, official, in three#1, from 2024-03-01 on" in found
    assert "b confirms one#1, which is replaced by c, THREE, official, in three#1" in found
    assert "8 Expected: d replaced by c, THREE, official, in three#1" in found
    assert "no end said, replaces one#1, one#2 three#1" in found
    assert "three#1, published 2024-03-01; replaces one#1, one#2" in made.told("timeline a")
    assert "suspended from 2024-03-01, replaces one#1, one#2" in made.told("log")
    assert "replaces one#1, one#2" in made.told("replay")
    assert "suspended from 2024-03-01, replaces one#1, one#2, three#1" in made.told(
        "diff 2024-02-10 2024-03-10"
    )


def test_a_replacement_without_the_authority_is_told_as_a_contest(made: Desk) -> None:
    announce(
        made,
        REPLACED[0].splitlines()[0] + "\n" + REPLACED[0].splitlines()[1],
        "rumour press 2024-03-05\n"
        "change: permitted, subjects: [a/b], effective: 2024-02-01, replaces: [one#1]",
        "again official 2024-03-01\nchange: confirmed, of: one#1, effective: 2024-03-01",
    )
    assert (
        "CONTESTED by RUMOUR, press: says that it replaces one#1, which again#1 confirms, and does "
        "not, for a lesser authority cannot take the place of a greater one, rumour#1"
    ) in made.told("at 2024-03-10 a/b")
    assert (
        "says that it replaces one#1, which again#1 confirms, and does not, for want of"
        in made.told("explain 2024-03-10 a/b")
    )
    assert (
        "CONTESTED by RUMOUR, press: replaces one#1, which again#1 confirms, which it may not, for "
        "want of authority, rumour#1"
    ) in made.told("timeline a/b")
    assert (
        "RUMOUR, press, 2024-03-05: replaces one#1, which again#1 confirms, which it may"
        in made.told("diff 2024-02-10 2024-03-10 a/b")
    )


def pattern(number: int, path: str) -> str:
    return (
        f"p{number} official 2024-01-0{number}\n"
        f"change: permitted, subjects: ['{path}'], effective: 2024-01-0{number}"
    )


def test_a_row_that_is_named_tells_what_covers_some_of_what_lies_below_it(made: Desk) -> None:
    announce(made, pattern(1, "a/*/c"), pattern(2, "a/b"), pattern(3, "a/x/c"), pattern(4, "*/b"))
    lead = "of what lies below, some is also covered by"
    assert f"{lead} a/*/c: name it to see" in made.told("at 2024-02-10 a/b")
    assert f"O{lead[1:]} a/*/c: name it to see" in made.told("explain 2024-02-10 a/b")
    assert lead not in made.told("at 2024-02-10")
    # below it by its own path, or above it
    assert f"{lead} */b: name it to see" in made.told("at 2024-02-10 a")
    for subject in ("a/b/c", "'a/*'", "z/b"):
        assert f"{lead} a/*/c" not in made.told(f"at 2024-02-10 {subject}")
    assert lead not in made.told("at 2024-02-10 a/b --known 2023-01-01 --recorded @2")
    announce(made, pattern(5, "a/*/d"), pattern(6, "a/*/e/f"), pattern(7, "*/b/g"))
    found = made.told("at 2024-02-10 a/b")
    assert f"{lead} */b/g and a/*/c and a/*/d and others: name them to see" in found


def test_what_is_said_of_a_pattern_is_named_by_all_of_it(made: Desk) -> None:
    announce(made, pattern(1, "a/*/c"), pattern(2, "a"))
    assert (
        "INHERITED nothing is said of c itself; this is what holds for a/*/c, which covers it"
        in (made.told("at 2024-01-01 a/b/c"))
    )
    assert "on a/*/c, which covers it" in made.told("explain 2024-01-10 a/b/c")


def test_of_as_many_segments_the_one_with_fewer_that_stand_for_any_comes_later(made: Desk) -> None:
    announce(
        made,
        "one official 2024-01-01\n"
        "change: permitted, subjects: ['a/*/c', a/b/c], effective: 2024-01-01\n"
        "change: suspended, subjects: [a], effective: 2024-01-01",
    )
    assert (
        "a 2024-01-01 < b 2024-01-01 (same start, deeper path) < c 2024-01-01 (same start, as "
        "deep, fewer * in its path)" in made.told("explain 2024-02-10 a/b/c")
    )


def test_since_when_it_has_held_is_told_where_that_is_not_since_it_was_last_said(
    made: Desk,
) -> None:
    announce(made, *REPLACED[:2])
    found = made.told("explain 2024-03-10 a")
    assert (
        "ANSWER permitted since 2024-02-01, no end said, held since 2024-01-01 without a break, by "
        "others before" in found
    )
    assert "No end was said Held since 2024-01-01 without a break, by others before" in found
    assert "without a break" not in made.told("explain 2024-01-10 a")


def test_notes_and_quotes_are_told_with_their_statements(made: Desk) -> None:
    announce(
        made,
        "one official 2024-01-01\n"
        "change: permitted, subjects: [a], effective: 2024-01-01, note: so said, quote: open now\n"
        "change: noted, subjects: [a], note: kept, quote: word for word",
    )
    found = made.told("explain 2024-03-10 a")
    assert "on this path note: so said quote: open now" in found
    assert "b kept one#2" in found
    assert "note: kept" not in found
    assert "quote: word for word" in found


@pytest.mark.parametrize(
    ("only", "subjects"),
    [
        ("partial", ["part"]),
        ("excepted", ["but"]),
        ("set", ["fee"]),
        ("permitted", ["open"]),
        ("suspended", ["but", "part"]),
        ("undetermined", ["over"]),
        ("set,undetermined", ["fee", "over"]),
    ],
)
def test_only_lists_what_is_asked_for(made: Desk, only: str, subjects: list[str]) -> None:
    announce(
        made,
        "one official 2024-01-01\n"
        "change: suspended, subjects: [part], effective: 2024-01-01, population: 10%\n"
        "change: suspended, subjects: [but], effective: 2024-01-01, except: [but/not]\n"
        "change: set, subjects: [fee], effective: 2024-01-01, value: 1%\n"
        "change: permitted, subjects: [open], effective: 2024-01-01\n"
        "change: permitted, subjects: [over], effective: 2024-01-01, until: 2024-01-05",
    )
    found = json.loads(made.done(f"at 2024-02-10 --only {only} --format json"))["states"]
    assert [each["subject"] for each in found] == subjects


def test_a_list_of_one_effect_does_not_say_that_others_may_have_it(made: Desk) -> None:
    announce(made, STEPS)
    found = made.told("at 2024-02-10 --only set")
    assert "Only what is set is listed. Why:" in found


def test_any_field_but_since_when_it_has_held_is_a_difference(made: Desk) -> None:
    announce(
        made,
        "one official 2024-01-01\nchange: permitted, subjects: [a], effective: 2024-01-01",
        "two official 2024-02-01\nchange: suspended, subjects: [a], effective: 2025-01-01",
    )
    found = made.told("diff @4 @6 --at 2024-03-01")
    assert "WHAT IS EXPECTED OR TOLD BESIDE IT DIFFERS: 1 ! a permitted" in found
    assert "and now scheduled: two#1" in found
    made.done("correct one source.party=court --why x")
    assert "differs said by ONE, official -> ONE, official court" in made.told(
        "diff @6 @7 --at 2024-03-01"
    )
    made.done("correct one published=2023-12-30 --why x")
    assert (
        "differs published 2024-01-01 23:59:59 +00:00 -> 2023-12-30 23:59:59 +00:00"
        in made.told("diff @7 @8 --at 2024-03-01")
    )
