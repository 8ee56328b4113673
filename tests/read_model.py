"""How does a test lay out a log as a ledger's file, without going through the application?"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ledger.read_model import rows
from ledger.reading.reading import Reading, open_ledger
from ledger.records import Record
from ledger.stores.schema import (
    APPLICATION_ID,
    READ_MODEL,
    STATEMENTS,
    VERSION,
)
from ledger.stores.views import VIEWS


def laid_out(records: Sequence[Record], target: Path) -> Path:
    """`target`, made to hold these records and the read model that they make."""
    connection = sqlite3.connect(target, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    for statement in (*STATEMENTS, *VIEWS.values()):
        connection.execute(statement)
    versions: dict[str, int] = {}
    for record in records:
        data = record.data
        stream = data.get("subject") or data.get("path") or "#"
        stream = f"#{data['id']}" if record.type == "announced" else stream
        stream = "#" if record.type in ("corrected", "retracted") else stream
        versions[stream] = versions.get(stream, 0) + 1
        state = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        connection.execute(
            "INSERT INTO stored_events VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                record.seq,
                stream,
                versions[stream],
                record.type,
                state.encode(),
                record.recorded_at,
                bytes(32),
            ),
        )
    for table, row in rows(records):
        assert table in READ_MODEL
        places = ", ".join("?" * len(row))
        connection.execute(f"INSERT OR IGNORE INTO {table} VALUES ({places})", row)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
    connection.close()
    return target


def read(records: Sequence[Record], folder: Path) -> Reading:
    """An open reading of these records, in a file of that folder."""
    target = folder / "policy.ledger"
    target.unlink(missing_ok=True)
    return open_ledger(str(laid_out(records, target)))


@contextmanager
def connections() -> Iterator[list[sqlite3.Connection]]:
    """Every connection to a file that is opened within, the last one last."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def kept(*where: Any, **how: Any) -> sqlite3.Connection:
        opened.append(connect(*where, **how))
        return opened[-1]

    with patch("sqlite3.connect", kept):
        yield opened
