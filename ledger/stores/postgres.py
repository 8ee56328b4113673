"""How is the log appended to on PostgreSQL, so that all of a transaction is there or nothing?

Subclasses of the recorder of eventsourcing 9.5.6. Its datastore's `transaction` joins the turn
that is held, as on SQLite; its table lock, its serial positions and its database functions are
not used: the lock is taken before anything is read, and positions are counted under it.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import (
    PostgresApplicationRecorder,
    PostgresDatastore,
    PostgresFactory,
)
from eventsourcing.utils import Environment, strtobool
from psycopg.rows import DictRow, dict_row

from ledger.faults import LedgerFault
from ledger.stores import address, postgres_schema
from ledger.stores.postgres_differences import differences
from ledger.stores.postgres_log import PostgresLog
from ledger.stores.postgres_server import Server, ServerGone
from ledger.stores.postgres_turn import PostgresTurn
from ledger.stores.schema import VERSION, altered
from ledger.stores.sql_store import SqlStore

if TYPE_CHECKING:
    from ledger.stores.turn import Edge

Connection = psycopg.Connection[Any]

#: A turn ends on the server where nothing was heard from its writer for so long.
_SILENCE: Final = "120s"
_BEGIN: Final = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
# What is acknowledged is on disk, whatever the server's default is.
_SETTINGS: Final = """\
SELECT set_config('lock_timeout', %s, true),
  set_config('idle_in_transaction_session_timeout', %s, true),
  CASE current_setting('synchronous_commit')
    WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END"""
_TAKE_TURN: Final = b"LOCK TABLE write_turn IN EXCLUSIVE MODE"
#: "PLDG": the lock under which a ledger is made, where there is no table yet to lock.
_MAKING: Final = 0x504C4447
_READ: Final = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class LedgerDatastore(PostgresDatastore):
    """The library's datastore, whose transactions join the writer's turn that is held."""

    def __init__(self, server: Server, *, lock_timeout: float) -> None:
        # The library's pool is never opened: it answers a wrong password with a time-out.
        super().__init__("", "", "", "", "", originator_id_type="text")
        self.server = server
        self.origin = ""
        self.opening = False
        self._lock_timeout = f"{max(1, round(lock_timeout * 1000))}ms"
        self._lock = threading.RLock()
        self._held: PostgresTurn | None = None
        #: Kept between turns, and between readings.
        self._writer: Connection | None = None
        self._reader: Connection | None = None
        self._edge: Edge | None = None

    def register_type_adapters(self) -> None:
        """None: the library's composite types are for its own way to insert."""

    @contextmanager
    def get_connection(self) -> Iterator[psycopg.Connection[DictRow]]:
        """A connection for the library's own reading methods."""
        with self._lock:
            connection = self._connected("_reader")
            try:
                connection.row_factory = dict_row
                yield connection
            except psycopg.Error as error:
                raise self.server.fault(error) from error
            finally:
                connection.row_factory = psycopg.rows.tuple_row

    @contextmanager
    def transaction(self, *, commit: bool = False) -> Iterator[psycopg.Cursor[DictRow]]:
        """As the library's; within the turn that this thread holds, a part of that."""
        with self._lock:
            if self._held is not None:
                yield self._held.connection.cursor(row_factory=dict_row)
            elif commit:
                with self.writing() as turn:
                    yield turn.connection.cursor(row_factory=dict_row)
            else:
                with super().transaction(commit=False) as cursor:
                    yield cursor

    @contextmanager
    def reading(self) -> Iterator[PostgresLog]:
        """One unchanging view of the log."""
        connection = self._connected("_reader")
        try:
            connection.execute(_READ)
            yield PostgresLog(connection)
        except psycopg.Error as error:
            raise self.server.fault(error) from error
        finally:
            with suppress(psycopg.Error):
                connection.execute(b"ROLLBACK")

    @contextmanager
    def writing(self, *, behind: bool = False, rebuild: bool = False) -> Iterator[PostgresTurn]:
        """Hold the write lock until the end; see `ledger.stores.Store`."""
        with self._lock:
            if self._held is not None:
                raise RuntimeError("a turn is held already: append within it")
            turn = None
            try:
                raw = self._begun()
                turn = PostgresTurn(raw, origin=self.origin, behind=behind, edge=self._edge)
                if turn.tables > VERSION:
                    raise postgres_schema.newer(self.server.name, turn.tables)
                if turn.tables < VERSION and not rebuild:
                    raise postgres_schema.older_on_server(self.server.name, turn.tables)
                self._held = turn
                yield turn
                turn.flush()
                self._commit(turn)
            except BaseException as error:
                self._edge = None
                try:
                    # Without the lock, another may rely by now on what would be taken back.
                    if turn is not None and _answers(turn.connection):
                        turn.undo()
                finally:
                    self._roll_back()
                if isinstance(error, psycopg.Error):
                    raise self.server.fault(error, appended="; nothing was appended") from error
                raise
            else:
                self._edge = turn.edge()
            finally:
                self._held = None

    def _begun(self) -> Connection:
        """A connection whose transaction holds the lock. A broken one is replaced once."""
        kept = self._writer is not None and not self._writer.broken
        try:
            return self._take_turn(self._connected("_writer"))
        except psycopg.OperationalError as error:
            fault = self.server.fault(error)
            if not kept or not isinstance(fault, ServerGone):
                raise
        self._drop("_writer")
        return self._take_turn(self._connected("_writer"))

    def _take_turn(self, connection: Connection) -> Connection:
        with connection.pipeline():
            connection.execute(_BEGIN)
            connection.execute(_SETTINGS, (self._lock_timeout, _SILENCE))
            if not self.opening:
                connection.execute(_TAKE_TURN)
        if self.opening:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
            self._make(connection)
        return connection

    def _make(self, connection: Connection) -> None:
        schema, name = self.server.schema, self.server.name
        found = postgres_schema.standing(connection, schema)
        if found.word != "empty":
            raise LedgerFault(
                f"the schema {schema} of {name} has tables of another program that have the names "
                "of a ledger's: name another schema with ?options=-csearch_path%3DSCHEMA"
                if found.word == "foreign"
                else f"there is a ledger at {name} already, and nothing replaces it"
            )
        postgres_schema.make(connection, schema)

    def _commit(self, turn: PostgresTurn) -> None:
        """Commit, and where the answer is lost ask whether it was done."""
        try:
            turn.connection.execute(b"COMMIT")
        except psycopg.OperationalError as error:
            fault = self.server.fault(error)
            if not isinstance(fault, ServerGone):
                raise
            self._drop("_writer")
            try:
                done = self._is_last(turn)
            except (LedgerFault, psycopg.Error):
                raise ServerGone(
                    f"{self.server.name} broke off while it was committing, and does not answer: "
                    "whether it was appended is not known; announce the same again, which changes "
                    "nothing if it was"
                ) from error
            if not done:
                raise ServerGone(
                    f"{self.server.name} broke off; nothing was appended: try again"
                ) from error
        self.opening = False

    def _is_last(self, turn: PostgresTurn) -> bool:
        """Whether the log holds what a turn appended, once nobody is in a turn any more."""
        seq, _, hashes = turn.last
        connection = self._take_turn(self._connected("_writer"))
        found = connection.execute(
            "SELECT hashes FROM stored_events WHERE notification_id = %s", (seq,)
        ).fetchone()
        connection.execute(b"ROLLBACK")
        return found is not None and bytes(found[0]) == hashes

    def _roll_back(self) -> None:
        connection = self._writer
        if connection is not None:
            try:
                connection.execute(b"ROLLBACK")
            except psycopg.Error:
                self._drop("_writer")

    def _connected(self, which: str) -> Connection:
        connection: Connection | None = getattr(self, which)
        if connection is not None and (connection.closed or connection.broken):
            connection = None
        if connection is None:
            connection = self.server.connect()
            setattr(self, which, connection)
        return connection

    def _drop(self, which: str) -> None:
        connection: Connection | None = getattr(self, which, None)
        if connection is not None:
            setattr(self, which, None)
            with suppress(psycopg.Error):
                connection.close()

    def turn(self) -> PostgresTurn:
        """The turn that is held: all appending goes through one."""
        if self._held is None:
            raise RuntimeError("nothing is appended but in a turn: with store.writing()")
        return self._held

    def close(self) -> None:
        self._drop("_writer")
        self._drop("_reader")


def _answers(connection: Connection) -> bool:
    """Whether the server still holds the transaction of this connection, failed or not."""
    try:
        connection.execute(b"SELECT 1")
    except psycopg.errors.InFailedSqlTransaction:
        return True
    except psycopg.Error:
        return False
    return True


class LedgerPostgresRecorder(PostgresApplicationRecorder):
    """The library's recorder, which gives each event its position, record time and hashes."""

    datastore: LedgerDatastore

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """As the library's, but within the turn that is held, or one of its own."""
        with self.datastore.transaction(commit=True):
            self.datastore.turn().append(stored_events)
        return None  # nobody asks `save` for recordings, and they cost as much as the entries

    def create_table(self) -> None:
        """None is ever made in passing."""


class LedgerPostgresFactory(PostgresFactory):
    """Makes the recorder; no table is ever made in passing."""

    application_recorder_class = LedgerPostgresRecorder

    def __init__(self, env: Environment, datastore: LedgerDatastore) -> None:
        if strtobool(env.get(self.POSTGRES_ENABLE_DB_FUNCTIONS) or "no"):
            raise LedgerFault(
                f"{self.POSTGRES_ENABLE_DB_FUNCTIONS} makes readers miss events that are written "
                "at the same time: a ledger refuses it"
            )
        needed = {
            self.POSTGRES_DBNAME: "",
            self.POSTGRES_HOST: "",
            self.POSTGRES_USER: "",
            self.POSTGRES_PASSWORD: "",
            self.ORIGINATOR_ID_TYPE: "text",
            self.CREATE_TABLE: "no",
        }
        # without a name the table is `stored_events`, as on SQLite
        super().__init__(Environment("", {**env, **needed}))
        self.datastore = datastore


class PostgresStore(SqlStore[LedgerDatastore]):
    """A ledger on PostgreSQL (`ledger.stores.Store`)."""

    def __init__(
        self,
        url: str,
        *,
        lock_timeout: float,
        rebuild: bool = False,
        opening: tuple[str, str] | None = None,
    ) -> None:
        self._rebuild = rebuild
        datastore = LedgerDatastore(Server(url), lock_timeout=lock_timeout)
        datastore.opening = opening is not None
        super().__init__(datastore, opening)

    def _opened(self) -> tuple[str, str]:
        server = self._datastore.server
        with self.reading() as log:
            _check(log.connection, server, rebuild=self._rebuild)
        return super()._opened()

    @property
    def name(self) -> str:
        return self._datastore.server.name

    @property
    def evidence_folder(self) -> Path | None:
        return address.evidence(self._datastore.server.url, os.environ)

    def factory(self, env: Environment) -> LedgerPostgresFactory:
        return LedgerPostgresFactory(env, self._datastore)

    def reading(self) -> AbstractContextManager[PostgresLog]:
        """One unchanging view of the log."""
        return self._datastore.reading()


def _check(connection: Connection, server: Server, *, rebuild: bool) -> None:
    """Raises LedgerFault unless there is a ledger, IntegrityFault where it has been altered.

    `rebuild` lets pass what `ledger rebuild` can mend.
    """
    postgres_schema.check(connection, server.schema, name=server.name, also=("older",))
    version = postgres_schema.standing(connection, server.schema).version
    found = differences(connection, server.schema)
    mended = rebuild or version < VERSION
    if broken := [each for each in found if each.of_the_log or not mended]:
        raise altered(server.name, broken)
    if version < VERSION and not rebuild:
        raise postgres_schema.older_on_server(server.name, version)


@contextmanager
def making(url: str, *, origin: str, zone: str, lock_timeout: float) -> Iterator[PostgresStore]:
    """A new store, which is there once its first turn has ended well, and else not at all.

    Raises LedgerFault where there is a ledger already, or tables of that name.
    """
    store = PostgresStore(url, lock_timeout=lock_timeout, opening=(origin, zone))
    try:
        yield store
    finally:
        store.close()
