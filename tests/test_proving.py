"""Do proofs and folders show what they should, and nothing once they were altered?"""

import base64
import shutil
from pathlib import Path

import pytest

from tests.desk import Desk


@pytest.fixture
def case(desk: Desk) -> Desk:
    """The case of 2022, two checkpoints of it, and the key as an auditor wrote it down."""
    desk.kuaishou()
    desk.done("checkpoint -o old")
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    desk.done("checkpoint -o new")
    return desk


def key(case: Desk) -> str:
    return case.done("key show").strip()


def lines(path: Path) -> list[str]:
    return path.read_text().split("\n")


@pytest.mark.parametrize(
    "target", ["@1", "@57", "jd-alliance-2022-11-02", "jd-alliance-2022-11-02#1"]
)
def test_an_event_is_proved_by_position_announcement_or_change(case: Desk, target: str) -> None:
    case.done(f"prove {target} -o proof")
    assert "PROVED" in case.done(f"verify-proof proof --key {key(case)}")


def test_every_event_is_proved(case: Desk) -> None:
    vkey = key(case)
    for seq in range(1, 58):
        case.done(f"prove @{seq} -o proof")
        assert f"@{seq}, " in case.done(f"verify-proof proof --key {vkey}")


def test_a_change_of_several_subjects_wants_one_named(case: Desk) -> None:
    outcome = case.ledger("prove kuaishou-2022-02-22#1 -o proof")
    assert outcome.code == 1
    assert "kuaishou/live-cart/taobao-alliance (@24)" in outcome.err
    subject = "kuaishou/detail-page/taobao-alliance"
    case.done(f"prove kuaishou-2022-02-22#1 --subject {subject} -o proof")
    assert "event         @26" in case.done(f"verify-proof proof --key {key(case)}")


@pytest.mark.parametrize(
    ("target", "code"),
    [
        *(("@0", 1), ("@58", 1), ("@x", 2), ("@", 2)),
        *(("nothing", 1), ("nothing#1", 1), ("jd-alliance-2022-11-02#9", 1)),
    ],
)
def test_what_is_not_there_is_not_proved(case: Desk, target: str, code: int) -> None:
    assert case.ledger(f"prove {target} -o proof").code == code
    assert not (case.folder / "proof").exists()


def test_a_proof_needs_no_ledger_and_no_key_file(case: Desk) -> None:
    vkey = key(case)
    case.done("prove @57 -o proof")
    shutil.rmtree(case.folder / "configuration")
    (case.folder / "policy.ledger").unlink()
    case.done(f"verify-proof proof --key {vkey}")


def test_the_entry_may_come_from_a_file(case: Desk) -> None:
    case.done("prove @57 -o proof")
    found = lines(case.folder / "proof")
    (case.folder / "entry").write_bytes(base64.b64decode(found.pop(1).removeprefix("extra ")))
    (case.folder / "bare").write_text("\n".join(found))
    case.done(f"verify-proof bare --entry entry --key {key(case)}")
    assert case.ledger(f"verify-proof bare --key {key(case)}").code == 4
    (case.folder / "entry").write_bytes((case.folder / "entry").read_bytes() + b" ")
    assert case.ledger(f"verify-proof bare --entry entry --key {key(case)}").code == 3


def test_any_flipped_byte_of_a_proof_is_never_proved(case: Desk) -> None:
    case.done("prove @57 -o proof")
    vkey, proof = key(case), case.folder / "proof"
    genuine = proof.read_bytes()
    for at in range(0, len(genuine), 5):
        changed = bytearray(genuine)
        changed[at] ^= 1 << at % 8
        proof.write_bytes(changed)
        assert case.ledger(f"verify-proof proof --key {vkey}").code in (3, 4), at


def test_hashes_too_many_too_few_swapped_or_short_prove_nothing(case: Desk) -> None:
    case.done("prove @23 -o proof")
    vkey, proof = key(case), case.folder / "proof"
    found = lines(proof)
    short = base64.b64encode(bytes(31)).decode()
    for changed in (
        found[:3] + found[4:],
        [*found[:3], found[3], *found[3:]],
        [*found[:3], found[4], found[3], *found[5:]],
        [*found[:3], short, *found[4:]],
        [*found[:2], "index 57", *found[3:]],
        [*found[:2], "index 23", *found[3:]],
        [*found[:2], "index -1", *found[3:]],
        [*found[:2], "index 022", *found[3:]],
    ):
        proof.write_text("\n".join(changed))
        assert case.ledger(f"verify-proof proof --key {vkey}").code == 3, changed[:4]


def test_what_is_no_key_or_no_policy_is_said_so(case: Desk) -> None:
    case.done("prove @57 -o proof")
    (case.folder / "policy").write_text("quorum nobody\n")
    for line, code in (
        ("verify-proof proof --key x", 2),
        ("verify --key x", 2),
        ("consistency old new --key x", 2),
        ("verify --witness-policy policy", 1),
        (f"verify-proof proof --key {key(case)} --witness-policy policy", 1),
        ("checkpoint --witness-policy policy", 1),
        ("verify --held nothing", 1),
        ("verify-proof nothing --key x", 1),
    ):
        assert case.ledger(line).code == code, line


def test_a_proof_by_another_key_of_that_name_gives_no_verdict(case: Desk) -> None:
    from ledger.proofs.signer import SignerKey

    stranger = SignerKey("example.org/links", bytes([9] * 32)).verifier
    case.done("prove @57 -o proof")
    assert case.ledger(f"verify-proof proof --key {stranger}").code == 4


def test_the_hashes_between_two_checkpoints_are_those_of_the_rfc(case: Desk) -> None:
    hashes = case.done("consistency old new")
    assert len(hashes.splitlines()) == 7
    (case.folder / "hashes").write_text(hashes)
    case.done(f"consistency old new --proof hashes --key {key(case)}")
    assert case.done("consistency new new") == ""
    outcome = case.ledger("consistency new old")
    assert (outcome.code, outcome.out) == (3, "")
    wrong = "\n".join(reversed(hashes.splitlines())) + "\n"
    (case.folder / "hashes").write_text(wrong)
    assert case.ledger(f"consistency old new --proof hashes --key {key(case)}").code == 3


def test_a_checkpoint_that_the_ledger_does_not_go_on_from_has_no_consistency(case: Desk) -> None:
    case.done("--ledger other.ledger init --origin example.org/links")
    case.done("--ledger other.ledger announce examples/prolonged-term.yaml")
    case.done("--ledger other.ledger checkpoint -o other")
    outcome = case.ledger("consistency other new")
    assert (outcome.code, outcome.out) == (3, "")


def test_a_folder_of_tiles_is_verified_without_the_ledger(case: Desk) -> None:
    vkey = key(case)
    case.done("export tiles public")
    (case.folder / "policy.ledger").rename(case.folder / "gone")
    assert "nothing is wrong" in case.done(f"verify --tiles public --key {vkey} --held old")
    for path in sorted(p for p in (case.folder / "public").rglob("*") if p.is_file()):
        genuine = path.read_bytes()
        for at in range(0, len(genuine), 101):
            changed = bytearray(genuine)
            changed[at] ^= 1 << at % 7
            path.write_bytes(changed)
            assert case.ledger(f"verify --tiles public --key {vkey}").code in (3, 4), (path, at)
        path.write_bytes(genuine)
    assert case.ledger(f"verify --tiles public --key {vkey}").code == 0


def test_an_altered_ledger_is_not_exported(case: Desk) -> None:
    import sqlite3

    connection = sqlite3.connect(case.folder / "policy.ledger")
    connection.execute("DROP TRIGGER stored_events_are_never_updated")
    connection.execute("UPDATE stored_events SET topic = 'permitted' WHERE rowid = 24")
    connection.commit()
    connection.close()
    outcome = case.ledger("export tiles public")
    assert outcome.code == 3
    assert "@24 is not what was hashed" in outcome.err
    assert not (case.folder / "public" / "checkpoint").exists()
    assert case.ledger("prove @24 -o proof").code == 3


def test_nothing_printed_from_a_proof_or_checkpoint_can_fool_a_terminal(case: Desk) -> None:
    quote = "\\e[2J\\u202Eevil"
    (case.folder / "evil.yaml").write_text(
        "format: policy-ledger/1\nannouncements:\n- id: evil\n"
        '  source: {name: "A\\u202EB", authority: press}\n  published: 2022-10-01\n'
        f'  title: "{quote}"\n  changes:\n'
        "  - {change: noted, subjects: [k], note: x}\n"
    )
    case.done("announce evil.yaml")
    case.done("prove evil -o proof")
    shown = case.done(f"verify-proof proof --key {key(case)}")
    assert "\\x1b[2J\\u202eevil" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    bad = (
        "example.org/\u202elinks\n7\n"
        + base64.b64encode(bytes(32)).decode()
        + "\n\n\u2014 x AAAAAAAA\n"
    )
    (case.folder / "bad").write_text(bad, encoding="utf-8")
    for line in (
        "verify --held bad",
        "verify --held bad --format json",
        "consistency bad new",
        "consistency new bad",
        f"verify-proof bad --key {key(case)}",
        "verify-proof proof --key 'a\x1b[2J'",
        "prove '\x1b[2J' -o x",
    ):
        outcome = case.ledger(line)
        assert outcome.code in (1, 2, 3, 4), line
        for text in (outcome.out, outcome.err):
            assert "\u202e" not in text, line
            assert "\x1b" not in text, line
