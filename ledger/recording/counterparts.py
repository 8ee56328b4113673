"""Which change that a file tells is which of those that were told before?"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from ledger.files.drafts import DraftChange


class Counterparts(NamedTuple):
    """Pairs of places, each from 0, in the order of the file; None where there is no such one: what
    is missing in the file stands behind what it comes after. `moved`: those that are there stand in
    another order; `same`: each says the same."""

    pairs: tuple[tuple[int | None, int | None], ...]
    moved: bool
    same: bool


def counterparts(
    before: Sequence[DraftChange], now: Sequence[DraftChange], gone: Collection[int] = ()
) -> Counterparts:
    """Which is which: those that say the same, then those of the same kind and subjects, then of
    the same subjects, then those between the same neighbours. Those at the places `gone` need not
    be there: another is none of them while there is one that is not gone."""
    found: dict[int, int] = {}  # a place now -> the place before
    same = False
    ways: list[tuple[Callable[[DraftChange], str], bool]] = [(_whole, False), (_whole, True)]
    ways += [(_kind_and_subjects, False), (_subjects, False)]
    for key, also_gone in ways:
        taken = set(found.values())
        left = [n for n in range(len(before)) if n not in taken and (n in gone) <= also_gone]
        waiting: dict[str, list[int]] = defaultdict(list)
        for n in reversed(left):
            waiting[key(before[n])].append(n)
        for n, each in enumerate(now):
            if n not in found and waiting and (those := waiting.get(key(each))):
                found[n] = those.pop()
        if key is _whole and also_gone:
            same = len(found) == len(before) == len(now)
    order = [found[n] for n in sorted(found)]
    moved = order != sorted(order)
    found |= _between(before, now, found)
    return Counterparts(_in_order(len(before), len(now), found), moved, same)


def _between(
    before: Sequence[DraftChange], now: Sequence[DraftChange], found: Mapping[int, int]
) -> dict[int, int]:
    """Of those that are left on both sides, the ones that follow the same neighbour, in turn."""
    taken = set(found.values())
    following: dict[int, list[int]] = defaultdict(list)
    last = -1
    for n in range(len(before)):
        if n in taken:
            last = n
        else:
            following[last].append(n)
    pairs = {}
    last = -1
    for n in range(len(now)):
        if n in found:
            last = found[n]
        elif following[last]:
            pairs[n] = following[last].pop(0)
    return pairs


def _in_order(
    before: int, now: int, found: Mapping[int, int]
) -> tuple[tuple[int | None, int | None], ...]:
    missing = sorted(set(range(before)) - set(found.values()), reverse=True)
    pairs: list[tuple[int | None, int | None]] = []
    for n in range(now):
        was = found.get(n)
        while was is not None and missing and missing[-1] < was:
            pairs.append((missing.pop(), None))
        pairs.append((was, n))
    pairs += [(n, None) for n in reversed(missing)]
    return tuple(pairs)


def _whole(said: DraftChange) -> str:
    """What a change says, as a text."""
    return json.dumps((said.kind, said.subjects, but_id(said.data)), sort_keys=True)


def _kind_and_subjects(said: DraftChange) -> str:
    return json.dumps((said.kind, said.subjects))


def _subjects(said: DraftChange) -> str:
    return json.dumps(said.subjects)


def but_id(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a change says, but for its id, which is stored as `change`."""
    return {name: value for name, value in data.items() if name != "change"}
