"""Do tools that we did not write accept what we export, sign, cosign and prove?

`tlog-scales` reads tlog-tiles logs and follows RFC 9162 section 2.1 word by word; none of it is
ours. What it accepts here, it must refuse once a bit is changed.
"""

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from tlog_scales import cli, signing, tlog
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader

from ledger.proofs import checkpoint, proof
from ledger.proofs.checkpoint import Checkpoint
from ledger.proofs.cosignature import cosign, cosigned_at
from ledger.proofs.note import parse, with_signatures
from ledger.proofs.signer import COSIGNATURE, SignerKey, verifier_key
from ledger.proofs.tree import (
    completed,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    where,
)
from ledger.signing.tile_export import export

ORIGIN = "example.org/links"
LOG = SignerKey(ORIGIN, bytes(range(32)))
WITNESS = SignerKey("witness.example/w", bytes([9] * 32), algorithm=COSIGNATURE)
SIZE = 600
ENTRIES = [b'{"entry":%d}' % i for i in range(SIZE)]
ROWS: list[list[bytes]] = []


def load(level: int, i: int) -> bytes:
    seq, offset = where(level, i)
    return ROWS[seq - 1][offset // 32]


for at, entry in enumerate(ENTRIES):
    ROWS.append(completed(at, leaf_hash(entry), load))


def head(size: int) -> bytes:
    return bytes(checkpoint.sign(Checkpoint(ORIGIN, size, root(size, load)), LOG))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where_to = tmp_path_factory.mktemp("log")
    for size in (300, SIZE):
        export(where_to, head(size), entries=lambda a, b: ENTRIES[a:b], load=load)
    return where_to


def test_a_stock_reader_finds_every_entry_and_the_root(folder: Path) -> None:
    reader = TilesReader(LocalBackend(folder))
    found = reader.get_checkpoint()
    found.verify(signing.Vkey.from_string(str(LOG.verifier)))
    assert (found.origin, found.size) == (ORIGIN, SIZE)
    assert reader.calculate_root_hash() == found.root_hash == root(SIZE, load)
    assert [reader.get_entry(index) for index in range(SIZE)] == ENTRIES


def test_proofs_from_the_folder_are_ours(folder: Path) -> None:
    reader = TilesReader(LocalBackend(folder))
    reader.get_checkpoint()
    for index in (0, 1, 255, 256, 299, 511, 512, 599):
        theirs = reader.get_inclusion_proof(index, SIZE)
        assert theirs.node_hashes == inclusion_proof(index, SIZE, load)
        theirs.check(leaf_hash(ENTRIES[index]), root(SIZE, load))
    for old in (1, 2, 255, 256, 257, 300, 511, 512, 599, 600):
        assert reader.get_consistency_proof(old, SIZE).node_hashes == consistency_proof(
            old, SIZE, load
        )


def test_every_consistency_proof_to_130_is_accepted_by_rfc_9162() -> None:
    roots = [root(size, load) for size in range(131)]
    for new in range(1, 131):
        for old in range(new + 1):
            hashes = consistency_proof(old, new, load)
            tlog.ConsistencyProof(old, new, hashes).check(roots[old], roots[new])
            if hashes:
                wrong = [bytes(32), *hashes[1:]]
                with pytest.raises(tlog.ConsistencyProofInvalid):
                    tlog.ConsistencyProof(old, new, wrong).check(roots[old], roots[new])


def test_what_one_side_refuses_the_other_does_too() -> None:
    """Wrong sizes with a genuine proof: the verdicts are the same."""
    for old, new in ((3, 7), (4, 7), (6, 8), (5, 16), (8, 16)):
        hashes = consistency_proof(old, new, load)
        for a in range(1, 20):
            for b in range(a, 20):
                heads = root(a, load), root(b, load)
                assert ours(a, b, heads, hashes) == theirs(a, b, heads, hashes), (a, b, old, new)


def ours(old: int, new: int, heads: tuple[bytes, bytes], hashes: list[bytes]) -> bool:
    try:
        verify_consistency(old, new, old_root=heads[0], new_root=heads[1], proof=hashes)
    except Exception:
        return False
    return True


def theirs(old: int, new: int, heads: tuple[bytes, bytes], hashes: list[bytes]) -> bool:
    try:
        tlog.ConsistencyProof(old, new, hashes).check(*heads)
    except tlog.ConsistencyProofInvalid:
        return False
    return True


def test_a_proof_that_a_stock_tool_made_from_the_folder_verifies_here(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for index in (0, 41, 599):
        cli.cmd_gen_proof(cli.build_parser().parse_args(["gen-proof", str(folder), str(index)]))
        found = proof.parse(capsys.readouterr().out.encode())
        verified = proof.verify(found, ENTRIES[index], keys=[LOG.verifier])
        assert verified.size == SIZE
        mine = proof.proof(index, inclusion_proof(index, SIZE, load), note=found.note)
        assert bytes(mine) == bytes(found)


def test_keys_and_cosignatures_are_read_alike() -> None:
    for key in (LOG, WITNESS):
        assert signing.Vkey.from_string(str(key.verifier)).serialize() == str(key.verifier)
    signer = signing.PlainEd25519Signer(ORIGIN, LOG.seed)
    assert verifier_key(signer.vkey.serialize()) == LOG.verifier
    made = tlog.Checkpoint.make_signed(ORIGIN, 7, root(7, load), [signer])
    assert made.serialize().encode() == head(7)

    note = parse(head(7))
    seen = with_signatures(note, [cosign(note.text, WITNESS, timestamp=1700000000)])
    theirs = tlog.Checkpoint.from_text(bytes(seen).decode())
    vkey = signing.Vkey.from_string(str(WITNESS.verifier))
    theirs.verify(vkey)
    assert signing.Ed25519CosignatureVerifier.get_timestamp(theirs.signatures[1].payload) == (
        cosigned_at(seen, WITNESS.verifier)
    )
    other = tlog.Checkpoint(ORIGIN, 8, root(8, load), theirs.signatures)
    with pytest.raises(InvalidSignature):
        other.verify(vkey)
