"""Is a proof, a checkpoint or a hash that cannot be read refused by file and line?"""

from collections.abc import Callable

import pytest

from tests.desk import Desk

BOM = b"\xef\xbb\xbf"


@pytest.fixture
def case(desk: Desk) -> Desk:
    return desk.checkpointed()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: b"", "line 1: it is empty"),
        (lambda data: b"\n\n", "line 1: it is empty"),
        (lambda data: data.replace(b"\n", b"\r\n"), "line 1: its lines end with CR and LF"),
        (lambda data: BOM + data, "line 1: the proof begins with a byte order mark"),
        (lambda data: data.replace(b"@v1", b"@v2"), "line 1: a proof begins with the line c2sp"),
        (lambda data: data[:10], "line 1: a proof begins with the line c2sp.org/tlog-proof@v1;"),
        (lambda data: data[: data.index(b"extra ") + 41], "line 2: it ends before the empty line"),
        (lambda data: data[: data.index(b"index ") + 9], "line 3: it ends before the empty line"),
        (lambda data: data.replace(b"index 2", b"index x"), "line 3: the index is not a plain"),
        (lambda data: data.replace(b"index 2", b"\x01ndex 2"), "line 3: the proof has the control"),
        (lambda data: data.replace(b"index 23\n", b"index 23\n!"), "line 4: hash 1 is not base64"),
        (lambda data: data.replace(b"\n57\n", b"\nmany\n"), "the size is not a plain decimal"),
        (lambda data: data.replace(b"\n57\n", b"\n\xff\n"), "the proof is not UTF-8"),
        (lambda data: data[: data.index(b"\n57\n")], "the note has no empty line"),
        (lambda data: data[:-1], "the last signature does not end with a newline"),
        (lambda data: data + b"\n", "an empty line is the last, and no signature stands below it"),
        (lambda data: data[data.index(b"\n\n") + 2 :], "line 1: it is a checkpoint, which `ledger"),
    ],
)
def test_a_proof_that_cannot_be_read_is_refused_by_file_and_line(
    case: Desk, change: Callable[[bytes], bytes], said: str
) -> None:
    case.done("prove @24 -o proof")
    path = case.folder / "proof"
    path.write_bytes(change(path.read_bytes()))
    outcome = case.ledger(f"verify-proof proof --key {case.key()}")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith("ledger: 'proof', line ")
    assert said in outcome.err
    assert "; expected a proof as `ledger prove` writes it: " in outcome.err


def test_the_line_of_a_proof_is_that_of_the_file(case: Desk) -> None:
    case.done("prove @24 -o proof")
    path = case.folder / "proof"
    genuine = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(genuine[:-1], 1):
        if line:
            changed = [*genuine[: number - 1], "\x01" + line, *genuine[number:]]
            path.write_text("\n".join(changed), encoding="utf-8")
            outcome = case.ledger(f"verify-proof proof --key {case.key()}")
            assert f"'proof', line {number}: " in outcome.err


def test_a_checkpoint_or_a_hash_that_cannot_be_read_is_refused_by_file_and_line(
    case: Desk,
) -> None:
    (case.folder / "bom").write_bytes(BOM + (case.folder / "old").read_bytes())
    outcome = case.ledger("consistency bom new")
    assert outcome.code == 3
    assert "'bom', line 1: the note begins with a byte order mark" in outcome.err
    hashes = case.done("consistency old new").splitlines()
    (case.folder / "hashes").write_text("\n".join([*hashes[:2], "x", *hashes[3:]]) + "\n")
    outcome = case.ledger(f"consistency old new --proof hashes --key {case.key()}")
    assert outcome.code == 3
    assert "'hashes', line 3: hash 3 is not base64: 'x'; expected" in outcome.err
