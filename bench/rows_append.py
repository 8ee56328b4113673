"""How fast is it appended to, one announcement a transaction and in bulk?"""

import io
import json
import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import count as counted
from itertools import islice
from pathlib import Path
from typing import Any

from bench import history, peers
from bench.generator import of_events, path_of
from bench.measure import process, ratio, timed
from bench.rows import Goal, Row, Setting, count
from ledger.application import PolicyLedger, open_for_writing
from ledger.files.announcements import read_lines

#: Transactions that are timed as one.
_GROUP = 10


def one(setting: Setting) -> list[Row]:
    """Announcements with one change each, from their JSON to the end of a transaction for each, as
    `announce --jsonl --each -` does: parsed, checked, two events encoded, framed and hashed, the
    tree and the read model extended, synced to the disk. The peer takes one event of an aggregate
    that it holds in memory and saves it, synced too. Both files hold as many events; groups of 10
    are timed, in turn; the longer the disk takes to sync, the nearer the two come. Beside it the
    layout's own floor: the same rows, ready made, into the ledger's tables."""
    ledger, events = setting.ledger(setting.small), 10
    library = peers.built(
        setting.kept / f"library-{setting.small // events}.db", setting.small // events, events
    )
    chance = setting.chance()
    policy: Any = library.repository.get(peers.Policy.create_id("platform/surface-0"))
    numbers = counted(1)

    def saves() -> None:
        for _ in range(_GROUP):
            peers.tell(policy, f"x-{next(numbers)}#1", chance)
            library.save(policy)

    copied, other = setting.copied(ledger.path), setting.copied(ledger.path)
    lines = told(ledger.subjects)
    pairs, floors = [], []
    with (
        open_for_writing(str(copied)) as log,
        closing(peers.layout(copied)) as source,
        closing(peers.layout(other)) as target,
    ):
        for _ in range(_pairs(setting)):
            ours, peer = timed(lambda: _announce(log, lines)), timed(saves)
            pairs.append((ours, peer))
            floors.append((peers.followed(source, target), peer))
    found, floor = ratio(pairs[1:], faster=True), ratio(floors[1:], faster=True)
    return [
        Row(
            "one",
            f"one announcement a transaction, {count(setting.small)} events",
            "`eventsourcing`, `app.save` of one event",
            found,
            Goal(">=", 0.6),
            detail=f"{_GROUP / found.ours:,.0f} a second, the library {_GROUP / found.peer:,.0f}",
            floor=f"The same rows ready made, into the same tables: {floor.median:.2f} x as fast "
            f"as the library ({_GROUP / floor.ours:,.0f} a second).",
        )
    ]


def one_large(setting: Setting) -> list[Row]:
    """The same on the large ledger, against inserting the same two rows, ready made, in one
    transaction into a table with the same columns, key and index and the same rows before it; the
    layout's own floor beside it again."""
    ledger = setting.ledger(setting.large)
    bare = peers.bare_table(setting.folder() / "bare.db")
    peers.insert(bare, peers.stored(ledger.path))
    copied, other = setting.copied(ledger.path), setting.copied(ledger.path)
    lines = told(ledger.subjects)
    pairs, floors = [], []
    with (
        open_for_writing(str(copied)) as log,
        closing(peers.layout(copied)) as source,
        closing(peers.layout(other)) as target,
    ):
        for _ in range(_pairs(setting)):
            ours = timed(lambda: _announce(log, lines))
            rows = source.execute(f"{peers.STORED} DESC LIMIT {2 * _GROUP}").fetchall()[::-1]
            peer = sum(peers.insert(bare, rows[n : n + 2]) for n in range(0, len(rows), 2))
            pairs.append((ours, peer))
            floors.append((peers.followed(source, target), peer))
    bare.close()
    found, floor = ratio(pairs[1:], faster=True), ratio(floors[1:], faster=True)
    return [
        Row(
            "one large",
            f"one announcement a transaction, {count(setting.large)} events",
            "bare sqlite3 insert of the same rows",
            found,
            Goal(">=", 0.5),
            detail=f"{_GROUP / found.ours:,.0f} a second, bare {_GROUP / found.peer:,.0f}",
            floor=f"The same rows ready made, into the ledger's tables: {floor.median:.2f} x as "
            f"fast as the bare table ({_GROUP / floor.ours:,.0f} a second).",
        )
    ]


def bulk(setting: Setting) -> list[Row]:
    """The whole history from JSON Lines into a new ledger, in one transaction: the process
    `announce --jsonl`, from its start to its end. The peer inserts the rows that came out of it,
    ready made and in memory, 1,000 at a time in one transaction, into a table with the same
    columns, key and index. Beside it the layout's own ceiling: the same rows, and those of the
    read model, ready made, into the ledger's
    own tables with their triggers and indices."""
    events = setting.large
    lines = history.lines_of(setting.fresh, of_events(events - 1, events // 10), "bulk.jsonl")
    pairs, ceilings = [], []
    for _ in range(max(1, setting.runs // 4)):
        path = setting.folder() / "bulk.ledger"
        history.made(path)
        program = setting.program
        ours = process(program.command(path, "announce", "--jsonl", str(lines)), env=program.env)
        history.at_rest(path)
        bare = peers.bare_table(path.with_name("bare.db"))
        peer = peers.insert(bare, peers.stored(path))
        bare.close()
        pairs.append((ours, peer))
        ceilings.append((peers.refilled(path, path.with_name("layout.ledger")), peer))
        shutil.rmtree(path.parent)
    found, ceiling = ratio(pairs, faster=True), ratio(ceilings, faster=True)
    whole, bare_insert, layout, reading = (
        seconds / events * 1e6
        for seconds in (found.ours, found.peer, ceiling.ours, timed(lambda: _drained(lines)))
    )
    return [
        Row(
            "bulk",
            f"announcing in bulk, {count(events)} events",
            "bare batched sqlite3 inserts into a table with the same key",
            found,
            Goal(">=", 0.2),
            detail=f"{events / found.ours:,.0f} events a second, bare {events / found.peer:,.0f}",
            floor=f"An event takes {whole:.0f} us. The bare insert is {bare_insert:.0f} of them; "
            f"the same rows ready made, into the ledger's tables, {layout:.0f}, which alone would "
            f"be {ceiling.median:.2f} x as fast; reading its line and its dates {reading:.0f}. "
            "What is left is checked against the log, encoded, kept until the lock is held, framed "
            "and hashed.",
        )
    ]


def _pairs(setting: Setting) -> int:
    return 1 + 3 * setting.runs


def told(subjects: int) -> Iterator[bytes]:
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


def _drained(lines: Path) -> None:
    with lines.open("rb") as stream:
        for _ in read_lines(stream, ledger_zone="UTC"):
            pass


def _announce(log: PolicyLedger, told: Iterator[bytes]) -> None:
    stream = io.BytesIO(b"\n".join(islice(told, _GROUP)))
    log.announce_lines(read_lines(stream, ledger_zone="UTC"), each=True)
