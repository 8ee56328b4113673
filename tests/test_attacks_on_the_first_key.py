"""What becomes of an attack on what tells a ledger from another of its name: its first key?

The head signed last is kept under that key, and the key is read from the database itself: who
takes it out, exchanges it, or puts another ledger of the same name in its place, finds that what is
kept of the name still counts.
"""

import shutil
from pathlib import Path

import pytest

from ledger.audit.verdict import FAILED, OK, UNVERIFIED
from ledger.proofs.key_chain import rotation
from ledger.proofs.signer import SignerKey
from ledger.signing import keys
from ledger.signing.heads import HeadFault, head_path, lock_path
from tests.desk import Desk
from tests.ledgers import rows
from tests.tampering import KEY, STRANGER, Scene, caught, words

CUT = "DELETE FROM stored_events WHERE rowid > 5"
TAKEN_OUT = (
    "UPDATE stored_events SET originator_id = '#x' WHERE rowid = 2",
    "DELETE FROM stored_events WHERE rowid > 1",
)


def refused(scene: Scene, match: str) -> None:
    """Nothing is appended and nothing signed, and nothing changes that."""
    size = scene.size()
    for act in (lambda: scene.tell("new"), scene.checkpoint):
        with pytest.raises(HeadFault, match=match) as fault:
            act()
        assert str(head_path(KEY.verifier, scene.environ)) in str(fault.value)
    assert scene.size() == size


@pytest.mark.parametrize("edit", TAKEN_OUT)
def test_a_first_key_that_is_taken_out_is_caught_by_the_head_kept_here(
    scene: Scene, edit: str
) -> None:
    scene.sql(CUT, edit)
    scene.rehash()
    scene.rebuild()
    caught(scene.verified(), "head")
    assert "this ledger has no key" in words(scene.verified())
    refused(scene, "this ledger has no key, and the one of the same name")


def test_no_key_is_adopted_where_a_head_of_the_name_is_kept(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(keys.CONFIGURATION, scene.environ[keys.CONFIGURATION])
    scene.sql(CUT, TAKEN_OUT[0])
    scene.rehash()
    scene.rebuild()
    kept = sorted((scene.folder / "configuration" / "keys").iterdir())
    for line in ("key adopt", "checkpoint", "key show", "key rotate", "prove @1 -o p"):
        outcome = desk.ledger(f"{line} --ledger '{scene.path}'")
        assert outcome.code == 3, line
        assert "has no key" in outcome.err
        assert "Only if you know that it is a second ledger" in outcome.err
    assert sorted((scene.folder / "configuration" / "keys").iterdir()) == kept


def test_a_first_key_that_is_exchanged_is_caught_by_the_head_kept_here(scene: Scene) -> None:
    scene.edit(2, key=str(STRANGER.verifier))
    scene.rehash()
    scene.rebuild()
    report = scene.verified()
    assert report.verdict == UNVERIFIED
    assert str(head_path(KEY.verifier, scene.environ)) in words(report)
    refused(scene, "begins with the key .*, and the one of the same name")
    with pytest.raises(HeadFault, match="Nothing is signed or appended"):
        scene.checkpoint()


def test_a_later_key_put_first_is_caught_by_the_head_kept_here(scene: Scene) -> None:
    """The private half of a key that was handed on to lies here as well, and signs nothing."""
    second = SignerKey(KEY.verifier.name, bytes([2] * 32))
    keys.save(keys.key_path(second.verifier, scene.environ), second)
    assert rotation(KEY, second.verifier)
    scene.edit(2, key=str(second.verifier))
    scene.rehash()
    scene.rebuild()
    assert scene.verified().verdict == UNVERIFIED
    refused(scene, "begins with the key")


def test_another_ledger_of_the_name_is_caught_by_the_head_kept_here(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Scene(tmp_path / "other", monkeypatch, key=STRANGER)
    monkeypatch.setenv(keys.CONFIGURATION, scene.environ[keys.CONFIGURATION])
    scene.put_back(other.path)
    report = scene.verified()
    assert report.verdict == UNVERIFIED
    assert "another ledger was put in its place" in words(report)
    refused(scene, "begins with the key")
    assert scene.verified(elsewhere=True).verdict == OK


def test_a_head_that_is_gone_is_told_of_where_one_was(scene: Scene) -> None:
    path = head_path(KEY.verifier, scene.environ)
    path.unlink()
    assert lock_path(path).exists()
    report = scene.verified()
    assert report.verdict == UNVERIFIED
    assert f"a head was kept in '{path}', and is gone" in words(report)
    scene.checkpoint()
    assert scene.verified().verdict == OK
    elsewhere = scene.verified(elsewhere=True)
    assert elsewhere.verdict == OK
    assert any(
        "no head of this ledger is kept here: it would be " in str(n) for n in elsewhere.notes
    )


def test_a_kept_head_that_nobody_signed_is_not_written_over(scene: Scene) -> None:
    path = head_path(KEY.verifier, scene.environ)
    good = path.read_bytes()
    text, signature = good.rsplit(b" ", 1)
    for wrong in (signature[:8] + b"A" * 82 + b"==\n", b"A" * 8 + signature[8:]):
        data = text + b" " + wrong
        path.write_bytes(data)
        with pytest.raises(HeadFault, match="is not as it was signed"):
            scene.checkpoint()
        assert path.read_bytes() == data
    path.write_bytes(good)
    scene.checkpoint()


# --- honest cases ---


def test_ledgers_of_one_name_that_are_made_here_do_not_stand_in_each_others_way(
    desk: Desk,
) -> None:
    names = ("one", "two", "three")
    for name in names:
        desk.done(f"--ledger {name}.ledger init --origin example.org/links")
        desk.done(f"--ledger {name}.ledger announce examples/kuaishou-2022.yaml")
        desk.done(f"--ledger {name}.ledger checkpoint -o {name}.checkpoint")
    for name in names:
        desk.done(f"--ledger {name}.ledger announce examples/kuaishou-2022-11-02.yaml")
        found = desk.done(f"--ledger {name}.ledger verify --held {name}.checkpoint")
        assert "other ledgers of the same name are known here" in " ".join(found.split())
        assert "--key tells them apart" in " ".join(found.split())
        key = desk.done(f"--ledger {name}.ledger key show").strip()
        found = desk.done(f"--ledger {name}.ledger verify --held {name}.checkpoint --key {key}")
        assert "other ledgers of the same name are known here" in " ".join(found.split())
        assert "--key" not in found
    for place in ("a", "b"):
        desk.done(f"demo {place}")
        desk.done(f"--ledger {place}/policy.ledger checkpoint -o {place}.checkpoint")


def test_a_ledger_made_here_is_known_from_its_first_event_on(desk: Desk) -> None:
    desk.done("init --origin example.org/links")
    assert "head      @2, root " in desk.done("status")
    (head,) = (desk.folder / "configuration" / "heads").glob("*.checkpoint")
    aside = head.rename(desk.folder / "aside")
    said = "".join(desk.done("status").split())
    assert "".join(f"none is kept here, as {head}".split()) in said
    aside.rename(head)
    taken = Path("policy.ledger")
    shutil.copy(taken, "before.ledger")
    desk.done("announce examples/kuaishou-2022.yaml")
    assert rows(taken, "SELECT max(rowid) FROM stored_events") == [(55,)]


def test_a_second_ledger_of_a_name_that_came_from_elsewhere_can_be_made_known(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(desk.folder / "elsewhere"))
    desk.done("--ledger two.ledger init --origin example.org/links")
    monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(desk.folder / "configuration"))
    desk.done("--ledger one.ledger init --origin example.org/links")
    desk.done("key show --ledger two.ledger")  # to read it is not refused
    outcome = desk.ledger("--ledger two.ledger announce examples/kuaishou-2022.yaml")
    assert outcome.code == 3
    assert "move that file away, sign this one" in outcome.err
    (key,) = (desk.folder / "elsewhere" / "keys").iterdir()
    shutil.copy(key, desk.folder / "configuration" / "keys")
    (head,) = (desk.folder / "configuration" / "heads").glob("*.checkpoint")
    aside = head.rename(desk.folder / "aside")
    desk.done("--ledger two.ledger checkpoint -o two.checkpoint")
    aside.rename(head)
    for name in ("one", "two"):
        desk.done(f"--ledger {name}.ledger announce examples/kuaishou-2022.yaml")
        assert desk.ledger(f"--ledger {name}.ledger verify").code == 0


def test_a_key_that_is_named_begins_one_ledger_of_a_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_LEDGER_KEY", str(desk.folder / "key"))
    desk.done("init --origin example.org/links")
    outcome = desk.ledger("--ledger two.ledger init --origin example.org/links")
    assert outcome.code == 1
    assert "signs another ledger of the name" in outcome.err
    assert not (desk.folder / "two.ledger").exists()
    desk.done("--ledger two.ledger init --origin example.org/other")


def test_a_ledger_from_before_keys_stays_usable_where_none_of_its_name_is_known(
    scene: Scene,
) -> None:
    head_path(KEY.verifier, scene.environ).unlink()
    scene.sql(TAKEN_OUT[0])
    scene.rehash()
    scene.rebuild()
    scene.tell("new")
    report = scene.verified()
    assert report.verdict == FAILED  # the stream '#x' is not one of ours
    assert "head" not in {finding.check for finding in report.findings}
