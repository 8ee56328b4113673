"""What is alike in how both stores are opened, and whose ledger do they say they hold?"""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Generic, Protocol, TypeVar

from ledger.faults import LedgerFault
from ledger.stores import Turn
from ledger.stores.sql_log import SqlLog


class Datastore(Protocol):
    """What the library's datastore is to us: its transactions join the turn that is held."""

    origin: str

    def writing(
        self, *, behind: bool = False, rebuild: bool = False
    ) -> AbstractContextManager[Turn]: ...

    def close(self) -> None: ...


Its = TypeVar("Its", bound=Datastore)


class SqlStore(ABC, Generic[Its]):
    """Where one ledger is kept (`ledger.stores.Store`)."""

    def __init__(self, datastore: Its, opening: tuple[str, str] | None) -> None:
        """`opening`: the origin and zone of a ledger that is being made, by the first turn."""
        self._datastore = datastore
        try:
            self._datastore.origin, self._zone = self._opened() if opening is None else opening
        except LookupError:
            self.close()
            raise LedgerFault(
                f"{self.name} is a ledger that was never opened: make one anew"
            ) from None
        except BaseException:
            self.close()
            raise

    def _opened(self) -> tuple[str, str]:
        """Origin and zone, as the first event says. Raises LookupError where there is none."""
        with self.reading() as log:
            opened = log.record(1).data
        return opened["origin"], opened["zone"]

    @property
    @abstractmethod
    def name(self) -> str:
        """How messages call it."""

    @property
    def origin(self) -> str:
        return self._datastore.origin

    @property
    def zone(self) -> str:
        return self._zone

    @abstractmethod
    def reading(self) -> AbstractContextManager[SqlLog]:
        """One unchanging view of the log."""

    def writing(
        self, *, behind: bool = False, rebuild: bool = False
    ) -> AbstractContextManager[Turn]:
        """A turn: see `ledger.stores.Store`."""
        return self._datastore.writing(behind=behind, rebuild=rebuild)

    def close(self) -> None:
        self._datastore.close()
