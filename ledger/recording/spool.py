"""Where do checked announcements wait for the write lock, in memory that does not grow?"""

import marshal
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ledger.entries import Encoded

#: So many events are held in memory; what came before those goes into a temporary file.
IN_MEMORY: Final = 5_000
#: Changes lie there together in parts of about so many subjects, so that one of them is found
#: without the whole of a long announcement.
_PART: Final = 16


class PlannedChange(NamedTuple):
    """A change whose subjects are known: `data` is in the stored form but for `subject`."""

    n: int
    kind: str
    data: dict[str, Any]
    subjects: tuple[str, ...]
    line: int


class Ready(NamedTuple):
    """What it takes to append a checked announcement: its events, in the order of the log.

    `evidence` is as it is stored; `amends`: whether any of its changes names another. File, line
    and field are for faults, `lines` those of its changes for warnings.
    """

    id: str
    events: tuple[Encoded, ...]
    evidence: list[Mapping[str, Any]]
    amends: bool
    file: str
    line: int
    field: str
    lines: tuple[int, ...]


class Plan(NamedTuple):
    """An announcement that was checked, and its events encoded, in the order of the log.

    `announced` is in the stored form but for `recorder`; file, line and field are for faults,
    `lines` those of its fields where they are not all the same.
    """

    announced: dict[str, Any]
    changes: tuple[PlannedChange, ...]
    events: tuple[Encoded, ...]
    file: str
    line: int
    field: str
    lines: tuple[tuple[str, int], ...] = ()

    @property
    def id(self) -> str:
        """The announcement's."""
        return str(self.announced["id"])

    def line_of(self, field: str, *, line: int | None = None) -> int:
        """That of a field, by its name within the announcement; else the one given, or its own."""
        return dict(self.lines).get(field, self.line if line is None else line)

    def ready(self) -> Ready:
        """The part of it that is appended."""
        amends = any("of" in change.data for change in self.changes)
        place = (self.file, self.line, self.field)
        lines = tuple(change.line for change in self.changes)
        return Ready(self.id, self.events, self.announced["evidence"], amends, *place, lines)


class Spool:
    """Plans in the order of their file; found by id, since later ones may name them.

    The last of them are held as they are. All before those lie in the temporary file, each without
    its events, and beside them the events, many announcements together.
    """

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._room = in_memory
        self._held: dict[str, Plan] = {}
        self._held_events = 0
        self._names: set[tuple[str, str]] = set()
        self._disk: sqlite3.Connection | None = None
        self.events = 0

    def add(self, plan: Plan) -> None:
        """Keeps a plan, whose id is not in the spool yet."""
        self._held[plan.id] = plan
        self.events += len(plan.events)
        self._held_events += len(plan.events)
        if self._held_events > self._room:
            self._write()

    def find(self, id: str) -> Plan | None:
        """The plan of an announcement; without its events, where it is not among the last."""
        held = self._held.get(id)
        if held is not None or self._disk is None:
            return held
        found = self._written(id)
        if found is None:
            return None
        announced, *place = found
        parts = self._disk.execute("SELECT part FROM changes WHERE id = ? ORDER BY first", (id,))
        changes = (change for (part,) in parts for change in marshal.loads(part))
        return Plan(announced, tuple(PlannedChange(*each) for each in changes), (), *place)

    def change(self, id: str, n: int) -> PlannedChange | None:
        """The change of that number, of the announcement of that id; None where there is none."""
        held = self._held.get(id)
        if held is not None:
            return held.changes[n - 1] if 0 < n <= len(held.changes) else None
        if self._disk is None:
            return None
        found = self._disk.execute(
            "SELECT part FROM changes WHERE id = ? AND first <= ? ORDER BY first DESC LIMIT 1",
            (id, n),
        ).fetchone()
        part = () if found is None else marshal.loads(found[0])
        return next((PlannedChange(*each) for each in part if each[0] == n), None)

    def count(self, id: str) -> int | None:
        """How many changes the announcement of that id has; None where there is none."""
        held = self._held.get(id)
        if held is not None:
            return int(held.announced["changes"])
        found = self._written(id)
        return None if found is None else int(found[0]["changes"])

    def plan(self, id: str) -> Plan:
        """As `find`, of one that was added. KeyError where it was not."""
        found = self.find(id)
        if found is None:
            raise KeyError(id)
        return found

    def ready(self) -> Iterator[Ready]:
        """All, in order, streamed."""
        if self._disk is not None:
            for (written,) in self._disk.execute("SELECT ready FROM groups ORDER BY number"):
                for id, events, *rest in marshal.loads(written):
                    yield Ready(id, tuple(Encoded(*each) for each in events), *rest)
        for plan in self._held.values():
            yield plan.ready()

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
        self._held.clear()
        if self._disk is not None:
            self._disk.close()

    def _written(self, id: str) -> Any:
        """Of a plan in the temporary file what is announced, and its place; None where it is not
        there."""
        if self._disk is None:
            return None
        found = self._disk.execute("SELECT plan FROM plans WHERE id = ?", (id,)).fetchone()
        return None if found is None else marshal.loads(found[0])

    def _spilt(self) -> sqlite3.Connection:
        """The temporary file: SQLite's own, without a name, gone when it is closed."""
        if self._disk is not None:
            return self._disk
        self._disk = sqlite3.connect("", isolation_level=None, cached_statements=32)
        for statement in (
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "CREATE TABLE plans (id TEXT PRIMARY KEY, plan BLOB)",
            "CREATE TABLE changes (id TEXT, first INTEGER, part BLOB, PRIMARY KEY (id, first))",
            "CREATE TABLE groups (number INTEGER PRIMARY KEY, ready BLOB)",
            "CREATE TABLE names (kind TEXT, name TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID",
            "BEGIN",
        ):
            self._disk.execute(statement)
        self._disk.executemany("INSERT INTO names VALUES (?, ?)", self._names)
        self._names.clear()
        return self._disk

    def _write(self) -> None:
        # marshal is the fastest that there is for plain values; no other process and no later
        # version reads them, which is what it is not for.
        disk = self._spilt()
        plans = self._held.values()
        disk.executemany(
            "INSERT INTO plans VALUES (?, ?)",
            ((each.id, marshal.dumps((each.announced, *each[3:]))) for each in plans),
        )
        disk.executemany(
            "INSERT INTO changes VALUES (?, ?, ?)",
            (
                # a slice of a named tuple is a plain one, which marshal takes
                (each.id, part[0].n, marshal.dumps([change[:] for change in part]))
                for each in plans
                for part in _parts(each.changes)
            ),
        )
        ready = (each.ready() for each in plans)
        written = marshal.dumps(
            [(each.id, [event[:] for event in each.events], *each[2:]) for each in ready]
        )
        disk.execute("INSERT INTO groups (ready) VALUES (?)", (written,))
        self._held.clear()
        self._held_events = 0


def _parts(changes: Iterable[PlannedChange]) -> Iterator[list[PlannedChange]]:
    """The changes in order, as many together as are of few subjects."""
    part: list[PlannedChange] = []
    weight = 0
    for change in changes:
        part.append(change)
        weight += 1 + len(change.subjects)
        if weight >= _PART:
            yield part
            part, weight = [], 0
    if part:
        yield part
