"""Who speaks in the announcement behind a row, how is it called, and where was it published?"""

from typing import TYPE_CHECKING, Any, Final

from events.words import AUTHORITY
from ledger.acts import corrected, in_effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ledger.reading.reading import Reading
    from ledger.reading.view import View
    from ledger.records import Record

#: So many announcements are remembered, so that memory is bounded.
_REMEMBERED: Final = 10_000
_NOTHING: Final[dict[str, Any]] = dict.fromkeys(
    ("source", "authority", "party", "published", "title", "url")
)


class Announcements:
    """Those of the ledger that a view reads."""

    def __init__(self, reading: "Reading", view: "View") -> None:
        self._reading, self._view = reading, view
        self._written: dict[str, Record | None] = {}
        self._said: dict[str, dict[str, Any]] = {}
        self._ids: dict[tuple[str, str, str | None], dict[str, None]] | None = None

    def written(self, id: str | None) -> "Record | None":
        """The event of an announcement, as it was written; None where there is none."""
        if id is None:
            return None
        if id not in self._written:
            if len(self._written) >= _REMEMBERED:
                self._written.clear()
                self._said.clear()
            self._written[id] = self._reading.announced(id)
        return self._written[id]

    def said(self, id: str | None) -> "Mapping[str, Any]":
        """`source`, `authority`, `party`, `published`, `title` and `url` of an announcement, as
        the recorder corrected them by the position read."""
        record = self.written(id)
        if id is None or record is None:
            return _NOTHING
        if id not in self._said:
            acts = in_effect(self._view.acts(id))
            acts = [act for act in acts if act.kind == "corrected" and act.target == id]
            _, data = corrected("announced", record.data, (act.corrections for act in acts))
            source = data["source"]
            self._said[id] = {
                "source": source["name"],
                "authority": source["authority"],
                "party": source.get("party"),
                "published": data["published"]["instant"],
                "title": data.get("title"),
                "url": data.get("url"),
            }
        return self._said[id]

    def called(self, change: str | None) -> dict[str, str | None]:
        """`title` and `url` of the announcement that a change is of."""
        said = self.said(change and change.rpartition("#")[0])
        return {"title": said["title"], "url": said["url"]}

    def of(self, source: str, authority: str | None, party: str | None) -> "Iterable[str]":
        """The ids of what a source announced with this authority, as this party."""
        if self._ids is None:
            self._ids = {}
            for row in self._view.changes():
                key = (row.source, AUTHORITY[row.authority], row.party)
                self._ids.setdefault(key, {})[row.announcement] = None
        return self._ids.get((source, authority or "", party), ())
