"""What would be on disk if the power were cut between any two writes of SQLite?

SQLite writes through a table of functions (its VFS). While a trace is taken, every file that it
opens gets our write, truncate and sync instead, which note what is done and then do it. From the
trace any moment can be laid out: what was synced is there; of what was written since, any part
may be, since a disk may write in any order. A file that was deleted may be there again, unless its
folder was synced as it was deleted, or it was made anew and synced itself.

The library that Python's sqlite3 uses must be one that ctypes can reach; where it is built in,
nothing can be traced.
"""

import ctypes
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

#: A disk writes so many bytes whole or not at all.
SECTOR = 512
_FULL = 13
_Open = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_void_p,  # the name as a pointer, handed on as it is: SQLite keeps it
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.POINTER(ctypes.c_int),
)
_Delete = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_Write = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
#: sqlite3_io_methods (sqlite3.h): a version, then pointers; those that are replaced.
_METHODS, _WRITE, _TRUNCATE, _SYNC = 19, 3, 4, 5
#: sqlite3_vfs: three ints and padding, then pNext, zName, pAppData, xOpen.
_XOPEN, _XDELETE = 40, 48


class Event(NamedTuple):
    """`write` of bytes at an offset, `truncate` to an offset, `sync`, `delete`, `settled` (deleted,
    and its folder synced), or `done`: acknowledged."""

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""


class Trace:
    """All that SQLite did to files, in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        #: After so many more writes the disk is full; None: never.
        self.room: int | None = None

    def done(self, words: str) -> None:
        """What is acknowledged from here on."""
        self.events.append(Event("done", words))


def library() -> ctypes.CDLL | None:
    """The SQLite that Python's sqlite3 uses; None where it cannot be reached."""
    import _sqlite3  # noqa: F401

    try:
        maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    except OSError:
        return None
    for line in maps.splitlines():
        if "/libsqlite3.so" in line:
            return ctypes.CDLL(line.split()[-1])
    return None


@contextmanager
def traced() -> Iterator[Trace]:
    """A trace of whatever SQLite opens within the block."""
    sqlite = library()
    assert sqlite is not None
    sqlite.sqlite3_vfs_find.restype = ctypes.c_void_p
    vfs = sqlite.sqlite3_vfs_find(None)
    slots = [ctypes.c_void_p.from_address(vfs + at) for at in (_XOPEN, _XDELETE)]
    opening, deleting = (slot.value for slot in slots)
    assert opening is not None
    assert deleting is not None
    tracing = _Tracing(Trace(), _Open(opening), _Delete(deleting))
    for slot, callback in zip(slots, tracing.callbacks, strict=True):
        slot.value = ctypes.cast(callback, ctypes.c_void_p).value
    try:
        yield tracing.trace
    finally:
        for slot, original in zip(slots, (opening, deleting), strict=True):
            slot.value = original
        _KEPT.append(tracing)  # files that are still open call it


#: Never freed: SQLite may hold on to what these made.
_KEPT: list[Any] = []


class _Tracing:
    def __init__(self, trace: Trace, opening: Any, deleting: Any) -> None:
        self.trace, self._opening, self._deleting = trace, opening, deleting
        self._names: dict[int, str] = {}
        self._tables: dict[int, Any] = {}
        self.callbacks = (_Open(self._open), _Delete(self._delete))

    def _open(self, vfs: int, name: int | None, file: int, flags: int, out: Any) -> int:
        result = int(self._opening(vfs, name, file, flags, out))
        methods = ctypes.c_void_p.from_address(file)
        if result == 0 and name and methods.value:
            self._names[file] = Path(ctypes.string_at(name).decode(errors="surrogateescape")).name
            methods.value = ctypes.addressof(self._replaced(methods.value))
        return result

    def _delete(self, vfs: int, name: int, sync: int) -> int:
        result = int(self._deleting(vfs, name, sync))
        file = Path(ctypes.string_at(name).decode(errors="surrogateescape")).name
        self.trace.events.append(Event("settled" if sync else "delete", file))
        return result

    def _replaced(self, original: int) -> Any:
        """A copy of a table of functions, three of them ours; one for each table there is."""
        if original in self._tables:
            return self._tables[original][0]
        table = (ctypes.c_void_p * _METHODS).from_buffer_copy(
            (ctypes.c_void_p * _METHODS).from_address(original)
        )
        writing = _Write(table[_WRITE] or 0)
        truncating, syncing = _Truncate(table[_TRUNCATE] or 0), _Sync(table[_SYNC] or 0)
        trace, names = self.trace, self._names

        def write(file: int, data: int, amount: int, offset: int) -> int:
            if trace.room is not None:
                if trace.room == 0:
                    return _FULL
                trace.room -= 1
            content = ctypes.string_at(data, amount)
            trace.events.append(Event("write", names[file], offset, content))
            return int(writing(file, data, amount, offset))

        def truncate(file: int, size: int) -> int:
            trace.events.append(Event("truncate", names[file], size))
            return int(truncating(file, size))

        def sync(file: int, flags: int) -> int:
            result = int(syncing(file, flags))
            trace.events.append(Event("sync", names[file]))
            return result

        ours = (_Write(write), _Truncate(truncate), _Sync(sync))
        for place, function in zip((_WRITE, _TRUNCATE, _SYNC), ours, strict=True):
            table[place] = ctypes.cast(function, ctypes.c_void_p).value
        self._tables[original] = (table, ours, (writing, truncating, syncing))
        return table


def laid_out(
    events: list[Event], start: dict[str, bytes], folder: Path, chance: random.Random
) -> set[str]:
    """Write the files as a power cut after these events may leave them; what was acknowledged.

    `start`: the files at the beginning. Of what was not synced each write is there, or not, or in
    some of its sectors.
    """
    synced: dict[str, int] = {}
    for at, event in enumerate(events):
        if event.kind in ("sync", "settled"):
            synced[event.file] = at
    files = {name: bytearray(data) for name, data in start.items()}
    mood = chance.choice(("nothing", "everything", "some"))
    for at, event in enumerate(events):
        content = files.setdefault(event.file, bytearray()) if event.kind != "done" else bytearray()
        safe = at <= synced.get(event.file, -1)
        if event.kind in ("delete", "settled") and (safe or mood == "everything"):
            del files[event.file]
        elif event.kind == "truncate" and (safe or mood == "everything"):
            del content[event.offset :]
            content.extend(bytes(event.offset - len(content)))
        elif event.kind == "write":
            for begin in range(0, len(event.data), SECTOR):
                if safe or mood == "everything" or (mood == "some" and chance.random() < 0.5):
                    piece = event.data[begin : begin + SECTOR]
                    place = event.offset + begin
                    content.extend(bytes(max(0, place - len(content))))
                    content[place : place + len(piece)] = piece
    for name, data in files.items():
        if not name.endswith("-shm"):
            (folder / name).write_bytes(data)
    return {event.file for event in events if event.kind == "done"}


assert sys.maxsize > 2**32, "the layouts above are those of 64 bits"
