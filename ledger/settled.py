"""What does one path say by itself, once amendments and both cut-offs have settled its rows?

An amendment names its target's paths exactly as written there (DESIGN 4), so that a path is settled
from its own rows alone, whatever `at` is asked for, and once for all the paths below it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from events.words import AMENDMENTS, OPEN_EARLIEST, OPEN_LATEST
from ledger.rulings import Row, Rulings

#: (announcement, n): a change's id, which sorts here as it was written and not as text.
Id = tuple[str, int]


class Cut(NamedTuple):
    """What is visible: the first `position` events, known by `known`, ranking `floor` or more."""

    position: int
    known: int | None
    floor: int


class Claim(NamedTuple):
    """A statement as it stands on one path. The first five fields are the order of DESIGN 5.2.

    Instants are microseconds, open ends and a missing `until` the sentinels of events.words.
    """

    latest: int
    depth: int
    published: int
    authority: int
    seq: int
    path: str
    announcement: str
    n: int
    kind: str
    effect: str | None
    extent: str | None
    percent: str | None
    words: str | None
    earliest: int
    qualifier: str | None
    until: int
    afterwards: str
    certainty: str
    source: str
    party: str | None
    amended_by: tuple[str, ...]


class Voice(NamedTuple):
    """That somebody spoke (DESIGN 5.3): by `published`, with what claim; None: not a stated one."""

    published: int
    authority: int
    claim: tuple[str | None, str | None] | None


class Settled(NamedTuple):
    """One path, settled.

    `stated` and `expected` are in order, without what 5.1 leaves out; `voices` by publication;
    `unapplied` has the amendments that lacked the authority, by target; `confirmed` the greatest
    authority that confirmed a change. `listed`: something other than `noted` is visible here,
    withdrawn or not; `named`: anything at all is.
    """

    path: str
    stated: tuple[Claim, ...]
    expected: tuple[Claim, ...]
    voices: tuple[Voice, ...]
    unapplied: dict[Id, list[Row]]
    confirmed: dict[Id, int]
    listed: bool
    named: bool


def visible(row: Row, cut: Cut) -> bool:
    """Known and ranking enough; the position is cut where rows are read."""
    return row.authority >= cut.floor and (
        cut.known is None or row.published <= cut.known or row.recorded_at <= cut.known
    )


def settle(path: str, rows: Iterable[Row], cut: Cut, rulings: Rulings | None) -> Settled:
    """Settles all rows of one path up to the cut's position; `rulings` None where none counts."""
    seen: list[Row] = []
    everything: dict[Id, Row] = {}
    for row in rows:
        shown = True
        if rulings is not None and row.announcement in rulings.touched:
            shown = not rulings.retracted(row)
            row = rulings.corrected(row)
        everything[row.announcement, row.n] = row
        if shown and visible(row, cut):
            seen.append(row)
    named = bool(seen)
    seen = [row for row in seen if row.kind != "noted"]
    if not seen:
        return Settled(path, (), (), (), {}, {}, False, named)

    amendments = [row for row in seen if row.kind in AMENDMENTS]
    withdrawn = _withdrawn(amendments, everything)
    standing = [row for row in seen if (row.announcement, row.n) not in withdrawn]
    applied: dict[tuple[Id, str], Row] = {}
    unapplied: dict[Id, list[Row]] = {}
    for row in amendments:
        if (row.announcement, row.n) in withdrawn:
            continue
        target = _target(row)
        if row.authority < everything[target].authority:
            unapplied.setdefault(target, []).append(row)
        elif row.kind != "withdrawn":
            best = applied.get((target, row.kind))
            if best is None or _later(row) > _later(best):
                applied[target, row.kind] = row

    depth = path.count("/") + 1
    stated: list[Claim] = []
    expected: list[Claim] = []
    voices: list[Voice] = []
    confirmed: dict[Id, int] = {}
    for row in standing:
        if row.kind in AMENDMENTS:
            voices.append(Voice(row.published, row.authority, None))
            continue
        claim = _as_it_stands(row, depth, everything, applied)
        is_stated = claim.certainty == "stated"
        voices.append(
            Voice(
                claim.published,
                claim.authority,
                (claim.effect, claim.extent) if is_stated else None,
            )
        )
        if claim.until <= claim.earliest:
            continue  # 5.1: its term ends before its window opens
        if row.kind == "confirmed":
            target = _target(row)
            confirmed[target] = max(confirmed.get(target, 0), row.authority)
        (stated if is_stated else expected).append(claim)
    stated.sort()
    expected.sort()
    voices.sort(key=lambda voice: voice.published)
    return Settled(
        path, tuple(stated), tuple(expected), tuple(voices), unapplied, confirmed, True, named
    )


def _withdrawn(amendments: Sequence[Row], everything: dict[Id, Row]) -> set[Id]:
    """What is taken back: from the last on, since a target is earlier in the log."""
    gone: set[Id] = set()
    for row in sorted(amendments, key=lambda row: row.seq, reverse=True):
        if row.kind != "withdrawn" or (row.announcement, row.n) in gone:
            continue
        target = _target(row)
        if row.authority >= everything[target].authority:
            gone.add(target)
    return gone


def _as_it_stands(
    row: Row, depth: int, everything: dict[Id, Row], applied: dict[tuple[Id, str], Row]
) -> Claim:
    """A statement or a confirmation with the rescheduling and the change of term that count."""
    latest, earliest, qualifier = row.latest, row.earliest, row.qualifier
    until = OPEN_LATEST if row.until is None else row.until
    afterwards = row.afterwards or "undetermined"
    kind, effect, extent = row.kind, row.effect, row.extent
    percent, words = row.percent, row.words
    certainty = row.certainty or "stated"
    amended_by: tuple[str, ...] = ()
    if kind == "confirmed":
        # Its target may be invisible in this reading: it lends what it says all the same.
        target = _as_it_stands(everything[_target(row)], depth, everything, applied)
        kind, effect, extent = target.kind, target.effect, target.extent
        certainty = "stated"
        amended_by = target.amended_by
        if not row.has_window:
            latest, earliest, qualifier = target.latest, target.earliest, target.qualifier
        if not row.has_term:
            until = target.until
        if row.afterwards is None:
            afterwards = target.afterwards
        if percent is None and words is None:
            percent, words = target.percent, target.words
    own = (row.announcement, row.n)
    moved = applied.get((own, "rescheduled"))
    if moved is not None:
        amended_by = (*amended_by, f"{moved.announcement}#{moved.n}")
        latest, earliest, qualifier = moved.latest, moved.earliest, moved.qualifier
        if not moved.has_window:
            latest, earliest, qualifier = OPEN_LATEST, OPEN_EARLIEST, None
            certainty = "expected" if certainty == "stated" else certainty
    prolonged = applied.get((own, "term_changed"))
    if prolonged is not None:
        amended_by = (*amended_by, f"{prolonged.announcement}#{prolonged.n}")
        until = OPEN_LATEST if prolonged.until is None else prolonged.until
        afterwards = prolonged.afterwards or afterwards
    return Claim(
        latest,
        depth,
        row.published,
        row.authority,
        row.seq,
        row.subject,
        row.announcement,
        row.n,
        kind,
        effect,
        extent,
        percent,
        words,
        earliest,
        qualifier,
        until,
        afterwards,
        certainty,
        row.source,
        row.party,
        amended_by,
    )


def _target(row: Row) -> Id:
    assert row.of_announcement is not None
    assert row.of_n is not None
    return row.of_announcement, row.of_n


def _later(row: Row) -> tuple[int, int, int]:
    """Of several amendments of one kind the last counts (DESIGN 4)."""
    return row.published, row.authority, row.seq
