"""Which store keeps the ledger at a path or URL, and where is a new one made?"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from ledger.stores import Store, address
from ledger.stores.sqlite import SQLiteStore, making
from ledger.stores.sqlite_file import LOCK_TIMEOUT


def store_at(target: str, *, lock_timeout: float, rebuild: bool) -> Store:
    """The store of the ledger that is there, to be closed. Raises LedgerFault: see
    `ledger.application.open_for_writing`."""
    if address.on_server(target):
        with _drivers():
            from ledger.stores.postgres import PostgresStore
        return PostgresStore(target, lock_timeout=lock_timeout, rebuild=rebuild)
    return SQLiteStore(Path(target), lock_timeout=lock_timeout, rebuild=rebuild)


def new_store(target: str, *, origin: str, zone: str) -> AbstractContextManager[Store]:
    """Where a new ledger is kept, once the first turn and the block have ended well.

    Raises LedgerFault where there is something already.
    """
    if address.on_server(target):
        with _drivers():
            from ledger.stores import postgres
        return postgres.making(target, origin=origin, zone=zone, lock_timeout=LOCK_TIMEOUT)
    return making(Path(target), origin=origin, zone=zone)


@contextmanager
def _drivers() -> Iterator[None]:
    """Around the import of the store on PostgreSQL: what to say where its drivers are missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in ("psycopg", "psycopg_pool"):
            raise
        from ledger.stores.postgres_server import missing

        raise missing() from error
