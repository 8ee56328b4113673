"""Does a ledger's head get its witnesses, and does their word count where the ledger's does not?"""

import json
import shlex
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.proofs.cosignature import cosign
from ledger.proofs.note import parse, with_signatures
from ledger.proofs.signer import COSIGNATURE, SignerKey, VerifierKey
from ledger.witnesses.home import logs, make, open_store, verifier
from ledger.witnesses.store import WitnessFault
from tests.desk import Desk
from tests.ledgers import rows
from tests.outputs import fits
from tests.witnessed_logs import serving

Witness = Callable[[str], tuple[Path, VerifierKey]]


@pytest.fixture
def case(desk: Desk) -> Desk:
    return desk.kuaishou()


@pytest.fixture
def witness(case: Desk) -> Witness:
    """Makes a witness that knows the ledger."""

    def made(name: str) -> tuple[Path, VerifierKey]:
        folder = case.folder / name
        key = make(folder, f"{name}.example/w")
        (folder / "logs").write_text("# the ledger\n\n" + case.done("key show"))
        return folder, key

    return made


def policy(case: Desk, quorum: str, *witnesses: tuple[str, VerifierKey, str]) -> None:
    text = "".join(f"witness {name} {key} {url}\n" for name, key, url in witnesses)
    (case.folder / "policy").write_text(f"{text}{quorum}\n")


def test_a_witness_cosigns_what_goes_on_and_the_ledger_keeps_it(
    case: Desk, witness: Witness
) -> None:
    folder, key = witness("one")
    with serving(open_store(folder, [])) as url:
        policy(case, "quorum W", ("W", key, url))
        case.done("checkpoint --witness-policy policy -o first")
        case.done("announce examples/kuaishou-2022-11-02.yaml")
        outcome = case.ledger(f"checkpoint --witness {url} -o second")
        assert outcome.code == 0
        assert "a key that it named itself" in outcome.err
    for name in ("first", "second"):
        assert f"\u2014 {key.name} " in (case.folder / name).read_text(encoding="utf-8")
    # what witnesses said of a head is kept with it
    assert f"\u2014 {key.name} " in case.done("checkpoint")
    assert "the quorum is met" in case.done("verify --witness-policy policy --held second")
    shown = json.loads(case.done("verify --witness-policy policy --held second --format json"))
    fits(shown, "verify")
    assert all(set(each["witnesses"]) == {"W"} for each in shown["compared"])
    assert not any("nothing that somebody else kept" in each for each in shown["not_excluded"])
    case.done("prove @57 -o proof")
    vkey = case.done("key show").strip()
    assert "seen by W" in case.done(f"verify-proof proof --key {vkey} --witness-policy policy")


def test_without_its_quorum_no_checkpoint_is_given_out(case: Desk, witness: Witness) -> None:
    folder, key = witness("one")
    _, other = witness("two")
    with serving(open_store(folder, [])) as url:
        both = ("W", key, url), ("X", other, "http://127.0.0.1:9")
        policy(case, "group both all W X\nquorum both", *both)
        outcome = case.ledger("checkpoint --witness-policy policy -o c")
        assert outcome.code == 4
        assert "quorum 'both' is not met: no cosignature by 'X'" in outcome.err
        assert not (case.folder / "c").exists()
        policy(case, "group either any W X\nquorum either", *both)
        case.done("checkpoint --witness-policy policy -o c")
    policy(case, "quorum X", ("X", other, "http://127.0.0.1:9"))
    outcome = case.ledger("verify --witness-policy policy --held c")
    assert outcome.code == 4
    assert "no checkpoint compared meets the witnesses' quorum" in outcome.out


def test_a_witness_that_cannot_be_reached_leaves_it_unverified_and_the_others_are_asked(
    case: Desk, witness: Witness
) -> None:
    folder, key = witness("one")
    with serving(open_store(folder, [])) as url:
        outcome = case.ledger(f"checkpoint --witness http://127.0.0.1:9 --witness {url} -o d")
    assert outcome.code == 4
    assert "not cosigned: the witness 'http://127.0.0.1:9/' cannot be reached" in outcome.err
    assert f"cosigned by {key}" in outcome.err
    assert "1 of 2 witnesses named did not cosign" in outcome.err
    assert "the head @55 was signed, and is not given out" in outcome.err
    assert not (case.folder / "d").exists()
    # an address that nobody can be reached at is bad input, and nothing is signed for it
    outcome = case.ledger("checkpoint --witness ftp://w.example -o d")
    assert outcome.code == 1
    assert "reached by https or http" in outcome.err


def test_a_ledger_rolled_back_with_its_head_is_given_away_by_its_witness(
    case: Desk, witness: Witness
) -> None:
    """The head kept on the machine is gone as well: only the witness still knows."""
    folder, key = witness("one")
    before = (case.folder / "policy.ledger").read_bytes()
    rows(case.folder / "policy.ledger", "PRAGMA wal_checkpoint(TRUNCATE)")
    before = (case.folder / "policy.ledger").read_bytes()
    with serving(open_store(folder, [])) as url:
        policy(case, "quorum W", ("W", key, url))
        case.done("announce examples/kuaishou-2022-11-02.yaml")
        case.done("checkpoint --witness-policy policy -o c")
        for beside in case.folder.glob("policy.ledger*"):
            beside.unlink()
        (case.folder / "policy.ledger").write_bytes(before)
        for head in (case.folder / "configuration" / "heads").iterdir():
            head.unlink()
        outcome = case.ledger("checkpoint --witness-policy policy -o d")
        assert outcome.code == 3
        assert "has seen 57 events of this ledger, which has 55" in outcome.err
        case.done("announce examples/prolonged-term.yaml")
        case.done("announce examples/grayscale-withdrawn.yaml")
        outcome = case.ledger("checkpoint --witness-policy policy -o d")
        assert outcome.code == 3
        assert "has seen another history of this ledger" in outcome.err
    assert not (case.folder / "d").exists()
    assert case.ledger("verify --held c").code == 3


def test_a_policy_that_names_other_logs_is_not_ours(case: Desk, witness: Witness) -> None:
    folder, key = witness("one")
    case.done("--ledger other.ledger init --origin example.org/other")
    other = case.done("--ledger other.ledger key show").strip()
    with serving(open_store(folder, [])) as url:
        (case.folder / "policy").write_text(f"log {other}\nwitness W {key} {url}\nquorum W\n")
        assert case.ledger("checkpoint --witness-policy policy -o c").code == 3
    assert not (case.folder / "c").exists()


def test_what_no_log_of_the_policy_signed_is_not_verified_by_it(
    case: Desk, witness: Witness
) -> None:
    folder, key = witness("one")
    mine = case.done("key show").strip()
    case.done("--ledger other.ledger init --origin example.org/other")
    other = case.done("--ledger other.ledger key show").strip()
    with serving(open_store(folder, [])) as url:
        policy(case, "quorum W", ("W", key, url))
        case.done("checkpoint --witness-policy policy -o c")
    case.done("prove @5 -o proof")
    text = (case.folder / "policy").read_text()
    checks = ("verify --held c", f"verify-proof proof --key {mine}")
    for line in checks:
        for named, code in ((other, 3), (mine, 0), (f"{other}\nlog {mine}", 0)):
            (case.folder / "policy").write_text(f"log {named}\n{text}")
            outcome = case.ledger(f"{line} --witness-policy policy")
            assert outcome.code == code, (line, named)
            assert ("the policy names other logs" in outcome.out + outcome.err) == (code == 3)
    # a checkpoint from before a rotation, where the policy names the new key alone
    case.done("key rotate")
    case.done("checkpoint -o d")
    (case.folder / "policy").write_text(f"log {case.done('key show')}quorum none\n")
    outcome = case.ledger("verify --held c --witness-policy policy")
    assert outcome.code == 4
    assert "'c' is signed by no log that the policy names" in outcome.out
    assert case.ledger("verify --held d --witness-policy policy").code == 0


def test_a_witness_is_made_once_and_says_what_is_missing(desk: Desk) -> None:
    made = desk.done("witness init w --name witness.example/w")
    assert desk.done("witness show w") == made
    assert str(verifier(desk.folder / "w")) + "\n" == made
    for line, message in (
        ("witness init w --name witness.example/w", "there is a witness in"),
        ("witness init x --name 'a b'", "cannot be the name of a witness"),
        ("witness show nothing", "`witness init` makes one"),
        ("witness serve nothing", "`witness init` makes one"),
        ("witness serve w", "it knows no log yet"),
    ):
        outcome = desk.ledger(line)
        assert outcome.code == 1, line
        assert message in outcome.err
    (desk.folder / "w" / "logs").write_text("no key\n")
    with pytest.raises(WitnessFault, match="logs':1: "):
        logs(Path("w/logs"))


def test_a_witness_from_the_far_future_does_not_count_and_it_is_said(case: Desk) -> None:
    far = SignerKey("far.example/w", bytes([7] * 32), algorithm=COSIGNATURE)
    near = SignerKey("near.example/w", bytes([8] * 32), algorithm=COSIGNATURE)
    case.done("checkpoint -o held")
    case.done("prove @5 -o proof")
    for name in ("held", "proof"):
        data = (case.folder / name).read_bytes()
        head, blank, rest = data.partition(b"\n\n") if name == "proof" else (b"", b"", data)
        note = parse(rest)
        lines = [cosign(note.text, far, timestamp=2**62), cosign(note.text, near, timestamp=5)]
        (case.folder / name).write_bytes(head + blank + bytes(with_signatures(note, lines)))
    members = [("far", far.verifier, ""), ("near", near.verifier, "")]
    policy(case, "group any any far near\nquorum any", *members)
    for form in ("table", "json", "jsonl", "csv"):
        found = case.done(f"verify --held held --witness-policy policy --format {form}")
        if form == "table":
            assert "dated beyond the year 9999" in " ".join(found.split())
            assert "near at 1970-01-01T00:00:05Z" in " ".join(found.split())
    key = shlex.quote(case.done("key show").strip())
    assert "seen by near" in case.done(f"verify-proof proof --key {key} --witness-policy policy")
    policy(case, "quorum far", members[0])
    outcome = case.ledger("verify --held held --witness-policy policy")
    assert outcome.code == 4
    outcome = case.ledger(f"verify-proof proof --key {key} --witness-policy policy")
    assert outcome.code == 4
    assert "beyond the year 9999" in outcome.err


def test_a_port_that_is_taken_is_said_in_words(case: Desk, witness: Witness) -> None:
    witness("w")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcome = case.ledger(f"witness serve w --port {port}")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith(f"ledger: nothing can listen on 127.0.0.1, port {port}: ")
    assert "listens on" not in outcome.err
    outcome = case.ledger("witness serve w --port 70000")
    assert outcome.code == 1
    assert (
        "nothing can listen on 127.0.0.1, port 70000: a port is at most 65535. --host"
        in outcome.err
    )
