"""What becomes of an attack on the schema, the read model, the indexes or the file?

The name of each test ends with the outcome. `without help`: by the ledger's own file and the head
kept on the machine that signs; where it is not caught, the verdict says so.
"""

import pytest

from ledger.application import open_for_writing
from ledger.audit.verdict import FAILED, OK
from ledger.faults import IntegrityFault, LedgerFault, OlderTables
from ledger.stores import schema
from tests.desk import Desk
from tests.ledgers import BOUNDED, announcement, rows, told
from tests.tampering import Scene, caught, checks, printed, words

SEQ = "seq INTEGER GENERATED ALWAYS AS (rowid) VIRTUAL"


def redefined(scene: Scene, statement: str) -> None:
    """Another table in the place of stored_events, with the same rows."""
    columns = "rowid, originator_id, originator_version, topic, state, recorded_at, hashes"
    with scene.broken() as connection:
        connection.execute("ALTER TABLE stored_events RENAME TO old")
        connection.execute(statement)
        connection.execute(f"INSERT INTO stored_events ({columns}) SELECT {columns} FROM old")
        connection.execute("DROP TABLE old")


def test_a_redefined_generated_column_is_caught_without_help(scene: Scene) -> None:
    redefined(scene, schema.STORED_EVENTS.replace(SEQ, SEQ.replace("rowid", "rowid + 1")))
    caught(scene.verified(elsewhere=True), "schema")
    with pytest.raises(IntegrityFault, match="altered"):
        scene.tell("c")


def test_a_view_in_place_of_a_table_is_caught_without_help(scene: Scene) -> None:
    scene.sql(
        "ALTER TABLE changes RENAME TO real_changes",
        "CREATE VIEW changes AS SELECT * FROM real_changes",
    )
    caught(scene.verified(elsewhere=True), "schema")


def test_a_view_in_place_of_the_log_is_caught_without_help(scene: Scene) -> None:
    scene.raw(
        *(f"DROP TRIGGER {s.split()[2]}" for s in schema.LOG[1:]),
        "ALTER TABLE stored_events RENAME TO real_events",
        "CREATE VIEW stored_events AS SELECT * FROM real_events",
    )
    report = scene.verified(elsewhere=True)
    caught(report, "schema")
    assert report.size == 0, "nothing that a view says is taken for the log"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER mine AFTER INSERT ON changes BEGIN DELETE FROM changes; END",
        "DROP TRIGGER stored_events_are_never_updated",
        "DROP INDEX changes_by_of",
        "CREATE TABLE more (x)",
        "ALTER TABLE announcements ADD COLUMN more TEXT",
    ],
)
def test_what_is_added_to_or_missing_from_the_schema_is_caught_without_help(
    scene: Scene, statement: str
) -> None:
    scene.raw(statement)
    caught(scene.verified(elsewhere=True), "schema")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET said = replace(said, 'suspended', 'permitted')",
        "UPDATE changes SET latest = latest - 1",
        "DELETE FROM changes WHERE seq = 7",
        "INSERT INTO changes SELECT latest, particularity, published, authority, 3, subject,"
        " recorded_at, announcement, n, earliest, until, of_announcement, of_n, said"
        " FROM changes WHERE seq = 7",
        "UPDATE announcements SET source = 'B' WHERE id = 'a'",
        "DELETE FROM announcements WHERE id = 'a'",
        "INSERT INTO announcements SELECT 'z', seq, last_seq, recorded_at, source, authority,"
        " party, published, published_text, title, url, language, zone FROM announcements"
        " WHERE id = 'a'",
        "INSERT INTO acts VALUES (3, 0, 'retracted', 'a', NULL, NULL, NULL, NULL, 'x', NULL)",
        "INSERT INTO lapses VALUES ('a', 1, 'k/live', 0, 4)",
        "INSERT INTO subjects VALUES ('k', 3, 'K', '[]', NULL, NULL)",
        "INSERT INTO aliases VALUES ('k', 3, 'k/live')",
        "UPDATE paths SET first_seq = 1",
        "DELETE FROM paths WHERE path = 'k/live'",
        "UPDATE sources SET name = 'B'",
        "INSERT INTO sources VALUES ('B', 'press', 3)",
    ],
)
def test_an_edited_read_model_is_caught_without_help(scene: Scene, statement: str) -> None:
    scene.raw(statement)
    report = scene.verified(elsewhere=True)
    assert checks(report) == {"read model"}
    scene.rebuild()
    assert scene.verified(elsewhere=True).verdict == OK


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET said = replace(said, 'suspended', 'permitted')",
        "DELETE FROM sources",
        "DROP INDEX changes_by_of",
        "DROP TABLE changes",
        "DROP TABLE aliases",
        "ALTER TABLE announcements RENAME COLUMN seq TO at",
    ],
)
def test_a_verdict_says_where_the_read_model_alone_is_at_fault(
    scene: Scene, statement: str
) -> None:
    described = "subjects:\n- {path: k/live, aliases: [broadcasts]}\n"
    told(scene.path, announcement("c", BOUNDED), described)
    scene.raw(statement)
    report = scene.verified()
    assert report.verdict == FAILED
    said = printed(report)
    assert "FAILED: nothing is wrong with the 10 events, but the read model is not what" in said
    assert "answers may be false; ledger rebuild makes it anew." in said
    with open_for_writing(str(scene.path), rebuild=True) as ledger:
        ledger.rebuild()
    assert scene.verified().verdict == OK


def test_a_verdict_on_the_read_model_says_what_else_was_not_decided(
    scene: Scene, desk: Desk
) -> None:
    scene.raw("DELETE FROM sources")
    (scene.folder / "none").write_text("none")
    nowhere = scene.folder / "none"
    outcome = desk.ledger(f"--ledger '{scene.path}' verify --held '{nowhere}'")
    assert outcome.code == 3
    said = " ".join(outcome.out.split())
    assert "FAILED: nothing was refuted in the 7 events, but the read model is not what" in said
    assert "And something could not be decided." in said


def test_no_mend_is_promised_where_a_rebuild_refuses(scene: Scene) -> None:
    scene.sql(
        "ALTER TABLE changes RENAME TO more",
        "CREATE VIEW changes AS SELECT * FROM more WHERE subject <> 'k/live'",
    )
    said = words(scene.verified())
    assert "rebuild" not in said
    assert "paths" not in said, "nobody touched them"
    with (
        pytest.raises(IntegrityFault, match="restore a backup that is whole"),
        open_for_writing(str(scene.path), rebuild=True),
    ):
        pass


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE sqlite_stat1(tbl,idx,stat,more)",
        "CREATE TABLE sqlite_stat4(x)",
        "CREATE TABLE sqlite_stat1(tbl,idx,stat DEFAULT 1)",
    ],
)
def test_a_table_under_a_name_of_analyze_is_caught_without_help(scene: Scene, sql: str) -> None:
    scene.raw("ANALYZE")
    assert scene.verified().verdict == OK
    name = sql.partition("(")[0].split()[-1]
    scene.raw(
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET name = '{name}', tbl_name = '{name}', sql = '{sql}'"
        " WHERE name = 'sqlite_stat1'",
    )
    caught(scene.verified(elsewhere=True), "schema")


@pytest.mark.parametrize("version", [0, -5, 99, 2**31 - 1])
def test_an_edited_version_of_the_tables_is_caught_without_help(scene: Scene, version: int) -> None:
    scene.raw(f"PRAGMA user_version = {version}")
    for elsewhere in (False, True):
        report = scene.verified(elsewhere=elsewhere)
        assert checks(report) == {"schema"}
        assert f"it says that its tables are of version {version}" in words(report)
        assert report.size == 7
    if version > schema.VERSION:
        with pytest.raises(LedgerFault, match="upgrade the program"):
            scene.tell("c")
        return
    scene.rebuild()
    assert scene.verified().verdict == OK
    scene.tell("c")


def test_tables_of_a_version_that_never_was_are_not_taken_for_older_ones(scene: Scene) -> None:
    scene.raw("PRAGMA user_version = 0", "DROP TABLE lapses")
    with pytest.raises(OlderTables, match="of version 0, older"):
        scene.tell("c")
    caught(scene.verified(), "schema")
    scene.raw("PRAGMA user_version = 0", "ALTER TABLE stored_events RENAME TO moved")
    caught(scene.verified(), "schema")


def test_an_edited_index_is_caught_without_help(scene: Scene) -> None:
    """The index leaves out a change, and the schema says that it does not."""
    ours = schema.INDEXES[0]
    scene.raw(
        "DROP INDEX changes_by_id",
        ours + " WHERE seq <> 7",
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = '{ours}' WHERE name = 'changes_by_id'",
    )
    report = scene.verified(elsewhere=True)
    caught(report, "file")
    assert "changes_by_id" in words(report)


def test_a_damaged_page_is_caught_without_help(scene: Scene) -> None:
    scene.raw("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(scene.path.read_bytes())
    outcomes = set()
    for page in range(1, len(data) // 4096):
        changed = bytearray(data)
        changed[page * 4096 : page * 4096 + 16] = bytes(16)
        scene.path.write_bytes(changed)
        try:
            outcomes.add(scene.verified(elsewhere=True).verdict)
        except IntegrityFault:
            outcomes.add(FAILED)
    assert outcomes == {FAILED}


def test_where_the_log_cannot_be_read_no_rebuild_is_said_to_mend_what_else_was_altered(
    scene: Scene,
) -> None:
    scene.raw("DROP INDEX changes_by_id", "PRAGMA wal_checkpoint(TRUNCATE)")
    assert "changes_by_id is missing (ledger rebuild mends it)" in words(scene.verified())
    ((root,),) = rows(scene.path, "SELECT rootpage FROM sqlite_schema WHERE name = 'stored_events'")
    data = bytearray(scene.path.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = bytes(4096)
    scene.path.write_bytes(data)
    found = words(scene.verified())
    assert "changes_by_id is missing" in found
    assert "rebuild" not in found
