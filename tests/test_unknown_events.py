"""What is said of a ledger with events that this program does not know, of a newer one?

Nothing against it: it is undecided. What is wrong besides is still caught.
"""

import pytest

from ledger.audit import audited_stretch
from ledger.audit.audited_store import open_audit
from ledger.audit.tile_audit import verify_tiles
from ledger.audit.verdict import OK, UNVERIFIED, AuditRequest, Report
from ledger.signing.log_tree import open_tree
from ledger.signing.tile_export import export
from tests.ledgers import BOUNDED, PERMITTED, SUSPENDED
from tests.tampering import Scene, caught, words

INVENTED = "event type 'invented' is unknown to this version of policy-ledger"


@pytest.fixture
def told(scene: Scene) -> Scene:
    """@6 announces b, @7 is its change; @8 announces c, @9 to @12 are its changes, the second
    of two subjects; @13 and @14 are d."""
    scene.tell("c", PERMITTED, SUSPENDED, BOUNDED)
    scene.tell("d")
    assert scene.size() == 14
    return scene


def invent(scene: Scene, *seqs: int) -> None:
    """Make events at these positions ones of a type to come."""
    at = ", ".join(map(str, seqs))
    scene.sql(f"UPDATE stored_events SET topic = 'invented' WHERE rowid IN ({at})")
    scene.rehash()
    scene.sign_anew()


def undecided(report: Report, *seqs: int) -> None:
    """Nothing failed, and each of these events is named as one of a newer program."""
    assert report.verdict == UNVERIFIED, report.findings
    assert [(each.check, each.seq, each.failed) for each in report.findings] == [
        ("events", seq, False) for seq in seqs
    ]
    assert "a newer version" in words(report)


@pytest.mark.parametrize(
    "seqs", [(7,), (8,), (9,), (10,), (11,), (9, 10), (9, 10, 11, 12), (13, 14)]
)
def test_an_event_of_a_type_to_come_is_undecided(told: Scene, seqs: tuple[int, ...]) -> None:
    assert told.verified().verdict == OK
    invent(told, *seqs)
    report = told.verified()
    undecided(report, *seqs)
    assert f"{INVENTED}; a newer version may have written it. It was not read" in words(report)


@pytest.mark.parametrize("seq", range(3, 15))
def test_an_event_of_a_format_to_come_is_undecided(told: Scene, seq: int) -> None:
    told.edit(seq, format=4)
    told.rehash()
    told.sign_anew()
    report = told.verified()
    undecided(report, seq)
    assert "format 4 is newer than this version of policy-ledger knows (" in words(report)


def test_an_act_of_a_type_to_come_is_undecided(told: Scene) -> None:
    told.sql(
        "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state,"
        " recorded_at, hashes) SELECT 15, '#', 3, 'invented', CAST('{}' AS BLOB),"
        " max(recorded_at), zeroblob(32) FROM stored_events"
    )
    told.rehash()
    undecided(told.verified(), 15)


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE changes SET n = 7 WHERE seq = 11", "read model"),
        ("UPDATE announcements SET title = 'x' WHERE seq = 8", "read model"),
        ("DELETE FROM announcements WHERE seq = 8", "read model"),
        ("DELETE FROM changes WHERE seq = 9", "read model"),
    ],
)
def test_a_read_model_altered_beside_it_is_caught(told: Scene, statement: str, check: str) -> None:
    invent(told, 10)
    told.raw(statement)
    caught(told.verified(), check)


def test_an_event_whose_type_was_altered_is_caught_by_its_hash(told: Scene) -> None:
    told.sql("UPDATE stored_events SET topic = 'invented' WHERE rowid = 10")
    caught(told.verified(elsewhere=True), "entries")


def test_an_announcement_that_lacks_changes_is_caught_beside_it(told: Scene) -> None:
    told.edit(6, changes=2)
    invent(told, 9)
    caught(told.verified(elsewhere=True), "announcements")


def test_a_log_in_stretches_is_undecided_too(told: Scene) -> None:
    invent(told, 10)
    for count in range(1, 15):
        with open_audit(str(told.path)) as (store, _):
            for each in audited_stretch.stretches(store, 14, count):
                findings, _keys = audited_stretch.audit(store, each)
                assert not findings.failed, (each, [*findings.all()])


def test_a_folder_with_such_an_event_is_undecided(told: Scene) -> None:
    invent(told, 10)
    folder = told.path.with_name("tiles")
    with open_tree(str(told.path)) as tree:
        export(folder, told.sign_anew(), entries=tree.entries, load=tree.load)
    undecided(verify_tiles(folder, AuditRequest()), 10)


@pytest.mark.parametrize(
    ("change", "edit", "right"),
    [
        (PERMITTED, {}, True),
        (PERMITTED, {"format": 1}, False),
        (PERMITTED, {"format": 2}, False),
        (PERMITTED, {"value": "6%"}, False),
        (PERMITTED, {"value": "6%", "format": 2}, True),
        (f"{PERMITTED}, value: 6%", {}, True),
        (f"{PERMITTED}, value: 6%", {"format": 1}, False),
        (f"{PERMITTED}, population: 10%", {"population": None}, False),
        ("change: expired, subjects: [k], effective: 2022", {"format": 1}, False),
    ],
)
def test_an_event_in_another_format_than_it_asks_for_is_caught(
    scene: Scene, change: str, edit: dict[str, object], right: bool
) -> None:
    scene.tell("c", change)
    scene.edit(scene.size(), **edit)
    scene.rehash()
    scene.sign_anew()
    report = scene.verified()
    wrong = [each for each in report.findings if each.check == "events"]
    assert bool(wrong) is not right, report.findings
    assert all("not as an event of its type is written" in each.words for each in wrong)
