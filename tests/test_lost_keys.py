"""Does a ledger go on whose key is lost, and does every verdict say what that leaves open?"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.tables import verify_table
from events import upcasts
from events.upcasts import REGISTRY, UnknownEvent
from ledger.proofs.key_chain import KeyInForce, chain, key_at, last_loss, rotation
from ledger.proofs.signer import KeyFault, SignerKey
from ledger.sayings.language import LANGUAGES
from tests.desk import Desk, unwrapped
from tests.drawn import drawn
from tests.outputs import fits

ORIGIN = "example.org/links"
FIRST, SECOND, THIRD = (SignerKey(ORIGIN, bytes([n] * 32)) for n in (1, 2, 3))
WHY = "the disk of the signing machine broke"


def loss(old: SignerKey, new: SignerKey, why: str = WHY) -> dict[str, str]:
    return {"lost": str(old.verifier), "key": str(new.verifier), "why": why}


@pytest.fixture
def case(desk: Desk) -> Desk:
    """The case of 2022, of which the private key is gone; `old` is a checkpoint from before."""
    desk.kuaishou()
    (desk.folder / "first").write_text(desk.done("key show"))
    desk.done("checkpoint -o old")
    for file in keys(desk):
        file.unlink()
    return desk


def keys(desk: Desk) -> list[Path]:
    return list((desk.folder / "configuration" / "keys").glob("*"))


def judged(case: Desk, line: str, code: int = 0) -> tuple[dict[str, Any], str]:
    outcome = case.ledger(f"{line} --format json")
    assert outcome.code == code, outcome
    document = json.loads(outcome.out)
    fits(document, "verify")
    for tag in LANGUAGES:
        assert drawn(verify_table.draw, document, tag) == case.ledger(f"{line} --lang {tag}").out
    return document, unwrapped(case.ledger(line).out)


def test_a_new_key_takes_over_from_one_that_is_lost_and_signs(case: Desk) -> None:
    assert case.ledger("checkpoint -o c").code == 1
    out = case.done(f"key lost --why '{WHY}'")
    first = (case.folder / "first").read_text().strip()
    second = case.key()
    assert second != first
    assert out.startswith(f"@56: {second}\nprivate half: ")
    assert f"{first} did not sign for it: give the new key to all who wrote that down" in out
    assert len(keys(case)) == 1
    case.done("announce examples/kuaishou-2022-11-02.yaml")
    case.done("checkpoint -o new")
    case.done("consistency old new")
    assert case.done("key show --all").splitlines() == [
        f"@2  {first}",
        f"@56  {second}  (the one before was lost: {WHY})",
    ]
    case.done("key rotate")
    assert len(case.done("key show --all").splitlines()) == 3
    shown = unwrapped(case.done("log --kind key_lost"))
    assert "key lost example.org/links+" in shown
    assert f"for which it did not sign; why: {WHY}" in shown
    assert "1 lost key" in unwrapped(case.done("log"))
    case.done("copy policy.ledger other.ledger")
    case.done("export tiles public")
    case.done("copy public third.ledger")
    case.done("status")


@pytest.mark.usefixtures("strict")
def test_every_verdict_names_it_and_what_it_leaves_open(case: Desk) -> None:
    case.done(f"key lost --why '{WHY}'")
    case.done("checkpoint -o new")
    second = case.key()
    document, told = judged(case, "verify")
    assert [each["lost"] for each in document["keys"]] == [None, WHY]
    assert "said to be lost: " in told
    assert f"took over at @56, for which it did not sign; why: {WHY}" in told
    (left,) = (each for each in document["left_open"] if each["kind"] == "key_lost")
    assert left["first"] == 56
    assert "Checkpoints that were kept, and witnesses, still show what they cover" in told
    # whoever wrote down the old one alone is told that it tells nothing from there on
    document, told = judged(case, "verify --key first", 4)
    assert "undecided: keys: @56: another key takes over for which 'example.org/links+" in told
    judged(case, "verify --key first --held old", 4)
    # a checkpoint that was kept since does, and so does the new key
    document, told = judged(case, "verify --key first --held new")
    assert "as you wrote it down: said to be lost: " in told
    document, told = judged(case, f"verify --key {second} --held old")
    assert "key_lost" not in [each["kind"] for each in document["left_open"]]
    assert "took over at @56" in told
    case.done("key rotate")
    document, _ = judged(case, f"verify --key {case.key()}")
    assert "key_lost" not in [each["kind"] for each in document["left_open"]]


def test_a_key_that_is_or_may_be_at_hand_is_not_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.kuaishou()
    line = f"key lost --why '{WHY}'"
    for passphrase in (None, "open"):
        if passphrase is not None:
            monkeypatch.setenv("POLICY_LEDGER_PASSPHRASE", passphrase)
            desk.done("key rotate --passphrase")
            monkeypatch.delenv("POLICY_LEDGER_PASSPHRASE")
        outcome = desk.ledger(line)
        assert outcome.code == 1
        assert "the key in force is not lost, or may not be: it is sought in " in outcome.err
    before = desk.key()
    desk.done(f"{line} --although-here")
    assert desk.key() != before
    desk.done("checkpoint")


def test_a_named_key_file_that_is_gone_is_made_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_LEDGER_KEY", str(desk.folder / "secret"))
    desk.kuaishou()
    (desk.folder / "secret").unlink()
    desk.done(f"key lost --why '{WHY}'")
    assert (desk.folder / "secret").is_file()
    desk.done("checkpoint")


@pytest.mark.parametrize("why", ["''", "' '"])
def test_how_it_was_lost_must_be_said(case: Desk, why: str) -> None:
    outcome = case.ledger(f"key lost --why {why}")
    assert outcome.code in (1, 2)
    assert keys(case) == []
    assert len(case.done("key show --all").splitlines()) == 1


def test_each_key_counts_from_its_event_on() -> None:
    added = [
        (2, {"key": str(FIRST.verifier)}),
        (12, loss(FIRST, SECOND)),
        (22, rotation(SECOND, THIRD.verifier)),
    ]
    found = chain(ORIGIN, added)
    assert found == [
        KeyInForce(2, FIRST.verifier),
        KeyInForce(12, SECOND.verifier, WHY),
        KeyInForce(22, THIRD.verifier),
    ]
    assert last_loss(found) == found[1]
    assert last_loss(found[:1]) is None
    assert key_at(found, 11) == FIRST.verifier
    assert key_at(found, 12) == SECOND.verifier


@pytest.mark.parametrize(
    "added",
    [
        [(2, loss(FIRST, SECOND))],  # there was none
        [(2, {"key": str(FIRST.verifier)}), (9, loss(SECOND, THIRD))],  # another was in force
        [(2, {"key": str(FIRST.verifier)}), (9, loss(FIRST, FIRST))],
        [(2, {"key": str(FIRST.verifier)}), (9, {**loss(FIRST, SECOND), "lost": None})],
    ],
)
def test_what_was_not_in_force_was_not_lost(added: list[tuple[int, Any]]) -> None:
    with pytest.raises(KeyFault, match=r"says that a key was lost that was not in force|before"):
        chain(ORIGIN, added)


def test_a_program_that_does_not_know_it_says_that_a_newer_one_wrote_it(
    case: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.done(f"key lost --why '{WHY}'")
    older = {kind: steps for kind, steps in REGISTRY.items() if kind != "key_lost"}
    with pytest.raises(UnknownEvent, match="a newer version may have written it"):
        upcasts.upcast("key_lost", loss(FIRST, SECOND), older)


def test_a_dossiers_own_check_names_it(case: Desk) -> None:
    case.done(f"key lost --why '{WHY}'")
    case.done("export dossier 2022-10-29 -o dossier")
    done = subprocess.run(
        [sys.executable, "check.py"], cwd=case.folder / "dossier", capture_output=True, text=True
    )
    assert done.returncode == 0
    assert (
        "entry 56 says that the ledger's key was lost, and lets another take over for which "
        "nothing was signed" in done.stdout
    )
    readme = (case.folder / "dossier" / "README.md").read_text(encoding="utf-8")
    assert "it is signed by a key that took over at @56 from one that is" in " ".join(
        readme.split()
    )


def test_a_proof_under_a_key_that_took_over_says_so_where_it_is_made(case: Desk) -> None:
    case.done(f"key lost --why '{WHY}'")
    outcome = case.ledger("prove @56 -o proof")
    assert outcome.code == 0
    assert "took over at @56" in unwrapped(outcome.out + outcome.err)
    told = unwrapped(case.done(f"verify-proof proof --key {case.key()}"))
    assert "key lost" in told
    assert "whether the key before it signed for the one given, or was lost" in told
