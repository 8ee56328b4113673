"""From where can a ledger be copied: a store, or a folder that holds a log as tiles?"""

import json
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from ledger.entries import Entry, unframe
from ledger.evidence import EvidenceFolder
from ledger.faults import LedgerFault
from ledger.proofs.checkpoint import Checkpoint, check_signed, read
from ledger.proofs.key_chain import chain, key_at
from ledger.signing import tile_folder
from ledger.signing.log_tree import LogTree, open_tree
from ledger.stores import address

#: Where a dossier keeps the log, and the files that its announcements name.
LOGS: Final = ("", "log", "tiles")
EVIDENCE: Final = "evidence"


class Source(NamedTuple):
    """A ledger to be copied: its head, as it says itself, and its evidence."""

    head: Checkpoint
    #: The checkpoint that signs it, where it comes with one.
    signed: bytes | None
    evidence: EvidenceFolder
    tree: LogTree | None
    folder: Path | None

    def entries(self) -> Generator[bytes, None, None]:
        """All entries, in order; to be closed before the source is."""
        if self.tree is not None:
            yield from self.tree.entries(0, self.head.size)
        else:
            assert self.folder is not None
            yield from tile_folder.entries_of(self.folder, self.head.size)

    def check_key(self, added: list[Entry]) -> bool:
        """Whether the checkpoint is signed by the key in force; False where it has none.

        Raises IntegrityFault where somebody else signed it. `added`: the `key_added` events.
        """
        if self.signed is None:
            return False
        keys = chain(self.head.origin, ((e.seq, json.loads(e.state)) for e in added))
        key = key_at(keys, self.head.size)
        if key is None:
            return False
        checkpoint, note = read(self.signed)
        check_signed(checkpoint, note, keys=[key])
        return True


@contextmanager
def open_source(target: str) -> Iterator[Source]:
    """A store by path or URL, or a folder of tiles or a dossier, to be copied.

    LedgerFault: nothing of this is there.
    """
    if not address.on_server(target) and os.path.isdir(target):
        yield _folder(Path(target))
        return
    with open_tree(target) as tree:
        evidence = EvidenceFolder(address.evidence(target, os.environ))
        yield Source(tree.head(), None, evidence, tree, None)


def _folder(folder: Path) -> Source:
    for name in LOGS:
        log = folder / name
        if (log / tile_folder.CHECKPOINT).is_file():
            signed = tile_folder.checkpoint_in(log)
            kept = EvidenceFolder(folder / EVIDENCE)
            return Source(read(signed)[0], signed, kept, None, log)
    raise LedgerFault(
        f"{folder} holds no log as tiles: no file {tile_folder.CHECKPOINT} is in it; name a "
        "ledger's file or URL, or a folder that `ledger export` made"
    )


def opening(entry: bytes) -> tuple[str, str]:
    """Origin and zone of a log, by its first entry. LedgerFault where it is no opening."""
    found = unframe(entry)
    if found.seq != 1 or found.type != "opened":
        raise LedgerFault("the log to be copied does not begin with its opening")
    data = json.loads(found.state)
    return str(data["origin"]), str(data["zone"])
