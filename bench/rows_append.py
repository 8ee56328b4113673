"""How fast is it appended to, one announcement a transaction and in bulk?"""

import io
import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from itertools import count as counted
from pathlib import Path
from typing import Any

from bench import history, peers
from bench.generator import of_events, path_of
from bench.measure import ratio, timed
from bench.rows import Goal, Row, Setting, count
from ledger.announcements import read_lines
from ledger.application import PolicyLedger, open_for_writing

#: Transactions that are timed as one.
_GROUP = 10


def one(setting: Setting) -> list[Row]:
    """One announcement with one change, from its JSON to the end of its transaction: parsed,
    checked, two events encoded, framed and hashed, the tree and the read model extended, synced.
    The peer takes one event of an aggregate that it holds in memory and saves it, synced too. Both
    files hold the same number of events; groups of 10 are timed, in turn."""
    ledger, events = setting.ledger(setting.small), 10
    library = peers.built(
        setting.kept / f"library-{setting.small // events}.db", setting.small // events, events
    )
    chance = setting.chance()
    policy = library.repository.get(peers.Policy.create_id("platform/surface-0"))
    numbers = counted(1)

    def saves() -> None:
        for _ in range(_GROUP):
            peers.tell(policy, f"x-{next(numbers)}#1", chance)
            library.save(policy)

    copied = _copied(setting, ledger.path)
    told = _told(ledger.subjects)
    with open_for_writing(str(copied)) as log:
        pairs = [
            (timed(lambda: _announce(log, told)), timed(saves)) for _ in range(_pairs(setting))
        ]
    found = ratio(pairs[1:], faster=True)
    return [
        Row(
            "one",
            f"one announcement a transaction, {count(setting.small)} events",
            "`eventsourcing`, `app.save` of one event",
            found,
            Goal(">=", 0.6),
            detail=f"{_GROUP / found.ours:,.0f} a second, the library {_GROUP / found.peer:,.0f}",
        )
    ]


def one_large(setting: Setting) -> list[Row]:
    """The same on the large ledger, against inserting the same two rows, ready made, in one
    transaction into a table with the same columns, key and index and the same rows before it."""
    ledger = setting.ledger(setting.large)
    bare = peers.bare_table(setting.folder() / "bare.db")
    peers.insert(bare, peers.stored(ledger.path))
    copied = _copied(setting, ledger.path)
    told = _told(ledger.subjects)
    pairs = []
    with open_for_writing(str(copied)) as log, sqlite3.connect(copied) as reading:
        for _ in range(_pairs(setting)):
            ours = timed(lambda: _announce(log, told))
            rows = reading.execute(f"{peers.STORED} DESC LIMIT {2 * _GROUP}").fetchall()[::-1]
            peer = sum(peers.insert(bare, rows[n : n + 2]) for n in range(0, len(rows), 2))
            pairs.append((ours, peer))
    bare.close()
    found = ratio(pairs[1:], faster=True)
    return [
        Row(
            "one large",
            f"one announcement a transaction, {count(setting.large)} events",
            "bare sqlite3 insert of the same rows",
            found,
            Goal(">=", 0.5),
            detail=f"{_GROUP / found.ours:,.0f} a second, bare {_GROUP / found.peer:,.0f}",
        )
    ]


def bulk(setting: Setting) -> list[Row]:
    """The whole history from JSON Lines into a new ledger, in one transaction: all that `announce
    --jsonl` does. The peer inserts the rows that came out of it, ready made and in memory, 1,000
    at a time in one transaction, into a table with the same columns, key and index. Beside it the
    layout's own ceiling: the same rows, and those of the read model, ready made, into the ledger's
    own tables with their triggers and indices."""
    events = setting.large
    lines = history.lines_of(setting.fresh, of_events(events - 1, events // 10), "bulk.jsonl")
    pairs, ceilings = [], []
    for _ in range(max(1, setting.runs // 4)):
        path = setting.folder() / "bulk.ledger"
        history.made(path)
        ours = timed(lambda path=path: history.announce(path, lines))
        history.at_rest(path)
        bare = peers.bare_table(path.with_name("bare.db"))
        peer = peers.insert(bare, peers.stored(path))
        bare.close()
        pairs.append((ours, peer))
        ceilings.append((peers.refilled(path, path.with_name("layout.ledger")), peer))
        shutil.rmtree(path.parent)
    found, ceiling = ratio(pairs, faster=True), ratio(ceilings, faster=True)
    return [
        Row(
            "bulk",
            f"announcing in bulk, {count(events)} events",
            "bare batched sqlite3 inserts into a table with the same key",
            found,
            Goal(">=", 0.2),
            detail=f"{events / found.ours:,.0f} events a second, bare {events / found.peer:,.0f}",
            floor=f"the layout's own ceiling, every row ready made: {ceiling.median:.2f}",
        )
    ]


def _pairs(setting: Setting) -> int:
    return 1 + 3 * setting.runs


def _copied(setting: Setting, path: Path) -> Path:
    return Path(shutil.copy(path, setting.folder() / "policy.ledger"))


def _told(subjects: int) -> Iterator[bytes]:
    """Announcements of one change each, on subjects at random, as lines."""
    chance = random.Random(5)
    for number in counted(1):
        announcement: dict[str, Any] = {
            "id": f"one-{number}",
            "source": {"name": "Platform notice", "authority": "official", "party": "platform"},
            "published": "2024-05-01T08:00:00Z",
            "changes": [
                {
                    "change": "suspended",
                    "subjects": [path_of(chance.randrange(subjects))],
                    "effective": "2024-06-01",
                    "until": "2024-12-31",
                }
            ],
        }
        yield json.dumps(announcement).encode()


def _announce(log: PolicyLedger, told: Iterator[bytes]) -> None:
    for _ in range(_GROUP):
        stream = io.BytesIO(next(told))
        log.announce_lines(read_lines(stream, ledger_zone="UTC"), each=True)
