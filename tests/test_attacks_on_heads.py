"""What becomes of an attack with keys and checkpoints?

The name of each test ends with the outcome. `without help`: by the ledger's own file and the head
kept on the machine that signs; where it is not caught, the verdict says so.
"""

from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.audit.verdict import OK, UNVERIFIED, Report
from ledger.faults import IntegrityFault
from ledger.proofs.key_chain import rotation
from ledger.proofs.quorum import policy
from ledger.proofs.signer import COSIGNATURE, SignerKey, new_key
from tests.tampering import KEY, STRANGER, Scene, caught, checks, head, printed, words

# --- keys ---


def test_a_key_rotated_by_who_has_not_the_old_one_is_caught_without_help(scene: Scene) -> None:
    forged = rotation(STRANGER, new_key(KEY.verifier.name).verifier)
    with open_for_writing(str(scene.path)) as ledger:
        ledger.add_key(forged, replacing=str(KEY.verifier))
    caught(scene.verified(elsewhere=True), "keys")
    with pytest.raises(IntegrityFault, match="did not sign for"):
        scene.checkpoint()


def test_a_first_key_put_for_another_is_caught_by_the_key_written_down(scene: Scene) -> None:
    held = scene.checkpoint()
    scene.edit(2, key=str(STRANGER.verifier))
    scene.rehash()
    caught(scene.verified(held, pinned=KEY.verifier, elsewhere=True), "keys", "held")
    assert scene.verified(elsewhere=True).verdict == OK


def test_a_checkpoint_by_a_key_that_was_handed_on_does_not_count(scene: Scene) -> None:
    second = SignerKey(KEY.verifier.name, bytes([2] * 32))
    with open_for_writing(str(scene.path)) as ledger:
        ledger.add_key(rotation(KEY, second.verifier), replacing=str(KEY.verifier))
    root = scene.verified().root
    assert root is not None
    report = scene.verified(head(8, root))
    caught(report, "held")
    assert "did not count" in words(report)
    good = scene.verified(head(8, root, second), pinned=KEY.verifier)
    assert good.verdict == OK


def test_a_fork_signed_with_an_old_key_is_caught_by_the_new_key_written_down(
    scene: Scene, tmp_path: Path
) -> None:
    """By who kept the old key: a log of any length, in which it was never handed on."""
    before = scene.copy(tmp_path / "before")
    second = SignerKey(KEY.verifier.name, bytes([2] * 32))
    with open_for_writing(str(scene.path)) as ledger:
        ledger.add_key(rotation(KEY, second.verifier), replacing=str(KEY.verifier))
    held = head(8, scene.verified().root or b"", second)
    assert scene.verified(held, pinned=KEY.verifier).verdict == OK
    scene.put_back(before)
    scene.tell("c")
    scene.tell("d")
    fork = scene.sign_anew()
    assert scene.size() > 8
    caught(scene.verified(fork, pinned=second.verifier, elsewhere=True), "keys")
    caught(scene.verified(held, pinned=second.verifier, elsewhere=True), "keys", "held")
    caught(scene.verified(held, pinned=KEY.verifier, elsewhere=True), "held")
    report = scene.verified(fork, pinned=KEY.verifier, elsewhere=True)
    assert report.verdict == OK, "whoever knows the old key alone is deceived"


def test_the_opening_of_another_origin_is_caught_with_a_held_checkpoint(scene: Scene) -> None:
    held = scene.checkpoint()
    scene.edit(1, origin="example.org/other")
    caught(scene.verified(held, elsewhere=True), "held", "entries", "keys")


# --- checkpoints that are held: what is wrong with one is nothing against the ledger ---


def unusable(report: Report, *said: str) -> None:
    """No verdict, since what is held is of no use; it is said which file, where and what."""
    assert report.verdict == UNVERIFIED
    assert not checks(report)
    for each in ("what you hold is unusable: 'held-0', line ", "; expected ", *said):
        assert each in words(report)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "line 1: it is empty"),
        (b"\n", "line 1: it is empty"),
        (b"garbage\n", "line 1: the note has no empty line"),
        (b"\xff\xfe", "line 1: the note is not UTF-8"),
        (b"a\n\xff", "line 2: the note is not UTF-8"),
        (b"c2sp.org/tlog-proof@v1\nindex 0\n", "line 1: it is a proof, which `ledger verify-pr"),
        (b"x" * 2_000_000, "the note of 2000000 bytes is too large"),
    ],
)
def test_what_is_held_and_is_no_checkpoint_is_undecided_and_said_so(
    scene: Scene, data: bytes, said: str
) -> None:
    unusable(scene.verified(data), said)


def test_what_is_held_and_unusable_hides_nothing_that_is_wrong(scene: Scene) -> None:
    scene.edit(7, subject="k/other")
    caught(scene.verified(b"garbage"), "entries")


def test_a_held_checkpoint_that_disagrees_is_caught_whoever_signed_it(scene: Scene) -> None:
    for disagreeing in (head(7, bytes(32), STRANGER), head(9, bytes(32), STRANGER)):
        report = scene.verified(disagreeing)
        caught(report, "held")
        assert "or the checkpoint is not its own" in words(report)


def test_another_key_put_into_the_ledger_is_caught_with_a_held_checkpoint(scene: Scene) -> None:
    held = scene.checkpoint()
    scene.edit(2, key=str(STRANGER.verifier))
    scene.rehash()
    report = scene.verified(held, elsewhere=True)
    caught(report, "held")
    assert "another key was put into the ledger: --key" in words(report)
    caught(scene.verified(held, pinned=KEY.verifier, elsewhere=True), "keys", "held")


def held_text(scene: Scene, change: tuple[str, str]) -> bytes:
    """The genuine checkpoint with a change in its text, signed anew by the ledger's own key."""
    from ledger.proofs.note import parse, signed

    note = parse(scene.checkpoint())
    return bytes(signed(note.text.replace(*change, 1), KEY))


@pytest.mark.parametrize(
    "change",
    [
        ("\n7\n", "\n07\n"),
        ("\n7\n", "\n+7\n"),
        ("\n7\n", "\n-7\n"),
        ("\n7\n", "\n7 \n"),
        ("=\n", "\n"),
        ("=\n", "=\nextension\n"),
        ("=\n", "=\n\nextension\n"),
    ],
)
def test_a_held_checkpoint_in_another_spelling_is_refused_though_the_key_signed_it(
    scene: Scene, change: tuple[str, str]
) -> None:
    unusable(scene.verified(held_text(scene, change)))


def test_a_held_checkpoint_with_crlf_or_a_short_root_is_refused(scene: Scene) -> None:
    unusable(scene.verified(scene.checkpoint().replace(b"\n", b"\r\n")), "line 1: ")
    unusable(scene.verified(head(7, bytes(31))), "line 3: the root has 31 bytes")


def test_a_checkpoint_of_another_ledger_is_refused(scene: Scene) -> None:
    other = SignerKey("example.org/other", bytes([3] * 32))
    report = scene.verified(head(7, bytes(32), other, "example.org/other"))
    caught(report, "held")
    assert "of another ledger" in words(report)


def test_a_held_checkpoint_whose_origin_was_changed_since_is_nothing_against_the_ledger(
    scene: Scene,
) -> None:
    genuine = scene.checkpoint()
    changed = b"X" + genuine[1:]
    said = f"line 1: the signature by {str(KEY.verifier)!r} does not fit the text; "
    said += f"expected the origin {KEY.verifier.name!r}"
    unusable(scene.verified(changed), said)
    unusable(scene.verified(changed, elsewhere=True), said)
    unusable(scene.verified(b"\xef\xbb\xbf" + genuine), "line 1: ", "byte order mark")
    other = SignerKey("example.org/other", bytes([3] * 32))
    foreign = head(7, bytes(32), other, "example.org/other")
    unusable(scene.verified(b"\xef\xbb\xbf" + foreign), "line 1: ", "byte order mark")


def test_what_was_not_compared_is_not_said_to_disagree(scene: Scene) -> None:
    genuine = scene.checkpoint()
    for changed in (b"X" + genuine[1:], genuine.replace(b"\n7\n", b"\n6\n")):
        report = scene.verified(changed)
        said = printed(report)
        assert "does NOT go on" not in said
        assert "held-0, which you hold: not compared, since its text is not what was signed" in said


def test_nobody_is_told_to_give_the_key_that_was_given(scene: Scene) -> None:
    strange = head(7, scene.verified().root or b"", STRANGER)
    assert "--key VKEY, which you wrote down, tells" in words(scene.verified(strange))
    said = words(scene.verified(strange, pinned=KEY.verifier))
    assert "--key" not in said
    assert "The key that you wrote down is the ledger's: so the checkpoint is not its own" in said
    said = words(scene.verified(strange, pinned=STRANGER.verifier))
    assert "--key" not in said
    assert "put into the ledger: it has not the one that you wrote down" in said


def test_two_signatures_by_one_key_are_refused(scene: Scene) -> None:
    genuine = scene.checkpoint()
    line = genuine[genuine.index(b"\xe2\x80\x94") :]
    unusable(scene.verified(genuine + line), "line 5: 2 signatures by one key")


def test_a_signature_by_an_unknown_key_beside_ours_changes_nothing(scene: Scene) -> None:
    stranger = SignerKey("example.org/stranger", bytes([3] * 32))
    line = head(7, bytes(32), stranger, "example.org/stranger").split(b"\n\n")[1]
    report = scene.verified(scene.checkpoint() + line)
    assert report.verdict == OK


def test_a_checkpoint_by_an_unknown_key_alone_gives_no_verdict(scene: Scene) -> None:
    root = scene.verified().root or b""
    report = scene.verified(head(7, root, STRANGER))
    assert report.verdict == UNVERIFIED
    assert "no signature by a key of this ledger, on line 5" in words(report)


def test_any_flipped_byte_of_a_held_checkpoint_is_never_ok(scene: Scene) -> None:
    """And is nothing against the ledger."""
    genuine = scene.checkpoint()
    for at in range(len(genuine)):
        changed = bytearray(genuine)
        changed[at] ^= 1 << at % 7
        report = scene.verified(bytes(changed), evidence=False)
        assert report.verdict == UNVERIFIED, at


def test_a_checkpoint_of_a_quorum_that_is_not_met_is_undecided(scene: Scene) -> None:
    witness = SignerKey("w.example/w", bytes([7] * 32), algorithm=COSIGNATURE)
    asked = policy(f"witness w {witness.verifier}\nquorum w\n".encode())
    report = scene.verified(policy=asked)
    assert report.verdict == UNVERIFIED
    assert words(report) == "no checkpoint compared meets the witnesses' quorum 'w'"


def test_a_log_that_the_policy_does_not_name_is_caught(scene: Scene) -> None:
    asked = policy(f"log {STRANGER.verifier}\nquorum none\n".encode())
    said = words(scene.verified(policy=asked))
    assert "the policy names other logs: no key of this ledger is of one" in said
