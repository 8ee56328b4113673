"""Where do checked drafts wait for the write lock, in memory that does not grow?"""

import marshal
from collections.abc import Iterator
from typing import Final

from ledger.entries import NewEvent
from ledger.files.drafts import Draft, DraftChange
from ledger.history.memory import Memory
from ledger.temporary_database import TemporaryDatabase

#: So many events are held in memory; what came before those goes into a temporary file.
IN_MEMORY: Final = 5_000
#: So many names are.
NAMES: Final = 100_000


class Spool:
    """Drafts in the order of their file; found by id, since later ones may name them."""

    def __init__(self, in_memory: int = IN_MEMORY, names: int = NAMES) -> None:
        self._room, self._most_names = in_memory, names
        self._held: dict[str, Draft] = {}
        self._held_events = 0
        #: What was read again from the temporary file.
        self._read: Memory[Draft] = Memory(in_memory)
        self._names: set[tuple[str, str]] = set()
        self._disk: TemporaryDatabase | None = None

    def add(self, draft: Draft) -> None:
        """Keeps a draft, whose id is not in the spool yet."""
        self._held[draft.id] = draft
        self._held_events += len(draft.events)
        if self._held_events > self._room:
            self._write()

    def find(self, id: str) -> Draft | None:
        """The draft of an announcement; without its events, where it is not among the last."""
        found = self._held.get(id)
        if found is not None or self._disk is None:
            return found
        found = self._read.get(id)
        if found is None:
            asked = self._disk.execute("SELECT draft FROM drafts WHERE id = ?", (id,)).fetchone()
            if asked is not None:
                found = _unpacked(asked[0])
                self._read.put(id, found, weight=sum(1 + len(c.subjects) for c in found.changes))
        return found

    def change(self, id: str, n: int) -> DraftChange | None:
        """The change of that number, of the announcement of that id; None where there is none."""
        found = self.find(id)
        return found.changes[n - 1] if found is not None and 0 < n <= len(found.changes) else None

    def drafts(self) -> Iterator[Draft]:
        """All, in order, streamed."""
        if self._disk is not None:
            written = self._disk.execute("SELECT draft, events FROM drafts ORDER BY number")
            for draft, events in written:
                yield _unpacked(draft, tuple(NewEvent(*each) for each in marshal.loads(events)))
        yield from self._held.values()

    def first(self, kind: str, name: str) -> bool:
        """Whether this name of that kind is asked for the first time."""
        if (kind, name) in self._names:
            return False
        if len(self._names) >= self._most_names:  # the temporary file has them
            self._file()
            self._names.clear()
        self._names.add((kind, name))
        if self._disk is None:
            return True
        found = self._disk.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (kind, name))
        return found.rowcount > 0

    def close(self) -> None:
        """Forgets everything."""
        self._held.clear()
        if self._disk is not None:
            self._disk.close()

    def _file(self) -> TemporaryDatabase:
        """The temporary file."""
        if self._disk is None:
            self._disk = TemporaryDatabase()
            for statement in (
                "PRAGMA journal_mode=OFF",
                "PRAGMA synchronous=OFF",
                "CREATE TABLE drafts"
                " (number INTEGER PRIMARY KEY, id TEXT UNIQUE, draft BLOB, events BLOB)",
                "CREATE TABLE names (kind TEXT, name TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID",
                "BEGIN",
            ):
                self._disk.execute(statement)
            self._disk.executemany("INSERT INTO names VALUES (?, ?)", self._names)
        return self._disk

    def _write(self) -> None:
        self._file().executemany(
            "INSERT INTO drafts (id, draft, events) VALUES (?, ?, ?)",
            (
                (each.id, _packed(each), marshal.dumps([event[:] for event in each.events]))
                for each in self._held.values()
            ),
        )
        self._held.clear()
        self._held_events = 0


def _packed(draft: Draft) -> bytes:
    """A draft without its events, warnings and files, which are dealt with. marshal is the fastest
    that there is for plain values, and nothing else ever reads them."""
    changes = [change[:] for change in draft.changes]  # plain tuples, as marshal takes them
    return marshal.dumps(
        (draft.announced, changes, draft.file, draft.line, draft.field, draft.lines)
    )


def _unpacked(packed: bytes, events: tuple[NewEvent, ...] = ()) -> Draft:
    announced, changes, file, line, field, lines = marshal.loads(packed)
    found = tuple(DraftChange(*each) for each in changes)
    return Draft(announced, found, (), file, line, field, lines=lines, events=events)
