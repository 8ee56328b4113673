"""Does a ledger get its key, keep it outside, and hand it on, wherever the key lies?"""

import json
import os
from pathlib import Path

import pytest

from ledger.application import init
from ledger.proofs.signer import SignerKey
from ledger.signing import signed_head
from tests.desk import Desk
from tests.ledgers import rows

ORIGIN = "example.org/links"


def added(folder: Path) -> list[str]:
    found = rows(
        folder / "policy.ledger",
        "SELECT state FROM stored_events WHERE topic = 'key_added' ORDER BY rowid",
    )
    return [json.loads(state)["key"] for (state,) in found]


def test_init_makes_the_key_and_records_its_public_half_after_the_opening(desk: Desk) -> None:
    desk.done(f"init --origin {ORIGIN}")
    types = rows(desk.folder / "policy.ledger", "SELECT topic FROM stored_events ORDER BY rowid")
    assert types == [("opened",), ("key_added",)]
    (key,) = added(desk.folder)
    assert desk.done("key show") == f"{key}\n"
    (file,) = (desk.folder / "configuration" / "keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert key.startswith(f"{ORIGIN}+")


def test_two_ledgers_of_one_name_have_a_key_and_a_head_each(desk: Desk) -> None:
    for name in ("one", "two"):
        desk.done(f"--ledger {name}.ledger init --origin {ORIGIN}")
    assert len(list((desk.folder / "configuration" / "keys").iterdir())) == 2
    desk.done("--ledger one.ledger announce examples/kuaishou-2022.yaml")
    desk.done("--ledger one.ledger checkpoint -o one.checkpoint")
    desk.done("--ledger two.ledger announce examples/kuaishou-2022.yaml")
    desk.done("--ledger two.ledger checkpoint -o two.checkpoint")


def test_a_key_that_is_named_is_made_there_and_used_where_it_is_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_LEDGER_KEY", str(desk.folder / "secrets" / "key"))
    desk.done(f"init --origin {ORIGIN}")
    desk.done("--ledger second.ledger init --origin example.org/second")
    first, second = desk.done("key show"), desk.done("--ledger second.ledger key show")
    assert first.rpartition("+")[2] == second.rpartition("+")[2]
    assert [p.name for p in (desk.folder / "secrets").iterdir()] == ["key"]
    assert not (desk.folder / "configuration" / "keys").exists()


@pytest.mark.parametrize("name", ["POLICY_LEDGER_CONFIG", "POLICY_LEDGER_KEY"])
def test_where_the_key_cannot_be_kept_nothing_is_made(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (desk.folder / "file").write_text("in the way")
    monkeypatch.setenv(name, str(desk.folder / "file" / "deeper"))
    outcome = desk.ledger("init")
    assert outcome.code == 1
    assert "the signing key cannot be kept" in outcome.err
    assert "POLICY_LEDGER_KEY names another file" in outcome.err
    assert not (desk.folder / "policy.ledger").exists()


def test_a_refused_init_leaves_no_key(desk: Desk) -> None:
    for line in ("--ledger nowhere/x.ledger init", "init --origin 'a b'", "init --origin a+b"):
        assert desk.ledger(line).code == 1
    keys = desk.folder / "configuration" / "keys"
    assert not keys.exists() or not list(keys.iterdir())


def test_a_passphrase_is_asked_of_whoever_signs(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = desk.ledger("init --passphrase")
    assert (outcome.code, (desk.folder / "policy.ledger").exists()) == (1, False)
    assert "POLICY_LEDGER_PASSPHRASE" in outcome.err
    monkeypatch.setenv("POLICY_LEDGER_PASSPHRASE", "open")
    desk.done(f"init --passphrase --origin {ORIGIN}")
    assert "signed @2" in desk.ledger("checkpoint").err
    monkeypatch.setenv("POLICY_LEDGER_PASSPHRASE", "wrong")
    outcome = desk.ledger("checkpoint")
    assert outcome.code == 1
    assert "does not open with this passphrase" in outcome.err
    monkeypatch.delenv("POLICY_LEDGER_PASSPHRASE")
    outcome = desk.ledger("checkpoint")
    assert outcome.code == 1
    assert "needs its passphrase: set POLICY_LEDGER_PASSPHRASE, or run this in a" in outcome.err


def test_a_ledger_from_before_keys_is_verified_and_adopts_one(desk: Desk) -> None:
    init(str(desk.folder / "policy.ledger"), origin=ORIGIN)
    desk.done("announce examples/kuaishou-2022.yaml")
    for line in ("checkpoint", "key show", "key rotate", "prove @1 -o proof"):
        outcome = desk.ledger(line)
        assert outcome.code == 1, line
        assert "ledger key adopt" in outcome.err
    assert "this ledger has no key" in desk.done("verify")
    desk.done("key adopt")
    assert desk.ledger("key adopt").code == 1
    assert len(added(desk.folder)) == 1
    desk.done("checkpoint -o c")
    assert "nothing is wrong" in desk.done("verify --held c")


@pytest.mark.parametrize("named", [False, True])
def test_a_key_is_handed_on_and_both_kinds_of_checkpoint_verify(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    if named:
        monkeypatch.setenv("POLICY_LEDGER_KEY", str(desk.folder / "key"))
    desk.done(f"init --origin {ORIGIN}")
    first = desk.done("key show").strip()
    desk.done("checkpoint -o before")
    for _ in range(2):
        desk.done("key rotate")
    assert len(added(desk.folder)) == 3
    assert len(desk.done("key show --all").splitlines()) == 3
    desk.done("checkpoint -o after")
    assert "nothing is wrong" in desk.done(f"verify --held before --held after --key {first}")
    last = desk.done("key show").strip()
    said = " ".join(desk.done(f"verify --key {first}").split())
    assert f"key {last}, since @4 {first}, as you wrote it down: it was this ledger's until" in said
    assert "until @3, and was handed on" in said
    assert f"key {last}, as you wrote it down checked" in " ".join(
        desk.done(f"verify --key {last}").split()
    )
    desk.done("prove @3 -o proof")
    desk.done(f"verify-proof proof --key {last}")
    assert desk.ledger(f"verify-proof proof --key {first}").code == 4


def test_who_has_not_the_private_key_can_neither_sign_nor_hand_it_on(desk: Desk) -> None:
    desk.done(f"init --origin {ORIGIN}")
    (file,) = (desk.folder / "configuration" / "keys").iterdir()
    file.unlink()
    desk.done("announce examples/kuaishou-2022.yaml")
    for line in ("checkpoint", "key rotate", "prove @3 -o proof"):
        outcome = desk.ledger(line)
        assert outcome.code == 1, line
        assert "cannot be read" in outcome.err
    assert len(added(desk.folder)) == 1
    assert not list((desk.folder / "configuration" / "keys").iterdir())
    desk.done("verify")


def test_a_head_that_cannot_be_kept_is_not_given_out(desk: Desk) -> None:
    (desk.folder / "configuration").mkdir()
    (desk.folder / "configuration" / "heads").write_text("in the way")
    outcome = desk.ledger(f"init --origin {ORIGIN}")
    assert (outcome.code, "not known here by a head" in outcome.err) == (0, True)
    outcome = desk.ledger("checkpoint -o c")
    assert outcome.code == 1
    assert not (desk.folder / "c").exists()


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_key_that_others_can_read_is_not_used(desk: Desk) -> None:
    desk.done(f"init --origin {ORIGIN}")
    (file,) = (desk.folder / "configuration" / "keys").iterdir()
    file.chmod(0o640)
    outcome = desk.ledger("checkpoint")
    assert outcome.code == 1
    assert "chmod 600" in outcome.err


def test_a_ledger_that_has_a_key_adopts_none(desk: Desk) -> None:
    desk.done(f"init --origin {ORIGIN}")
    for since in (2, 3):
        outcome = desk.ledger("key adopt")
        assert (outcome.code, outcome.out) == (1, "")
        has = f"ledger: this ledger has a key, since @{since}: `ledger key rotate` hands it on\n"
        assert outcome.err == has
        desk.done("key rotate")


@pytest.mark.parametrize("line", ["key adopt", "key rotate"])
def test_a_key_that_another_was_added_before_is_not_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    if line == "key adopt":
        init(str(desk.folder / "policy.ledger"), origin=ORIGIN)
    else:
        desk.done(f"init --origin {ORIGIN}")

    def kept(path: Path, key: SignerKey, *, passphrase: bytes | None) -> None:
        monkeypatch.setattr(signed_head, "keep_key", keep_key)
        desk.done(line)
        keep_key(path, key, passphrase=passphrase)

    keep_key = signed_head.keep_key
    monkeypatch.setattr(signed_head, "keep_key", kept)
    outcome = desk.ledger(line)
    assert outcome.code == 1
    assert "another key was added to this ledger meanwhile" in outcome.err
    keys = added(desk.folder)
    assert len(list((desk.folder / "configuration" / "keys").glob("*.key"))) == len(keys)
    desk.done("checkpoint -o c")
    assert "nothing is wrong" in desk.done(f"verify --held c --key {keys[-1]}")


def test_of_other_ledgers_of_the_name_three_are_told_apart_and_the_rest_counted(desk: Desk) -> None:
    for n in range(6):
        desk.done(f"--ledger {n}.ledger init --origin {ORIGIN}")
        told = desk.told(f"--ledger {n}.ledger verify")
        assert ("other ledgers of the same name are known here" in told) == (n > 0)
        assert (" more: --key tells them apart" in told) == (n > 3)
        if n > 3:
            assert f", and {n - 3} more: --key tells them apart" in told
