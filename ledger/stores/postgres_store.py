"""How is a ledger on PostgreSQL appended to, how is a new one made, and who hears of it?

The lock is taken before anything is read, and positions are counted under it.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Final

import psycopg

from ledger.faults import LedgerFault, Phrase
from ledger.stores import StoredRow, address, postgres_schema, schema
from ledger.stores.log import Log
from ledger.stores.postgres_database import READ, PostgresDatabase, opened
from ledger.stores.postgres_server import Server, ServerGone
from ledger.stores.postgres_turn import PostgresTurn
from ledger.stores.store import LOCK_TIMEOUT, Store
from ledger.stores.stored import StoredRows
from ledger.stores.turn import Last, Turn

if TYPE_CHECKING:
    from ledger.stores.postgres_server import Connection

#: A turn ends on the server where nothing was heard from its writer for so long.
_SILENCE: Final = "120s"
_BEGIN: Final = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
# What is acknowledged is on disk, whatever the server's default is.
_SETTINGS: Final = """\
SELECT set_config('lock_timeout', %s, true),
  set_config('idle_in_transaction_session_timeout', %s, true),
  CASE current_setting('synchronous_commit')
    WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END"""
# who rebuilds owns it, and may find no functions there
_LOCK: Final = b"LOCK TABLE write_turn IN EXCLUSIVE MODE"
#: "PLDG": the lock under which a ledger is made, where there is no table yet to lock.
_MAKING: Final = 0x504C4447
#: Takes the lock: the server's clock in microseconds, the version of the tables, the last event.
_TAKE: Final = "SELECT now, version, seq, recorded_at, hashes FROM take_turn()"


#: Seconds after which it asks though nobody called: a proxy may have swallowed the call.
_LONGEST: Final = 5.0


class PostgresStore(Store):
    """A ledger on PostgreSQL."""

    KEEPER = postgres_schema.KEEPER

    def __init__(
        self,
        url: str,
        *,
        lock_timeout: float = LOCK_TIMEOUT,
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
            self._reader = self.server.connect(mending=self._rebuild)
            found, server = PostgresDatabase(self._reader).standing(), self.server
            schema.check_to_write(
                found, server.name, place=server.place, rebuild=self._rebuild, by=self.KEEPER
            )
        return super()._opened()

    @property
    def role(self) -> str:
        with self.server.asking():
            self._connected()
        return self.server.role

    def close(self) -> None:
        self.drop_writer()
        if self._reader is not None:
            with suppress(psycopg.Error):
                self._reader.close()

    @contextmanager
    def reading(self) -> Iterator[Log]:
        with self._lock, self.server.asking():
            connection = self._reader = self._alive(self._reader)
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
            now, version, last = self._locked()
        except psycopg.OperationalError as error:
            if not old or not isinstance(self.server.fault(error), ServerGone):
                raise
            self.drop_writer()
            now, version, last = self._locked()
        self._holding = self._connected()
        turn = PostgresTurn(PostgresDatabase(self._holding), now, last, behind=behind)
        return turn, version

    def _locked(self) -> tuple[int, int, Last]:
        """Take the lock: the time by the server, the version of the tables, and the last event."""
        connection = self._connected()
        with connection.pipeline():
            connection.execute(_BEGIN)
            connection.execute(_SETTINGS, (self._lock_timeout, _SILENCE))
            if self._opening:
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
                self._make(connection)
            elif self._rebuild:
                connection.execute(_LOCK)
                postgres_schema.install(connection, self.server.schema)
            found = connection.execute(_TAKE, binary=True)
        ((now, version, seq, *last),) = found.fetchall()
        return now, version or 0, Last() if seq is None else Last(seq, *last)

    def _make(self, connection: "Connection") -> None:
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
                    "{server} broke off while it was committing, and does not answer: whether it "
                    "was appended is not known; announce the same again, which changes nothing if "
                    "it was",
                    server=self.name,
                ) from error
            if not done:
                raise ServerGone(
                    "{server} broke off; nothing was appended: try again", server=self.name
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
            return self.server.fault(error, appended=Phrase("; nothing was appended"))
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

    def _connected(self) -> "Connection":
        """The connection that writes, made again where it broke."""
        self._writer = self._alive(self._writer)
        return self._writer

    def _alive(self, connection: "Connection | None") -> "Connection":
        if connection is None or connection.closed or connection.broken:
            return self.server.connect(mending=self._rebuild)
        return connection

    def drop_writer(self) -> None:
        """Let go of the connection that writes; the next turn makes another."""
        connection, self._writer = self._writer, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()


@contextmanager
def making(url: str, *, origin: str, zone: str) -> Iterator[PostgresStore]:
    """A new store, which is there once its first turn has ended well, and else not at all."""
    with closing(PostgresStore(url, opening=(origin, zone))) as store:
        yield store


class PostgresFeed:
    """One connection that is called (LISTEN) whenever a turn has been committed."""

    def __init__(self, url: str) -> None:
        """LedgerFault: why it cannot be opened; ServerGone: try again."""
        self._server = Server(url)
        self._database = opened(self._server, begin=b"LISTEN stored_events")
        self._stored = StoredRows(self._database)
        self.close, self.size = self._stored.close, self._stored.last

    def rows(self, start: int, stop: int) -> list[StoredRow]:
        """The rows of positions `start` to `stop`, both included."""
        return list(self._stored.rows(start, stop))

    def wait(self, seconds: float, rest: Callable[[float], None]) -> None:
        """Until something is appended, or for a while; what `rest` raises ends it."""
        until = time.monotonic() + max(seconds, _LONGEST)
        try:
            while time.monotonic() < until:
                rest(0)
                for _ in self._database.connection.notifies(timeout=seconds, stop_after=1):
                    return
        except psycopg.Error as error:
            raise self._server.fault(error) from error
