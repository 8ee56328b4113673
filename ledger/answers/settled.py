"""What does one path say by itself, once amendments and both cut-offs have settled its rows?

An amendment names its target's paths exactly as written there (DESIGN 4), so that a path is settled
from its own rows alone, whatever `at` is asked for, and once for all the paths below it.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

from events.words import AMENDMENTS, OPEN_EARLIEST, OPEN_LATEST
from ledger.rows import (
    AFTERWARDS,
    ANNOUNCEMENT,
    AUTHORITY_RANK,
    CERTAINTY,
    EARLIEST,
    EFFECT,
    EXTENT,
    HAS_TERM,
    HAS_WINDOW,
    KIND,
    LATEST,
    OF,
    OF_N,
    PERCENT,
    PUBLISHED,
    QUALIFIER,
    RECORDED_AT,
    SEQ,
    SUBJECT,
    UNTIL,
    WORDS,
    Fields,
    N,
    Row,
    identifier,
)
from ledger.rulings import Rulings

#: (announcement, n): a change's id, which sorts here as it was written and not as text.
Id = tuple[str, int]
#: (effect, extent).
Claim = tuple[str | None, str | None]

_Item = TypeVar("_Item", int, Fields)
_NOTHING: Final[dict[Any, Any]] = {}
_position = itemgetter(SEQ)
_publication = itemgetter(0)


class Cut(NamedTuple):
    """What is visible: the first `position` events, known by `known`, ranking `floor` or more."""

    position: int
    known: int | None
    floor: int


class TargetMissing(LookupError):
    """An amendment was handed in without what it amends: settle all rows of the path."""


class Settled:
    """One path, settled: its statements as they stand, without what 5.1 leaves out.

    `stated` and `expected` are in order; `spoken` is whatever speaks (5.3), amendments too, the
    greatest authority among it `loudest`; `amended_by` by position; `unapplied` the amendments that
    lacked the authority, by target; `confirmed` the greatest authority that confirmed a change.
    `piloted`: there are grayscale tests, or completions of them. `listed`: something other than
    `noted` is visible here, withdrawn or not; `named`: anything at all is.
    """

    __slots__ = (
        "_voices",
        "amended_by",
        "below",
        "confirmed",
        "expected",
        "held",
        "listed",
        "loudest",
        "named",
        "path",
        "piloted",
        "spoken",
        "stated",
        "unapplied",
    )

    def __init__(self, path: str, *, named: bool, listed: bool) -> None:
        self.path = path
        #: What every path below it begins with.
        self.below = f"{path}/"
        self.named = named
        self.listed = listed
        self.stated: list[Fields] = []
        self.expected: list[Fields] = []
        self.spoken: Sequence[Fields] = ()
        self.loudest = 0
        self.amended_by: dict[int, tuple[str, ...]] = _NOTHING
        self.unapplied: dict[Id, list[Row]] = _NOTHING
        self.confirmed: dict[Id, int] = _NOTHING
        self.piloted = False
        #: What ledger.answers.shortcut keeps of it for a moment.
        self.held: Any = None
        self._voices: list[tuple[int, int, Claim | None]] | None = None

    def with_statement(self, row: Fields) -> "Settled":
        """The same path with one statement more, visible, that nothing amends or confirms."""
        grown = Settled(self.path, named=True, listed=True)
        grown.stated, grown.expected = self.stated, self.expected
        grown.spoken = inserted(self.spoken, row)
        grown.loudest = max(self.loudest, row[AUTHORITY_RANK])
        grown.amended_by, grown.unapplied = self.amended_by, self.unapplied
        grown.confirmed, grown.piloted = self.confirmed, self.piloted
        if self._voices is not None:
            grown._voices = list(self._voices)
            insort(grown._voices, _voice(row), key=_publication)
        if not _never(row):
            if row[CERTAINTY] == "stated":
                grown.stated = inserted(self.stated, row)
                grown.piloted = self.piloted or row[EXTENT] not in ("full", "gradual")
            else:
                grown.expected = inserted(self.expected, row)
        return grown

    def speaks_against(self, row: Fields) -> bool:
        """Whether a greater authority said otherwise here from its start to its publication."""
        authority, published, latest = row[AUTHORITY_RANK], row[PUBLISHED], row[LATEST]
        if self.loudest <= authority:
            return False
        same = (row[EFFECT], row[EXTENT])
        if self._voices is None:
            self._voices = sorted(map(_voice, self.spoken), key=_publication)
        voices = self._voices
        for index in range(bisect_left(voices, latest, key=_publication), len(voices)):
            said, rank, claim = voices[index]
            if said >= published:
                break
            if rank > authority and claim != same:
                return True
        return False


def inserted(items: Sequence[_Item], item: _Item) -> list[_Item]:
    """What is in order, with one more in its place."""
    grown = list(items)
    insort(grown, item)
    return grown


def after_the_fact(row: Fields, chain: Sequence[Settled]) -> bool:
    """Whether it is a claim after the fact (5.3), by who spoke on its path and those below it."""
    if row[PUBLISHED] <= row[LATEST]:
        return False
    length = len(row[SUBJECT])
    return any(len(path.path) >= length and path.speaks_against(row) for path in chain)


def visible(row: Fields, cut: Cut) -> bool:
    """Known and ranking enough; the position is cut where rows are read."""
    return bool(row[AUTHORITY_RANK] >= cut.floor) and (
        cut.known is None or row[PUBLISHED] <= cut.known or row[RECORDED_AT] <= cut.known
    )


def settle(path: str, rows: Sequence[Fields], cut: Cut, rulings: Rulings | None) -> Settled:
    """Settles all rows of one path up to the cut's position; `rulings` None where none counts.

    Rows that are not visible may be left out where no amendment is of them: TargetMissing says that
    one is.
    """
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
    for row in speaking:
        if row[OF] is not None:
            settled.spoken = _amended(settled, speaking, rows)
            break
    stated, loudest = settled.stated, 0
    for row in settled.spoken:
        if row[AUTHORITY_RANK] > loudest:
            loudest = row[AUTHORITY_RANK]
        if row[CERTAINTY] == "stated":
            until = row[UNTIL]
            if until is None or until > row[EARLIEST]:
                stated.append(row)
                if row[EXTENT] != "full" and row[EXTENT] != "gradual":
                    settled.piloted = True
        elif row[KIND] not in AMENDMENTS and not _never(row):
            settled.expected.append(row)
    settled.loudest = loudest
    return settled


def _never(row: Fields) -> bool:
    """5.1: its term ends before its window opens."""
    return row[UNTIL] is not None and row[UNTIL] <= row[EARLIEST]


def _voice(row: Fields) -> tuple[int, int, Claim | None]:
    """(published, authority, claim): None where it is no stated one."""
    claim = (row[EFFECT], row[EXTENT]) if row[CERTAINTY] == "stated" else None
    return row[PUBLISHED], row[AUTHORITY_RANK], claim


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
    amendments = [row for row in seen if row[KIND] in AMENDMENTS]
    withdrawn: set[Id] = set()
    applied: dict[tuple[Id, str], Fields] = {}
    unapplied: dict[Id, list[Row]] = {}
    # From the last on: whether an amendment is itself withdrawn was said later than it.
    for row in sorted(amendments, key=_position, reverse=True):
        if (row[ANNOUNCEMENT], row[N]) in withdrawn:
            continue
        target, kind = (row[OF], row[OF_N]), row[KIND]
        if target not in everything:
            raise TargetMissing(target)
        if row[AUTHORITY_RANK] < everything[target][AUTHORITY_RANK]:
            unapplied.setdefault(target, []).append(Row._make(row))
        elif kind == "withdrawn":
            withdrawn.add(target)
        else:
            best = applied.get((target, kind))
            if best is None or _turn(row) > _turn(best):
                applied[target, kind] = row
    standing: list[Fields] = []
    amended_by: dict[int, tuple[str, ...]] = {}
    confirmed: dict[Id, int] = {}
    moved = {target for target, _ in applied}
    for row in seen:
        own = (row[ANNOUNCEMENT], row[N])
        if own in withdrawn:
            continue
        if row[KIND] == "confirmed":
            row, amended_by[row[SEQ]] = _as_it_stands(row, everything, applied)
            if not _never(row):
                target = (row[OF], row[OF_N])
                confirmed[target] = max(confirmed.get(target, 0), row[AUTHORITY_RANK])
        elif own in moved:
            row, amended_by[row[SEQ]] = _as_it_stands(row, everything, applied)
        standing.append(row)
    standing.sort()
    settled.amended_by, settled.unapplied, settled.confirmed = amended_by, unapplied, confirmed
    return standing


def _as_it_stands(
    row: Fields, everything: dict[Id, Fields], applied: dict[tuple[Id, str], Fields]
) -> tuple[Fields, tuple[str, ...]]:
    """A statement or a confirmation with the rescheduling and the change of term that count.

    And what these are, with those of its target. A confirmation becomes what it confirms: it has
    the kind, effect and extent of its target, and `of_announcement` tells what it was.
    """
    by: tuple[str, ...] = ()
    new = list(row)
    if row[KIND] == "confirmed":
        # Its target may be invisible in this reading: it lends what it says all the same.
        written = everything.get((row[OF], row[OF_N]))
        if written is None:
            raise TargetMissing(row[OF])
        target, by = _as_it_stands(written, everything, applied)
        for field in (KIND, EFFECT, EXTENT):
            new[field] = target[field]
        new[CERTAINTY] = "stated"
        if not row[HAS_WINDOW]:
            for field in (LATEST, EARLIEST, QUALIFIER):
                new[field] = target[field]
        if not row[HAS_TERM]:
            new[UNTIL] = target[UNTIL]
        if row[AFTERWARDS] is None:
            new[AFTERWARDS] = target[AFTERWARDS]
        if row[PERCENT] is None and row[WORDS] is None:
            new[PERCENT], new[WORDS] = target[PERCENT], target[WORDS]
    own = (row[ANNOUNCEMENT], row[N])
    moved = applied.get((own, "rescheduled"))
    if moved is not None:
        by = (*by, identifier(moved))
        if moved[HAS_WINDOW]:
            for field in (LATEST, EARLIEST, QUALIFIER):
                new[field] = moved[field]
        else:
            new[LATEST], new[EARLIEST], new[QUALIFIER] = OPEN_LATEST, OPEN_EARLIEST, None
            if new[CERTAINTY] == "stated":
                new[CERTAINTY] = "expected"
    prolonged = applied.get((own, "term_changed"))
    if prolonged is not None:
        by = (*by, identifier(prolonged))
        new[UNTIL] = prolonged[UNTIL]
        if prolonged[AFTERWARDS] is not None:
            new[AFTERWARDS] = prolonged[AFTERWARDS]
    return tuple(new), by


def _turn(row: Fields) -> tuple[int, int, int]:
    """Of several amendments of one kind the last counts (DESIGN 4)."""
    return row[PUBLISHED], row[AUTHORITY_RANK], row[SEQ]
