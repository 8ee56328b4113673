"""How is a ledger on PostgreSQL opened, and how is it asked?

What is read is read in one read-only transaction for as long as it is open, so that all of it is of
one moment.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import cache
from typing import TYPE_CHECKING, Final

import psycopg

from ledger.stores import Derived, FoundRow, postgres_schema, schema
from ledger.stores.postgres_differences import differences
from ledger.stores.postgres_grants import writers
from ledger.stores.postgres_schema import READ_MODEL, remake
from ledger.stores.postgres_server import Server
from ledger.stores.schema import Standing

if TYPE_CHECKING:
    from ledger.stores.postgres_server import Connection

READ: Final = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
#: Rows that a stream fetches at a time; so few positions are fetched at once.
_FETCH: Final = 5_000
# By the table's number, which is a seek: joined by its name, a server of many schemas goes through
# every column of every table.
COLUMNS: Final = """\
SELECT attname::text FROM pg_attribute
  WHERE attrelid = to_regclass(quote_ident(current_schema()) || '.' || quote_ident(?))
  AND attnum > 0 AND NOT attisdropped ORDER BY attnum"""
_KEEP: Final = "SELECT keep_rows(%s::jsonb, NULL)"


class PostgresDatabase:
    """A connection in a transaction, and PostgreSQL's way to say what a turn and an audit need."""

    CLOCK = "the server's clock"
    IS_FILE = False
    SEQ = "seq"

    def __init__(self, connection: "Connection", server: Server | None = None) -> None:
        """`server`: says what its refusals mean, where whoever asks does not."""
        self.connection, self._server = connection, server
        self._streams = 0

    @property
    def standby(self) -> bool:
        """Whether the server follows another one, and may be behind it."""
        return self.one("SELECT pg_catalog.pg_is_in_recovery()") == (True,)

    def one(self, sql: str, *values: object) -> FoundRow | None:
        with self.asking():
            found: FoundRow | None = self._executed(sql, values).fetchone()
            return found

    def all(self, sql: str, *values: object) -> list[FoundRow]:
        with self.asking():
            return self._executed(sql, values).fetchall()

    def _executed(self, sql: str, values: Sequence[object]) -> psycopg.Cursor[FoundRow]:
        return self.connection.execute(_rendered(sql), values, binary=True)

    def stream(self, sql: str, *values: object) -> Iterator[FoundRow]:
        self._streams += 1
        with self.asking(), _cursor(self.connection, f"stream_{self._streams}") as cursor:
            cursor.itersize = _FETCH
            cursor.execute(_rendered(sql), values, binary=True)
            while rows := cursor.fetchmany(_FETCH):
                yield from rows
                if len(rows) < _FETCH:
                    return

    def between(self, sql: str, start: int, stop: int) -> Iterator[FoundRow]:
        if stop - start < _FETCH:
            return iter(self.all(sql, start, stop))
        return self.stream(sql, start, stop)

    def tried(self, sql: str) -> FoundRow | None:
        # in a savepoint: what is asked goes on where a table is missing
        with suppress(psycopg.Error), self.connection.transaction():
            found: FoundRow | None = self._executed(sql, ()).fetchone()
            return found
        return None

    def close(self) -> None:
        with suppress(psycopg.Error):
            self.connection.close()

    def asking(self) -> AbstractContextManager[None]:
        """Around what asks the server: its refusals as LedgerFault, if that is done here."""
        return nullcontext() if self._server is None else self._server.asking()

    def called(self, sql: str, *values: object) -> FoundRow:
        """What a function of the ledger's gives."""
        ((*found,),) = self.connection.execute(sql.encode(), values, binary=True).fetchall()
        return tuple(found)

    def keep(self, derived: Derived) -> None:
        if derived:
            self.connection.execute(_KEEP, (named(derived),))

    def remake_read_model(self) -> None:
        found = self.standing()
        if found.word != "ours" or any(not each.of_the_log for each in found.differences):
            remake(self.connection)
        else:
            # not truncated, so that who is reading goes on reading what was
            for table in READ_MODEL:
                self.connection.execute(f"DELETE FROM {table}".encode())

    def standing(self) -> Standing:
        with self.asking():
            ((place,),) = self.connection.execute("SELECT current_schema()").fetchall()
            found = differences(self.connection, place)
            return postgres_schema.standing(self.connection, place)._replace(differences=found)

    def columns(self, table: str) -> list[str]:
        return [name for (name,) in self.all(COLUMNS, table)]

    def writers(self) -> list[str]:
        with self.asking():
            return writers(self.connection)

    def damage(self) -> list[str]:
        """Nothing: the server checks its own pages (data checksums) as it reads them."""
        return []


@contextmanager
def _cursor(connection: "Connection", name: str) -> Iterator[psycopg.ServerCursor[FoundRow]]:
    """A cursor on the server, let go of also where the connection turns out to be broken: closed a
    second time it asks nobody."""
    cursor = connection.cursor(name, withhold=False)
    try:
        yield cursor
    finally:
        for _ in range(2):
            with suppress(psycopg.Error):
                cursor.close()


def reading(url: str, *, also: Collection[str] = ()) -> PostgresDatabase:
    """The ledger at a URL, to be read. LedgerFault: why it cannot be opened."""
    return opened(Server(url), begin=READ, also=also)


def opened(server: Server, *, begin: bytes, also: Collection[str] = ()) -> PostgresDatabase:
    """A ledger on a connection of its own, on which something was begun."""
    database = PostgresDatabase(server.connect(), server)
    try:
        with database.asking():
            database.connection.execute(begin)
            found = postgres_schema.standing(database.connection, server.schema)
        by = postgres_schema.KEEPER
        schema.check(found, server.name, place=server.place, also=also, by=by)
    except BaseException:
        database.close()
        raise
    return database


@cache
def _rendered(sql: str) -> bytes:
    """The question with values as the driver marks them, and the position by its name here."""
    return sql.replace("?", "%s").replace("rowid", "notification_id").encode()


def named(derived: Derived) -> str:
    """Rows of the read model as JSON: of each table a list of objects."""
    return json.dumps(
        {
            table: [dict(zip(_names(table), row, strict=True)) for row in rows]
            for table, rows in derived.items()
        },
        ensure_ascii=False,
    )


@cache
def _names(table: str) -> list[str]:
    return schema.columns(READ_MODEL[table])
