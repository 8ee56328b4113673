"""Is each event the next of its stream?

Which version a stream has reached is kept in a temporary database on disk once there are many, so
that memory does not grow with the streams.
"""

from typing import Final

from ledger.audit.findings import Findings
from ledger.temporary_database import TemporaryDatabase

#: Streams that are kept in memory.
_MOST: Final = 50_000


class StreamVersions:
    """The streams of a log as far as it was read."""

    def __init__(self, findings: Findings, *, most: int = _MOST) -> None:
        self._findings, self._most = findings, most
        self._recent: dict[str, int] = {}
        self._others = TemporaryDatabase()
        self._others.execute(
            "CREATE TABLE reached (stream TEXT PRIMARY KEY, version INTEGER) WITHOUT ROWID"
        )

    def event(self, seq: int, stream: str, version: int) -> None:
        """The log's next event."""
        recent = self._recent
        reached = recent.get(stream)
        if reached is None:
            reached = self._reached(stream)
        if version != reached + 1:
            self._findings.add("streams", "not_the_next", seq=seq)
        recent[stream] = version
        if len(recent) > self._most:
            self._put_away()

    def _reached(self, stream: str) -> int:
        found = self._others.execute("SELECT version FROM reached WHERE stream = ?", (stream,))
        row = found.fetchone()
        return row[0] if row else 0

    def _put_away(self) -> None:
        self._others.execute("BEGIN")
        self._others.executemany(
            "INSERT OR REPLACE INTO reached VALUES (?, ?)", sorted(self._recent.items())
        )
        self._others.execute("COMMIT")
        self._recent.clear()

    def close(self) -> None:
        """Let go of the temporary database."""
        self._others.close()
