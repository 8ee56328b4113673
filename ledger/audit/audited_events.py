"""Are the bytes of each stored row an event, and does the log tell a whole story?

Pure: rows go in one by one, findings come out. Columns are compared with what the bytes say.
"""

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from events.codec import StoredEventFault, canonical, from_stored, stored
from events.shapes import fits
from events.upcasts import UnknownEvent, upcast, written
from events.words import CHANGES, KEYS
from ledger.audit.audited_log import Audited
from ledger.audit.findings import Findings
from ledger.audit.plain_events import plain
from ledger.audit.told_whole import ToldWhole
from ledger.faults import quoted, said
from ledger.proofs.spelling import shown
from ledger.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHANGES: Final = frozenset(CHANGES)
_NO_EVENT: Final = (StoredEventFault, ValueError, RecursionError, TypeError, AttributeError)


class Unknown(NamedTuple):
    """An event at a position that this program does not know: nothing is said against it."""

    seq: int


class AuditedEvents:
    """A stretch of the log that begins with no announcement half told."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._told = ToldWhole(findings)
        #: The events of keys, for `ledger.proofs.key_chain.chain`.
        self.keys: list[tuple[int, Mapping[str, Any]]] = []

    def row(self, found: Audited) -> Record | Unknown | None:
        """The next row: its event where its bytes are one, upcast; else None."""
        seq, stream, version, kind, state, recorded_at, _ = found
        findings = self._findings
        try:
            text = state.decode()
            data = plain(kind, text) or self._decoded(seq, kind, text, state)
            if not fits(kind, data):
                raise StoredEventFault(f"{kind}: an instant in it is none")
        except UnknownEvent as fault:
            findings.add("events", "unknown_event", seq=seq, failed=False, fault=said(fault))
            self._told.unknown(stream)
            return Unknown(seq)
        except _NO_EVENT as fault:
            findings.add("events", "no_event", seq=seq, fault=quoted(shown(str(fault))))
            return None
        record = Record(seq, recorded_at, kind, data)
        if kind not in _CHANGES:
            if kind in KEYS:
                self.keys.append((seq, data))
            if (kind == "opened") != (seq == 1):
                findings.add("opening", "opening", seq=seq)
        self._told.event(record, stream, version)
        return record

    def _decoded(self, seq: int, kind: str, text: str, state: bytes) -> dict[str, Any]:
        """The data of an event of any shape, upcast; raises where it is none."""
        data = json.loads(text)
        if not isinstance(data, dict) or canonical(data) != state:
            self._findings.add("events", "not_canonical", seq=seq)
        format = data.get("format")
        data = upcast(kind, data)
        said = stored(from_stored(kind, data))
        # a field that is null, or left to its default; another format than what it says asks for
        least = written(kind, data)
        if said != data or format != (None if least == 1 else least):
            self._findings.add("events", "not_as_written", seq=seq)
        return said

    def end(self) -> None:
        """The stretch ends here."""
        self._told.end()
