"""Where is the log kept, and what does the application ask of that place?

SQL stays in the modules of each store; the application knows these protocols alone. Standard
library only, since reading imports from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from eventsourcing.persistence import InfrastructureFactory, StoredEvent
    from eventsourcing.utils import Environment

    from ledger.acts import Act
    from ledger.entries import Entry
    from ledger.records import Record
    from ledger.statements import Statement


class Log(Protocol):
    """What the checks ask of the log, within one transaction of a store."""

    @property
    def size(self) -> int:
        """The number of events: the position of the last, 0 where there is none."""

    def record(self, seq: int) -> Record:
        """The event at a position, upcast. Raises LookupError."""

    def records(self, start: int, stop: int) -> Iterator[Record]:
        """The events of positions start to stop, both included, streamed."""

    def of_recorder(self, type: str) -> Iterator[Record]:
        """The events of one type that are about no path and no source's words, such as keys that
        were added, in the log's order."""

    def stored_hash(self, level: int, i: int) -> bytes:
        """The hash of a complete subtree (`proofs.tree.Load`); empty where it is not stored."""

    def announcement(self, id: str) -> tuple[int, int] | None:
        """(position, position of its last change), None where there is no such announcement."""

    def announced(self, id: str) -> Record:
        """An announcement of which something else is recorded, so that it is too. LookupError
        where it is not."""

    def told(self, announcement: str, n: int, *, subject: str | None = None) -> list[Statement]:
        """The change ANNOUNCEMENT#N, once for each subject in the order written, or for one."""

    def naming(self, announcement: str, n: int, *, subject: str | None = None) -> list[Statement]:
        """What names that change by `of`: amendments and confirmations, in the log's order."""

    def acts(self, announcement: str) -> list[Act]:
        """The corrections and retractions of an announcement and its changes, and the retractions
        of those, in the log's order."""

    def description(self, path: str) -> Record | None:
        """The latest titles, aliases and words of a path."""

    def knows_path(self, path: str) -> bool:
        """Whether a change or a description names exactly this path."""

    def aliased(self, alias: str) -> list[str]:
        """The paths whose latest description gives them this alias."""

    def begins(self, segment: str) -> bool:
        """Whether a path that a change or a description names has it as its first segment."""

    def knows_source(self, name: str) -> bool:
        """Whether an announcement's source has exactly this name."""

    def authorities(self, name: str) -> list[str]:
        """The authorities under which announcements of a source were recorded."""

    def ceiling(self, name: str) -> str | None:
        """The greatest authority under which a source may speak, where it has been limited."""

    def paths(self) -> list[str]:
        """Every path that a change or a description names."""

    def sources(self) -> list[str]:
        """Every name of a source, as announced."""

    def version(self, stream: str) -> int:
        """The version of the last event of a stream, 0 where it has none."""

    def may_lapse(self, now: int) -> Iterator[str]:
        """The subjects, in order, of which a change may have a term that ended by `now`."""

    def meeting(self, subject: str, *, most: int) -> list[str]:
        """Paths that changes name and that meet a subject, itself among them: what covers it, and
        of others, below it or with segments that stand for any, so many of each stretch."""

    def written(self, subject: str) -> list[Statement]:
        """The statements of exactly this subject, as written, in the order of DESIGN 5.2."""

    def lapse_told(self, announcement: str, n: int, *, subject: str, until: int) -> bool:
        """Whether the recorder has told that this term ran out."""


class Turn(Log, Protocol):
    """A writer's turn: from taking the write lock to the commit, all or nothing."""

    @property
    def recorded_at(self) -> int:
        """The one record time of this transaction, later than that of the one before."""

    @property
    def appended(self) -> Sequence[Record]:
        """The events of this turn, the first 1,000 of them."""

    def on_failure(self, undo: Callable[[], None]) -> None:
        """Have `undo` called, with the lock still held, if this turn comes to nothing."""

    def append(self, events: Sequence[StoredEvent]) -> list[int]:
        """Insert the next events: positions, hashes and the read model. Their positions.

        Raises EntryFault for one that is too long, LedgerFault where the clock is behind.
        """

    def take(self, entries: Sequence[Entry]) -> None:
        """Append entries of another store, which are the next ones, with their record times."""

    def flush(self) -> None:
        """Complete the read model, after the last change of an announcement."""

    def rebuild(self, told: Callable[[int, int], None] | None = None) -> int:
        """Make the read model anew, of whatever version it was, and fill it from the stored bytes;
        the number of events.

        `told` is called with how many events were read, of how many.
        """

    def root(self) -> bytes:
        """The root of the hash tree over all events, those appended in this turn included."""


class Store(Protocol):
    """Where one ledger is kept."""

    @property
    def name(self) -> str:
        """How messages call it: a path, or a URL without its password."""

    @property
    def origin(self) -> str:
        """The log's name."""

    @property
    def zone(self) -> str:
        """The IANA zone in which bare dates are read."""

    @property
    def evidence_folder(self) -> Path | None:
        """Where the files are kept that announcements name as evidence; None: nobody says."""

    def factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """What the library's Application makes its recorder with."""

    def reading(self) -> AbstractContextManager[Log]:
        """One unchanging view of the log."""

    def writing(
        self, *, behind: bool = False, rebuild: bool = False
    ) -> AbstractContextManager[Turn]:
        """Hold the write lock around reads, checks and `save`; commits unless an exception leaves.

        Raises LedgerFault: locked, read-only, full; tables of another version, but older ones
        where all that is done is to `rebuild`; and, unless `behind`, on the first append where the
        clock is minutes behind the last record time.
        """

    def close(self) -> None:
        """Let go of the store."""
