"""Which events does an announcement become, and how does the library get them to store?"""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, Final

from eventsourcing.persistence import StoredEvent

from events import codec
from ledger.entries import EntryFault, NewEvent, check_length
from ledger.faults import InputFault
from ledger.files.drafts import Draft, DraftChange
from ledger.stores.turn import Turn

#: Paths no longer than this, in characters, cannot make a second subject's entry too long alone.
_SHORT: Final = 100
#: Events handed to the library's `save` at a time; an announcement with more is on its own.
CHUNK: Final = 1_000
#: Streams whose next version is remembered within a turn; others are asked for again.
_STREAMS: Final = 100_000

#: The library's `save`, of stored events.
Save = Callable[..., object]


class Encoding:
    """What is the same for all events of one call: the log's name, and who records."""

    def __init__(self, origin: str, recorder: str | None, *, role: str | None) -> None:
        """`recorder`: who it is by its own word; `role`: by the server's, where there is one."""
        self._origin = origin
        self._role: dict[str, Any] = {} if role is None else {"role": role}
        self._by = self._role if recorder is None else {**self._role, "recorder": recorder}

    def events(self, draft: Draft) -> tuple[NewEvent, ...]:
        """The events of a draft that has all its subjects. Raises InputFault where one is too
        long."""
        line, field = draft.line, ""
        try:
            found = [self.event("announced", f"#{draft.id}", draft.announced)]
            for change in draft.changes:
                line, field = change.line, f"changes[{change.n}]"
                self._of_change(change, found)
        except EntryFault as fault:
            raise InputFault([draft.fault(field, str(fault), line=line)]) from None
        return tuple(found)

    def event(self, type: str, stream: str, data: Mapping[str, Any]) -> NewEvent:
        """An event that carries who records. Raises EntryFault where it is too long."""
        said = {**data, **self._by}
        codec.from_stored(type, said)
        event = NewEvent(type, stream, codec.canonical(codec.formatted(type, said)))
        check_length(event, origin=self._origin)
        return event

    def _of_change(self, change: DraftChange, found: list[NewEvent]) -> None:
        said = codec.formatted(change.kind, {**change.data, **self._role})
        for place, subject in enumerate(change.subjects):
            if not place:  # a path was checked as such where it was read
                codec.from_stored(change.kind, {**change.data, "subject": subject})
            state = codec.canonical({**said, "subject": subject})
            event = NewEvent(change.kind, subject, state)
            if not place or len(subject) > _SHORT:
                check_length(event, origin=self._origin)
            found.append(event)


class EventStreams:
    """The next version of each stream, in a turn during which nobody else can append."""

    def __init__(self, turn: Turn, save: Save) -> None:
        self._turn, self._save = turn, save
        self._versions: dict[str, int] = {}

    def save(self, events: Iterable[NewEvent]) -> None:
        """Appends the events, each with its version, through the library's `save`."""
        remaining = iter(events)
        while chunk := list(islice(remaining, CHUNK)):
            self._save(
                *(
                    StoredEvent(stream, self._next(type, stream), type, state)
                    for type, stream, state in chunk
                )
            )
            if len(self._versions) > _STREAMS:  # the log knows them now, and memory is bounded
                self._versions.clear()

    def _next(self, type: str, stream: str) -> int:
        if type == "announced":  # a stream of its own, which begins and ends with it
            return 1
        known = self._versions.get(stream)
        version = 1 + (self._turn.version(stream) if known is None else known)
        self._versions[stream] = version
        return version
