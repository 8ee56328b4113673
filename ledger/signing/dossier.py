"""Which files does one who trusts nobody need, to check a log and recompute an answer from it?

The log itself up to a position, as tiles under a signed checkpoint; the verifier key; the evidence;
and beside them what `cli` adds: the answer, its explanation, and the commands that check it all.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Final

from ledger.evidence import EvidenceFolder, bring
from ledger.faults import IntegrityFault, LedgerFault
from ledger.proofs.checkpoint import read
from ledger.proofs.note import Note
from ledger.proofs.spelling import shown, whole
from ledger.signing.heads import head_path
from ledger.signing.keys import Environ
from ledger.signing.log_tree import LogTree
from ledger.signing.stamped_heads import STAMPED, newest, put_stamped
from ledger.signing.tile_export import export
from ledger.whole_file import put, settle

LOG: Final = "log"
KEY: Final = "ledger.vkey"
EVIDENCE: Final = "evidence"
SUMS: Final = "SHA256SUMS"


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """A folder beside, in which a dossier is built: it takes its place once it is whole.

    Where anything raises, nothing is left of it. LedgerFault where something is in `folder`.
    """
    if folder.exists() and not folder.is_dir():
        raise LedgerFault(f"{shown(str(folder))} is no folder: name a new one for the dossier")
    if folder.is_dir() and any(folder.iterdir()):
        raise LedgerFault(f"{shown(str(folder))} is not empty: name a new folder for the dossier")
    place = folder.resolve()
    if not place.parent.is_dir():
        parent = shown(str(folder.parent))
        raise LedgerFault(f"there is no folder {parent} for the dossier, and none is made for it")
    beside = place.with_name(f".{place.name}.{os.getpid()}.new")
    beside.mkdir()
    try:
        yield beside
        place.mkdir(exist_ok=True)
        for path in beside.iterdir():
            path.rename(place / path.name)
        settle(place)
        settle(place.parent)
    finally:
        shutil.rmtree(beside)


def put_log(folder: Path, tree: LogTree, note: Note) -> None:
    """Write the entries and hashes that the checkpoint covers, the checkpoint and the key."""
    export(folder / LOG, bytes(note), entries=tree.entries, load=tree.load)
    head, _ = read(bytes(note))
    put(folder / KEY, f"{tree.key(head.size)}\n".encode())


def bring_stamped(folder: Path, tree: LogTree, size: int, environ: Environ) -> int | None:
    """Write into a folder of the log the newest stamped checkpoint of the first `size` events or
    fewer, as it is kept on this machine, with its token; of how many events, None without one.

    IntegrityFault where the log does not go on from it.
    """
    found = newest(head_path(tree.keys[0].key, environ), within=size)
    if found is None:
        return None
    head, _ = read(found.note)
    if head != tree.head(head.size):
        raise IntegrityFault(
            "the ledger does not go on from {path}, which was stamped: it was rewritten since",
            path=whole(found.path),
        )
    put_stamped(folder / STAMPED, found.note, found.token)
    return head.size


def put_evidence(folder: Path, tree: LogTree, kept: EvidenceFolder, *, size: int) -> int:
    """Copy the files that the first `size` events name and the folder has not got, each checked.

    How many; IntegrityFault where one is not what it was.
    """
    copies = EvidenceFolder(folder / EVIDENCE)
    with closing(tree.files(size)) as files:
        return sum(bring(stored, kept, copies) for _, stored in files)


def put_sums(folder: Path) -> None:
    """Write the digests of all files, as `sha256sum -c` reads them."""
    lines = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    put(folder / SUMS, "".join(lines).encode())
