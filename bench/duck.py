"""What would a column store answer from the same rows? Needs the extra `bench`."""

import csv
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb

from bench.history import random_instant
from ledger.statements import COLUMNS, statement

_COLUMNS = (
    "subject VARCHAR, latest BIGINT, published BIGINT, authority INTEGER, seq BIGINT,"
    " recorded_at BIGINT, announcement VARCHAR, n INTEGER, kind VARCHAR, effect VARCHAR,"
    " extent VARCHAR, earliest BIGINT, until BIGINT, afterwards VARCHAR, certainty VARCHAR,"
    " source VARCHAR, party VARCHAR"
)
_NULL = "~null~"
_LAST = """\
SELECT subject, effect, extent, latest, until, afterwards, announcement, n, seq, source, party
FROM changes
WHERE latest <= ? AND (published <= ? OR recorded_at <= ?) AND seq <= ? AND certainty = 'stated'
QUALIFY row_number() OVER (
  PARTITION BY subject ORDER BY latest DESC, published DESC, authority DESC, seq DESC) = 1
ORDER BY subject"""


@contextmanager
def loaded(ledger: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The changes of a ledger in DuckDB's memory, by way of a file in `folder`."""
    fields = [column.split()[0] for column in _COLUMNS.split(", ")]
    written = folder / "changes.csv"
    with closing(sqlite3.connect(ledger)) as source, written.open("w", newline="") as stream:
        csv.writer(stream).writerows(
            [_NULL if (cell := getattr(row, field)) is None else cell for field in fields]
            for row in map(statement, source.execute(f"SELECT {COLUMNS} FROM changes"))
        )
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE TABLE changes ({_COLUMNS})")
        connection.execute(f"COPY changes FROM '{written}' (HEADER false, NULL '{_NULL}')")
        written.unlink()
        yield connection


def last_statements(connection: duckdb.DuckDBPyConnection, chance: random.Random, size: int) -> int:
    """The last statement of each subject at a random point of three clocks; how many."""
    known = random_instant(chance)
    position = chance.randrange(size // 2, size)
    return len(
        connection.execute(_LAST, [random_instant(chance), known, known, position]).fetchall()
    )
