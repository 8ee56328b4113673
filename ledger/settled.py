"""What does one path say by itself, once amendments and both cut-offs have settled its rows?

An amendment names its target's paths exactly as written there (DESIGN 4), so that a path is settled
from its own rows alone, whatever `at` is asked for, and once for all the paths below it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from events.words import AMENDMENTS, OPEN_EARLIEST, OPEN_LATEST
from ledger.rows import (
    AFTERWARDS,
    ANNOUNCEMENT,
    AUTHORITY_RANK,
    CERTAINTY,
    EARLIEST,
    EXTENT,
    KIND,
    OF,
    PUBLISHED,
    RECORDED_AT,
    SOURCE,
    UNTIL,
    Fields,
    N,
    Row,
)
from ledger.rulings import Rulings

#: (announcement, n): a change's id, which sorts here as it was written and not as text.
Id = tuple[str, int]


class Cut(NamedTuple):
    """What is visible: the first `position` events, known by `known`, ranking `floor` or more."""

    position: int
    known: int | None
    floor: int


class Voice(NamedTuple):
    """That somebody spoke (DESIGN 5.3): by `published`, with what claim; None: not a stated one."""

    published: int
    authority: int
    claim: tuple[str | None, str | None] | None


class Settled:
    """One path, settled: its statements as they stand, without what 5.1 leaves out.

    `stated` and `expected` are in order; `spoken` is whatever speaks (5.3), amendments too;
    `amended_by` by position; `unapplied` the amendments that lacked the authority, by target;
    `confirmed` the greatest authority that confirmed a change. `listed`: something other than
    `noted` is visible here, withdrawn or not; `named`: anything at all is.

    Where all that is visible is of one source with one authority, states no more than what holds
    for all, and leaves nothing to what was before it, then `sole` is that source and authority:
    nothing is contested or gives way, whatever `at` is.
    """

    __slots__ = (
        "amended_by",
        "confirmed",
        "expected",
        "listed",
        "named",
        "path",
        "sole",
        "spoken",
        "stated",
        "unapplied",
    )

    def __init__(self, path: str, *, named: bool, listed: bool) -> None:
        self.path = path
        self.named = named
        self.listed = listed
        self.stated: list[Fields] = []
        self.expected: list[Fields] = []
        self.spoken: Sequence[Fields] = ()
        self.amended_by: dict[int, tuple[str, ...]] = {}
        self.unapplied: dict[Id, list[Row]] = {}
        self.confirmed: dict[Id, int] = {}
        self.sole: tuple[str, int] | None = None

    def voices(self) -> list[Voice]:
        """Who spoke here, by publication."""
        found = [
            Voice(
                row.published,
                row.authority,
                (row.effect, row.extent)
                if row.kind not in AMENDMENTS and row.certainty == "stated"
                else None,
            )
            for row in map(Row._make, self.spoken)
        ]
        found.sort(key=lambda voice: voice.published)
        return found


def visible(row: Fields, cut: Cut) -> bool:
    """Known and ranking enough; the position is cut where rows are read."""
    return bool(row[AUTHORITY_RANK] >= cut.floor) and (
        cut.known is None or row[PUBLISHED] <= cut.known or row[RECORDED_AT] <= cut.known
    )


def settle(path: str, rows: Sequence[Fields], cut: Cut, rulings: Rulings | None) -> Settled:
    """Settles all rows of one path up to the cut's position; `rulings` None where none counts."""
    seen = rows
    if rulings is not None:
        rows, seen = _ruled(rows, rulings)
    if cut.known is not None or cut.floor > 1:
        seen = [row for row in seen if visible(row, cut)]
    named = bool(seen)
    speaking = [row for row in seen if row[KIND] != "noted"]
    settled = Settled(path, named=named, listed=bool(speaking))
    if not speaking:
        return settled
    settled.spoken = speaking
    if any(row[OF] is not None for row in speaking):
        settled.spoken = _amended(settled, speaking, rows)
    authority, source, sole = speaking[0][AUTHORITY_RANK], None, True
    stated, expected = settled.stated, settled.expected
    for row in settled.spoken:
        if row[AUTHORITY_RANK] != authority:
            sole = False
        if row[KIND] in AMENDMENTS:
            continue
        if row[UNTIL] is not None and row[UNTIL] <= row[EARLIEST]:
            continue  # 5.1: its term ends before its window opens
        if row[CERTAINTY] != "stated":
            expected.append(row)
            continue
        stated.append(row)
        if row[SOURCE] != source:
            sole, source = sole and source is None, row[SOURCE]
        if row[EXTENT] != "full" or (row[UNTIL] is not None and row[AFTERWARDS] == "previous"):
            sole = False
    if sole and source is not None and not expected:
        settled.sole = (source, authority)
    return settled


def _ruled(rows: Iterable[Fields], rulings: Rulings) -> tuple[list[Fields], list[Fields]]:
    """(all rows as corrected, in order again; those of them that are not retracted)."""
    corrected: list[Fields] = []
    kept: list[Fields] = []
    for row in rows:
        if row[ANNOUNCEMENT] in rulings.touched:
            written = Row._make(row)
            row = rulings.corrected(written)
            corrected.append(row)
            if not rulings.retracted(written):
                kept.append(row)
        else:
            corrected.append(row)
            kept.append(row)
    kept.sort()
    return corrected, kept


def _amended(settled: Settled, seen: Sequence[Fields], rows: Iterable[Fields]) -> list[Fields]:
    """Those not withdrawn, as they stand, in order; what else it finds goes into `settled`."""
    everything = {(row[ANNOUNCEMENT], row[N]): row for row in rows}
    amendments = [Row._make(row) for row in seen if row[KIND] in AMENDMENTS]
    withdrawn: set[Id] = set()
    applied: dict[tuple[Id, str], Row] = {}
    # From the last on: whether an amendment is itself withdrawn was said later than it.
    for row in sorted(amendments, key=_position, reverse=True):
        if (row.announcement, row.n) in withdrawn:
            continue
        target = _target(row)
        if row.authority < everything[target][AUTHORITY_RANK]:
            settled.unapplied.setdefault(target, []).append(row)
        elif row.kind == "withdrawn":
            withdrawn.add(target)
        else:
            best = applied.get((target, row.kind))
            if best is None or _turn(row) > _turn(best):
                applied[target, row.kind] = row
    standing: list[Fields] = []
    for each in seen:
        own = (each[ANNOUNCEMENT], each[N])
        if own in withdrawn:
            continue
        if each[KIND] == "confirmed":
            row = Row._make(each)
            target = _target(row)
            row, by = _as_it_stands(row, everything, applied)
            if row.until is None or row.until > row.earliest:
                settled.confirmed[target] = max(settled.confirmed.get(target, 0), row.authority)
        elif (own, "rescheduled") in applied or (own, "term_changed") in applied:
            row, by = _as_it_stands(Row._make(each), everything, applied)
        else:
            standing.append(each)
            continue
        settled.amended_by[row.seq] = by
        standing.append(row)
    standing.sort()
    return standing


def _as_it_stands(
    row: Row, everything: dict[Id, Fields], applied: dict[tuple[Id, str], Row]
) -> tuple[Row, tuple[str, ...]]:
    """A statement or a confirmation with the rescheduling and the change of term that count.

    And what these are, with those of its target. A confirmation becomes what it confirms: it has
    the kind, effect and extent of its target, and `of_announcement` tells what it was.
    """
    own = (row.announcement, row.n)
    by: tuple[str, ...] = ()
    if row.kind == "confirmed":
        # Its target may be invisible in this reading: it lends what it says all the same.
        target, by = _as_it_stands(Row._make(everything[_target(row)]), everything, applied)
        row = row._replace(
            kind=target.kind, effect=target.effect, extent=target.extent, certainty="stated"
        )
        if not row.has_window:
            row = row._replace(
                latest=target.latest, earliest=target.earliest, qualifier=target.qualifier
            )
        if not row.has_term:
            row = row._replace(until=target.until)
        if row.afterwards is None:
            row = row._replace(afterwards=target.afterwards)
        if row.percent is None and row.words is None:
            row = row._replace(percent=target.percent, words=target.words)
    moved = applied.get((own, "rescheduled"))
    if moved is not None:
        by = (*by, f"{moved.announcement}#{moved.n}")
        row = row._replace(latest=moved.latest, earliest=moved.earliest, qualifier=moved.qualifier)
        if not moved.has_window:
            row = row._replace(latest=OPEN_LATEST, earliest=OPEN_EARLIEST, qualifier=None)
            if row.certainty == "stated":
                row = row._replace(certainty="expected")
    prolonged = applied.get((own, "term_changed"))
    if prolonged is not None:
        by = (*by, f"{prolonged.announcement}#{prolonged.n}")
        row = row._replace(until=prolonged.until, afterwards=prolonged.afterwards or row.afterwards)
    return row, by


def _target(row: Row) -> Id:
    assert row.of_announcement is not None
    assert row.of_n is not None
    return row.of_announcement, row.of_n


def _position(row: Row) -> int:
    return row.seq


def _turn(row: Row) -> tuple[int, int, int]:
    """Of several amendments of one kind the last counts (DESIGN 4)."""
    return row.published, row.authority, row.seq
