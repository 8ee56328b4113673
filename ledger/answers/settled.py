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
    Claim,
    Fields,
    N,
    Row,
    identifier,
)
from ledger.rulings import Rulings

#: (announcement, n): a change's id, which sorts here as it was written and not as text.
Id = tuple[str, int]

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
    """One path, settled: its statements as they stand.

    `spoken`, in order, is whatever speaks (5.3), amendments too; `amended_by` by position;
    `unapplied` the amendments that lacked the authority, by target; `confirmed` the greatest
    authority that confirmed a change. `listed`: something other than `noted` is visible here,
    withdrawn or not; `named`: anything at all is.
    """

    __slots__ = (
        "_expected",
        "_loudest",
        "_piloted",
        "_stated",
        "_voices",
        "amended_by",
        "below",
        "confirmed",
        "held",
        "listed",
        "named",
        "path",
        "spoken",
        "unapplied",
    )

    def __init__(self, path: str, spoken: Sequence[Fields], named: bool) -> None:
        self.path = path
        #: What every path below it begins with.
        self.below = path + "/"
        self.spoken = spoken
        self.listed = bool(spoken)
        self.named = named
        self.amended_by: dict[int, tuple[str, ...]] = _NOTHING
        self.unapplied: dict[Id, list[Row]] = _NOTHING
        self.confirmed: dict[Id, int] = _NOTHING
        #: What ledger.answers.shortcut keeps of it for a moment.
        self.held: Any = None
        # Most answers need none of these: what is left is told apart when it is asked for.
        self._stated: list[Fields] | None = None
        self._expected: list[Fields] | None = None
        self._voices: list[tuple[int, int, Claim | None]] | None = None
        self._loudest: int | None = None
        self._piloted: bool | None = None

    @property
    def stated(self) -> list[Fields]:
        """What is stated, in order, without what 5.1 leaves out."""
        if self._stated is None:
            self._stated = [
                row for row in self.spoken if row[CERTAINTY] == "stated" and not never(row)
            ]
        return self._stated

    @property
    def expected(self) -> list[Fields]:
        """What is expected or conditional, in order, without what 5.1 leaves out."""
        if self._expected is None:
            self._expected = [
                row
                for row in self.spoken
                if row[CERTAINTY] != "stated" and row[KIND] not in AMENDMENTS and not never(row)
            ]
        return self._expected

    @property
    def piloted(self) -> bool:
        """Whether grayscale tests are stated, or completions of them."""
        if self._piloted is None:
            self._piloted = any(map(_pilots, self.stated))
        return self._piloted

    @property
    def loudest(self) -> int:
        """The greatest authority that speaks; 0 where nobody does."""
        if self._loudest is None:
            self._loudest = max([row[AUTHORITY_RANK] for row in self.spoken], default=0)
        return self._loudest

    @property
    def voices(self) -> list[tuple[int, int, Claim | None]]:
        """Who speaks, by publication: (published, authority, claim; None: no stated one)."""
        if self._voices is None:
            self._voices = sorted(map(_voice, self.spoken), key=_publication)
        return self._voices

    def with_statement(self, row: Fields) -> "Settled":
        """The same path with one statement more, visible, that nothing amends or confirms."""
        grown = Settled(self.path, inserted(self.spoken, row), True)
        grown.amended_by, grown.unapplied = self.amended_by, self.unapplied
        grown.confirmed = self.confirmed
        grown._stated, grown._expected = self.stated, self.expected
        if not never(row):
            if row[CERTAINTY] == "stated":
                grown._stated = inserted(self.stated, row)
            else:
                grown._expected = inserted(self.expected, row)
        grown._piloted = self.piloted or _pilots(row)
        grown._voices = list(self.voices)
        insort(grown._voices, _voice(row), key=_publication)
        grown._loudest = max(self.loudest, row[AUTHORITY_RANK])
        return grown

    def speaks_against(self, row: Fields) -> bool:
        """Whether a greater authority said otherwise here from its start to its publication."""
        authority, published, latest = row[AUTHORITY_RANK], row[PUBLISHED], row[LATEST]
        if self.loudest <= authority:
            return False
        same = (row[EFFECT], row[EXTENT])
        voices = self.voices
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
    for row in seen:
        if row[OF] is not None or row[KIND] == "noted":
            break
    else:  # as most paths are: everything stands as it was written
        return Settled(path, seen, bool(seen))
    speaking = [row for row in seen if row[KIND] != "noted"]
    settled = Settled(path, speaking, True)
    if any(row[OF] is not None for row in speaking):
        settled.spoken = _amended(settled, speaking, rows)
    return settled


def never(row: Fields) -> bool:
    """5.1: its term ends before its window opens."""
    return row[UNTIL] is not None and row[UNTIL] <= row[EARLIEST]


def _pilots(row: Fields) -> bool:
    return row[CERTAINTY] == "stated" and row[EXTENT] not in ("full", "gradual")


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
    amendments = [row for row in seen if row[OF] is not None and row[KIND] != "confirmed"]
    # From the last on: whether an amendment is itself withdrawn was said later than it.
    amendments.sort(key=_position, reverse=True)
    withdrawn: set[Id] = set()
    applied: dict[tuple[Id, str], Fields] = {}
    unapplied: dict[Id, list[Row]] = {}
    for row in amendments:
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
            if not never(row):
                target = (row[OF], row[OF_N])
                confirmed[target] = max(confirmed.get(target, 0), row[AUTHORITY_RANK])
        elif own in moved:
            row, amended_by[row[SEQ]] = _as_it_stands(row, everything, applied)
        standing.append(row)
    if amended_by:  # what was moved may come elsewhere in the order
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
