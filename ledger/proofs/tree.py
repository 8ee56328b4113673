"""Is this entry in that tree, and is this tree the beginning of that one?

RFC 6962 section 2.1, with SHA-256. Leaves are numbered from 0, and a node (level, i) is the
complete subtree over the leaves [i * 2**level, (i + 1) * 2**level). Complete subtrees never
change as the log grows, so each is stored once, with the last leaf that it covers; all else is
computed from those. Pure: `Load` is the only way out. Standard library only.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

from ledger.faults import IntegrityFault, Phrase

Load = Callable[[int, int], bytes]
"""The hash, 32 bytes, of the complete subtree (level, i)."""

HASH = 32
#: MTH({}) = SHA-256(): RFC 6962 section 2.1.
EMPTY_ROOT = sha256(b"").digest()


class ProofFault(IntegrityFault):
    """What should prove something does not; str() is the whole message, in ASCII."""


def leaf_hash(entry: bytes) -> bytes:
    """MTH({d}) = SHA-256(0x00 || d): RFC 6962 section 2.1."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """MTH(D[n]) = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n])): RFC 6962 section 2.1."""
    return sha256(b"\x01" + left + right).digest()


def where(level: int, i: int) -> tuple[int, int]:
    """(seq of the row, byte offset in its hashes) at which the complete subtree is stored.

    The row of the last leaf covered holds it; `seq` counts from 1, as rows do.
    """
    return (i + 1) << level, HASH * level


def completed(index: int, leaf: bytes, load: Load) -> list[bytes]:
    """What the row of leaf `index` stores: its hash, then of each subtree that ends with it.

    Lowest level first; there are as many subtrees as `index` ends in one bits. `load` is asked
    only for what earlier rows hold.
    """
    hashes = [leaf]
    while index & 1:
        hashes.append(node_hash(load(len(hashes) - 1, index - 1), hashes[-1]))
        index >>= 1
    return hashes


def complete(start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees, left to right, that a subtree of RFC 6962 over [start, stop) splits
    into: k, the largest power of two smaller than n, again and again. `start` is a multiple of
    a power of two that is at least the size, as in every split of the RFC."""
    while start < stop:
        level = (stop - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _fold(peaks: Sequence[bytes]) -> bytes:
    """The hash over complete subtrees, given left to right: the right ones pair first."""
    if not peaks:
        return EMPTY_ROOT
    whole = peaks[-1]
    for left in reversed(peaks[:-1]):
        whole = node_hash(left, whole)
    return whole


def _subtree(start: int, stop: int, load: Load) -> bytes:
    """MTH(D[start:stop])."""
    return _fold([load(level, i) for level, i in complete(start, stop)])


def root(size: int, load: Load) -> bytes:
    """MTH(D[size]): RFC 6962 section 2.1."""
    return _subtree(0, size, load)


def _split(size: int) -> int:
    """k, the largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, load: Load) -> list[bytes]:
    """PATH(index, D[size]), from the leaf's sibling upwards: RFC 6962 section 2.1.1."""
    if not 0 <= index < size:
        raise ProofFault("there is no leaf {index} in a tree of {size}", index=index, size=size)
    path: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(_subtree(middle, stop, load))
            stop = middle
        else:
            path.append(_subtree(start, middle, load))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, load: Load) -> list[bytes]:
    """PROOF(old, D[new]): RFC 6962 section 2.1.2. Empty where the sizes are equal.

    Empty also where `old` is 0, which the RFC leaves out: every tree begins with the empty one.
    """
    if not 0 <= old <= new:
        raise ProofFault("a tree of {new} does not begin with one of {old}", new=new, old=old)
    if old in (0, new):
        return []
    path: list[bytes] = []
    start, stop, known = 0, new, True
    while old < stop:  # SUBPROOF(m, D[n], b), with `known` for b
        middle = start + _split(stop - start)
        if old <= middle:
            path.append(_subtree(middle, stop, load))
            stop = middle
        else:
            path.append(_subtree(start, middle, load))
            start, known = middle, False
    if not known:
        path.append(_subtree(start, stop, load))
    return path[::-1]


def _check(hashes: Iterable[bytes], wanted: int, given: int) -> None:
    if given != wanted:
        counts = {"given": given, "wanted": wanted}
        text = Phrase("too many hashes: {given}, where this proof has {wanted}", **counts)
        if given < wanted:
            text = Phrase("too few hashes: {given}, where this proof has {wanted}", **counts)
        raise ProofFault(text)
    for number, value in enumerate(hashes, 1):
        if len(value) != HASH:
            raise ProofFault(
                "hash {number} of the proof has {size} bytes, not {expected}",
                number=number,
                size=len(value),
                expected=HASH,
            )


def _climb(value: bytes, proof: Sequence[bytes], *, index: int, inner: int) -> bytes:
    """Hash upwards: `inner` siblings left or right by the bits of `index`, then left ones."""
    for level, sibling in enumerate(proof):
        right = level < inner and not index >> level & 1
        value = node_hash(value, sibling) if right else node_hash(sibling, value)
    return value


def inclusion_root(index: int, size: int, *, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that the proof gives for this leaf hash: RFC 6962 section 2.1.1, backwards."""
    if not 0 <= index < size:
        raise ProofFault("there is no leaf {index} in a tree of {size}", index=index, size=size)
    # Below the level where the paths of `index` and of the last leaf meet there is a sibling at
    # each level; above it only on the left, where `index` has a one bit.
    inner = (index ^ (size - 1)).bit_length()
    _check(proof, inner + (index >> inner).bit_count(), len(proof))
    return _climb(leaf, proof, index=index, inner=inner)


def verify_inclusion(
    index: int, size: int, *, leaf: bytes, root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise ProofFault unless the tree (size, root) has `leaf` (its hash) at `index`."""
    if inclusion_root(index, size, leaf=leaf, proof=proof) != root:
        raise ProofFault(
            "leaf {index} is not proved to be in the tree of {size} with that root",
            index=index,
            size=size,
        )


def verify_consistency(
    old: int, new: int, *, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise ProofFault unless (new, new_root) begins with (old, old_root): RFC 6962 2.1.2."""
    if not 0 <= old <= new:
        raise ProofFault("a tree of {new} does not begin with one of {old}", new=new, old=old)
    if old in (0, new):
        _check(proof, 0, len(proof))
        if old_root != (new_root if old == new else EMPTY_ROOT):
            raise ProofFault("the root for {size} is not the other's root for {size}", size=old)
        return
    # The proof is an inclusion proof of the last complete subtree of the old tree, which comes
    # first in it unless the old tree is that subtree alone (b is true in SUBPROOF).
    level = (old & -old).bit_length() - 1
    index, last = (old - 1) >> level, (new - 1) >> level
    inner = (index ^ last).bit_length()
    alone = old == 1 << level
    _check(proof, inner + (index >> inner).bit_count() + (not alone), len(proof))
    seed, path = (old_root, proof) if alone else (proof[0], proof[1:])
    # The old root is made of the siblings on the left alone.
    lefts = [h for at, h in enumerate(path) if at >= inner or index >> at & 1]
    if _climb(seed, lefts, index=0, inner=0) != old_root:
        raise ProofFault("the proof does not lead to the old root, of {size}", size=old)
    if _climb(seed, path, index=index, inner=inner) != new_root:
        raise ProofFault("the proof does not lead to the new root, of {size}", size=new)


class Frontier:
    """The right edge of a growing tree: `size`, and the complete subtrees it splits into."""

    __slots__ = ("_peaks", "size")

    def __init__(self, size: int = 0, load: Load | None = None) -> None:
        self.size = size
        self._peaks: list[bytes] = []
        if size:
            if load is None:
                raise ValueError("a tree that is not empty is read with `load`")
            self._peaks = [load(level, i) for level, i in complete(0, size)]

    def append(self, leaf: bytes) -> list[bytes]:
        """Add a leaf hash; what `completed` says its row stores, from memory alone."""
        hashes, index, peaks = [leaf], self.size, self._peaks
        while index & 1:
            leaf = node_hash(peaks.pop(), leaf)
            hashes.append(leaf)
            index >>= 1
        peaks.append(leaf)
        self.size += 1
        return hashes

    def root(self) -> bytes:
        """MTH of all appended so far, 32 bytes."""
        return _fold(self._peaks)
