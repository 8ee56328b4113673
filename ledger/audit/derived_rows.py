"""Which rows are in the read model for good, where events stand between that nobody here knows?

What a newer program appended is not judged: neither its own rows, nor those of changes whose
announcement is not known, nor which change of an announcement is its last. All else is.
"""

from events.words import CHANGES
from ledger.audit.audited_rows import AuditedRows
from ledger.read_model import Derivation, TableRow, announcement_row
from ledger.records import UNREADABLE, Record

_CHANGES = frozenset(CHANGES)


class DerivedRows:
    """Follows the log, and has the read model compared with what each event makes of it."""

    def __init__(self, model: AuditedRows) -> None:
        self._model, self._derivation = model, _AuditedDerivation()

    def event(self, record: Record) -> None:
        """The log's next event."""
        derivation = self._derivation
        if derivation.broken and derivation.is_lost(record):
            self.unknown(record.seq)
            return
        rows = derivation.read(record)
        lost = [each for each in rows if each[0] == "acts" and each[1][2] == UNREADABLE]
        self._model.rows(each for each in rows if each not in lost)
        if lost:  # it cannot stand here, as others say
            self.unknown(record.seq)

    def unknown(self, seq: int) -> None:
        """The log's next event is one that this program does not know, or none that can be read."""
        self._model.pass_over(seq, self._derivation.broken_off())

    def end(self) -> None:
        """The log has ended."""
        self._model.rows(self._derivation.end())
        self._model.end()


class _AuditedDerivation(Derivation):
    """Goes on behind an event that it does not know."""

    __slots__ = ("broken",)

    def __init__(self) -> None:
        super().__init__()
        #: Whether what stands here is not known.
        self.broken = False

    def broken_off(self) -> TableRow | None:
        """The row of the announcement being told, once; whose last change nobody knows now."""
        announced, broken = self._announced, self.broken
        self.broken = True
        if announced is None or broken:
            return None
        row = announcement_row(announced, self._last, published=self._published)
        return "announcements", row

    def is_lost(self, record: Record) -> bool:
        """Whether what follows there is a change, and of no announcement that is known."""
        if record.type not in _CHANGES or "change" not in record.data:
            return False
        announced = self._announced
        of = record.data["change"].rpartition("#")[0]
        return announced is None or announced.data["id"] != of

    def end(self) -> list[TableRow]:
        """As in any log, unless that row was given before."""
        rows, self.broken, broken = super().end(), False, self.broken
        return [] if broken else rows
