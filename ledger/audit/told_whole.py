"""Does each event stand in the stream that its bytes name, and is each announcement whole?"""

from typing import Any, Final

from events.words import CHANGES
from ledger.audit.findings import Findings
from ledger.records import Record

_CHANGES: Final = frozenset(CHANGES)


class ToldWhole:
    """Follows the log: an announcement is at once followed by all its changes, in order."""

    __slots__ = ("_findings", "_head", "_n", "_open", "_unsure")

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        #: The announcement being told, the number of its last change, and whether more must come.
        self._head: Record | None = None
        self._n = 0
        self._open = False
        #: Whether an event stands here that nobody knows, so that what follows cannot be judged.
        self._unsure = False

    def unknown(self, stream: str) -> None:
        """An event that this program does not know. In a subject's stream it may be a change of
        the announcement being told; in an announcement's, what is followed by changes."""
        if isinstance(stream, str) and stream.startswith("#"):
            self.end()
            self._head = None
            self._unsure = stream != "#"
        else:
            self._open, self._unsure = False, True

    def event(self, record: Record, stream: str, version: int) -> None:
        """The log's next event."""
        data, kind = record.data, record.type
        if kind in _CHANGES and "change" in data:
            expected = data["subject"]
            self._change(record)
        else:
            if self._open:
                self.end()
            self._head, self._unsure = None, False
            if kind == "announced":
                expected = f"#{data['id']}"
                self._head, self._n, self._open = record, 0, data["changes"] > 0
                if version != 1:
                    self._add("announced_before", record, announcement=data["id"])
            elif kind == "subject_described":
                expected = data["path"]
            else:
                expected = "#"
        if stream != expected:
            self._findings.add("streams", "other_stream", seq=record.seq)

    def _change(self, record: Record) -> None:
        if self._unsure:
            return
        head = self._head
        announcement, _, number = record.data["change"].rpartition("#")
        n = int(number)
        if head is None or announcement != head.data["id"]:
            self._add("loose_change", record, change=record.data["change"])
            return
        if not self._n <= n <= self._n + 1 or not 0 < n <= head.data["changes"]:
            self._add("change_out_of_order", record, change=record.data["change"])
        if record.recorded_at != head.recorded_at:
            self._findings.add("times", "other_instant", seq=record.seq)
        self._n = n
        self._open = n < head.data["changes"]

    def end(self) -> None:
        """The log, or what may be said of an announcement, ends here."""
        if self._open and self._head is not None:
            data = self._head.data
            self._add("not_whole", self._head, announcement=data["id"], changes=data["changes"])
        self._open = False

    def _add(self, kind: str, record: Record, **particulars: Any) -> None:
        self._findings.add("announcements", kind, seq=record.seq, **particulars)
