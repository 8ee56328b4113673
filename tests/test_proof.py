"""Does a proof show that an entry is in the log, and nothing else pass for one?"""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.faults import LedgerFault
from ledger.proofs.checkpoint import Checkpoint, CheckpointFault, sign
from ledger.proofs.cosignature import cosign, cosigned_at
from ledger.proofs.note import NoteFault, Unsigned, with_signatures
from ledger.proofs.proof import Proof, parse, proof, verify
from ledger.proofs.signer import COSIGNATURE, SignerKey, new_key
from ledger.proofs.tree import ProofFault, completed, inclusion_proof, leaf_hash, root, where

ORIGIN = "example.org/links"
LOG = SignerKey(ORIGIN, bytes(range(32)))
KEYS = [LOG.verifier]
ENTRIES = [b'{"entry":%d}' % i for i in range(70)]
ROWS: list[bytes] = []


def load(level: int, i: int) -> bytes:
    seq, offset = where(level, i)
    return ROWS[seq - 1][offset : offset + 32]


for at, entry in enumerate(ENTRIES):
    ROWS.append(b"".join(completed(at, leaf_hash(entry), load)))


def made(index: int, size: int, extra: bytes | None = None) -> bytes:
    note = sign(Checkpoint(ORIGIN, size, root(size, load)), LOG)
    return bytes(proof(index, inclusion_proof(index, size, load), note=note, extra=extra))


GOOD = made(41, 70, ENTRIES[41])
LINES = GOOD.decode().split("\n")


def test_a_proof_is_written_as_the_format_says() -> None:
    assert LINES[0] == "c2sp.org/tlog-proof@v1"
    assert LINES[1] == "extra " + base64.b64encode(ENTRIES[41]).decode()
    assert LINES[2] == "index 41"
    blank = LINES.index("")
    assert len(LINES[3:blank]) == 7
    assert LINES[blank + 1 : blank + 3] == [ORIGIN, "70"]
    assert GOOD.endswith(b"\n")


@pytest.mark.parametrize("size", range(1, 71))
def test_every_entry_is_proved_at_every_size(size: int) -> None:
    for index in range(size):
        found = parse(made(index, size))
        assert verify(found, ENTRIES[index], keys=KEYS).size == size
        with pytest.raises(ProofFault):
            verify(found, ENTRIES[index] + b" ", keys=KEYS)


def test_the_extra_line_carries_the_entry_and_vouches_for_nothing() -> None:
    found = parse(GOOD)
    assert found.extra == ENTRIES[41]
    assert parse(made(3, 9)).extra is None
    swapped = bytes(found._replace(extra=ENTRIES[40]))
    assert parse(swapped).extra == ENTRIES[40]
    with pytest.raises(ProofFault):
        verify(parse(swapped), ENTRIES[40], keys=KEYS)


def edited(**changes: str | None) -> bytes:
    """The good proof with lines replaced; None drops one, a newline makes two of one."""
    lines = LINES.copy()
    for name, value in changes.items():
        lines[int(name[1:])] = "\0" if value is None else value
    return "\n".join(line for line in lines if line != "\0").encode()


HASH = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (edited(l0="c2sp.org/tlog-proof@v2"), "begins with the line"),
        (edited(l0=None), "begins with the line"),
        (edited(l1="extra "), "without data"),
        (edited(l1="extra"), "a line `index N`"),
        (edited(l1="extra YQ"), "not base64"),
        (edited(l1="extra YR=="), "not canonical"),
        (edited(l1=f"{LINES[1]}\n{LINES[1]}"), "a line `index N`"),
        (edited(l1=LINES[2], l2=LINES[1]), "not base64"),
        (edited(l2=None), "a line `index N`"),
        (edited(l2="index 041"), "plain decimal number: '041'"),
        (edited(l2="index +41"), "plain decimal"),
        (edited(l2="index -1"), "plain decimal"),
        (edited(l2="index  41"), "plain decimal"),
        (edited(l2="index 41 "), "plain decimal"),
        (edited(l2="index 70"), "there is no leaf 70 in a tree of 70"),
        (edited(l2="index 9223372036854775807"), "there is no leaf"),
        (edited(l2="index 9223372036854775808"), "plain decimal"),
        (edited(l2="index 40"), "not proved"),
        (edited(l3=None), "too few hashes: 6, where this proof has 7"),
        (edited(l3=f"{LINES[3]}\n{HASH}"), "too many hashes: 8"),
        (edited(l3=LINES[4], l4=LINES[3]), "not proved"),
        (edited(l3=HASH), "not proved"),
        (edited(l3=base64.b64encode(bytes(31)).decode()), "hash 1 has 31 bytes, not 32"),
        (edited(l3=base64.b64encode(bytes(33)).decode()), "hash 1 has 33 bytes, not 32"),
        (edited(l3=LINES[3] + "="), "base64"),
        (edited(l3=" " + LINES[3]), "base64"),
        (edited(l3="\n".join([HASH] * 64)), "a proof has at most 63 hashes"),
        (edited(l3="\x1b[2J"), "control character"),
        (GOOD.replace(b"\n", b"\r\n"), "control character"),
        (GOOD[:-1], "does not end with a newline"),
        (GOOD + b"\n", "an empty line is the last"),
        (GOOD.replace(b"\n70\n", b"\n070\n"), "plain decimal number: '070'"),
        (GOOD.replace(b"\n70\n", b"\n71\n"), "does not fit"),
        (GOOD[:80], "ends before the empty line"),
        (GOOD.partition(b"\n")[0] + b"\n\n", "a line `index N` after its header"),
        (b"", "begins with the line"),
        (b"\xff", "not UTF-8"),
        (b"x" * 1_000_001, "too large"),
    ],
)
def test_a_proof_that_is_not_exactly_one_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ProofFault, match=message) as caught:
        verify(parse(data), ENTRIES[41], keys=KEYS)
    assert str(caught.value).isascii()
    assert str(caught.value).isprintable()


def test_an_entry_of_another_ledger_is_not_proved_here() -> None:
    other = SignerKey("example.org/other", bytes(32))
    note = sign(Checkpoint("example.org/other", 70, root(70, load)), other)
    found = proof(41, inclusion_proof(41, 70, load), note=note)
    with pytest.raises(CheckpointFault, match="other"):
        verify(parse(bytes(found)), ENTRIES[41], keys=KEYS)


def test_a_proof_without_our_signature_gives_no_verdict() -> None:
    with pytest.raises(Unsigned):
        verify(parse(GOOD), ENTRIES[41], keys=[new_key(ORIGIN).verifier])


def test_a_proof_that_its_own_author_signed_anew_is_noticed_by_the_pinned_key() -> None:
    forger = SignerKey(ORIGIN, bytes(32))
    head = Checkpoint(ORIGIN, 1, leaf_hash(b"forged"))
    found = parse(bytes(proof(0, [], note=sign(head, forger))))
    assert verify(found, b"forged", keys=[forger.verifier]) == head
    with pytest.raises(Unsigned):
        verify(found, b"forged", keys=KEYS)


def test_cosignatures_travel_with_the_proof() -> None:
    witness = SignerKey("w.example", bytes(32), algorithm=COSIGNATURE)
    note = sign(Checkpoint(ORIGIN, 9, root(9, load)), LOG)
    seen = with_signatures(note, [cosign(note.text, witness, timestamp=1700000000)])
    found = parse(bytes(proof(4, inclusion_proof(4, 9, load), note=seen)))
    assert verify(found, ENTRIES[4], keys=KEYS).size == 9
    assert cosigned_at(found.note, witness.verifier) == 1700000000


def verified_alone(data: bytes) -> None:
    """As `verify-proof` does without --entry: the entry is the one in the extra line."""
    found = parse(data)
    verify(found, found.extra or b"", keys=KEYS)


def test_every_flipped_bit_of_a_proof_is_noticed() -> None:
    # beside the extra line, which nothing covers: there the entry it carries no longer fits
    for at in range(len(GOOD) * 8):
        changed = bytearray(GOOD)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(LedgerFault):
            verified_alone(bytes(changed))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_proof_comes_back_and_any_corrupted_hash_fails(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 70))
    index = data.draw(st.integers(0, size - 1))
    extra = data.draw(st.none() | st.binary(min_size=1, max_size=100))
    written = made(index, size, extra)
    found = parse(written)
    assert bytes(found) == written
    assert (found.leaf_index, found.extra) == (index, extra)
    at = data.draw(st.integers(0, len(found.hashes) - 1))
    wrong = bytearray(found.hashes[at])
    bit = data.draw(st.integers(0, 255))
    wrong[bit // 8] ^= 1 << bit % 8
    hashes = (*found.hashes[:at], bytes(wrong), *found.hashes[at + 1 :])
    with pytest.raises(ProofFault, match="not proved"):
        verify(Proof(index, hashes, found.checkpoint, found.note, None), ENTRIES[index], keys=KEYS)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for trial in (data, GOOD[:40] + data, GOOD + data):
        message = ""
        try:
            assert bytes(parse(trial)) == trial
        except (ProofFault, NoteFault) as fault:
            message = str(fault)
        assert message.isascii()
        assert message.isprintable()
