"""What does the library's Application append with, and read back?

eventsourcing 9.5.6 calls the one who stores its events a recorder. This one appends within the
turn that is held, and asks the catalogue of questions for what the library reads.
"""

from collections.abc import Sequence
from typing import Any, NoReturn
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent

from ledger.stores.questions import END
from ledger.stores.store import Store


class LedgerRecorder(ApplicationRecorder):
    """Gives each event its position, record time and hashes, as the turn does."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> None:
        """Within the turn that is held. Nobody asks `save` for recordings, which cost as much as
        the entries: there are none."""
        if self._store.held is None:
            raise RuntimeError("nothing is appended but in a turn: with store.writing()")
        self._store.held.append(stored_events)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        """The events of a stream."""
        name, order = str(originator_id), "DESC" if desc else "ASC"
        above, upto, most = gt or 0, _or_end(lte), _or_end(limit)
        with self._store.reading() as log:
            rows = log.stream(name, above=above, upto=upto, order=order, most=most)
        return [StoredEvent(name, *row) for row in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[Notification]:
        """Events by their positions."""
        first = (start or 0) + (not inclusive_of_start)
        with self._store.reading() as log:
            rows = log.section(first, _or_end(stop), types=topics, most=limit)
        return [
            Notification(stream, version, type, state, id=seq)
            for seq, stream, version, type, state in rows
        ]

    def max_notification_id(self) -> int | None:
        """The position of the last event."""
        with self._store.reading() as log:
            return log.size or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> NoReturn:
        raise NotImplementedError("`ledger watch` follows a log")


def _or_end(number: int | None) -> int:
    return END if number is None else number
