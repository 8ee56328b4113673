"""How do our events travel through the library that stores them?"""

from typing import Any, NamedTuple

from eventsourcing.persistence import Mapper, StoredEvent

from events import codec
from ledger.entries import LONGEST, Place, frame


class Envelope(NamedTuple):
    """One of our events on its way to or from the log, with its place in its stream.

    It holds the stored bytes, which are written once and are the truth; `event` is the pydantic
    model that they say.
    """

    originator_id: str
    originator_version: int
    type: str
    state: bytes

    @classmethod
    def around(cls, event: codec.Event, *, stream: str, version: int) -> "Envelope":
        """An event that is about to be appended."""
        type, state = codec.encode(event)
        return cls(stream, version, type, state)

    @property
    def event(self) -> codec.Event:
        """The event, upcast to its present format. Raises events.upcasts.UnknownEvent."""
        return codec.decode(self.type, self.state)


class EnvelopeMapper(Mapper[str]):
    """Stored bytes go through as they are: neither transcoded nor compressed nor encrypted."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=domain_event.type,
            state=domain_event.state,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        return Envelope(
            str(stored_event.originator_id),
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
        )


def check_length(type: str, state: bytes, *, origin: str, stream: str) -> None:
    """Raises EntryFault where the entry is longer than an entry may be, at any position.

    Asked before there is one: `frame` has the last word, a few digits later.
    """
    if len(state) > LONGEST // 2:
        frame(state, Place(origin, 0), seq=1, stream=stream, type=type, version=1)
