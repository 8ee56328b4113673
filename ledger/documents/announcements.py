"""How is the announcement behind a row called, and where was it published?"""

from typing import TYPE_CHECKING, Final

from ledger.acts import corrected, in_effect

if TYPE_CHECKING:
    from ledger.answers.reading import Reading
    from ledger.answers.view import View
    from ledger.records import Record

#: So many announcements are remembered, so that memory is bounded.
_REMEMBERED: Final = 10_000
_NOTHING: Final[dict[str, str | None]] = {"title": None, "url": None}


class Announcements:
    """Those of the ledger that a view reads."""

    def __init__(self, reading: "Reading", view: "View") -> None:
        self._reading, self._view = reading, view
        self._written: dict[str, Record | None] = {}
        self._called: dict[str, dict[str, str | None]] = {}

    def written(self, id: str | None) -> "Record | None":
        """The event of an announcement, as it was written; None where there is none."""
        if id is None:
            return None
        if id not in self._written:
            if len(self._written) >= _REMEMBERED:
                self._written.clear()
                self._called.clear()
            self._written[id] = self._reading.announced(id)
        return self._written[id]

    def called(self, change: str | None) -> dict[str, str | None]:
        """`title` and `url` of the announcement that a change is of, as the recorder corrected
        them by the position read."""
        id = None if change is None else change.rpartition("#")[0]
        record = self.written(id)
        if id is None or record is None:
            return _NOTHING
        if id not in self._called:
            acts = in_effect(self._view.acts(id))
            acts = [act for act in acts if act.kind == "corrected" and act.target == id]
            _, data = corrected("announced", record.data, (act.corrections for act in acts))
            self._called[id] = {name: data.get(name) for name in _NOTHING}
        return self._called[id]
