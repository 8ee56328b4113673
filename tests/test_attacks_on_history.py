"""What becomes of an attack on the whole history: cut, put back, rewritten?

The name of each test ends with the outcome. `without help`: by the ledger's own file and the head
kept on the machine that signs; where it is not caught, the verdict says so.
"""

from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.audit.verdict import FAILED, OK
from ledger.proofs.signer import SignerKey
from ledger.signing.heads import HeadFault, head_path
from tests.ledgers import PERMITTED
from tests.tampering import KEY, STRANGER, Scene, caught, checks, head, scope, words


def cut(scene: Scene, keep: int) -> None:
    scene.sql(f"DELETE FROM stored_events WHERE rowid > {keep}")
    scene.rebuild()


def test_cutting_the_last_events_is_caught_by_the_head_kept_here(scene: Scene) -> None:
    cut(scene, 5)
    caught(scene.verified(), "head")
    with pytest.raises(HeadFault, match="has 5 events, and a head of 7 was signed"):
        scene.tell("c")
    with pytest.raises(HeadFault):
        scene.checkpoint()


def test_rows_beyond_a_log_that_was_cut_are_no_evidence_of_it_and_are_mended(scene: Scene) -> None:
    scene.sql("DELETE FROM stored_events WHERE rowid > 5")
    report = scene.verified(elsewhere=True)
    assert checks(report) == {"read model"}
    assert "it has rows of @7, and the log ends at @5: whether that was cut is told by signed" in (
        words(report)
    )
    scene.rebuild()
    assert checks(scene.verified(elsewhere=True)) == set()


def test_cutting_the_last_events_and_signing_anew_is_caught_with_a_held_checkpoint(
    scene: Scene,
) -> None:
    held = scene.checkpoint()
    cut(scene, 5)
    scene.sign_anew()
    caught(scene.verified(held), "held")


def test_cutting_the_last_events_and_signing_anew_is_not_caught_without_one_and_said_so(
    scene: Scene,
) -> None:
    cut(scene, 5)
    scene.sign_anew()
    report = scene.verified(pinned=KEY.verifier)
    assert report.verdict == OK
    assert scope(report)[0].startswith("A rollback, or a history rewritten and signed anew")


def after(size: int) -> str:
    return (
        f"Events after @{size} that were there and were cut away: no checkpoint of a longer log "
        "was compared."
    )


def test_a_cut_down_to_the_held_checkpoint_is_not_caught_and_said_so(scene: Scene) -> None:
    held = scene.checkpoint()
    scene.tell("c")
    cut(scene, 7)
    report = scene.verified(held, pinned=KEY.verifier)
    assert (report.verdict, report.size) == (OK, 7)
    assert after(7) in scope(report)


def test_what_may_have_been_cut_is_said_unless_a_longer_log_was_compared(scene: Scene) -> None:
    held = scene.checkpoint()
    assert after(7) in scope(scene.verified(elsewhere=True))
    scene.tell("c")
    assert after(9) in scope(scene.verified(held))
    other = SignerKey("example.org/other", bytes([3] * 32))
    strange = head(99, bytes(32), other, "example.org/other")
    assert after(9) in scope(scene.verified(held, strange))
    cut(scene, 5)
    assert not any("cut away" in line for line in scope(scene.verified(held)))


def test_a_checkpoint_that_disagrees_is_said_to_have_been_compared(scene: Scene) -> None:
    early = scene.checkpoint()
    scene.tell("c", PERMITTED)
    held = scene.checkpoint()
    scene.edit(9, certainty="expected")
    scene.rehash()
    for given, open_, shows in (
        ((held,), "Which of its events are what they were: a checkpoint from outside was", False),
        ((early, held), "Which of its events after @7 are what they were: a checkpoint", True),
    ):
        report = scene.verified(*given, pinned=KEY.verifier, elsewhere=True)
        caught(report, "held")
        assert scope(report)[0].startswith(open_)
        said = " ".join(scope(report))
        assert "nothing that somebody else kept" not in said
        assert "what was compared from outside ends" not in said
        assert ("What was done to @1 to @7 before" in said) == shows


def test_an_older_genuine_copy_is_caught_by_the_head_kept_here(
    scene: Scene, tmp_path: Path
) -> None:
    copy = scene.copy(tmp_path / "copy")
    scene.tell("c")
    scene.checkpoint()
    scene.put_back(copy)
    caught(scene.verified(), "head")
    with pytest.raises(HeadFault, match="an older copy was put in its place"):
        scene.tell("d")


def test_an_older_genuine_copy_is_caught_elsewhere_with_a_held_checkpoint(
    scene: Scene, tmp_path: Path
) -> None:
    copy = scene.copy(tmp_path / "copy")
    scene.tell("c")
    held = scene.checkpoint()
    scene.put_back(copy)
    caught(scene.verified(held, elsewhere=True), "held")
    report = scene.verified(elsewhere=True)
    assert report.verdict == OK
    assert "A rollback" in scope(report)[0]


def rewrite(scene: Scene) -> None:
    """Another history of the same length, well-formed and hashed."""
    scene.edit(
        7,
        effective={
            "text": "2022-12-01",
            "earliest": "2022-11-30T16:00:00Z",
            "latest": "2022-11-30T16:00:00Z",
        },
    )
    scene.rehash()
    scene.rebuild()


def test_a_rewritten_history_is_caught_by_the_head_kept_here(scene: Scene) -> None:
    rewrite(scene)
    caught(scene.verified(), "head")
    with pytest.raises(HeadFault, match="rewritten"):
        scene.tell("c")
    with pytest.raises(HeadFault, match="rewritten"):
        scene.checkpoint()


def test_a_history_rewritten_to_a_longer_one_without_its_kept_head_is_caught_with_a_held_checkpoint(
    scene: Scene,
) -> None:
    """By who can write the folder of the head too, and has not the key."""
    held = scene.checkpoint()
    rewrite(scene)
    head_path(KEY.verifier, scene.environ).unlink()
    scene.tell("c")
    assert scene.size() == 9
    caught(scene.verified(held), "held")
    report = scene.verified(pinned=KEY.verifier)
    assert report.verdict != FAILED
    assert "A rollback, or a history rewritten" in scope(report)[0]
    assert any("A rewriting of @1 to @9 by anybody" in line for line in scope(report))


@pytest.mark.parametrize("longer", [False, True])
def test_a_history_rewritten_with_the_key_is_caught_with_a_held_checkpoint(
    scene: Scene, longer: bool
) -> None:
    held = scene.checkpoint()
    rewrite(scene)
    scene.sign_anew()
    if longer:
        scene.tell("c")
        scene.sign_anew()
    assert scene.size() == (9 if longer else 7)
    report = scene.verified(held, pinned=KEY.verifier)
    caught(report, "held")
    assert checks(report) == {"held"}, "nothing else shows it"
    assert "it was rewritten" in words(report)


@pytest.mark.parametrize("longer", [False, True])
def test_a_history_rewritten_with_the_key_is_not_caught_without_one_and_said_so(
    scene: Scene, longer: bool
) -> None:
    rewrite(scene)
    scene.sign_anew()
    if longer:
        scene.tell("c")
        scene.sign_anew()
    report = scene.verified(pinned=KEY.verifier)
    assert (report.verdict, report.size) == (OK, 9 if longer else 7)
    assert [judged.head.checkpoint.size for judged in report.heads] == [report.size]
    assert "signed anew by who holds the key" in scope(report)[0]


def test_what_no_checkpoint_covers_yet_may_be_rewritten_and_it_is_said_so(scene: Scene) -> None:
    held = scene.checkpoint()
    scene.tell("c", PERMITTED)
    scene.edit(9, certainty="expected")
    scene.rehash()
    scene.rebuild()
    report = scene.verified(held, pinned=KEY.verifier)
    assert report.verdict == OK
    assert any(line.startswith("A rewriting of @8 to @9 by anybody") for line in scope(report))
    assert any(line.startswith("A rollback or a rewriting of @8 to @9") for line in scope(report))


def test_another_ledger_with_a_key_of_its_own_is_caught_elsewhere_by_the_key_written_down(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = scene.checkpoint()
    other = Scene(tmp_path / "other", monkeypatch, key=STRANGER)
    scene.put_back(other.path)
    caught(scene.verified(pinned=KEY.verifier, elsewhere=True), "keys")
    caught(scene.verified(held, elsewhere=True), "held")
    report = scene.verified(elsewhere=True)
    assert report.verdict == OK
    assert any("the key was taken from the ledger itself" in line for line in scope(report))


def test_a_copy_without_its_wal_file_is_caught_with_a_held_checkpoint(
    scene: Scene, tmp_path: Path
) -> None:
    with open_for_writing(str(scene.path)):  # a connection that is open keeps the -wal file
        scene.tell("c")
        held = scene.checkpoint()
        copy = scene.copy(tmp_path / "copy", wal=False)
    scene.put_back(copy)
    assert scene.size() < 9
    report = scene.verified(held, elsewhere=True)
    caught(report, "held")
    assert "-wal" in words(report)
