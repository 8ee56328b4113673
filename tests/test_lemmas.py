"""Does an answer stay what it is where something is passed over, or found at once?

Each lemma has a property, and broken copies that the property is seen to catch.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ledger.answers import bearing as bearings
from ledger.answers import path as paths
from ledger.answers.answer import working
from ledger.answers.bearing import Bearing, bearing, before, begun
from ledger.answers.path import Path
from ledger.answers.settled import Cut, settle
from ledger.answers.way import Way
from ledger.contents import said_of
from ledger.statements import Statement
from ledger.subjects import covers, particularity

SEEDS = 400
#: On the way of `a/b/c`, two of them of one particularity.
PATHS = ("a", "a/b", "a/*", "a/b/c", "a/*/c", "*/b/c")
LAST = 9


def drawn(chance: random.Random) -> dict[str, list[Statement]]:
    """Statements of a few paths, with whatever makes one give way, by path."""
    found: dict[str, list[Statement]] = {}
    ids: list[str] = []
    names = chance.sample(PATHS, chance.randint(1, 4))
    plain = chance.random() < 0.4
    for seq in range(1, chance.choice((3, 6, 12, 24, 40))):
        path = chance.choice(names)
        source = chance.choice(("One", "One", "Two"))
        data: dict[str, Any] = {"kind": chance.choice(("suspended", "permitted")), "source": source}
        if not plain and chance.random() < 0.4:
            kinds = ("rollout_started", "grayscale_started", "grayscale_completed")
            data["kind"] = chance.choice(kinds)
        elif not plain and chance.random() < 0.3:
            data["population"] = {"percent": chance.choice(("5", "10"))}
        until = None
        if data["kind"] != "grayscale_completed" and chance.random() < 0.3:
            until, data["until"] = chance.randint(0, LAST + 1), {}
            data["afterwards"] = chance.choice(("previous", "permitted", "undetermined"))
        if not plain and ids and chance.random() < 0.1:
            data["replaces"] = [chance.choice(ids)]
        if not plain and chance.random() < 0.1:
            data["except"] = [chance.choice(("a/b/c", "a/d"))]
        latest = chance.randint(0, LAST)
        earliest = chance.choice((latest, latest, max(0, latest - 2)))
        statement = Statement(
            latest,
            particularity(path),
            chance.randint(0, LAST),
            chance.choice((4, 4, 3, 2)),
            seq,
            path,
            seq,
            f"n{seq}",
            1,
            earliest,
            until,
            None,
            None,
            said_of(data),
        )
        ids.append(statement.change)
        found.setdefault(path, []).append(statement)
    return found


def ways(seeds: int = SEEDS) -> Iterator[Way]:
    for seed in range(seeds):
        found = drawn(random.Random(seed))
        settled = [settle(path, sorted(own), Cut(100)) for path, own in found.items()]
        for subject in ("a", "a/b", "a/b/c"):
            own = [path for path in settled if covers(path.path, subject)]
            yield Way(subject, sorted(own, key=lambda path: path.particularity))


def everything(self: Path, at: int, shaken: frozenset[int]) -> Bearing:
    """All candidates, of which none is passed over."""
    end = begun(self.stated, at)
    return Bearing(at, shaken, end, self.stated[:end][::-1], ())


def passing_changes_an_answer() -> bool:
    """Whether one answer is another where nothing is passed over."""
    for way in ways():
        for at in range(LAST + 2):
            found = working(way, at).state
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(Path, "bearing", everything)
                if working(way, at).state != found:
                    return True
    return False


@pytest.mark.parametrize("short", [0, 16])
def test_what_is_passed_over_changes_no_answer(short: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "SHORT", short)
    assert not passing_changes_an_answer()


def test_much_is_passed_over() -> None:
    found = [each for way in ways() for each in way.bearings(LAST)]
    passed, left = (sum(len(part) for part in parts) for parts in zip(*halves(found), strict=True))
    assert passed > left / 4


def halves(found: list[Bearing]) -> list[tuple[Any, Any]]:
    return [(each.passed, each.left) for each in found]


def steady(*arguments: Any, **named: Any) -> bool:
    return True


def unshaken(stated: Any, at: int, shaken: Any, **named: Any) -> Bearing:
    return bearing(stated, at, frozenset(), **named)._replace(shaken=shaken)


def nobody(self: Way, statement: Statement, at: int) -> Iterator[Statement]:
    return iter(())


def sums_of_the_last(stated: Any) -> Any:
    """Of the last alone, not of all before."""
    loudest, newest = before(stated)
    return [0] * len(loudest), [-1] * len(newest)


def unpassed(self: Way, *arguments: Any) -> list[Statement]:
    return []


@pytest.mark.parametrize(
    ("owner", "name", "broken"),
    [
        (bearings, "_firm", steady),
        (paths, "bearing", unshaken),
        (paths, "before", sums_of_the_last),
        (Way, "beside", nobody),
        (Way, "passed", unpassed),
    ],
    ids=["whatever it is", "whatever others say", "whatever came before", "no beside", "no asides"],
)
def test_a_broken_copy_of_what_is_passed_over_is_caught(
    owner: object, name: str, broken: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "SHORT", 0)
    monkeypatch.setattr(owner, name, broken)
    assert passing_changes_an_answer()


def held_otherwise() -> bool:
    """Whether `held_since` is ever not the first instant of those that, up to it, answer alike."""
    for way in ways():
        known: int | None = None
        before: object = None
        for at in range(LAST + 2):
            state = working(way, at).state
            claim = (state.effect, state.extent, state.value)
            known = at if claim != before else known
            before = claim
            if state.held_since != (None if state.effect == "unknown" else known):
                return True
    return False


def test_what_holds_has_held_since_the_first_instant_that_answers_alike() -> None:
    assert not held_otherwise()


def by_start(self: Way, at: int, deciding: Statement) -> int:
    return deciding.latest


def by_end(self: Way, at: int, deciding: Statement) -> int:
    """As it was once written: a term may run out within the window of its start."""
    return deciding.until if deciding.until is not None and deciding.lapsed(at) else deciding.latest


@pytest.mark.parametrize("broken", [by_start, by_end])
def test_a_broken_copy_of_when_it_can_have_turned_is_caught(
    broken: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Way, "_turn", broken)
    assert held_otherwise()
