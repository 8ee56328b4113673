"""Which store keeps the ledger at a path or URL? The one place that opens one.

What reads is read-only and as of now; whoever opens it closes it. LedgerFault: nothing there, not a
ledger, made by another version, locked.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from ledger.faults import LedgerFault
from ledger.stores import sqlite_database
from ledger.stores.address import on_server
from ledger.stores.questions import Rows

if TYPE_CHECKING:
    from ledger.stores.audit import AuditedStore
    from ledger.stores.postgres_server import Server
    from ledger.stores.postgres_store import PostgresFeed
    from ledger.stores.questions import Database
    from ledger.stores.store import Store
    from ledger.stores.stored import StoredRows


@contextmanager
def driver() -> Iterator[None]:
    """Around the import of what needs psycopg: what to say where it is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise LedgerFault(
            "a ledger on PostgreSQL needs psycopg, which is not installed: in the folder of this "
            "program's source, python -m pip install '.[postgres]'"
        ) from error


def rows(target: str) -> Rows:
    """What answers are made from."""
    return Rows(_reading(target))


def stored_rows(target: str, *, log_alone: bool = False) -> "StoredRows":
    """The log as it is stored. `log_alone`: also where what is derived from it is older."""
    from ledger.stores.stored import StoredRows

    return StoredRows(_reading(target, also=("older",) if log_alone else ()))


def audited(target: str) -> "AuditedStore":
    """A ledger, to be audited. IntegrityFault where it cannot be opened since it is damaged."""
    from ledger.stores.audit import AuditedStore

    if not on_server(target):
        return AuditedStore(sqlite_database.audited(target))
    return AuditedStore(_reading(target, also=("older",)))


def _reading(target: str, *, also: Collection[str] = ()) -> "Database":
    if not on_server(target):
        return sqlite_database.reading(target, also=also)
    with driver():
        from ledger.stores.postgres_database import reading
    return reading(target, also=also)


def feed(url: str) -> "PostgresFeed":
    """What a server calls whenever something was appended. ServerGone: try again."""
    with driver():
        from ledger.stores.postgres_store import PostgresFeed
    return PostgresFeed(url)


def store_at(target: str, *, lock_timeout: float, rebuild: bool) -> "Store":
    """The store of the ledger that is there: see `ledger.application.open_for_writing`."""
    if not on_server(target):
        from ledger.stores.sqlite_store import SqliteStore

        return SqliteStore(target, lock_timeout=lock_timeout, rebuild=rebuild)
    with driver():
        from ledger.stores.postgres_store import PostgresStore
    return PostgresStore(target, lock_timeout=lock_timeout, rebuild=rebuild)


def new_store(target: str, *, origin: str, zone: str) -> "AbstractContextManager[Store]":
    """Where a new ledger is kept, once the first turn and the block have ended well.

    Raises LedgerFault where there is something already.
    """
    if not on_server(target):
        from ledger.stores import sqlite_store

        return sqlite_store.making(target, origin=origin, zone=zone)
    with driver():
        from ledger.stores import postgres_store
    return postgres_store.making(target, origin=origin, zone=zone)


def is_free(target: str) -> bool:
    """Whether there is nothing there that could be taken for a ledger."""
    if not on_server(target):
        return not os.path.lexists(target)
    from ledger.stores.postgres_schema import standing

    server = _server(target)
    with server.connect() as connection:
        return standing(connection, server.schema).word == "empty"


def schema_of(url: str) -> str:
    """The schema that a URL leads to. LedgerFault where the server cannot be reached."""
    server = _server(url)
    server.connect().close()
    return server.schema


def _server(url: str) -> "Server":
    from ledger.stores.postgres_server import Server

    with driver():
        return Server(url)
