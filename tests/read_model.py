"""How does a test lay out a log as a ledger's file, without going through the application?"""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from ledger.answers.reading import Reading, open_ledger
from ledger.claims import rows
from ledger.records import Record
from ledger.stores.schema import (
    APPLICATION_ID,
    CHANGES_BY_ID,
    CHANGES_BY_OF,
    EARLIER,
    READ_MODEL,
    STATEMENTS,
    VERSION,
)


def laid_out(records: Sequence[Record], target: Path) -> Path:
    """`target`, made to hold these records and the read model that they make."""
    connection = sqlite3.connect(target, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    for statement in STATEMENTS:
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


def _said(place: int) -> str:
    return f"json_extract(said, '$[{place}]')"


#: The table `changes` of version 1 in place of the one that stands there.
_OF_VERSION_1 = f"""
CREATE TEMP TABLE kept AS SELECT * FROM main.changes;
DROP TABLE main.changes;
{EARLIER[1]["changes"]};
INSERT INTO main.changes SELECT subject, latest, published, authority, seq, recorded_at,
  announcement, n, {_said(0)}, {_said(1)}, {_said(2)}, {_said(7)}, {_said(8)}, earliest, {_said(9)},
  {_said(10)}, until, {_said(11)}, {_said(3)}, {_said(4)}, NULL, of_announcement, of_n, {_said(5)},
  {_said(6)}
FROM kept;
{CHANGES_BY_ID};
{CHANGES_BY_OF};
PRAGMA user_version = 1;
"""


def read_as_version_1(records: Sequence[Record], folder: Path) -> Reading:
    """The same, in a file as the program before made it."""
    target = folder / "version-1.ledger"
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(laid_out(records, target))
    connection.executescript(_OF_VERSION_1)
    connection.close()
    return open_ledger(str(target))
