"""How is a ledger on PostgreSQL appended to, and how is a new one made?

The lock is taken before anything is read, and positions are counted under it.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Final

import psycopg

from ledger.faults import LedgerFault
from ledger.stores import address, postgres_schema, schema
from ledger.stores.log import Log
from ledger.stores.postgres_database import READ, Connection, PostgresDatabase
from ledger.stores.postgres_differences import differences
from ledger.stores.postgres_server import Server, ServerGone, only
from ledger.stores.store import Store
from ledger.stores.stored import StoredRows
from ledger.stores.turn import Turn

#: A turn ends on the server where nothing was heard from its writer for so long.
_SILENCE: Final = "120s"
_BEGIN: Final = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
# What is acknowledged is on disk, whatever the server's default is.
_SETTINGS: Final = """\
SELECT set_config('lock_timeout', %s, true),
  set_config('idle_in_transaction_session_timeout', %s, true),
  CASE current_setting('synchronous_commit')
    WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END"""
_LOCK: Final = b"LOCK TABLE write_turn IN EXCLUSIVE MODE"
#: "PLDG": the lock under which a ledger is made, where there is no table yet to lock.
_MAKING: Final = 0x504C4447
#: The server's clock in microseconds, and the version of the tables.
_NOW: Final = b"""\
SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
  (SELECT max(version) FROM ledger_versions)"""


class PostgresStore(Store):
    """A ledger on PostgreSQL."""

    KEEPER = postgres_schema.KEEPER

    def __init__(
        self,
        url: str,
        *,
        lock_timeout: float,
        rebuild: bool = False,
        opening: tuple[str, str] | None = None,
    ) -> None:
        self.server = Server(url)
        self._lock_timeout = f"{max(1, round(lock_timeout * 1000))}ms"
        self._rebuild, self._opening = rebuild, opening is not None
        #: Kept between turns, and between readings.
        self._writer: Connection | None = None
        self._reader: Connection | None = None
        super().__init__(self.server.name, address.evidence(url, os.environ), opening)

    def _opened(self) -> tuple[str, str]:
        with self._lock, self.server.asking():
            self._reader = self.server.connect()
            also = ("older",)
            version = postgres_schema.check(self._reader, self.server, also=also).version
            mended = self._rebuild or version < schema.VERSION
            found = differences(self._reader, self.server.schema)
            if broken := [each for each in found if each.of_the_log or not mended]:
                raise schema.altered(self.name, broken)
            if version < schema.VERSION and not self._rebuild:
                raise schema.older(self.name, version, by=self.KEEPER)
        return super()._opened()

    def close(self) -> None:
        self.drop_writer()
        if self._reader is not None:
            with suppress(psycopg.Error):
                self._reader.close()

    @contextmanager
    def reading(self) -> Iterator[Log]:
        with self._lock, self.server.asking():
            if self._reader is None or self._reader.closed or self._reader.broken:
                self._reader = self.server.connect()
            connection = self._reader
            try:
                connection.execute(READ)
                yield Log(PostgresDatabase(connection))
            finally:
                with suppress(psycopg.Error):
                    connection.execute(b"ROLLBACK")

    def _begun(self, *, behind: bool) -> tuple[Turn, int]:
        """A broken connection is replaced once."""
        old = self._writer is not None and not self._writer.broken
        try:
            now, version = self._locked()
        except psycopg.OperationalError as error:
            if not old or not isinstance(self.server.fault(error), ServerGone):
                raise
            self.drop_writer()
            now, version = self._locked()
        self._holding = self._connected()
        database = PostgresDatabase(self._holding)
        turn = Turn(database, now, origin=self.origin, behind=behind, edge=self._edge)
        return turn, int(version or 0)

    def _locked(self) -> tuple[int, int | None]:
        """Take the lock: the time by the server, and the version of the tables."""
        connection = self._connected()
        with connection.pipeline():
            connection.execute(_BEGIN)
            connection.execute(_SETTINGS, (self._lock_timeout, _SILENCE))
            if self._opening:
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
                self._make(connection)
            else:
                connection.execute(_LOCK)
            found = connection.execute(_NOW)
        now, version = only(found.fetchone())
        return now, version

    def _make(self, connection: Connection) -> None:
        place = self.server.schema
        found = postgres_schema.standing(connection, place)
        if found.word != "empty":
            raise LedgerFault(
                f"the schema {place} of {self.name} has tables of another program that have the "
                "names of a ledger's: name another schema with ?options=-csearch_path%3DSCHEMA"
                if found.word == "foreign"
                else f"there is a ledger at {self.name} already, and nothing replaces it"
            )
        postgres_schema.make(connection, place)

    def _commit(self, turn: Turn) -> None:
        """Commit, and where the answer is lost ask whether it was done."""
        try:
            self._holding.execute(b"COMMIT")
        except psycopg.OperationalError as error:
            if not isinstance(self.server.fault(error), ServerGone):
                raise
            self.drop_writer()
            try:
                done = self._is_last(turn)
            except (LedgerFault, psycopg.Error):
                raise ServerGone(
                    f"{self.name} broke off while it was committing, and does not answer: "
                    "whether it was appended is not known; announce the same again, which changes "
                    "nothing if it was"
                ) from error
            if not done:
                raise ServerGone(
                    f"{self.name} broke off; nothing was appended: try again"
                ) from error
        self._opening = False

    def _is_last(self, turn: Turn) -> bool:
        """Whether the log holds what a turn appended, once nobody is in a turn any more."""
        self._locked()
        connection = self._connected()
        found = next(StoredRows(PostgresDatabase(connection)).rows(turn.size, turn.size), None)
        connection.execute(b"ROLLBACK")
        return found is not None and found[-1] == turn.last_row.hashes

    def _roll_back(self) -> None:
        if self._writer is not None:
            try:
                self._writer.execute(b"ROLLBACK")
            except psycopg.Error:
                self.drop_writer()

    def _fault(self, error: BaseException) -> LedgerFault | None:
        if isinstance(error, psycopg.Error):
            return self.server.fault(error, appended="; nothing was appended")
        return None

    def _holds(self, turn: Turn) -> bool:
        """Whether the server still holds the transaction of this connection, failed or not."""
        try:
            self._holding.execute(b"SELECT 1")
        except psycopg.errors.InFailedSqlTransaction:
            return True
        except psycopg.Error:
            return False
        return True

    def _connected(self) -> Connection:
        """The connection that writes, made again where it broke."""
        if self._writer is None or self._writer.closed or self._writer.broken:
            self._writer = self.server.connect()
        return self._writer

    def drop_writer(self) -> None:
        """Let go of the connection that writes; the next turn makes another."""
        connection, self._writer = self._writer, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()


@contextmanager
def making(url: str, *, origin: str, zone: str, lock_timeout: float) -> Iterator[PostgresStore]:
    """A new store, which is there once its first turn has ended well, and else not at all.

    Raises LedgerFault where there is a ledger already, or tables of that name.
    """
    opening = (origin, zone)
    with closing(PostgresStore(url, lock_timeout=lock_timeout, opening=opening)) as store:
        yield store
