"""How does a test make a ledger in either store, tell it something and look into it?"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.application import PolicyLedger, init, open_for_writing
from ledger.reports import AnnounceReport
from ledger.stores import StoredRow
from ledger.stores.address import on_server
from ledger.stores.choice import stored_rows
from ledger.stores.views import VIEWS
from tests.announcing import batch
from tests.ledgers import HEAD, ORIGIN
from tests.servers import OwnServer, Server, any_server, own_server

STORES = ("sqlite", "postgres")


class Place:
    """Where ledgers are made in a test: in its folder, or on the server."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self.folder, self.server = folder, server
        self._count = 0

    def free(self) -> str:
        """A target at which there is no ledger."""
        self._count += 1
        if self.server is not None:
            return self.server.schema()
        return str(self.folder / f"place-{self._count}.ledger")

    def made(self, *, origin: str = ORIGIN, zone: str = "Asia/Shanghai") -> str:
        """A new ledger with nothing in it but its opening."""
        target = self.free()
        init(target, origin=origin, zone=zone)
        return target


def told(target: str, *items: str, folder: Path | None = None, **settings: Any) -> AnnounceReport:
    """What came of announcing these items as one file."""
    with open_for_writing(target) as ledger:
        return ledger.announce(batch(HEAD + "".join(items), folder=folder), **settings)


def acted(target: str, act: Callable[[PolicyLedger], Any]) -> Any:
    """What came of an act of the recorder."""
    with open_for_writing(target) as ledger:
        return act(ledger)


def role(target: str) -> dict[str, str]:
    """What an event that is appended there says of the role that does."""
    if not on_server(target):
        return {}
    return {"role": rows(target, "SELECT session_user::text")[0][0]}


def stored(target: str) -> list[StoredRow]:
    """The rows of the log: seq, stream, version, type, state, recorded_at, hashes."""
    rows = stored_rows(target, log_alone=True)
    try:
        return list(rows.rows(1, rows.last()))
    finally:
        rows.close()


def rows(target: str, statement: str) -> list[tuple[Any, ...]]:
    """What a query finds in a ledger, straight in SQL."""
    if on_server(target):
        import psycopg

        with psycopg.connect(target, autocommit=True) as connection:
            return connection.execute(statement.encode()).fetchall()
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(target)) as connection:
        return connection.execute(statement).fetchall()


def table(target: str, name: str) -> list[tuple[Any, ...]]:
    """A whole table, in a fixed order."""
    return sorted(rows(target, f"SELECT * FROM {name}"), key=repr)


def alter(target: str, statement: str) -> None:
    """Do something to a ledger straight in SQL."""
    if on_server(target):
        import psycopg

        with psycopg.connect(target, autocommit=True) as connection:
            connection.execute(statement.encode())
    else:
        import sqlite3

        with sqlite3.connect(target) as file:
            file.execute(statement)
        file.close()


def aged(target: str, *, version: int = 1) -> str:
    """The ledger, with tables of the read model as no version has them, of an older version."""
    for view in VIEWS:
        alter(target, f"DROP VIEW {view}")
    alter(target, "DROP TABLE aliases")
    strict = "" if on_server(target) else " STRICT"
    alter(target, f"CREATE TABLE aliases (words TEXT, seq TEXT){strict}")
    alter(target, "INSERT INTO aliases VALUES ('once', 'else')")
    alter(target, "ALTER TABLE changes DROP COLUMN said")
    numbered(target, version)
    return target


def numbered(target: str, version: int) -> None:
    """Have a ledger say that its tables are of this version."""
    if on_server(target):
        alter(target, "DELETE FROM ledger_versions")
        alter(target, f"INSERT INTO ledger_versions VALUES ({version})")
    else:
        alter(target, f"PRAGMA user_version = {version}")


def version_of(target: str) -> int:
    """The version that a ledger says its tables are of."""
    statement = (
        "SELECT max(version) FROM ledger_versions" if on_server(target) else "PRAGMA user_version"
    )
    return int(rows(target, statement)[0][0])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server of all tests that do not harm it."""
    with any_server() as server:
        yield server


@pytest.fixture
def mortal_postgres() -> Iterator[OwnServer]:
    """A server of this test alone, which it may kill."""
    with own_server() as server:
        yield server


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Each store in turn: what a test asks of it, both must answer."""
    server = request.getfixturevalue("postgres") if request.param == "postgres" else None
    return Place(tmp_path, server)
