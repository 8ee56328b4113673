"""Do proofs and folders show what they should, and nothing once they were altered?"""

import base64
import shutil

import pytest

from ledger.proofs.checkpoint import Checkpoint, sign
from ledger.proofs.proof import proof
from ledger.proofs.signer import SignerKey
from ledger.proofs.tree import leaf_hash
from ledger.signing.keys import load
from tests.desk import Desk, Outcome, lines


@pytest.fixture
def case(desk: Desk) -> Desk:
    return desk.checkpointed()


@pytest.mark.parametrize(
    "target", ["@1", "@57", "jd-alliance-2022-11-02", "jd-alliance-2022-11-02#1"]
)
def test_an_event_is_proved_by_position_announcement_or_change(case: Desk, target: str) -> None:
    case.done(f"prove {target} -o proof")
    assert "PROVED" in case.done(f"verify-proof proof --key {case.key()}")


def test_every_event_is_proved(case: Desk) -> None:
    vkey = case.key()
    for seq in range(1, 58):
        case.done(f"prove @{seq} -o proof")
        assert f"@{seq}, " in case.done(f"verify-proof proof --key {vkey}")


def test_a_change_of_several_subjects_wants_one_named(case: Desk) -> None:
    outcome = case.ledger("prove kuaishou-2022-02-22#1 -o proof")
    assert outcome.code == 1
    assert "kuaishou/live-cart/taobao-alliance (@24)" in outcome.err
    subject = "kuaishou/detail-page/taobao-alliance"
    case.done(f"prove kuaishou-2022-02-22#1 --subject {subject} -o proof")
    assert "event         @26" in case.done(f"verify-proof proof --key {case.key()}")


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
    vkey = case.key()
    case.done("prove @57 -o proof")
    shutil.rmtree(case.folder / "configuration")
    (case.folder / "policy.ledger").unlink()
    case.done(f"verify-proof proof --key {vkey}")


def test_the_entry_may_come_from_a_file(case: Desk) -> None:
    case.done("prove @57 -o proof")
    found = lines(case.folder / "proof")
    (case.folder / "entry").write_bytes(base64.b64decode(found.pop(1).removeprefix("extra ")))
    (case.folder / "bare").write_text("\n".join(found))
    case.done(f"verify-proof bare --entry entry --key {case.key()}")
    outcome = case.ledger(f"verify-proof bare --key {case.key()}")
    assert outcome.code == 4
    assert "the proof holds no event: name its bytes with --entry FILE" in outcome.err
    (case.folder / "entry").write_bytes((case.folder / "entry").read_bytes() + b" ")
    assert case.ledger(f"verify-proof bare --entry entry --key {case.key()}").code == 3


def test_any_flipped_byte_of_a_proof_is_never_proved(case: Desk) -> None:
    case.done("prove @57 -o proof")
    vkey, proof = case.key(), case.folder / "proof"
    genuine = proof.read_bytes()
    for at in range(0, len(genuine), 5):
        changed = bytearray(genuine)
        changed[at] ^= 1 << at % 8
        proof.write_bytes(changed)
        assert case.ledger(f"verify-proof proof --key {vkey}").code in (3, 4), at


def test_hashes_too_many_too_few_swapped_or_short_prove_nothing(case: Desk) -> None:
    case.done("prove @23 -o proof")
    vkey, proof = case.key(), case.folder / "proof"
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
        (f"verify-proof proof --key {case.key()} --witness-policy policy", 1),
        ("checkpoint --witness-policy policy", 1),
        ("verify --held nothing", 1),
        ("verify-proof nothing --key x", 1),
    ):
        assert case.ledger(line).code == code, line


def test_a_proof_by_another_key_of_that_name_gives_no_verdict(case: Desk) -> None:
    stranger = SignerKey("example.org/links", bytes([9] * 32)).verifier
    case.done("prove @57 -o proof")
    assert case.ledger(f"verify-proof proof --key {stranger}").code == 4


def test_the_hashes_between_two_checkpoints_are_those_of_the_rfc(case: Desk) -> None:
    hashes = case.done("consistency old new")
    assert len(hashes.splitlines()) == 7
    (case.folder / "hashes").write_text(hashes)
    case.done(f"consistency old new --proof hashes --key {case.key()}")
    assert case.done("consistency new new") == ""
    outcome = case.ledger("consistency old new --proof hashes")
    assert (outcome.code, outcome.out) == (2, "")
    assert "--proof needs --key: whose checkpoints are they?" in outcome.err
    outcome = case.ledger("consistency new old")
    assert (outcome.code, outcome.out) == (3, "")
    wrong = "\n".join(reversed(hashes.splitlines())) + "\n"
    (case.folder / "hashes").write_text(wrong)
    assert case.ledger(f"consistency old new --proof hashes --key {case.key()}").code == 3


def test_a_checkpoint_that_the_ledger_does_not_go_on_from_has_no_consistency(case: Desk) -> None:
    case.done("--ledger other.ledger init --origin example.org/links")
    case.done("--ledger other.ledger announce examples/prolonged-term.yaml")
    case.done("--ledger other.ledger checkpoint -o other")
    outcome = case.ledger("consistency other new")
    assert (outcome.code, outcome.out) == (3, "")
    assert "ledger: the checkpoint of 10: " in outcome.err


def test_two_checkpoints_of_one_size_signed_by_one_key_are_told_for_what_they_are(
    case: Desk,
) -> None:
    (file,) = (case.folder / "configuration" / "keys").iterdir()
    signer = load(file, "example.org/links")
    (case.folder / "fork").write_bytes(
        bytes(sign(Checkpoint("example.org/links", 57, bytes(32)), signer))
    )
    (case.folder / "empty").write_bytes(b"")
    for pair in ("fork new", "new fork"):
        outcome = case.ledger(f"consistency {pair} --proof empty --key {case.key()}")
        assert (outcome.code, outcome.out) == (3, "")
        first, second = pair.split()
        assert (
            f"{first} and {second} are of 57 events each, with two roots, and both are signed by "
            f"{case.key()}: these are two histories of one ledger"
        ) in outcome.err
        assert "Keep both files as they are" in outcome.err
    stranger = SignerKey("example.org/links", bytes([9] * 32)).verifier
    assert case.ledger(f"consistency fork new --proof empty --key {stranger}").code == 4


def test_no_folder_is_made_in_passing_for_a_file_that_is_written(case: Desk) -> None:
    for line in ("checkpoint", "prove @3", "export dossier 2022-10-29"):
        outcome = case.ledger(f"{line} -o a/b/c")
        assert outcome.code == 1, line
        assert "there is no folder" in outcome.err
        assert "and none is made for it" in outcome.err
        assert not (case.folder / "a").exists()
    for line in ("checkpoint", "prove @3"):
        outcome = case.ledger(f"{line} -o examples")
        assert outcome.code == 1, line
        assert "examples is a folder: name a file in it" in outcome.err


def test_a_folder_of_tiles_is_verified_without_the_ledger(case: Desk) -> None:
    vkey = case.key()
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
    shown = case.done(f"verify-proof proof --key {case.key()}")
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
        f"verify-proof bad --key {case.key()}",
        "verify-proof proof --key 'a\x1b[2J'",
        "prove '\x1b[2J' -o x",
    ):
        outcome = case.ledger(line)
        assert outcome.code in (1, 2, 3, 4), line
        for text in (outcome.out, outcome.err):
            assert "\u202e" not in text, line
            assert "\x1b" not in text, line


def proved(case: Desk, entry: bytes) -> Outcome:
    """What is said of an entry that hashes, in a log of one that the ledger's key signed."""
    (file,) = (case.folder / "configuration" / "keys").iterdir()
    signer = load(file, "example.org/links")
    note = sign(Checkpoint("example.org/links", 1, leaf_hash(entry)), signer)
    (case.folder / "made").write_bytes(bytes(proof(0, [], note=note, extra=entry)))
    return case.ledger(f"verify-proof made --key {case.key()}")


FRAME = '{"data":DATA,"origin":"example.org/links","recorded_at":"2026-01-01T00:00:00Z","seq":1,'
FRAME += '"stream":"STREAM","type":"opened","version":1}'


def test_an_entry_that_says_it_is_another_is_not_proved(case: Desk) -> None:
    outcome = proved(case, FRAME.replace("DATA", "{}").replace('"seq":1', '"seq":5').encode())
    assert (outcome.code, outcome.out) == (3, "")
    assert "the entry says that it is @5 of example.org/links, and it is leaf 0 of" in outcome.err


@pytest.mark.parametrize("data", ["[1]", "null", "1", '"x"', "[]", "true"])
def test_an_entry_whose_data_is_no_object_is_proved_and_shown(case: Desk, data: str) -> None:
    outcome = proved(case, FRAME.replace("DATA", data).encode())
    assert (outcome.code, outcome.err) == (0, "")
    assert "PROVED" in outcome.out
    assert f"data          {data.strip(chr(34))}" in outcome.out


@pytest.mark.parametrize(
    "entry",
    [
        b"\x1b[31mhello\xe2\x80\xae\x00",
        FRAME.replace("DATA", '{"a":' + "[" * 20_000 + "]" * 20_000 + "}").encode(),
        FRAME.replace("DATA", '{"\\u001b[31mk":"\\u001b]0;x\\u0007"}').encode(),
        FRAME.replace("DATA", '{"a":"\\ud800"}').encode(),
        FRAME.replace("DATA", '{"a":' + "9" * 5000 + "}").encode(),
        FRAME.replace("DATA", "{}").replace("STREAM", "\u202e").encode(),
        FRAME.replace("DATA", "{}").replace('"seq":1', '"seq":[1]').encode(),
    ],
)
def test_whatever_is_proved_is_shown_and_acts_on_no_terminal(case: Desk, entry: bytes) -> None:
    outcome = proved(case, entry)
    assert (outcome.code, outcome.err) == (0, "")
    assert "PROVED" in outcome.out
    assert not any(c in outcome.out for c in "\x1b\x07\u202e\x00\ud800")


@pytest.mark.parametrize("place", ["old", "new", "hashes"])
def test_a_file_that_cannot_be_a_checkpoint_or_a_proof_is_refused_however_it_is_made(
    case: Desk, place: str
) -> None:
    case.done("consistency old new")
    files = {"old": "old", "new": "new", "hashes": "hashes"}
    (case.folder / "hashes").write_text(case.done("consistency old new"))
    vkey = case.key()
    for data in (b"\xff\n", "é\n".encode(), b"A" * (1 << 21), b"AAAA\n" * 200_000, b"\x1b[2J"):
        (case.folder / "bad").write_bytes(data)
        named = {**files, place: "bad"}
        line = f"consistency {named['old']} {named['new']} --proof {named['hashes']} --key {vkey}"
        outcome = case.ledger(line)
        assert outcome.code == 3, (data[:9], outcome.err)
        assert outcome.err.isprintable() or "\x1b" not in outcome.err
        assert len(outcome.err) < 1000


def test_no_more_of_a_file_is_read_than_a_proof_can_have(case: Desk) -> None:
    """A sparse file of a size that no memory takes."""
    with (case.folder / "huge").open("wb") as file:
        file.truncate(1 << 40)
    for line in ("huge new", "old huge", f"old new --proof huge --key {case.key()}"):
        assert case.ledger(f"consistency {line}").code == 3
