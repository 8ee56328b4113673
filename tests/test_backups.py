"""Does a backup hold everything, and does a restore say what it would lose?"""

import os
import time
from pathlib import Path

import pytest

from ledger.application import init
from ledger.audit.integrity import verify
from ledger.audit.verdict import AuditRequest
from ledger.faults import IntegrityFault, LedgerFault
from ledger.proofs import checkpoint
from ledger.proofs.checkpoint import read
from ledger.reading.reading import open_ledger
from ledger.signing import heads, keys
from ledger.signing.log_tree import open_tree
from ledger.signing.signed_head import new_signer, sign_head
from ledger.stores import address
from ledger.stores.store import LOCK_TIMEOUT
from ledger.teams.backups import HEAD, LEDGER, Behind, backup, restore
from ledger.teams.copying import copy
from tests.desk import Desk
from tests.ledgers import ORIGIN, PERMITTED, SUSPENDED, announcement
from tests.stores import Place, stored, told


@pytest.fixture(autouse=True)
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(tmp_path / "configuration"))
    monkeypatch.delenv("POLICY_LEDGER_KEY", raising=False)
    monkeypatch.setenv(address.EVIDENCE, str(tmp_path / "shared"))


def signed_ledger(place: Place) -> str:
    target = place.free()
    key, *_ = new_signer(ORIGIN, os.environ)
    init(target, origin=ORIGIN, key=str(key.verifier))
    told(target, announcement("a", SUSPENDED))
    return target


def sign(target: str) -> bytes:
    with open_tree(target) as tree:
        return bytes(sign_head(tree, os.environ).note)


def test_a_backup_is_a_ledger_with_evidence_and_head(place: Place, tmp_path: Path) -> None:
    target = signed_ledger(place)
    (tmp_path / "notice.html").write_text("the notice")
    told(target, announcement("b", PERMITTED, more="evidence: [notice.html]"), folder=tmp_path)
    head = sign(target)
    done = backup(target, tmp_path / "backup", os.environ)
    file = str(tmp_path / "backup" / LEDGER)
    assert stored(file) == stored(target)
    assert (tmp_path / "backup" / HEAD).read_bytes() == head
    assert done.head == read(head)[0]
    assert done.copied.evidence == 1
    assert verify(file, AuditRequest(), os.environ).verdict == "ok"


def test_nothing_lies_beside_a_backup_that_is_not_of_it(place: Place, tmp_path: Path) -> None:
    target = signed_ledger(place)
    sign(target)
    for _ in range(2):
        backup(target, tmp_path / "backup", os.environ)
        assert sorted(path.name for path in (tmp_path / "backup").iterdir()) == [HEAD, LEDGER]
        told(target, announcement("b", PERMITTED))


def test_a_backup_that_somebody_reads_keeps_what_it_needs(tmp_path: Path) -> None:
    target = signed_ledger(Place(tmp_path, None))
    backup(target, tmp_path / "backup", os.environ)
    with open_tree(str(tmp_path / "backup" / LEDGER)) as tree:
        told(target, announcement("b", PERMITTED))
        assert not backup(target, tmp_path / "backup", os.environ).whole
        assert tree.size == 5
    assert len(stored(str(tmp_path / "backup" / LEDGER))) == 7
    assert backup(target, tmp_path / "backup", os.environ).whole


def test_a_backup_says_what_is_beside_it_and_waits_for_no_reader(desk: Desk) -> None:
    desk.kuaishou()
    assert "beside" not in desk.done("backup b")
    with open_ledger(str(desk.folder / "b" / LEDGER)) as reading:
        reading.cut()
        desk.done("announce examples/kuaishou-2022-11-02.yaml")
        begun = time.monotonic()
        told = desk.done("backup b")
        assert time.monotonic() - begun < LOCK_TIMEOUT / 2
    assert "beside  b/policy.ledger-wal is part of it while another program reads it\n" in told
    assert "beside" not in desk.done("backup b")


def test_a_root_is_written_in_one_way_by_every_command(desk: Desk) -> None:
    desk.kuaishou()
    checkpoint = desk.done("checkpoint").splitlines()[2]
    for line in ("status", "verify", "copy policy.ledger a", "backup b", "--ledger c restore b"):
        assert checkpoint in desk.done(line), line


def test_a_held_file_that_is_no_checkpoint_is_refused_by_name(desk: Desk) -> None:
    desk.kuaishou()
    desk.done("backup b")
    (desk.folder / "held").write_text("none\n")
    outcome = desk.ledger("--ledger c restore b --held held")
    assert outcome.code == 1
    assert "what you hold is unusable: 'held', line 1: " in outcome.err
    assert not (desk.folder / "c").exists()


@pytest.mark.parametrize(
    ("change", "line"), [((b"example", b"exmaple"), 1), ((b"\n55\n", b"\n555\n"), 5)]
)
def test_a_held_file_that_was_damaged_is_refused_by_name(
    desk: Desk, change: tuple[bytes, bytes], line: int
) -> None:
    desk.kuaishou()
    desk.done("checkpoint -o held")
    desk.done("backup b")
    held = desk.folder / "held"
    held.write_bytes(held.read_bytes().replace(*change, 1))
    outcome = desk.ledger("--ledger c restore b --held held")
    assert outcome.code == 1
    assert f"what you hold is unusable: 'held', line {line}: the signature by" in outcome.err
    assert "does not fit the text. Nothing was restored" in outcome.err
    assert not (desk.folder / "c").exists()


def test_a_second_restore_says_that_it_was_done(desk: Desk) -> None:
    desk.kuaishou()
    desk.done("backup b")
    assert desk.done("--ledger c restore b").startswith("restored c: @1 to @55\n")
    assert desk.done("--ledger c restore b").startswith("c was restored already: it holds all 55")


def test_a_backup_that_is_made_again_adds_what_is_new(place: Place, tmp_path: Path) -> None:
    target = signed_ledger(place)
    assert backup(target, tmp_path / "backup", os.environ).head is None
    told(target, announcement("b", PERMITTED))
    sign(target)
    done = backup(target, tmp_path / "backup", os.environ)
    assert (done.copied.had, done.copied.size) == (5, 7)
    assert stored(str(tmp_path / "backup" / LEDGER)) == stored(target)


def test_a_folder_of_other_things_is_no_place_for_a_backup(tmp_path: Path, place: Place) -> None:
    (tmp_path / "things").mkdir()
    (tmp_path / "things" / "letter").write_text("x")
    with pytest.raises(LedgerFault, match="other things"):
        backup(signed_ledger(place), tmp_path / "things", os.environ)


def test_a_restore_is_the_same_ledger_and_is_appended_to(place: Place, tmp_path: Path) -> None:
    target = signed_ledger(place)
    head = sign(target)
    backup(target, tmp_path / "backup", os.environ)
    again = place.free()
    assert restore(tmp_path / "backup", again, os.environ, held=[("held", head)]).lost == []
    assert stored(again) == stored(target)
    assert told(again, announcement("b", PERMITTED)).new == 1
    sign(again)


def test_a_restore_on_another_machine_brings_the_last_head(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = signed_ledger(place)
    head = sign(target)
    backup(target, tmp_path / "backup", os.environ)
    monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(tmp_path / "another"))
    again = place.free()
    restore(tmp_path / "backup", again, os.environ)
    with open_tree(again) as tree:
        assert heads.last_signed(heads.head_path(tree.keys[0].key, os.environ)) == head


def test_a_restore_behind_a_held_head_is_refused_and_says_what_is_lost(
    place: Place, tmp_path: Path
) -> None:
    target = signed_ledger(place)
    backup(target, tmp_path / "backup", os.environ)
    told(target, announcement("b", PERMITTED))
    sign(target)
    again = place.free()
    with pytest.raises(Behind, match=r"of 7 events.*@6 to @7.*not in it") as refused:
        restore(tmp_path / "backup", again, os.environ)
    assert "--lose" in str(refused.value)
    with pytest.raises(LedgerFault, match="no ledger"):
        stored(again)
    done = restore(tmp_path / "backup", again, os.environ, lose=True)
    assert len(done.lost) == 1
    told(again, announcement("c", PERMITTED))
    sign(again)


def test_a_held_head_of_another_history_is_never_gone_behind(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = signed_ledger(place)
    backup(target, tmp_path / "backup", os.environ)
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(other))
    stranger = signed_ledger(Place(other, None))
    told(stranger, announcement("z", PERMITTED), announcement("y", PERMITTED))
    with open_tree(stranger) as tree:
        head = bytes(sign_head(tree, os.environ).note)
    monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(tmp_path / "configuration"))
    told(target, announcement("b", PERMITTED), announcement("c", PERMITTED))
    backup(target, tmp_path / "backup", os.environ)
    with pytest.raises(LedgerFault, match="no signature by a key"):
        restore(tmp_path / "backup", place.free(), os.environ, held=[("h", head)], lose=True)


def test_a_backup_of_another_ledger_of_the_name_is_not_restored_unless_a_held_head_is_of_it(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(signed_ledger(place))
    monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(tmp_path / "another"))
    stranger = signed_ledger(place)
    held = sign(stranger)
    backup(stranger, tmp_path / "backup", os.environ)
    monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(tmp_path / "configuration"))
    again = place.free()
    with pytest.raises(heads.HeadFault, match="another ledger was put in its place"):
        restore(tmp_path / "backup", again, os.environ)
    with pytest.raises(LedgerFault, match="no ledger"):
        stored(again)
    restore(tmp_path / "backup", again, os.environ, held=[("held", held)])
    told(again, announcement("b", PERMITTED))


def test_a_restore_replaces_nothing(place: Place, tmp_path: Path) -> None:
    target = signed_ledger(place)
    backup(target, tmp_path / "backup", os.environ)
    told(target, announcement("b", PERMITTED))
    before = stored(target)
    with pytest.raises(LedgerFault, match="more than the source"):
        restore(tmp_path / "backup", target, os.environ)
    assert stored(target) == before
    with pytest.raises(LedgerFault, match="no backup"):
        restore(tmp_path, place.free(), os.environ)


def test_a_backup_whose_head_is_of_more_than_its_log_is_not_restored(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = signed_ledger(place)
    sign(target)
    backup(target, tmp_path / "backup", os.environ)
    told(target, announcement("b", PERMITTED))
    (tmp_path / "backup" / HEAD).write_bytes(sign(target))
    monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(tmp_path / "another"))
    again = place.free()
    with pytest.raises(
        IntegrityFault, match=r"5 events, and a head of 7 .* So it is no sound backup: "
    ):
        restore(tmp_path / "backup", again, os.environ)
    with pytest.raises(LedgerFault, match="no ledger"):
        stored(again)


def test_a_head_that_the_same_key_signed_of_another_history_is_of_no_backup(
    place: Place, tmp_path: Path
) -> None:
    target, fork = signed_ledger(place), place.free()
    copy(target, fork, os.environ)
    told(target, announcement("b", PERMITTED))
    told(fork, announcement("c", PERMITTED))
    with open_tree(fork) as tree:
        key = keys.find(tree.keys[0].key, os.environ)
        held = bytes(checkpoint.sign(tree.head(), key))
    backup(target, tmp_path / "backup", os.environ)
    again = place.free()
    with pytest.raises(IntegrityFault, match="'held': "):
        restore(tmp_path / "backup", again, os.environ, held=[("held", held)], lose=True)
    with pytest.raises(LedgerFault, match="no ledger"):
        stored(again)


def test_a_restore_tells_what_is_lost_by_it(desk: Desk) -> None:
    desk.kuaishou()
    desk.done("backup b")
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    desk.done("checkpoint")
    assert desk.ledger("--ledger c restore b").code == 1
    told = desk.done("--ledger c restore b --lose")
    assert "\nLOST    what this machine signed last is a signed head of 57 events" in told
