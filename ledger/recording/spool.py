"""Where do checked announcements wait for the write lock, in memory that does not grow?"""

import marshal
import sqlite3
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

#: So many events are held in memory; what is more goes into a temporary file.
IN_MEMORY: Final = 5_000


class PlannedChange(NamedTuple):
    """A change whose subjects are known: `data` is in the stored form but for `subject`."""

    n: int
    kind: str
    data: dict[str, Any]
    subjects: tuple[str, ...]
    line: int


class Encoded(NamedTuple):
    """An event's type, its stream and its stored bytes."""

    type: str
    stream: str
    state: bytes


class Plan(NamedTuple):
    """An announcement that was checked, and its events encoded, in the order of the log.

    `announced` is in the stored form but for `recorder`; file, line and field are for faults.
    """

    announced: dict[str, Any]
    changes: tuple[PlannedChange, ...]
    events: tuple[Encoded, ...]
    file: str
    line: int
    field: str

    @property
    def id(self) -> str:
        """The announcement's."""
        return str(self.announced["id"])


class Spool:
    """Plans in the order of their file; found by id, since later ones may name them."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._room = in_memory
        self._plans: dict[str, Plan] = {}
        self._names: set[tuple[str, str]] = set()
        self._disk: sqlite3.Connection | None = None
        self.events = 0

    def add(self, plan: Plan) -> None:
        """Keeps a plan, whose id is not in the spool yet."""
        self.events += len(plan.events)
        if self._disk is None and self.events <= self._room:
            self._plans[plan.id] = plan
            return
        self._write(self._spilt(), plan)

    def find(self, id: str) -> Plan | None:
        """The plan of an announcement."""
        if self._disk is None:
            return self._plans.get(id)
        found = self._disk.execute("SELECT plan FROM plans WHERE id = ?", (id,)).fetchone()
        return None if found is None else _read(found[0])

    def plans(self) -> Iterator[Plan]:
        """All, in order, streamed."""
        if self._disk is None:
            yield from self._plans.values()
            return
        for (plan,) in self._disk.execute("SELECT plan FROM plans ORDER BY number"):
            yield _read(plan)

    def first(self, kind: str, name: str) -> bool:
        """Whether this name of that kind is asked for the first time."""
        if self._disk is not None:
            cursor = self._disk.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (kind, name))
            return cursor.rowcount > 0
        if (kind, name) in self._names:
            return False
        self._names.add((kind, name))
        if len(self._names) > self._room:
            self._spilt()
        return True

    def close(self) -> None:
        """Forgets everything."""
        self._plans.clear()
        if self._disk is not None:
            self._disk.close()

    def _spilt(self) -> sqlite3.Connection:
        """The temporary file: SQLite's own, without a name, gone when it is closed."""
        if self._disk is not None:
            return self._disk
        self._disk = sqlite3.connect("", isolation_level=None, cached_statements=32)
        for statement in (
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "CREATE TABLE plans (number INTEGER PRIMARY KEY, id TEXT UNIQUE, plan BLOB)",
            "CREATE TABLE names (kind TEXT, name TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID",
            "BEGIN",
        ):
            self._disk.execute(statement)
        self._disk.executemany("INSERT INTO names VALUES (?, ?)", self._names)
        self._names.clear()
        for plan in self._plans.values():
            self._write(self._disk, plan)
        self._plans.clear()
        return self._disk

    def _write(self, disk: sqlite3.Connection, plan: Plan) -> None:
        # The fastest that there is for plain values; no other process and no later version reads
        # them, which is what marshal is not for.
        plain: Any = (plan.announced, *(tuple(map(tuple, part)) for part in plan[1:3]), *plan[3:])
        written = marshal.dumps(plain)
        disk.execute("INSERT INTO plans (id, plan) VALUES (?, ?)", (plan.id, written))


def _read(written: bytes) -> Plan:
    announced, changes, events, *place = marshal.loads(written)
    return Plan(
        announced,
        tuple(map(PlannedChange._make, changes)),
        tuple(map(Encoded._make, events)),
        *place,
    )
