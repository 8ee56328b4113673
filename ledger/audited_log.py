"""Is each stored row what it was when it was appended, and does the log tell a whole story?

Pure: rows go in one by one, findings come out. The entry is framed again, hashed again, and the
tree grown again from nothing; columns are compared with what the bytes say. Memory does not grow.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from events.codec import StoredEventFault, canonical, from_stored
from events.upcasts import UnknownEvent, upcast
from events.words import CHANGES
from ledger.entries import EntryFault, Place, frame
from ledger.findings import Findings
from ledger.plain_events import plain
from ledger.records import Record
from ledger.spelling import shown
from ledger.told_whole import ToldWhole
from ledger.tree import HASH, Frontier, leaf_hash

#: seq, stream, version, type, state, recorded_at, hashes.
Audited = tuple[int, str, int, str, bytes, int, bytes | None]

_CHANGES: Final = frozenset(CHANGES)


class AuditedLog:
    """The log as far as it was read; `origin` is the one that its first event gives it."""

    def __init__(self, origin: str, findings: Findings, *, sizes: Iterable[int] = ()) -> None:
        """`sizes`: of which trees the root is wanted."""
        self._origin, self._findings = origin, findings
        self._sizes = frozenset(sizes)
        self._frontier = Frontier()
        self._place: Place | None = None
        self._altered = False
        self._told = ToldWhole(findings)
        #: Size -> root, of those sizes that were reached.
        self.roots: dict[int, bytes] = {0: Frontier().root()}
        #: The `key_added` events, for `ledger.key_chain.chain`.
        self.keys: list[tuple[int, Mapping[str, Any]]] = []
        self.recorded_at: int | None = None

    @property
    def size(self) -> int:
        """How many rows were read."""
        return self._frontier.size

    def root(self) -> bytes:
        """The root over all rows read, computed from their entries alone."""
        return self._frontier.root()

    def row(self, stored: Audited) -> Record | None:
        """The next row of the log: its event where its bytes are one, upcast; else None.

        Its hashes are compared unless they are None.
        """
        seq, stream, version, kind, state, recorded_at, hashes = stored
        frontier, findings = self._frontier, self._findings
        if seq != frontier.size + 1:
            findings.add("positions", f"stands where @{frontier.size + 1} should", seq=seq)
        place = self._place
        if place is None or place.recorded_at != recorded_at:
            if self.recorded_at is not None and recorded_at < self.recorded_at:
                findings.add("times", "was recorded before the event before it", seq=seq)
            place = self._place = Place(self._origin, recorded_at)
            self.recorded_at = recorded_at
        try:
            entry = frame(state, place, seq=seq, stream=stream, type=kind, version=version)
        except EntryFault:
            findings.add("entries", "is longer than an entry can be", seq=seq)
            entry = b""
        done = frontier.append(leaf_hash(entry))
        if hashes is not None and b"".join(done) != hashes:
            self._compare(seq, done, hashes)
        if frontier.size in self._sizes:
            self.roots[frontier.size] = frontier.root()
        return self._record(seq, stream, version, kind, state, recorded_at)

    def _compare(self, seq: int, done: list[bytes], hashes: bytes) -> None:
        if hashes[:HASH] != done[0]:
            self._altered = True
            words = "its columns or its bytes are not those that were hashed when it was appended"
            self._findings.add("entries", words, seq=seq)
        elif not self._altered:  # else it follows from the altered entry below it
            words = "the hashes of the subtrees that end here are not those of the entries in them"
            self._findings.add("tree", words, seq=seq)

    def _record(
        self, seq: int, stream: str, version: int, kind: str, state: bytes, recorded_at: int
    ) -> Record | None:
        findings = self._findings
        try:
            text = state.decode()
            data = plain(kind, text) or self._decoded(seq, kind, text, state)
        except UnknownEvent as fault:
            findings.add("events", str(fault), seq=seq, failed=False)
            return None
        except (StoredEventFault, ValueError, RecursionError, TypeError, AttributeError) as fault:
            findings.add(
                "events", f"its bytes are no event of its type: {shown(str(fault))}", seq=seq
            )
            return None
        record = Record(seq, recorded_at, kind, data)
        if kind not in _CHANGES:
            if kind == "key_added":
                self.keys.append((seq, data))
            if (kind == "opened") != (seq == 1):
                findings.add("opening", "the opening is the first event and no other", seq=seq)
        self._told.event(record, stream, version)
        return record

    def _decoded(self, seq: int, kind: str, text: str, state: bytes) -> dict[str, Any]:
        """The data of an event of any shape, upcast; raises where it is none."""
        data = json.loads(text)
        if not isinstance(data, dict) or canonical(data) != state:
            words = "its bytes are not canonical JSON (RFC 8785)"
            self._findings.add("events", words, seq=seq)
        data = upcast(kind, data)
        from_stored(kind, data)
        return data

    def end(self) -> None:
        """The log ends here."""
        self._told.end()
