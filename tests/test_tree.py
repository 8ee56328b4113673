"""Do the hashes, heads and proofs equal those of RFC 6962 section 2.1, at every size to 300?"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest

from ledger.faults import IntegrityFault
from ledger.proofs.tree import (
    EMPTY_ROOT,
    Frontier,
    ProofFault,
    completed,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
    where,
)

MOST = 300
ENTRIES = [b"entry %d" % i for i in range(MOST)]


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


# The definitions of RFC 6962 section 2.1 as they stand there, over D[start:stop].
@cache
def mth(start: int, stop: int) -> bytes:
    n = stop - start
    if n == 0:
        return sha256(b"").digest()
    if n == 1:
        return sha256(b"\x00" + ENTRIES[start]).digest()
    k = split(n)
    return sha256(b"\x01" + mth(start, start + k) + mth(start + k, stop)).digest()


def path(m: int, start: int, stop: int) -> list[bytes]:
    n = stop - start
    if n == 1:
        return []
    k = split(n)
    if m < k:
        return [*path(m, start, start + k), mth(start + k, stop)]
    return [*path(m - k, start + k, stop), mth(start, start + k)]


def subproof(m: int, start: int, stop: int, b: bool) -> list[bytes]:
    n = stop - start
    if m == n:
        return [] if b else [mth(start, stop)]
    k = split(n)
    if m <= k:
        return [*subproof(m, start, start + k, b), mth(start + k, stop)]
    return [*subproof(m - k, start + k, stop, False), mth(start, start + k)]


ROWS: list[bytes] = []


def load(level: int, i: int) -> bytes:
    """Out of the rows, as a store does."""
    seq, offset = where(level, i)
    found = ROWS[seq - 1][offset : offset + 32]
    assert len(found) == 32, (level, i)
    return found


for at, entry in enumerate(ENTRIES):
    ROWS.append(b"".join(completed(at, leaf_hash(entry), load)))

#: Of certificate transparency's reference tests, used by many implementations since.
REFERENCE = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
REFERENCE_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_roots_are_those_of_the_reference_tests() -> None:
    frontier = Frontier()
    assert frontier.root().hex() == REFERENCE_ROOTS[0]
    for entry, expected in zip(REFERENCE, REFERENCE_ROOTS[1:], strict=True):
        frontier.append(leaf_hash(entry))
        assert frontier.root().hex() == expected


def test_the_empty_tree_hashes_nothing() -> None:
    assert EMPTY_ROOT == sha256(b"").digest() == root(0, load)


def test_a_row_stores_its_leaf_and_each_subtree_that_ends_with_it() -> None:
    frontier = Frontier()
    for index, entry in enumerate(ENTRIES):
        stored = completed(index, leaf_hash(entry), load)
        assert frontier.append(leaf_hash(entry)) == stored
        expected = [mth(index + 1 - (1 << level), index + 1) for level in range(len(stored))]
        assert stored == expected
        # as many subtrees as the position has trailing zeros
        assert len(stored) == ((index + 1) & -(index + 1)).bit_length()


@pytest.mark.parametrize("size", range(MOST + 1))
def test_heads_and_frontiers_are_the_recursive_definition(size: int) -> None:
    expected = mth(0, size)
    assert root(size, load) == expected
    resumed = Frontier(size, load)
    assert resumed.root() == expected
    if size < MOST:
        resumed.append(leaf_hash(ENTRIES[size]))
        assert resumed.root() == mth(0, size + 1)


def corrupted(proof: list[bytes], at: int) -> list[bytes]:
    changed = bytes([proof[at][at % 32] ^ 1])
    value = proof[at][: at % 32] + changed + proof[at][at % 32 + 1 :]
    return [*proof[:at], value, *proof[at + 1 :]]


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_inclusion_is_proved_and_every_corrupted_proof_fails(size: int) -> None:
    head = mth(0, size)
    for index in range(size):
        proof = inclusion_proof(index, size, load)
        if size <= 80 or index % 7 == 0 or index == size - 1:  # the rest: by verification
            assert proof == path(index, 0, size)
        leaf = load(0, index)
        verify_inclusion(index, size, leaf=leaf, root=head, proof=proof)
        # each hash in turn at every size; at the large ones for a quarter of the leaves
        if size > 64 and (index + size) % 4:
            continue
        for at in range(len(proof)):
            with pytest.raises(ProofFault):
                verify_inclusion(index, size, leaf=leaf, root=head, proof=corrupted(proof, at))


@pytest.mark.parametrize("new", range(MOST + 1))
def test_every_consistency_is_proved_and_every_corrupted_proof_fails(new: int) -> None:
    head = mth(0, new)
    for old in range(new + 1):
        proof = consistency_proof(old, new, load)
        if old and (new <= 80 or old % 7 == 0):
            assert proof == subproof(old, 0, new, True)
        before = mth(0, old)
        verify_consistency(old, new, old_root=before, new_root=head, proof=proof)
        if new > 64 and (old + new) % 4:
            continue
        for at in range(len(proof)):
            with pytest.raises(ProofFault):
                verify_consistency(
                    old, new, old_root=before, new_root=head, proof=corrupted(proof, at)
                )


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 100, 128, 255, 257])
def test_a_proof_does_not_serve_for_another_leaf_index_or_size(size: int) -> None:
    head = mth(0, size)
    for index in range(size):
        proof = inclusion_proof(index, size, load)
        leaf = load(0, index)
        for other in {0, index - 1, index + 1, size - 1, index ^ 1} - {index, -1}:
            with pytest.raises(ProofFault):
                verify_inclusion(other, size, leaf=leaf, root=head, proof=proof)
        with pytest.raises(ProofFault):
            verify_inclusion(index, size, leaf=bytes(32), root=head, proof=proof)
        for other in (size - 1, size + 1, size * 2):
            if other > index and inclusion_proof(index, min(other, MOST), load) != proof:
                with pytest.raises(ProofFault):
                    verify_inclusion(
                        index, other, leaf=leaf, root=mth(0, min(other, MOST)), proof=proof
                    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p[:-1], "too few hashes: 7, where this proof has 8"),
        (lambda p: [*p, bytes(32)], "too many hashes: 9, where this proof has 8"),
        (lambda p: [], "too few hashes: 0"),
        (lambda p: [p[1], p[0], *p[2:]], "not proved"),
        (lambda p: [p[0][:31], *p[1:]], "hash 1 of the proof has 31 bytes, not 32"),
        (lambda p: [*p[:-1], p[-1] + b"\0"], "hash 8 of the proof has 33 bytes, not 32"),
    ],
)
def test_an_inclusion_proof_of_the_wrong_shape_says_what_is_wrong(
    change: Callable[[list[bytes]], list[bytes]], message: str
) -> None:
    proof = inclusion_proof(77, 200, load)
    with pytest.raises(ProofFault, match=message):
        verify_inclusion(77, 200, leaf=load(0, 77), root=mth(0, 200), proof=change(proof))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p[:-1], "too few hashes"),
        (lambda p: [*p, bytes(32)], "too many hashes"),
        (lambda p: [], "too few hashes"),
        (lambda p: [p[1], p[0], *p[2:]], "does not lead to the old root"),
        (lambda p: [*p[:-1], bytes(32)], "does not lead to the new root, of 200"),
        (lambda p: [p[0] + b"\0", *p[1:]], "hash 1 of the proof has 33 bytes, not 32"),
    ],
)
def test_a_consistency_proof_of_the_wrong_shape_says_what_is_wrong(
    change: Callable[[list[bytes]], list[bytes]], message: str
) -> None:
    proof = change(consistency_proof(77, 200, load))
    with pytest.raises(ProofFault, match=message):
        verify_consistency(77, 200, old_root=mth(0, 77), new_root=mth(0, 200), proof=proof)


@pytest.mark.parametrize("index", [-1, 5, 6, 2**70])
def test_an_index_out_of_range_is_refused(index: int) -> None:
    with pytest.raises(ProofFault, match="there is no leaf"):
        inclusion_proof(index, 5, load)
    with pytest.raises(ProofFault, match="there is no leaf"):
        verify_inclusion(index, 5, leaf=load(0, 0), root=mth(0, 5), proof=[bytes(32)] * 3)


def test_no_leaf_is_in_the_empty_tree() -> None:
    with pytest.raises(ProofFault):
        verify_inclusion(0, 0, leaf=load(0, 0), root=EMPTY_ROOT, proof=[])


def test_every_tree_begins_with_the_empty_one_and_with_itself() -> None:
    verify_consistency(0, 9, old_root=EMPTY_ROOT, new_root=mth(0, 9), proof=[])
    verify_consistency(9, 9, old_root=mth(0, 9), new_root=mth(0, 9), proof=[])
    with pytest.raises(ProofFault, match="too many"):
        verify_consistency(0, 9, old_root=EMPTY_ROOT, new_root=mth(0, 9), proof=[bytes(32)])
    with pytest.raises(ProofFault, match="too many"):
        verify_consistency(9, 9, old_root=mth(0, 9), new_root=mth(0, 9), proof=[bytes(32)])
    with pytest.raises(ProofFault, match="the root for 0 is not the other's root for 0"):
        verify_consistency(0, 9, old_root=mth(0, 1), new_root=mth(0, 9), proof=[])
    with pytest.raises(ProofFault, match="the root for 9 is not the other's root for 9"):
        verify_consistency(9, 9, old_root=mth(0, 8), new_root=mth(0, 9), proof=[])


@pytest.mark.parametrize(("old", "new"), [(10, 9), (-1, 9), (1, 0)])
def test_a_tree_does_not_begin_with_a_larger_one(old: int, new: int) -> None:
    with pytest.raises(ProofFault, match=f"a tree of {new} does not begin with one of {old}"):
        consistency_proof(old, new, load)
    with pytest.raises(ProofFault, match="does not begin with"):
        verify_consistency(old, new, old_root=mth(0, 1), new_root=mth(0, 9), proof=[])


def test_a_rewritten_history_is_not_consistent_with_the_one_before() -> None:
    other: list[bytes] = []

    def forked(level: int, i: int) -> bytes:
        seq, offset = where(level, i)
        return other[seq - 1][offset : offset + 32]

    for index in range(100):
        entry = b"rewritten" if index == 42 else ENTRIES[index]
        other.append(b"".join(completed(index, leaf_hash(entry), forked)))
    for old in range(43, 101):
        with pytest.raises(ProofFault):
            verify_consistency(
                old,
                100,
                old_root=mth(0, old),
                new_root=root(100, forked),
                proof=consistency_proof(old, 100, forked),
            )
    # what lies before the change is still a beginning of both
    verify_consistency(
        42,
        100,
        old_root=mth(0, 42),
        new_root=root(100, forked),
        proof=consistency_proof(42, 100, forked),
    )


def test_a_frontier_of_a_tree_with_leaves_needs_its_hashes() -> None:
    with pytest.raises(ValueError, match="load"):
        Frontier(3)


def test_a_failed_proof_exits_with_3() -> None:
    assert issubclass(ProofFault, IntegrityFault)
    assert ProofFault.exit_code == 3


def test_leaves_and_nodes_hash_in_domains_of_their_own() -> None:
    pair = load(0, 0) + load(0, 1)
    assert leaf_hash(pair) != node_hash(load(0, 0), load(0, 1))


def test_an_implementation_that_we_did_not_write_accepts_our_inclusion_proofs() -> None:
    from sigstore._internal import merkle
    from sigstore.errors import VerificationError

    def entry_of(index: int, size: int, proof: list[bytes], body: bytes) -> Any:
        found = SimpleNamespace(
            log_index=index, tree_size=size, hashes=proof, root_hash=mth(0, size)
        )
        return SimpleNamespace(
            _inner=SimpleNamespace(inclusion_proof=found, canonicalized_body=body)
        )

    for size in range(1, MOST + 1):
        for index in {0, size // 3, size // 2, size - 1}:
            proof = inclusion_proof(index, size, load)
            merkle.verify_merkle_inclusion(entry_of(index, size, proof, ENTRIES[index]))
            with pytest.raises(VerificationError):
                merkle.verify_merkle_inclusion(entry_of(index, size, proof, b"another"))
