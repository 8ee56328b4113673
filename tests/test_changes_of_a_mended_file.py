"""What is told of a mended file with changes missing, added, in another order or zone?"""

from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.faults import InputFault
from tests.announcing import batch
from tests.ledgers import made
from tests.mended import FILE, advice, told

NOTES = [f"  - {{change: noted, subjects: [k/{n}], note: {n}}}\n" for n in range(1, 6)]
NOTED = FILE[: FILE.index("- id: plan")] + (
    "- id: a\n  source: {name: A, authority: official}\n  published: 2022-02-22\n  changes:\n"
)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = made(tmp_path)
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(NOTED + "".join(NOTES)))
    return path


@pytest.mark.parametrize("order", ["21345", "54321", "23451", "21354"])
def test_the_same_changes_in_another_order_are_told_as_that(notes: Path, order: str) -> None:
    text = NOTED + "".join(NOTES[int(n) - 1] for n in order)
    words = (
        "changes: the same changes in another order: nothing is wrong with the record; expected "
        "the order in which they were recorded"
    )
    assert told(notes, text) == [words]
    with open_for_writing(str(notes)) as ledger:
        ledger.correct("a", {"title": "Notes"}, why="test")
        with pytest.raises(InputFault) as fault:
            ledger.announce(batch(text))
    assert fault.value.advice == ()


@pytest.mark.parametrize("missing", range(1, 6))
def test_a_change_that_is_missing_in_the_file_is_named(notes: Path, missing: int) -> None:
    text = NOTED + "".join(each for n, each in enumerate(NOTES, 1) if n != missing)
    words = f"changes: a#{missing} is missing here, and recorded as noted of k/{missing}"
    assert told(notes, text) == [words]
    assert advice(notes, text) == [f"ledger retract 'a#{missing}' --why TEXT"]


@pytest.mark.parametrize("place", range(1, 7))
def test_a_change_that_is_not_recorded_is_named(notes: Path, place: int) -> None:
    more = "  - {change: noted, subjects: [x, y, z, w], note: new}\n"
    text = NOTED + "".join([*NOTES[: place - 1], more, *NOTES[place - 1 :]])
    assert told(notes, text) == [
        f"changes[{place}]: noted of x, y, z and 1 more is here, and not recorded"
    ]
    assert advice(notes, text) == [
        f"take changes[{place}] out of the file, and announce it under an id of its own"
    ]


def test_what_is_missing_moved_and_changed_at_once_is_told_of_each(notes: Path) -> None:
    text = NOTED + NOTES[2] + NOTES[0].replace("note: 1", "note: one") + NOTES[4] + NOTES[3]
    assert told(notes, text) == [
        "changes: some of the changes in another order: nothing is wrong with the record; "
        "expected the order in which they were recorded",
        "changes: a#2 is missing here, and recorded as noted of k/2",
        "changes[2].note: is 'one' here, and in a#1 recorded as '1'",
    ]
    assert advice(notes, text) == [
        "ledger retract 'a#2' --why TEXT",
        "ledger correct 'a#1' note=one --why TEXT",
    ]


def test_of_two_announcements_of_a_file_the_order_is_told_too(tmp_path: Path) -> None:
    other = "".join(reversed(NOTES))
    twice = NOTED + "".join(NOTES) + NOTED[NOTED.index("- id: a") :] + other
    with open_for_writing(str(made(tmp_path))) as ledger, pytest.raises(InputFault) as fault:
        ledger.announce(batch(twice))
    assert str(fault.value.faults[1]).endswith(
        "announcements[2].changes: the same changes in another order; expected the order in which "
        "they were told before"
    )
    assert len(fault.value.faults) == 2


@pytest.mark.parametrize("zone", ["UTC", "Europe/Brussels"])
def test_a_zone_that_was_mended_makes_no_instants_of_days(tmp_path: Path, zone: str) -> None:
    path = made(tmp_path)
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(FILE))
    zoned = FILE.replace("  title: Notice\n", f"  title: Notice\n  zone: {zone}\n")
    (line,) = advice(path, zoned)
    assert line == (
        "zone is not corrected, nor what it means for the dates: corrections are read in the zone "
        "that is recorded, where the days of the file begin and end at other instants: ledger "
        "retract a --why TEXT, and announce it under a new id"
    )
    assert advice(path, zoned.replace("Notice", "Note")) == [line]


ZONED = FILE.replace("announcements:", "zone: UTC\nannouncements:", 1)


@pytest.mark.parametrize("small", [True, False])
def test_all_announcements_that_are_told_otherwise_are_told_at_once(
    tmp_path: Path, small: bool
) -> None:
    path = made(tmp_path)
    much = "[" + ", ".join(f"k/{n}" for n in range(200)) + "]"
    text, zoned = (
        each if small else each.replace("[k]", much).replace("\n  - {change: resch", "\n#")
        for each in (FILE, ZONED)
    )
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(text))
    retracted = [
        line.rpartition("ledger ")[2].partition(" --why")[0] for line in advice(path, zoned)
    ]
    assert retracted == ["retract plan", "retract a"]
    with open_for_writing(str(path)) as ledger, pytest.raises(InputFault) as fault:
        ledger.announce(batch(zoned))
    heads = [each for each in fault.value.faults if each.field.endswith(".id")]
    assert [each.message.partition(" ")[0] for each in heads] == ["plan", "a"]
    with open_for_writing(str(path)) as ledger, pytest.raises(InputFault) as fault:
        ledger.announce(batch(zoned), each=True)
    heads = [each for each in fault.value.faults if each.field.endswith(".id")]
    assert [each.message.partition(" ")[0] for each in heads] == ["plan"]


def test_what_is_wrong_besides_is_told_with_it_and_nothing_is_appended(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(FILE))
    wrong = (
        "- id: new\n  source: {name: A, authority: official}\n  published: 2022-03-01\n  changes:\n"
        '  - {change: withdrawn, of: "nothing#1"}\n'
    )
    assert len(advice(path, ZONED + wrong.replace("nothing#1", "plan#1"))) == 2
    with open_for_writing(str(path)) as ledger, pytest.raises(InputFault) as fault:
        ledger.announce(batch(ZONED + wrong))
    assert "nothing#1" in str(fault.value.faults[-1])
    assert len(fault.value.advice) == 3


def test_of_very_many_that_are_told_otherwise_the_first_are_told(tmp_path: Path) -> None:
    path = made(tmp_path)
    one = NOTED[NOTED.index("- id: a") :] + "  - {change: noted, subjects: [k], note: x}\n"
    text = NOTED[: NOTED.index("- id: a")] + "".join(
        one.replace("id: a", f"id: a{n}") for n in range(100)
    )
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(text))
        with pytest.raises(InputFault) as fault:
            ledger.announce(batch(text.replace("note: x", "note: y")))
    assert (
        str(fault.value.faults[-1])
        == "f.yaml: has 40 faults so far: what follows was not looked at"
    )
    assert len(fault.value.advice) == 1 + 20
