"""Does each thing that can be wrong have its own words, at its own position?

Who alters the file hashes it anew where that can be done: so nothing but the check in question
can find it.
"""

from collections.abc import Callable, Sequence

import pytest

from ledger.audit.audited_evidence import AuditedEvidence
from ledger.audit.audited_log import AuditedLog
from ledger.audit.findings import CHECKS, MOST, Findings
from ledger.evidence import EvidenceFolder
from ledger.proofs.signer import SignerKey
from tests.ledgers import BOUNDED, ORIGIN, PERMITTED, SUSPENDED, announcement, told
from tests.tampering import Scene, head

COLUMNS = "rowid, originator_id, originator_version, topic, state, recorded_at, hashes"


def log(*statements: str, **fields: object) -> Callable[[Scene], None]:
    """Change the log by statements, and event @`at` in its bytes, and hash it anew."""

    def attack(scene: Scene) -> None:
        scene.sql(*(f"UPDATE stored_events SET {each}" for each in statements))
        if fields:
            at = fields.pop("at")
            assert isinstance(at, int)
            scene.edit(at, **fields)
        scene.rehash()

    return attack


def again(seq: int, stream: str, version: int) -> Callable[[Scene], None]:
    """Append an event of the log once more, as @8."""

    def attack(scene: Scene) -> None:
        scene.sql(
            f"INSERT INTO stored_events ({COLUMNS}) SELECT 8, '{stream}', {version}, topic, state,"
            f" (SELECT max(recorded_at) FROM stored_events), hashes FROM stored_events"
            f" WHERE rowid = {seq}"
        )
        scene.rehash()

    return attack


def model(*statements: str) -> Callable[[Scene], None]:
    return lambda scene: scene.raw(*statements)


def found(scene: Scene) -> set[str]:
    return {f"{each.check}: {each}" for each in scene.verified(elsewhere=True).findings}


# @1 opened, @2 key_added, @3 announced a, @4 and @5 its change, @6 announced b, @7 its change
@pytest.mark.parametrize(
    ("attack", "words"),
    [
        (log("rowid = 9 WHERE rowid = 7"), "positions: @7 to @8 are missing"),
        (
            log("originator_version = 3 WHERE rowid = 7"),
            "streams: @7: is not the next version of its stream",
        ),
        (
            log(
                "originator_version = 9 WHERE rowid = 4",
                "originator_version = 1 WHERE rowid = 7",
                "originator_version = 2 WHERE rowid = 4",
            ),
            "streams: @4: is not the next version of its stream",
        ),
        (
            log("originator_id = 'k/other', originator_version = 1 WHERE rowid = 7"),
            "streams: @7: stands in another stream than its bytes say",
        ),
        (
            log("originator_id = '#c' WHERE rowid = 6"),
            "streams: @6: stands in another stream than its bytes say",
        ),
        (
            log("originator_id = '#a', originator_version = 2 WHERE rowid = 6", at=6, id="a"),
            "announcements: @6: the announcement a was announced before",
        ),
        (again(3, "#a", 2), "announcements: @8: the announcement a was announced before"),
        (log(at=7, change="b#2"), "announcements: @7: the change b#2 is out of order"),
        (log(at=6, changes=0), "announcements: @7: the change b#1 is out of order"),
        (
            log(at=7, change="a#1"),
            "announcements: @7: the change a#1 does not follow its announcement",
        ),
        (
            again(4, "k/live", 3),
            "announcements: @8: the change a#1 does not follow its announcement",
        ),
        (log(at=3, changes=2), "announcements: @3: the announcement a lacks some of its 2 changes"),
        (log(at=6, changes=2), "announcements: @6: the announcement b lacks some of its 2 changes"),
        (
            log("recorded_at = recorded_at + 1 WHERE rowid = 7"),
            "times: @7: was recorded at another instant than its announcement",
        ),
        (
            log("recorded_at = recorded_at - 60000000 WHERE rowid >= 6"),
            "times: @6: was recorded before the event before it",
        ),
        (again(1, "#", 3), "opening: @8: the opening is the first event and no other"),
        (
            log("state = CAST(state || ' ' AS BLOB) WHERE rowid = 7"),
            "events: @7: its bytes are not canonical JSON (RFC 8785)",
        ),
        (
            log(at=7, note=None),
            "events: @7: its bytes are not as an event of its type is written",
        ),
        (
            log(
                "topic = 'subject_described',"
                """ state = CAST('{"path":"k/live"}' AS BLOB) WHERE rowid = 7"""
            ),
            "events: @7: its bytes are not as an event of its type is written",
        ),
        (
            log(at=7, effective={"earliest": None, "latest": "2022-10-27T16:00:00Z", "text": "x"}),
            "events: @7: its bytes are not as an event of its type is written",
        ),
        (
            log(
                "topic = 'expired', state = CAST("
                """'{"of":"b#1","subject":"k/live","until":{"text":".."}}' AS BLOB)"""
                " WHERE rowid = 7"
            ),
            "events: @7: its bytes are no event of its type: 'expired: until.instant: ",
        ),
        (
            log("state = x'ff' WHERE rowid = 7"),
            "events: @7: its bytes are no event of its type: \"'utf-8' codec can't decode byte 0xff"
            ' in position 0: invalid start byte"',
        ),
        (
            log("topic = 'invented' WHERE rowid = 7"),
            "events: @7: event type 'invented' is unknown to this version of policy-ledger; ",
        ),
        (
            log(at=6, evidence=[{"media_type": "text/html", "sha256": "../x", "size": 1}]),
            "evidence: @6: what it names as evidence cannot be read",
        ),
        (
            log(
                at=6,
                evidence=[{"media_type": "text/html", "sha256": "0" * 64, "size": 1}],
            ),
            "evidence: none of the 1 files that announcements name is here: there is no folder ",
        ),
    ],
)
def test_what_is_wrong_in_the_log_is_said(
    scene: Scene, attack: Callable[[Scene], None], words: str
) -> None:
    attack(scene)
    said = found(scene)
    assert any(each.startswith(words) for each in said), said


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ((1, 1, 2, 3), {}),
        ((1, 1, 3, 3), {11: 3}),
        ((1, 2, 1, 3), {11: 1, 12: 3}),
        ((2, 2, 2, 3), {9: 2}),
        ((1, 1, 2, 2), None),
    ],
)
def test_changes_go_up_by_one_at_most(
    scene: Scene, said: tuple[int, ...], wrong: dict[int, int] | None
) -> None:
    scene.tell("c", SUSPENDED, PERMITTED, BOUNDED)
    for seq, n in enumerate(said, 9):
        scene.edit(seq, change=f"c#{n}")
    scene.rehash()
    lacking = "announcements: @8: the announcement c lacks some of its 3 changes"
    expected = {
        f"announcements: @{seq}: the change c#{n} is out of order"
        for seq, n in (wrong or {}).items()
    } | ({lacking} if wrong is None else set())
    assert {each for each in found(scene) if each.startswith("announcements")} == expected


@pytest.mark.parametrize(
    ("attack", "words"),
    [
        (
            model("DELETE FROM announcements WHERE id = 'b'"),
            "read model: @6: a row of announcements is missing",
        ),
        (
            model("DELETE FROM changes WHERE seq = 7"),
            "read model: @7: a row of changes is missing",
        ),
        (
            model("UPDATE changes SET said = '[]', n = 7 WHERE seq = 4"),
            "read model: @4: a row of changes is not what the log says: n, said",
        ),
        (
            model("INSERT INTO subjects VALUES ('k', 3, 'K', '[]', NULL, NULL)"),
            "read model: @3: a row of subjects that no event makes",
        ),
        (
            model("INSERT INTO subjects VALUES ('k', 0, 'K', '[]', NULL, NULL)"),
            "read model: @0: a row of subjects that no event makes",
        ),
        (
            model("INSERT INTO subjects VALUES ('k', 8, 'K', '[]', NULL, NULL)"),
            "read model: it has rows of @8, and the log ends at @7: whether that was cut is told "
            "by signed heads, not by rows",
        ),
        (
            model("INSERT INTO aliases VALUES ('x', 3, 'k/live'), ('y', 3, 'k/live')"),
            "read model: 2 rows of aliases that no event makes",
        ),
        (
            model("DELETE FROM paths WHERE path = 'k/live'"),
            "read model: paths is not what the log says, at 'k/live'",
        ),
        (
            model("UPDATE sources SET first_seq = 4"),
            "read model: sources is not what the log says, at 'A'",
        ),
    ],
)
def test_what_is_wrong_in_the_read_model_is_said_and_nothing_else(
    scene: Scene, attack: Callable[[Scene], None], words: str
) -> None:
    attack(scene)
    assert found(scene) == {words}


def test_an_alias_that_is_missing_is_said(scene: Scene) -> None:
    described = "subjects:\n- {path: k/live, aliases: [broadcasts, lives]}\n"
    told(scene.path, announcement("c", BOUNDED), described)
    scene.raw("DELETE FROM aliases WHERE alias = 'lives'")
    assert found(scene) == {"read model: @8: a row of aliases is missing"}


def test_a_subtree_whose_hash_is_another_is_said(scene: Scene) -> None:
    scene.sql(
        "UPDATE stored_events SET hashes = CAST(substr(hashes, 1, 32) || zeroblob(32) AS BLOB)"
        " WHERE rowid = 2"
    )
    assert found(scene) == {
        "tree: @2: the hashes of the subtrees that end here are not those of the entries in them"
    }


def test_an_entry_that_is_another_is_said_and_not_its_subtrees(scene: Scene) -> None:
    scene.sql("UPDATE stored_events SET recorded_at = recorded_at - 1 WHERE rowid <= 2")
    edited = "its columns or its bytes are not those that were hashed when it was appended"
    assert found(scene) == {f"entries: @{seq}: {edited}" for seq in (1, 2)}


@pytest.mark.parametrize(
    ("stream", "state", "recorded_at", "words"),
    [
        ("k", b"x" * 65_536, 1, "is longer than an entry can be"),
        (None, b"{}", 1, "holds what no entry can"),
        ("\ud800", b"{}", 1, "holds what no entry can"),
        ("k", b"{}", 2**62, "was recorded in no year that there is"),
        ("k", b"{}", 0, "was recorded before the event before it"),
    ],
)
def test_what_can_be_no_entry_is_said(
    stream: str, state: bytes, recorded_at: int, words: str
) -> None:
    findings = Findings()
    audited = AuditedLog(ORIGIN, findings)
    audited.row((1, "#", 1, "opened", b"{}", 1, None))
    audited.row((2, stream, 1, "noted", state, recorded_at, None))
    assert [str(each) for each in findings.all()] == [f"@2: {words}"]
    assert (audited.size, audited.recorded_at) == (2, 0 if recorded_at == 0 else 1)


def test_evidence_that_nobody_can_look_for_is_undecided(scene: Scene) -> None:
    findings = Findings()
    evidence = AuditedEvidence(EvidenceFolder(None), findings)
    evidence.check()
    assert not list(findings.all())
    evidence.announced(3, b'{"evidence":[{"sha256":"' + b"0" * 64 + b'","size":1}]}')
    evidence.check()
    evidence.close()
    assert (findings.failed, findings.undecided) == (False, True)
    assert "are not known here: set POLICY_LEDGER_EVIDENCE" in str(next(iter(findings.all())))


def said_of(scene: Scene, held: bytes) -> Sequence[str]:
    return [str(each) for each in scene.verified(held, elsewhere=True).findings]


def test_what_is_wrong_with_a_checkpoint_is_said(scene: Scene) -> None:
    root = scene.verified().root or b""
    second = SignerKey(ORIGIN, bytes([2] * 32))
    assert "what you hold is unusable: 'held-0', line 1: " in said_of(scene, b"none")[0]
    assert said_of(scene, head(8, root)) == [
        "'held-0' is of 8 events, and the ledger has 7: it was rolled back, cut, or an older copy "
        "was put in its place (or copied without its -wal file)"
    ]
    rewritten = "'held-0' is of other first 7 events than the ledger has: it was rewritten"
    assert said_of(scene, head(7, bytes(32))) == [rewritten]
    unsigned, *more = said_of(scene, head(7, bytes(32), second))
    assert "'held-0' has no signature by a key of this ledger, on line 5; expected" in unsigned
    assert more == [
        f"{rewritten}, or the checkpoint is not its own",
    ]
    other = SignerKey("example.org/other", bytes([3] * 32))
    (words,) = said_of(scene, head(7, root, other, "example.org/other"))
    assert words == "'held-0' is of another ledger, 'example.org/other'"
    report = scene.verified(pinned=second.verifier, elsewhere=True)
    (words,) = map(str, report.findings)
    assert "is not, and was never, this ledger's key" in words


def test_a_log_that_does_not_begin_with_its_opening_is_said(scene: Scene) -> None:
    scene.sql("UPDATE stored_events SET state = x'7b7d' WHERE rowid = 1")
    assert found(scene) == {"opening: @1: the log does not begin with its opening"}


def test_what_cannot_be_read_is_said_and_where(scene: Scene) -> None:
    scene.sql("UPDATE stored_events SET originator_id = CAST(x'ff' AS TEXT) WHERE rowid = 5")
    said = found(scene)
    assert any(each.startswith("file: it cannot be read beyond @4: ") for each in said)
    assert not any("was rolled back" in each for each in said)


def test_of_many_findings_the_first_of_each_kind_are_kept_and_the_rest_counted() -> None:
    findings, others = Findings(), Findings()
    for seq in range(1, MOST + 3):
        (findings if seq % 2 else others).add("entries", "edited", seq=seq)
    for seq in range(1, MOST + 1):
        findings.add("entries", "edited", seq=seq)
    findings.take(others)
    kept = list(findings.all())
    assert len(kept) == MOST + 1
    assert kept[-1].words == f"and {MOST + 2} more of this kind"
    assert findings.count("entries") == 2 * MOST + 2


def test_findings_are_told_in_the_order_of_the_checks() -> None:
    findings = Findings()
    for check in reversed(CHECKS):
        findings.add(check, "unframed")
    assert [each.check for each in findings.all()] == list(CHECKS)


def test_a_finding_has_its_position_and_none_that_no_log_has() -> None:
    findings = Findings()
    for seq in (1, 0, -1, None):
        findings.add("opening", "unframed", seq=seq)
    told = [(each.seq, each.words) for each in findings.all()]
    what = told[0][1]
    assert told == [(1, what), (None, f"@0: {what}"), (None, f"@-1: {what}"), (None, what)]
