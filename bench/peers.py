"""What is measured against: a library used the plain way, bare inserts, a bare hashing loop."""

import hashlib
import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from bench.measure import timed
from ledger.dates.instants import render
from ledger.stores import sqlite_store

Stored = tuple[int, str, int, str, bytes, int, bytes]
_LOG = "rowid, originator_id, originator_version, topic, state, recorded_at, hashes"
STORED = f"SELECT {_LOG} FROM stored_events ORDER BY rowid"
_BATCH = 1_000
#: Events of each of the library's aggregates.
EACH = 10
#: Of so many aggregates a sample is rebuilt, and its time multiplied.
_SAMPLE = 5_000
#: Table, its columns where not all are inserted, and the one that says the event of a row.
_FILLED = (
    ("stored_events", _LOG, "rowid"),
    ("changes", "", "seq"),
    ("paths", "", "first_seq"),
    ("announcements", "", "seq"),
    ("sources", "", "first_seq"),
)


class Policy(Aggregate):
    """One subject as an aggregate of the `eventsourcing` library: what it was told, in order."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.told: list[tuple[Any, ...]] = []

    @staticmethod
    def create_id(path: str) -> UUID:
        """The same path, the same aggregate."""
        return uuid5(NAMESPACE_URL, path)

    @event("Told")
    def tell(
        self,
        announcement: str,
        kind: str,
        effective: str | None,
        until: str | None,
        published: str,
        authority: str,
        source: str,
    ) -> None:
        """One change, with the facts that ours has."""
        self.told.append((announcement, kind, effective, until, published, authority, source))


class Policies(Application[UUID]):
    """The library, used as its manual shows: SQLite, JSON, no snapshots, no cache.

    But for its pages, which are of 10 unless told: so many would be slow for no reason of its own.
    """

    log_section_size = 1_000


def policies(path: Path) -> Policies:
    """The library's application on a SQLite file, with its own defaults."""
    return Policies(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})


def built(path: Path, aggregates: int, events: int) -> Policies:
    """The library's file with so many aggregates of so many events each."""
    fresh = not path.exists()
    application = policies(path)
    if fresh:
        chance = random.Random(7)
        for start in range(0, aggregates, 500):
            batch = [policy(n, events, chance) for n in range(start, min(aggregates, start + 500))]
            application.save(*batch)
    return application


def rebuilding(kept: Path, number: int, chance: random.Random) -> Callable[[], float]:
    """What measures in how many seconds the library rebuilds so many aggregates, by a sample of
    them that is drawn anew each time."""
    library, sample = built(kept / f"library-{number}.db", number, EACH), min(number, _SAMPLE)

    def rebuilt() -> float:
        ids = [
            Policy.create_id(f"platform/surface-{n}") for n in chance.sample(range(number), sample)
        ]
        return timed(lambda: [library.repository.get(id) for id in ids]) * number / sample

    return rebuilt


def policy(number: int, events: int, chance: random.Random) -> Policy:
    """One aggregate whose history is as long: its making, and each change."""
    made = Policy(f"platform/surface-{number}")
    for n in range(1, events):
        tell(made, f"g-{number}-{n}#1", chance)
    return made


def tell(policy: Policy, change: str, chance: random.Random) -> None:
    """One change told to an aggregate, not saved yet."""
    day = f"20{chance.randrange(10, 24)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    until = f"2024-{day[5:]}" if chance.random() < 0.3 else None
    kind = "permitted" if chance.random() < 0.5 else "suspended"
    policy.tell(change, kind, day, until, f"{day}T00:00:00Z", "official", "Platform notice")


def notified(application: Policies) -> Iterator[Any]:
    """Each event of the library's notification log, decoded by its mapper, page by page."""
    start = 1
    while True:
        page = application.notification_log.select(start, 1_000)
        if not page:
            return
        for notification in page:
            yield application.mapper.to_domain_event(notification)
        start = page[-1].id + 1


def stored(ledger: Path) -> Iterator[Stored]:
    """The rows of a ledger's log, as they stand."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        yield from connection.execute(STORED)


def bare_table(path: Path) -> sqlite3.Connection:
    """A new table with the columns, the key and the index of the log; full durability."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE events (rowid INTEGER PRIMARY KEY, originator_id TEXT NOT NULL,"
        " originator_version INTEGER NOT NULL, topic TEXT NOT NULL, state BLOB NOT NULL,"
        " recorded_at INTEGER NOT NULL, hashes BLOB NOT NULL,"
        " UNIQUE (originator_id, originator_version)) STRICT"
    )
    return connection


def insert(connection: sqlite3.Connection, rows: Iterable[Stored]) -> float:
    """All rows in one transaction, 1,000 at a time; the seconds, without those to read them."""
    remaining = iter(rows)
    seconds = timed(lambda: connection.execute("BEGIN IMMEDIATE"))
    while batch := list(islice(remaining, _BATCH)):
        start = time.perf_counter()
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", batch)
        seconds += time.perf_counter() - start
    return seconds + timed(lambda: connection.execute("COMMIT"))


def refilled(ledger: Path, path: Path) -> float:
    """Every row of a ledger, ready made, into another with the same tables, triggers and indices,
    in one transaction, 1,000 events at a time; the seconds, without those to read them.

    The ledger is no longer one afterwards: it gets indices by which its rows are found.
    """
    with (
        closing(sqlite3.connect(ledger, isolation_level=None)) as source,
        closing(sqlite_store.make(path)) as target,
    ):
        for table, _, seq in _FILLED[1:]:
            source.execute(f"CREATE INDEX {table}_in_order ON {table} ({seq})")
        (size,) = source.execute("SELECT max(rowid) FROM stored_events").fetchone()
        seconds = timed(lambda: target.execute("BEGIN IMMEDIATE"))
        for first in range(1, size + 1, _BATCH):
            seconds += _filled(
                target,
                {
                    (table, columns): source.execute(
                        f"SELECT {columns or '*'} FROM {table} WHERE {seq} BETWEEN ? AND ?",
                        (first, first + _BATCH - 1),
                    ).fetchall()
                    for table, columns, seq in _FILLED
                },
            )
        return seconds + timed(lambda: target.execute("COMMIT"))


def layout(path: Path) -> sqlite3.Connection:
    """A ledger's file, opened to insert rows that are ready made; full durability."""
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=32)
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def followed(source: sqlite3.Connection, target: sqlite3.Connection) -> float:
    """The announcements that a ledger has more than its copy, with their rows of the read model, a
    transaction for each; the seconds, without those to read them."""
    (last,) = target.execute("SELECT max(rowid) FROM stored_events").fetchone()
    ready = [
        {
            ("stored_events", _LOG): source.execute(
                f"SELECT {_LOG} FROM stored_events WHERE rowid BETWEEN ? AND ?", (first, until)
            ).fetchall(),
            ("changes", ""): source.execute(
                "SELECT * FROM changes WHERE announcement = ?", (id,)
            ).fetchall(),
            ("announcements", ""): source.execute(
                "SELECT * FROM announcements WHERE id = ?", (id,)
            ).fetchall(),
        }
        for id, first, until in source.execute(
            "SELECT id, a.seq, last_seq FROM stored_events AS e JOIN announcements AS a"
            " ON a.id = substr(e.originator_id, 2) WHERE e.rowid > ? AND topic = 'announced'"
            " ORDER BY a.seq",
            (last,),
        ).fetchall()
    ]
    start = time.perf_counter()
    for rows in ready:
        target.execute("BEGIN IMMEDIATE")
        _filled(target, rows)
        target.execute("COMMIT")
    return time.perf_counter() - start


def _filled(
    target: sqlite3.Connection, ready: Mapping[tuple[str, str], Sequence[Sequence[Any]]]
) -> float:
    """Rows by table and columns, all where none are named; the seconds."""
    start = time.perf_counter()
    for (table, columns), rows in ready.items():
        if rows:
            into = f"{table} ({columns})" if columns else table
            marks = ", ".join("?" * len(rows[0]))
            target.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)
    return time.perf_counter() - start


def hashed(ledger: Path, origin: str) -> bytes:
    """Reads, frames and hashes every row, and nothing else: the hash of all leaf hashes."""
    whole = hashlib.sha256()
    before = encode_basestring(origin).encode()
    last, recorded = -1, b""
    for seq, stream, version, topic, state, recorded_at, _ in stored(ledger):
        if recorded_at != last:
            last, recorded = recorded_at, render(recorded_at).encode()
        entry = (
            b'{"data":%b,"origin":%b,"recorded_at":"%b","seq":%d,"stream":%b,"type":"%b",'
            b'"version":%d}'
            % (
                state,
                before,
                recorded,
                seq,
                encode_basestring(stream).encode(),
                topic.encode(),
                version,
            )
        )
        whole.update(hashlib.sha256(b"\x00" + entry).digest())
    return whole.digest()
