"""Which change that a file tells is which of those that were told before?"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ledger.files.drafts import DraftChange

#: A change that was told before, and the one of the file; None where there is no such one.
Pair = tuple[DraftChange | None, DraftChange | None]


class Counterparts(NamedTuple):
    """Pairs in the order of the file: what is missing there stands behind what it comes after.
    `moved`: those that are there stand in another order; `same`: each says the same."""

    pairs: tuple[Pair, ...]
    moved: bool
    same: bool


def counterparts(
    before: Sequence[DraftChange], now: Sequence[DraftChange], gone: Collection[int] = ()
) -> Counterparts:
    """Which is which: those that say the same, then those of the same kind and subjects, then of
    the same subjects, then those between the same neighbours. Those of the numbers `gone` need not
    be there: another is none of them while there is one that is not gone."""
    found: dict[int, DraftChange] = {}  # by the number that it has now
    same = False
    for parts, also_gone in ((3, False), (3, True), (2, False), (1, False)):
        taken = {was.n for was in found.values()}
        waiting: dict[str, list[DraftChange]] = defaultdict(list)
        for was in reversed(before):
            if was.n not in taken and (was.n in gone) <= also_gone:
                waiting[_said(was, parts)].append(was)
        for each in now:
            if each.n not in found and waiting and (those := waiting.get(_said(each, parts))):
                found[each.n] = those.pop()
        if also_gone:
            same = len(found) == len(before) == len(now)
    order = [found[n].n for n in sorted(found)]
    _join(before, now, found)
    return Counterparts(tuple(_in_order(before, now, found)), order != sorted(order), same)


def _join(
    before: Sequence[DraftChange], now: Sequence[DraftChange], found: dict[int, DraftChange]
) -> None:
    """Of those that are left on both sides, joins the ones that follow the same neighbour, one
    after the other."""
    taken = {was.n for was in found.values()}
    following: dict[int, list[DraftChange]] = defaultdict(list)
    last = 0
    for was in before:
        if was.n in taken:
            last = was.n
        else:
            following[last].append(was)
    last = 0
    for each in now:
        if each.n in found:
            last = found[each.n].n
        elif following[last]:
            found[each.n] = following[last].pop(0)


def _in_order(
    before: Sequence[DraftChange], now: Sequence[DraftChange], found: Mapping[int, DraftChange]
) -> Iterator[Pair]:
    taken = {was.n for was in found.values()}
    missing = [was for was in reversed(before) if was.n not in taken]
    for each in now:
        was = found.get(each.n)
        while was is not None and missing and missing[-1].n < was.n:
            yield missing.pop(), None
        yield was, each
    yield from ((was, None) for was in reversed(missing))


def _said(change: DraftChange, parts: int) -> str:
    """Its subjects, with its kind, with all that it says, as a text."""
    said = (change.subjects, change.kind, but_id(change.data))
    return json.dumps(said[:parts], sort_keys=True)


def but_id(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a change says, but for its id, which is stored as `change`."""
    return {name: value for name, value in data.items() if name != "change"}
