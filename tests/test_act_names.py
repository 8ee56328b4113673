"""Is what a recorder types in an act read in its one spelling, and else refused in words?"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.faults import LedgerFault, TypedFault
from ledger.reports import ActReport
from tests.ledgers import EXPECTED, SUSPENDED, announcement, made, rows, table, told
from tests.warned import worded

ROLLOUT = (
    "change: rollout_started, subjects: [k/live], effective: 2022-05-01, population: 10%, "
    "effect: suspended, until: 2022-12-31, afterwards: previous"
)
Act = Callable[[], ActReport]
ACCENTED = "k/caf\u00e9"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED, EXPECTED, ROLLOUT))
    told(path, announcement("b", SUSPENDED.replace("k/detail", ACCENTED)))
    return path


def correct(path: Path, target: str, subject: str | None = None, **fields: str) -> ActReport:
    with open_for_writing(str(path)) as ledger:
        return ledger.correct(target, fields, why="test", subject=subject)


def retract(path: Path, target: str, subject: str | None = None) -> ActReport:
    with open_for_writing(str(path)) as ledger:
        return ledger.retract(target, why="test", subject=subject)


@pytest.mark.parametrize(
    "target", ["a#01", "a# 1", "a#+1", "a#1_0", "a#१", "a#1 ", " a", "a#", "#1", "", "A", "a#1#1"]
)
def test_a_change_has_one_name(path: Path, target: str) -> None:
    before = table(path, "stored_events")
    acts: list[Act] = [lambda: correct(path, target, note="x"), lambda: retract(path, target)]
    for act in acts:
        with pytest.raises(LedgerFault, match="names nothing: expected ID, or ID#N"):
            act()
    assert table(path, "stored_events") == before


@pytest.mark.parametrize("digits", ["9" * 9, "9" * 30])
def test_a_number_that_no_change_has_is_refused(path: Path, digits: str) -> None:
    with pytest.raises(LedgerFault, match="names nothing"):
        correct(path, f"a#{digits}", note="x")


@pytest.mark.parametrize("shape", ["@0{}", "@+{}", "@ {}", "@{} ", "@{}\u0663"])
def test_a_position_has_one_name(path: Path, shape: str) -> None:
    (act,) = correct(path, "a#1", note="x").records
    with pytest.raises(LedgerFault, match="there is no event"):
        retract(path, shape.format(act.seq))
    assert retract(path, f"@{act.seq}").records


def test_a_subject_is_taken_in_as_nfc(path: Path) -> None:
    (record,) = correct(path, "b#1", "k/cafe\u0301", note="x").records
    assert record.data["subject"] == ACCENTED
    (record,) = retract(path, "b#1", "k/cafe\u0301").records
    assert record.data["subject"] == ACCENTED


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"effective": "2022-13-01"}, "a#1: effective:"),
        ({"until": "2022-03"}, "a#1: until:"),
        ({"afterwards": "sometimes"}, "unknown word"),
        ({"note": "half \ud800"}, "lone surrogate"),
    ],
)
def test_a_value_that_cannot_be_read_is_one_of_the_command_line(
    path: Path, fields: dict[str, str], message: str
) -> None:
    with pytest.raises(TypedFault, match=message) as fault:
        correct(path, "a#1", **fields)
    assert fault.value.exit_code == 2


def test_a_subject_that_is_no_path_is_one_of_the_command_line(path: Path) -> None:
    acts: list[Act] = [
        lambda: correct(path, "a#1", "k//live", note="x"),
        lambda: retract(path, "a#1", "k//live"),
    ]
    for act in acts:
        with pytest.raises(TypedFault, match="segment 2 is empty"):
            act()


@pytest.mark.parametrize(
    "fields", [{"colour": "red"}, {"until": "2022-02-01"}, {"effective": ""}, {"change": ""}]
)
def test_a_field_or_value_that_may_not_be_is_bad_input(path: Path, fields: dict[str, str]) -> None:
    with pytest.raises(LedgerFault) as fault:
        correct(path, "a#1", **fields)
    assert fault.value.exit_code == 1


def test_what_a_new_kind_cannot_have_is_cleared_in_the_same_act(path: Path) -> None:
    with pytest.raises(LedgerFault, match="population has no place in fully_recovered"):
        correct(path, "a#3", change="fully_recovered", effect="")
    (record,) = correct(path, "a#3", change="fully_recovered", effect="", population="").records
    cleared = {"change": "fully_recovered", "effect": None, "population": None}
    assert record.data["fields"] == cleared
    (record,) = correct(path, "a#3", change="expired", until="", afterwards="").records
    assert record.data["fields"] == {"change": "expired", "until": None, "afterwards": None}


@pytest.mark.parametrize(
    "fields", [{"certainty": ""}, {"afterwards": ""}, {"note": ""}, {"certainty": "stated"}]
)
def test_clearing_what_says_the_default_changes_nothing(path: Path, fields: dict[str, str]) -> None:
    report = correct(path, "a#1", **fields)
    assert not report.records
    assert "says so already" in worded(report.warnings)[0]


@pytest.mark.parametrize("words", ["half \udcff", "with \0"])
def test_who_and_why_are_text(path: Path, words: str) -> None:
    before = table(path, "stored_events")
    with open_for_writing(str(path)) as ledger:
        acts: list[Act] = [
            lambda: ledger.retract("a", why=words),
            lambda: ledger.retract("a", why="test", recorder=words),
            lambda: ledger.correct("a", {"title": "T"}, why="test", recorder=words),
            lambda: ledger.expire(recorder=words),
        ]
        for act in acts:
            with pytest.raises(TypedFault):
                act()
    with pytest.raises(TypedFault, match="recorder"):
        told(path, announcement("c", SUSPENDED), recorder=words)
    assert table(path, "stored_events") == before


def test_who_is_only_white_space_is_nobody(path: Path) -> None:
    told(path, announcement("c", SUSPENDED), recorder="  ")
    with open_for_writing(str(path)) as ledger:
        (record,) = ledger.retract("c", why=" test ", recorder=" desk 4 ").records
    assert record.data == {"target": "c", "why": "test", "recorder": "desk 4"}
    ((state,),) = rows(path, "SELECT state FROM stored_events WHERE originator_id = '#c'")
    assert b"recorder" not in state


def test_an_act_that_is_too_long_is_refused(path: Path) -> None:
    before = table(path, "stored_events")
    with open_for_writing(str(path)) as ledger:
        with pytest.raises(LedgerFault, match="at most 65,535"):
            ledger.retract("a", why="x" * 70_000)
        with pytest.raises(LedgerFault, match="at most 65,535"):
            ledger.correct("a#1", {"note": "x" * 70_000}, why="test")
    assert table(path, "stored_events") == before


def test_a_field_counts_before_what_is_within_it_in_whatever_order_they_are_typed(
    path: Path,
) -> None:
    for percent, appended in (("10", 0), ("20", 1)):
        fields = {"population.percent": percent, "population": ""}
        with open_for_writing(str(path)) as ledger:
            assert len(ledger.correct("a#3", fields, why="test").records) == appended
            assert not ledger.correct("a#3", {"population": f"{percent}%"}, why="test").records


CHANGE = "is no field of announced, but of a change"
WHOLE = "but of the announcement, a: ledger correct a"


@pytest.mark.parametrize(
    ("target", "fields", "says"),
    [
        (
            *("one", {"effective": "2022-03-02"}),
            f"'effective' {CHANGE}, one#1: ledger correct 'one#1' effective=2022-03-02 --why TEXT",
        ),
        (
            *("one", {"title": "T", "note": "two words"}),
            f"'note' {CHANGE}, one#1: ledger correct 'one#1' 'note=two words' --why TEXT",
        ),
        (
            *("a", {"until": "2022-03-02"}),
            f"'until' {CHANGE}: name the one that is meant, of a#1 (suspended k/live, k/detail); "
            "a#2 (fully_recovered k/live); a#3 (rollout_started k/live)",
        ),
        ("a", {"population.percent": "20"}, f"'population.percent' {CHANGE}: name"),
        ("a", {"effect": "set"}, f"'effect' {CHANGE}, a#3: ledger correct 'a#3' effect=set"),
        (
            *("a#2", {"title": "A title"}),
            f"'title' is no field of fully_recovered, {WHOLE} 'title=A title' --why TEXT",
        ),
        (
            *("a#1", {"note": "x", "source.authority": "press"}),
            f"'source.authority' is no field of suspended, {WHOLE} source.authority=press",
        ),
    ],
)
def test_a_field_of_a_change_names_the_change_and_one_of_the_announcement_that(
    path: Path, target: str, fields: dict[str, str], says: str
) -> None:
    told(path, announcement("one", SUSPENDED))
    with pytest.raises(LedgerFault) as fault:
        correct(path, target, **fields)
    assert str(fault.value).startswith(says), str(fault.value)


@pytest.mark.parametrize(("target", "name"), [("a", "colour"), ("a", "subjects"), ("a#1", "x")])
def test_a_field_of_neither_names_nothing_else(path: Path, target: str, name: str) -> None:
    with pytest.raises(LedgerFault) as fault:
        correct(path, target, **{name: "x"})
    assert "but of" not in str(fault.value)


def test_of_many_changes_that_have_a_field_the_first_are_named(path: Path) -> None:
    told(path, announcement("many", *["change: noted, subjects: [a, b, c, d]"] * 20))
    with pytest.raises(LedgerFault) as fault:
        correct(path, "many", note="x")
    assert "many#12 (noted a, b, c); and 8 more" in str(fault.value)
