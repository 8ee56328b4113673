"""How fast is the whole log read, decoded, replayed and verified?"""

import json
import random
import time
from collections.abc import Iterable
from itertools import islice

from bench import history, peers
from bench.generator import path_of
from bench.measure import in_turn, peak, timed
from bench.rows import Goal, Row, Setting, count
from ledger.answers.answer import working
from ledger.answers.settled import Cut
from ledger.answers.way import Way
from ledger.history.clocks import recorded
from ledger.history.paths import Paths, Side
from ledger.history.replay import told
from ledger.reading.reading import open_ledger
from ledger.subjects import ancestors

#: Events of each of the library's aggregates.
_EACH = 10
#: States of which the time of one is taken.
_STATES = 5_000


def reading(setting: Setting) -> list[Row]:
    """The whole log read in order, each event decoded and upcast. The peer's notification log is
    read in pages of 1,000, and each notification goes through its mapper, which decodes it. Both
    as events a second: the library's log is read up to 100,000 events."""
    ledger, library, limit = _both(setting)

    def ours() -> float:
        with open_ledger(str(ledger.path)) as opened:
            return timed(lambda: _drained(opened.events())) / ledger.events

    def theirs() -> float:
        return timed(lambda: _drained(islice(peers.notified(library), limit))) / limit

    found = in_turn(ours, theirs, runs=max(3, setting.runs // 2), faster=True)
    bare = timed(lambda: _drained(json.loads(row[4]) for row in peers.stored(ledger.path)))
    return [
        Row(
            "log",
            f"reading the whole log, decoded, {count(ledger.events)} events",
            "`eventsourcing`, notification log and mapper",
            found,
            Goal(">=", 3),
            detail=f"{1 / found.ours:,.0f} events a second, the library {1 / found.peer:,.0f}",
            floor=f"A bare loop over the same rows with `json.loads`, and nothing else, takes "
            f"{bare / ledger.events * 1e6:.1f} us an event; ours {found.ours * 1e6:.1f}, the "
            f"library {found.peer * 1e6:.1f}.",
        )
    ]


def replayed(setting: Setting) -> list[Row]:
    """The history told in order on the recorded clock, each event with the intervals of the
    timelines that it changed, on its path and on every path below, before and after. The peer is
    the same reading of the library's log, which says nothing of states. As events a second, on the
    small ledger: what an event costs does not depend on how many come after it."""
    ledger = setting.ledger(setting.small)
    _, library, limit = _both(setting)
    changed = stretches = 0

    def ours() -> float:
        nonlocal changed, stretches
        changed = stretches = 0
        with open_ledger(str(ledger.path)) as opened:
            start = time.perf_counter()
            for step in told(recorded(opened, opened, Cut(opened.size)), opened):
                changed += len(step.changed)
                stretches += sum(len(each.intervals) for each in step.changed)
            return (time.perf_counter() - start) / opened.size

    def theirs() -> float:
        return timed(lambda: _drained(islice(peers.notified(library), limit))) / limit

    found = in_turn(ours, theirs, runs=max(1, setting.runs // 4), faster=True)
    state, read = _one_state(ledger, setting.chance()), _one_event(ledger)
    each = stretches / ledger.events
    return [
        Row(
            "replay",
            f"`replay`, states before and after, {count(ledger.events)} events",
            "`eventsourcing`, notification log and mapper, no states",
            found,
            Goal(">=", 1),
            detail=f"{1 / found.ours:,.0f} events a second, the library {1 / found.peer:,.0f}",
            floor=f"The library reads an event in {found.peer * 1e6:.1f} us, and ours is read in "
            f"{read * 1e6:.1f}. An event changes {changed / ledger.events:.2f} timelines, in "
            f"{each:.2f} stretches, each with a state that did not hold before. To find one, where "
            f"its path and those above it are settled and at hand, takes {state * 1e6:.0f} us: so "
            f"{(read + each * state) * 1e6:.0f} us an event where nothing is settled, compared or "
            f"kept, of {found.ours * 1e6:.0f}.",
        )
    ]


def verified(setting: Setting) -> list[Row]:
    """`ledger verify`, all of it, as a process. The peer reads the same rows, frames each as its
    entry and hashes it, in a bare loop, and checks nothing."""
    ledger = setting.ledger(setting.large)
    program = setting.program
    found = in_turn(
        lambda: peak(program.command(ledger.path, "verify"), env=program.env).seconds,
        lambda: timed(lambda: peers.hashed(ledger.path, history.ORIGIN)),
        runs=max(3, setting.runs // 4),
    )
    memory = peak(program.command(ledger.path, "verify"), env=program.env).mebibytes
    return [
        Row(
            "verify",
            f"`ledger verify`, {count(ledger.events)} events",
            "a bare loop that reads, frames and hashes the same rows",
            found,
            Goal("<=", 6),
            detail=f"{ledger.events / found.ours:,.0f} events a second; peak {memory:.0f} MiB",
        )
    ]


def memory(setting: Setting) -> list[Row]:
    """The peak memory of what reads the whole log as a stream, as processes, on the small ledger
    and on the large one; of `replay` on one of a tenth of the small and on the small, since it
    takes so long. What grows at first are pages and names that are remembered, all bounded."""
    tenth, small, large = max(10, setting.small // 10), setting.small, setting.large
    streams = [
        ("log --format jsonl", small, large),
        ("verify", small, large),
        ("rebuild", small, large),
        ("replay --format jsonl", tenth, small),
    ]
    return [_memory(setting, *each) for each in streams]


def _memory(setting: Setting, words: str, few: int, many: int) -> Row:
    few_mebibytes, many_mebibytes = (_peak(setting, words, events) for events in (few, many))
    return Row(
        f"memory {words.split()[0]}",
        f"peak memory, `ledger {words}`, {count(many)} events",
        "",
        None,
        None,
        many_mebibytes,
        "MiB",
        detail=f"{many_mebibytes / few_mebibytes:.2f} x that of {count(few)}, "
        f"{few_mebibytes:.0f} MiB",
    )


def _peak(setting: Setting, words: str, events: int) -> float:
    program, path = setting.program, setting.copied(setting.ledger(events).path)
    return peak(program.command(path, *words.split()), env=program.env).mebibytes


def _one_state(ledger: history.Ledger, chance: random.Random) -> float:
    """Seconds that one state takes of a path that is settled already, with those above it."""
    with open_ledger(str(ledger.path)) as opened:
        side = Side(Cut(opened.size), None)
        paths = Paths(opened, ledger.events)
        found = [
            (Way(path, [paths.path(each, side) for each in ancestors(path)]), at)
            for path in (path_of(chance.randrange(ledger.subjects)) for _ in range(_STATES))
            for at in (history.random_instant(chance),)
        ]
    return timed(lambda: _drained(working(way, at, coming=False) for way, at in found)) / len(found)


def _one_event(ledger: history.Ledger) -> float:
    """Seconds that one event takes to be read, decoded."""
    with open_ledger(str(ledger.path)) as opened:
        return timed(lambda: _drained(opened.events())) / ledger.events


def _both(setting: Setting) -> tuple[history.Ledger, peers.Policies, int]:
    number = setting.small // _EACH
    library = peers.built(setting.kept / f"library-{number}.db", number, _EACH)
    return setting.ledger(setting.large), library, number * _EACH


def _drained(found: Iterable[object]) -> None:
    for _ in found:
        pass
