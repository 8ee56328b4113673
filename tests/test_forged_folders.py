"""Is a folder of tiles that hashes and is signed, and is no ledger, refused before it is copied?"""

import os
from pathlib import Path

import pytest

from ledger.entries import Heading, frame
from ledger.faults import IntegrityFault, LedgerFault
from ledger.proofs.checkpoint import Checkpoint, sign
from ledger.proofs.signer import new_key
from ledger.proofs.tree import EMPTY_ROOT, completed, leaf_hash, root, where
from ledger.signing import tile_export
from ledger.signing.log_tree import open_tree
from ledger.teams.copying import copy
from tests.desk import Desk
from tests.ledgers import ORIGIN, made


@pytest.fixture
def source(tmp_path: Path) -> str:
    return str(made(tmp_path, "source.ledger"))


def test_an_empty_log_is_not_copied(tmp_path: Path) -> None:
    key = new_key(ORIGIN)
    head = bytes(sign(Checkpoint(ORIGIN, 0, EMPTY_ROOT), key))
    tile_export.export(tmp_path / "log", head, entries=lambda *_: [], load=lambda *_: b"")
    with pytest.raises(LedgerFault, match="there is nothing to copy: the log is empty"):
        copy(str(tmp_path), str(tmp_path / "target.ledger"), os.environ)


def forged(folder: Path, entries: list[bytes]) -> str:
    """A folder of these entries, which hash, and whose head is signed."""
    hashes: list[list[bytes]] = []

    def load(level: int, i: int) -> bytes:
        return hashes[where(level, i)[0] - 1][level]

    for index, entry in enumerate(entries):
        hashes.append(completed(index, leaf_hash(entry), load))
    size = len(entries)
    note = bytes(sign(Checkpoint(ORIGIN, size, root(size, load)), new_key(ORIGIN)))
    tile_export.export(folder, note, entries=lambda a, b: entries[a:b], load=load)
    return str(folder)


def test_an_entry_of_another_place_does_not_pass(source: str, tmp_path: Path) -> None:
    """Though it hashes, and the head is signed."""
    with open_tree(source) as tree:
        entries = [*tree.entries(0, 1), *tree.entries(0, 1)]
    log = forged(tmp_path / "folder", entries)
    with pytest.raises(IntegrityFault, match=r"@2 of the source is the entry @1 of example\.org/"):
        copy(log, str(tmp_path / "target.ledger"), os.environ)


@pytest.mark.parametrize(
    ("type", "state", "said"),
    [
        ("noted", b"{}", "the log to be copied does not begin with its opening"),
        ("opened", b"[]", "the log to be copied does not begin with its opening"),
        ("opened", b'{"origin":"o"}', "the log to be copied does not begin with its opening"),
        ("key_added", b"[7]", "a key that was added cannot be read"),
        ("key_added", b'{"key":7}', "verifier key is not an Ed25519 key"),
    ],
)
def test_a_folder_that_begins_with_something_else_is_not_copied(
    tmp_path: Path, type: str, state: bytes, said: str
) -> None:
    entry = frame(state, Heading(ORIGIN, 0), seq=1, stream="#", type=type, version=1)
    target = tmp_path / "target.ledger"
    with pytest.raises(LedgerFault, match=said):
        copy(forged(tmp_path / "folder", [entry]), str(target), os.environ)
    assert not target.exists()


def test_an_entry_that_stands_at_another_place_is_a_finding_of_an_audit(
    source: str, desk: Desk
) -> None:
    with open_tree(source) as tree:
        entries = [*tree.entries(0, 1), *tree.entries(0, 1)]
    forged(desk.folder / "folder", entries)
    outcome = desk.ledger("verify --tiles folder")
    assert outcome.code == 3
    assert "@1: stands where @2 should" in outcome.out
