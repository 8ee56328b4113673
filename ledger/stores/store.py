"""Where is one ledger kept, and who appends to it?"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from ledger.faults import LedgerFault, Phrase
from ledger.stores import schema
from ledger.stores.log import Log
from ledger.stores.turn import Turn

#: Seconds to wait for another process that is writing.
LOCK_TIMEOUT: Final = 30.0


class Store(ABC):
    """Where one ledger is kept: what is read of it, and its turns, one at a time."""

    #: Who can rebuild it, for messages; "" where that is who asks.
    KEEPER: Phrase | str = ""

    def __init__(
        self, name: str, evidence_folder: Path | None, opening: tuple[str, str] | None
    ) -> None:
        """`name`: how messages call it, a path or a URL without its password; `evidence_folder`:
        None where nobody says which it is; `opening`: the origin and zone of a ledger that is being
        made, by the first turn."""
        self.name, self.evidence_folder = name, evidence_folder
        self._lock = threading.RLock()
        #: The turn that is held, which all appending goes through.
        self.held: Turn | None = None
        try:
            #: The log's name, and the IANA zone in which bare dates are read.
            self.origin, self.zone = self._opened() if opening is None else opening
        except LookupError:
            self.close()
            raise LedgerFault(f"{name} is a ledger that was never opened: make one anew") from None
        except BaseException:
            self.close()
            raise

    def _opened(self) -> tuple[str, str]:
        """Origin and zone, as the first event says. Raises LookupError where there is none."""
        with self.reading() as log:
            opened = log.record(1).data
        return opened["origin"], opened["zone"]

    @property
    def role(self) -> str | None:
        """Who appends, as the server has it; None where there is no server."""
        return None

    @abstractmethod
    def reading(self) -> AbstractContextManager[Log]:
        """One unchanging view of the log."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the store."""

    @contextmanager
    def writing(self, *, behind: bool = False, rebuild: bool = False) -> Iterator[Turn]:
        """Hold the write lock around reads, checks and `save`; commits unless an exception leaves.

        Raises LedgerFault: locked, read-only, full; tables of another version, but older ones
        where all that is done is to `rebuild`; and, unless `behind`, on the first append where the
        clock is minutes behind the last record time.
        """
        with self._lock:
            if self.held is not None:
                raise RuntimeError("a turn is held already: append within it")
            turn = None
            try:
                turn, version = self._begun(behind=behind)
                # a newer program may have rebuilt it since it was opened
                found, also = schema.of_version(version), ("older",) if rebuild else ()
                schema.check(found, self.name, also=also, by=self.KEEPER)
                self.held = turn
                yield turn
                turn.flush()
                self._commit(turn)
            except BaseException as error:
                try:
                    # without the lock, another may rely by now on what would be taken back
                    if turn is not None and self._holds(turn):
                        turn.undo()
                finally:
                    self._roll_back()
                if (fault := self._fault(error)) is not None:
                    raise fault from error
                raise
            finally:
                self.held = None

    @abstractmethod
    def _begun(self, *, behind: bool) -> tuple[Turn, int]:
        """Take the write lock: a turn, and the version of the tables."""

    @abstractmethod
    def _commit(self, turn: Turn) -> None:
        """Make what it appended last."""

    @abstractmethod
    def _roll_back(self) -> None:
        """Let go of the lock, as if nothing had been."""

    @abstractmethod
    def _fault(self, error: BaseException) -> LedgerFault | None:
        """What an error of the database means; None for any other."""

    def _holds(self, turn: Turn) -> bool:
        """Whether the lock is still ours."""
        return True
