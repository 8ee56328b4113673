"""Is each stored row what it was when it was appended?

Pure: rows go in one by one, findings come out. The entry is framed again, hashed again, and the
tree grown again from nothing. Memory does not grow.
"""

from collections.abc import Iterable

from ledger.audit.findings import Findings
from ledger.dates.instants import MomentFault
from ledger.entries import EntryFault, Heading, frame
from ledger.proofs.tree import HASH, Frontier, leaf_hash

#: seq, stream, version, type, state, recorded_at, hashes.
Audited = tuple[int, str, int, str, bytes, int, bytes | None]


class AuditedLog:
    """The log as far as it was read; `origin` is the one that its first event gives it."""

    def __init__(self, origin: str, findings: Findings, *, sizes: Iterable[int] = ()) -> None:
        """`sizes`: of which trees the root is wanted."""
        self._origin, self._findings = origin, findings
        self._sizes = frozenset(sizes)
        self._frontier = Frontier()
        self._heading: Heading | None = None
        # the position that the next row should have
        self._next = 1
        self._altered = False
        #: Size -> root, of those sizes that were reached.
        self.roots: dict[int, bytes] = {0: Frontier().root()}
        #: Size -> when the last event of so many was recorded.
        self.times: dict[int, int] = {}
        self.recorded_at: int | None = None

    @property
    def size(self) -> int:
        """How many rows were read."""
        return self._frontier.size

    @property
    def last(self) -> int:
        """The position of the last of them, which is higher where some are missing."""
        return self._next - 1

    def root(self) -> bytes:
        """The root over all rows read, computed from their entries alone."""
        return self._frontier.root()

    def row(self, stored: Audited) -> None:
        """The next row of the log. Its hashes are compared unless they are None."""
        seq, stream, version, kind, state, recorded_at, hashes = stored
        frontier, findings = self._frontier, self._findings
        if seq != self._next:
            self._misplaced(seq)
        self._next += 1
        try:
            heading = self._heading
            if heading is None or heading.recorded_at != recorded_at:
                heading = self._heading_of(seq, recorded_at)
            entry = frame(state, heading, seq=seq, stream=stream, type=kind, version=version)
        except EntryFault:
            findings.add("entries", "too_long", seq=seq)
            entry = b""
        except MomentFault:
            findings.add("times", "no_year", seq=seq)
            entry = b""
        except (ValueError, TypeError):
            findings.add("entries", "unframed", seq=seq)
            entry = b""
        done = frontier.append(leaf_hash(entry))
        if hashes is not None and b"".join(done) != hashes:
            self._compare(seq, done, hashes)
        if frontier.size in self._sizes:
            self.roots[frontier.size] = frontier.root()
            self.times[frontier.size] = recorded_at

    def _misplaced(self, seq: int) -> None:
        """Said once: what comes after a gap is where it should be."""
        if seq < self._next:
            self._findings.add("positions", "misplaced", seq=seq, expected=self._next)
            return
        self._findings.add("positions", "missing", first=self._next, last=seq - 1)
        self._next = seq
        self._altered = True  # every subtree from here on is of other entries

    def _heading_of(self, seq: int, recorded_at: int) -> Heading:
        """What the entries of the next transaction share. MomentFault, TypeError: nothing can."""
        heading = Heading(self._origin, recorded_at)
        if self.recorded_at is not None and recorded_at < self.recorded_at:
            self._findings.add("times", "earlier", seq=seq)
        self._heading, self.recorded_at = heading, recorded_at
        return heading

    def _compare(self, seq: int, done: list[bytes], hashes: bytes) -> None:
        if not isinstance(hashes, bytes) or hashes[:HASH] != done[0]:
            self._altered = True
            self._findings.add("entries", "edited", seq=seq)
        elif not self._altered:  # else it follows from the altered entry below it
            self._findings.add("tree", "subtrees", seq=seq)
