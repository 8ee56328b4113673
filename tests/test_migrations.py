"""Does a migration happen whole or not at all, and does an older program keep its hands off?"""

import os
import shutil
from pathlib import Path

import pytest

from ledger.answers.reading import open_ledger
from ledger.application import open_for_writing
from ledger.audit.integrity import Asked, verify
from ledger.faults import LedgerFault
from ledger.stores import postgres_schema, schema
from ledger.stores.address import on_server
from tests import deaths
from tests.announcing import batch
from tests.desk import REPOSITORY
from tests.ledgers import HEAD, SUSPENDED, announcement
from tests.servers import Server
from tests.stores import Place, alter, rows, stored, table, told

FIXTURES = REPOSITORY / "tests" / "fixtures"
VERSION = schema.VERSION
NEXT = VERSION + 1
#: What the next version might add.
ADDED = (
    "CREATE TABLE notes (seq {number} PRIMARY KEY, words TEXT NOT NULL){strict}",
    "INSERT INTO notes SELECT seq, subject FROM changes",
    "CREATE INDEX notes_by_words ON notes (words)",
)


class NextVersion:
    """The program's next version, as long as a test's monkeypatch lasts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
        self.target, self.context = target, monkeypatch.context
        server = on_server(target)
        self.module = postgres_schema if server else schema
        self.statements = tuple(
            text.format(
                number="bigint" if server else "INTEGER", strict="" if server else " STRICT"
            )
            for text in ADDED
        )

    def __enter__(self) -> None:
        self._patch = self.context()
        patch = self._patch.__enter__()
        patch.setattr(self.module, "VERSION", NEXT)
        patch.setattr(self.module, "MIGRATIONS", {NEXT: self.statements})
        if self.module is schema:
            made = (self.statements[0], self.statements[2])
            patch.setattr(schema, "STATEMENTS", (*schema.STATEMENTS, *made))

    def __exit__(self, *found: object) -> None:
        self._patch.__exit__(None, None, None)


def version(target: str) -> int:
    statement = (
        "SELECT max(version) FROM ledger_versions" if on_server(target) else "PRAGMA user_version"
    )
    return int(rows(target, statement)[0][0])


@pytest.fixture
def target(place: Place) -> str:
    made = place.made()
    told(made, announcement("a", SUSPENDED))
    return made


def test_an_older_ledger_is_brought_up_by_the_first_who_writes(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored(target)
    with NextVersion(monkeypatch, target):
        with pytest.raises(LedgerFault, match="`ledger rebuild`"):
            open_ledger(target)
        told(target, announcement("b", SUSPENDED))
        assert rows(target, "SELECT seq, words FROM notes ORDER BY seq") == [
            (3, "k/live"),
            (4, "k/detail"),
        ]
        assert version(target) == NEXT
        assert len(stored(target)) == 7
    assert stored_at_first(target) == before


def stored_at_first(target: str) -> list[object]:
    position = "notification_id" if on_server(target) else "rowid"
    columns = f"{position}, originator_id, originator_version, topic, state, recorded_at, hashes"
    return list(
        rows(target, f"SELECT {columns} FROM stored_events WHERE {position} <= 4 ORDER BY 1")
    )


def test_an_older_program_refuses_a_newer_ledger_also_where_it_has_it_open(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_for_writing(target) as older:
        older.announce(batch(HEAD + announcement("b", SUSPENDED)))
        with NextVersion(monkeypatch, target):
            told(target, announcement("c", SUSPENDED))
        with pytest.raises(LedgerFault, match=r"newer version .* upgrade the program"):
            older.announce(batch(HEAD + announcement("d", SUSPENDED)))
    with pytest.raises(LedgerFault, match="newer version"):
        told(target, announcement("d", SUSPENDED))
    with pytest.raises(LedgerFault, match="newer version"):
        open_ledger(target)
    with NextVersion(monkeypatch, target):
        assert told(target, announcement("d", SUSPENDED)).new == 1


def test_a_migration_that_is_killed_is_whole_or_absent(
    target: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    next_version = NextVersion(monkeypatch, target)

    def migrate(acknowledge: deaths.Acknowledge) -> None:
        with next_version, open_for_writing(target):
            acknowledge("migrated")

    def rehearse(acknowledge: deaths.Acknowledge) -> None:
        with open_for_writing(target):
            acknowledge("opened")

    steps = deaths.run(rehearse).steps
    seen = set()
    for step in deaths.spread(steps + 200, 12):
        deaths.run(migrate, die_at=step)
        found = version(target)
        notes = (
            "SELECT 1 WHERE to_regclass('notes') IS NOT NULL"
            if on_server(target)
            else "SELECT 1 FROM sqlite_schema WHERE name = 'notes'"
        )
        assert bool(rows(target, notes)) == (found == NEXT)
        seen.add(found)
    with next_version:
        assert told(target, announcement("b", SUSPENDED)).new == 1
        assert version(target) == NEXT
    assert VERSION in seen


#: The table of version 1 again, of one of version 2 on a server.
_OF_VERSION_1 = (
    "ALTER TABLE changes "
    + ", ".join(
        f"ADD COLUMN {name} {kind}"
        for name, kind in (
            *((name, 'text COLLATE "C"') for name in ("kind", "effect", "extent", "percent")),
            *((name, 'text COLLATE "C"') for name in ("words", "qualifier", "afterwards")),
            *((name, 'text COLLATE "C"') for name in ("certainty", "condition", "source", "party")),
            ("has_window", "integer"),
            ("has_term", "integer"),
        )
    ),
    "UPDATE changes SET kind = said::json->>0, effect = said::json->>1, extent = said::json->>2,"
    " afterwards = said::json->>3, certainty = said::json->>4, source = said::json->>5,"
    " party = said::json->>6, percent = said::json->>7, words = said::json->>8,"
    " qualifier = said::json->>9, has_window = (said::json->>10)::integer,"
    " has_term = (said::json->>11)::integer",
    "ALTER TABLE changes DROP COLUMN said",
    "UPDATE ledger_versions SET version = 1",
)


def test_a_ledger_of_version_1_on_a_server_is_brought_up_whole(
    postgres: Server, tmp_path: Path
) -> None:
    target = Place(tmp_path, postgres).made()
    told(target, announcement("a", SUSPENDED))
    before = table(target, "changes")
    for statement in _OF_VERSION_1:
        alter(target, statement)
    with pytest.raises(LedgerFault, match="`ledger rebuild`"):
        open_ledger(target)
    with open_for_writing(target):
        assert table(target, "changes") == before
    assert verify(target, Asked(), os.environ).verdict == "ok"
    assert told(target, announcement("b", SUSPENDED)).new == 1


def test_a_ledger_of_version_1_in_a_file_is_brought_up_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "older.ledger"
    shutil.copy(FIXTURES / "before-sayings.ledger", target)

    def migrate(acknowledge: deaths.Acknowledge) -> None:
        with open_for_writing(str(target)):
            acknowledge("migrated")

    steps = deaths.run(migrate).steps
    wanted = table(str(target), "changes")
    shutil.copy(FIXTURES / "before-sayings.ledger", target)
    seen = set()
    for step in deaths.spread(steps, 12):
        deaths.run(migrate, die_at=step)
        seen.add(version(str(target)))
        assert verify(str(target), Asked(), os.environ).verdict == "ok"
    assert 1 in seen
    with open_for_writing(str(target)):
        assert table(str(target), "changes") == wanted
