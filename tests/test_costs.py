"""Does what a file costs grow with its length, and not with the square of it?

Work is counted, by no clock: rows read, events decoded, and calls made by what checks and answers.
Of a file twice as long the work, beyond what is the same for all, is at most 2.5 times as much.
"""

import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

import pytest

from bench.long_files import (
    STATED,
    Announcement,
    Told,
    all_in_one,
    amending_by_subject,
    amending_each,
    announcement,
    apart,
    confirming,
    each_own,
    one,
    path,
    plain,
    together,
)
from events.upcasts import upcast
from ledger import records
from ledger.application import init, open_for_writing
from ledger.files.announcements import read, read_lines
from ledger.recording import amendments, intake, overlaps
from ledger.recording.encoding import Encoding, EventStreams
from ledger.recording.spool import Spool
from ledger.stores.postgres_database import PostgresDatabase
from ledger.stores.sqlite_database import SqliteDatabase
from tests.desk import Desk
from tests.stores import Place

#: Files of so many, of twice and of four times as many.
LENGTH = 40
#: What is looked at up to a bound is looked at up to this one: a file is longer.
BOUND = 15
#: Those of which calls are counted: what reads, encodes and stores a change does so once.
LOOKING = (
    *("/cli/", "/ledger/history/", "/ledger/answers/", "/ledger/recording/"),
    *("/ledger/reading/", "/ledger/grounds/"),
    *("/ledger/files/rules.py", "/ledger/acts.py", "/ledger/coverage.py", "/ledger/subjects.py"),
    "/ledger/statements.py",
)


class Work(NamedTuple):
    rows: int
    decoded: int
    calls: int


def counted(done: Callable[[], object]) -> Work:
    """The work of doing something."""
    rows = decoded = calls = 0

    def row(found: Any) -> Any:
        nonlocal rows
        rows += len(found) if isinstance(found, list) else 1
        return found

    def stream(found: Iterator[Any]) -> Iterator[Any]:
        nonlocal rows
        for each in found:
            rows += 1
            yield each

    def decoding(*given: Any) -> Any:
        nonlocal decoded
        decoded += 1
        return upcast(*given)

    looking: dict[CodeType, bool] = {}

    def called(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        code = frame.f_code
        if code not in looking:
            looking[code] = any(each in code.co_filename for each in LOOKING)
        calls += looking[code] and event in ("call", "c_call")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "upcast", decoding)
        for database in (SqliteDatabase, PostgresDatabase):
            for name, counting in (("one", row), ("all", row), ("stream", stream)):
                asked = getattr(database, name)
                patch.setattr(database, name, lambda *given, a=asked, c=counting: c(a(*given)))
        patch.setattr(SqliteDatabase, "between", SqliteDatabase.stream)
        before = sys.getprofile()
        sys.setprofile(called)
        try:
            done()
        finally:
            sys.setprofile(before)
    return Work(rows, decoded, calls)


Form = Callable[[list[dict[str, Any]]], list[Announcement]]
Take = Callable[[str, list[Announcement]], None]


def as_lines(target: str, told: list[Announcement], **settings: Any) -> None:
    lines = "\n".join(map(json.dumps, told)).encode()
    with open_for_writing(target) as ledger:
        ledger.announce_lines(read_lines(io.BytesIO(lines), ledger_zone="UTC"), **settings)


def as_file(target: str, told: list[Announcement], **settings: Any) -> None:
    text = json.dumps({"format": "policy-ledger/1", "announcements": told}).encode()
    with open_for_writing(target) as ledger:
        ledger.announce(read(io.BytesIO(text), name="f.json", ledger_zone="UTC"), **settings)


def check(place: Place, told: Told, take: Take) -> None:
    """Files of three lengths, each told to a ledger of its own."""
    found = []
    for count in (LENGTH, 2 * LENGTH, 4 * LENGTH):
        target = place.made(zone="UTC")
        before, then = told(count)
        if before:
            as_lines(target, before)
        found.append(counted(partial(take, target, then)))
    grows(found)


def grows(found: Sequence[Work]) -> None:
    """No more than with the length: from each to the next it doubles."""
    first, second, third = found
    for name in Work._fields:
        grown = getattr(second, name) - getattr(first, name)
        grown_again = getattr(third, name) - getattr(second, name)
        assert grown_again <= 2.5 * max(grown, LENGTH), f"{name}: {found}"


class Case(NamedTuple):
    """What is recorded of so many, and the changes that are told of it then."""

    recorded: Callable[[int], Announcement]
    changes: Callable[[int], list[dict[str, Any]]]


def same(**fields: Any) -> Callable[[int], list[dict[str, Any]]]:
    return lambda count: [{**fields, "note": f"{n}"} for n in range(count)]


def stated(fields: Callable[[int], dict[str, Any]]) -> Callable[[int], list[dict[str, Any]]]:
    return lambda count: [{**STATED, **fields(n)} for n in range(count)]


def paths(count: int, below: str = "") -> list[str]:
    return [path(n) + below for n in range(count)]


def none(count: int) -> Announcement:
    return one()


CASES = {
    "plain": Case(each_own, plain),
    "confirmed": Case(none, confirming),
    "amended": Case(each_own, amending_each),
    "amended by subject": Case(all_in_one, amending_by_subject),
    "put off": Case(none, same(change="rescheduled", of="a#1", effective="2024-03-01")),
    "withdrawn": Case(none, same(change="withdrawn", of="a#1")),
    "replaced": Case(each_own, lambda count: replacing(count)),
    "replaced by subject": Case(
        all_in_one, stated(lambda n: {"subjects": [path(n)], "replaces": ["a#1"]})
    ),
    "replacing many": Case(
        each_own,
        lambda count: [
            {**STATED, "subjects": ["platform"], "replaces": [f"a#{n + 1}" for n in range(count)]}
        ],
    ),
    "replacing from below": Case(
        all_in_one,
        lambda count: [{**STATED, "subjects": paths(count, "/x"), "replaces": ["a#1"]}],
    ),
    "excepting": Case(
        none, lambda count: [{**STATED, "subjects": ["platform"], "except": paths(count)}]
    ),
    "excepting below each": Case(
        none,
        lambda count: [{**STATED, "subjects": ["x", *paths(count)], "except": [f"x/{path(0)}"]}],
    ),
    "one path": Case(none, same(**STATED, subjects=[path(0)])),
    "many subjects": Case(none, lambda count: [{**STATED, "subjects": paths(count)}]),
    "patterns": Case(none, stated(lambda n: {"subjects": [f"*/surface-{n}"]})),
}


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "Spool", partial(Spool, in_memory=BOUND))
    for room, name in ((overlaps, "_STATEMENTS"), (overlaps, "_BUSY"), (amendments, "_BUSY")):
        monkeypatch.setattr(room, name, BOUND)


@pytest.mark.parametrize("form", [together, apart])
@pytest.mark.parametrize("case", CASES)
def test_what_is_told_of_recorded_changes_costs_as_much_as_it_is_long(
    tmp_path: Path, case: str, form: Form
) -> None:
    recorded, changes = CASES[case]
    check(
        Place(tmp_path, None),
        lambda count: ([recorded(count)], form(changes(count))),
        as_lines,
    )


@pytest.mark.parametrize("take", [as_lines, as_file])
@pytest.mark.parametrize("form", [together, apart])
@pytest.mark.parametrize("case", ["confirmed", "amended", "amended by subject", "replaced"])
def test_a_file_that_tells_of_its_own_changes_costs_as_much_as_it_is_long(
    tmp_path: Path, case: str, form: Form, take: Take
) -> None:
    recorded, changes = CASES[case]
    check(
        Place(tmp_path, None),
        lambda count: ([], [recorded(count), *form(changes(count))]),
        take,
    )


@pytest.mark.parametrize("case", ["plain", "confirmed", "amended by subject", "put off"])
def test_each_transaction_of_a_call_costs_as_much_as_it_appends(place: Place, case: str) -> None:
    recorded, changes = CASES[case]
    check(
        place,
        lambda count: ([recorded(count)], apart(changes(count))),
        partial(as_lines, each=True),
    )


def amended_and_retracted(target: str, count: int) -> str:
    """A ledger with an announcement of which much is amended, replaced and corrected, and which is
    retracted; the act that did."""
    as_lines(target, [each_own(count), *together([*amending_each(count), *replacing(count)])])
    corrected(target, [{"target": f"a#{n + 1}"} for n in range(count)])
    with open_for_writing(target) as ledger:
        (act,) = ledger.retract("a", why="never said").records
    return f"@{act.seq}"


def replacing(count: int) -> list[dict[str, Any]]:
    return [{**STATED, "subjects": [path(n)], "replaces": [f"a#{n + 1}"]} for n in range(count)]


def test_undoing_a_retraction_costs_as_much_as_its_announcement_is_long(place: Place) -> None:
    found = []
    for count in (LENGTH, 2 * LENGTH, 4 * LENGTH):
        target = place.made(zone="UTC")
        retraction = amended_and_retracted(target, count)
        with open_for_writing(target) as ledger:
            found.append(counted(partial(ledger.retract, retraction, why="said after all")))
    grows(found)


def corrected_by_subject(target: str, count: int) -> None:
    """A ledger with one change of so many subjects, each of which the recorder corrected alone."""
    as_lines(
        target, [announcement("a", [{**STATED, "subjects": paths(count), "until": "2024-05-01"}])]
    )
    corrected(target, [{"target": "a#1", "subject": each} for each in paths(count)])


def corrected(target: str, acts: list[dict[str, Any]]) -> None:
    """Appends corrections, all at once."""
    with open_for_writing(target) as ledger, ledger.store.writing() as turn:
        encoding = Encoding(ledger.store.origin, None, role=ledger.store.role)
        events = [
            encoding.event("corrected", "#", {**act, "fields": {"value": "6%"}, "why": "x"})
            for act in acts
        ]
        EventStreams(turn, ledger.save).save(events)
        turn.flush()


@pytest.mark.parametrize(
    "line",
    [
        "replay",
        "replay --clock published",
        "expire --dry-run",
        "diff @{count} @{end} --at 2024-02-01",
        "correct a#1 note=y --why x --dry-run",
        "show a",
    ],
)
def test_what_is_asked_of_many_corrections_costs_as_much_as_there_are(
    tmp_path: Path, desk: Desk, line: str
) -> None:
    found = []
    for count in (LENGTH, 2 * LENGTH, 4 * LENGTH):
        target = Place(tmp_path / f"{count}", None).free()
        Path(target).parent.mkdir()
        init(target, origin=f"example.org/{count}")
        corrected_by_subject(target, count)
        asked = line.format(count=count + 2, end=2 * count + 2)
        found.append(counted(partial(desk.done, f"--ledger '{target}' {asked}")))
    grows(found)


@pytest.mark.parametrize("line", ["log", "show a"])
def test_what_is_told_of_one_change_put_off_often_costs_as_much_as_that_was(
    tmp_path: Path, desk: Desk, line: str
) -> None:
    found = []
    for count in (2 * LENGTH, 4 * LENGTH, 8 * LENGTH):
        target = str(tmp_path / f"{count}.ledger")
        init(target, origin=f"example.org/{count}")
        years = range(2025, 2025 + count)
        later = [{"change": "rescheduled", "of": "a#1", "effective": f"{y}"} for y in years]
        as_lines(target, [announcement("a", [{**STATED, "subjects": ["k"]}]), *apart(later)])
        found.append(counted(partial(desk.done, f"--ledger '{target}' {line}")))
    grows(found)
