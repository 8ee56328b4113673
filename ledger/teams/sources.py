"""From where can a ledger be copied: a store, or a folder that holds a log as tiles?"""

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from events.words import KEYS
from ledger.entries import Entry, EntryFault, taken_apart
from ledger.evidence import NAMING, EvidenceFolder, readable
from ledger.faults import IntegrityFault, LedgerFault, Phrase
from ledger.proofs.checkpoint import Checkpoint, check_signed, read
from ledger.proofs.key_chain import KeyInForce, chain, key_at
from ledger.proofs.spelling import whole
from ledger.proofs.tiles import TileFault
from ledger.proofs.tree import Load
from ledger.signing import tile_folder
from ledger.signing.log_tree import LogTree, open_tree
from ledger.stores import address

#: Where a dossier keeps the log, and the files that its announcements name.
LOGS: Final = ("", "log", "tiles")
EVIDENCE: Final = "evidence"


class Survey(NamedTuple):
    """What a source holds, before anything is made of it: its keys, how many times its
    announcements name a file, and the digests of those that are not to be copied."""

    keys: list[KeyInForce]
    files: int
    left_out: frozenset[str]


class CopySource(ABC):
    """A ledger to be copied: its head and its hashes, as it says itself, and its evidence."""

    def __init__(
        self, head: Checkpoint, load: Load, evidence: EvidenceFolder, signed: bytes | None
    ) -> None:
        """`signed`: the checkpoint that signs it, where it comes with one."""
        self.head, self.load, self.evidence, self._signed = head, load, evidence, signed

    @abstractmethod
    def entries(self) -> Generator[bytes, None, None]:
        """All entries, in order; to be closed before the source is."""

    @abstractmethod
    def surveyed(self, *, without_evidence: bool) -> Survey:
        """Look it through. A store says its keys and files; a folder is read from end to end.

        IntegrityFault where a folder does not hold what its checkpoint says, where somebody else
        signed that, or where a file that an announcement names is missing.
        """

    def check_key(self, keys: list[KeyInForce]) -> bool:
        """Whether the checkpoint is signed by the key in force; False where it has none.

        Raises IntegrityFault where somebody else signed it.
        """
        key = key_at(keys, self.head.size)
        if self._signed is None or key is None:
            return False
        checkpoint, note = read(self._signed)
        check_signed(checkpoint, note, keys=[key])
        return True


class _StoreSource(CopySource):
    """A ledger's file, or a server's."""

    def __init__(self, tree: LogTree, evidence: EvidenceFolder) -> None:
        super().__init__(tree.head(), tree.load, evidence, None)
        self._tree = tree

    def entries(self) -> Generator[bytes, None, None]:
        yield from self._tree.entries(0, self.head.size)

    def surveyed(self, *, without_evidence: bool) -> Survey:
        files = _Files(self.evidence, without=without_evidence)
        with closing(self._tree.files(self.head.size)) as found:
            for seq, stored in found:
                files.look(seq, stored)
        return Survey(self._tree.keys, files.count, frozenset(files.left_out))


class _Folder(CopySource):
    """A folder that holds a log as tiles."""

    def __init__(self, log: Path, evidence: EvidenceFolder) -> None:
        signed = tile_folder.checkpoint_in(log)
        head, _ = tile_folder.head_in(log)
        super().__init__(head, tile_folder.stored_hash(log, head.size), evidence, signed)
        self._log = log

    def entries(self) -> Generator[bytes, None, None]:
        yield from tile_folder.entries_of(self._log, self.head.size)

    def surveyed(self, *, without_evidence: bool) -> Survey:
        files = _Files(self.evidence, without=without_evidence)
        added: list[Entry] = []

        def look(index: int, data: bytes) -> None:
            entry = unframed(data, index + 1)
            if entry.type in KEYS:
                added.append(entry)
            elif entry.type in NAMING:
                for stored in readable(entry.state):
                    files.look(entry.seq, stored)

        try:
            tile_folder.checked(self._log, on_entry=look)
        except TileFault as fault:
            raise IntegrityFault(
                Phrase(
                    "{fault}; it was sought as {file} has it, of {size} entries: whether that is "
                    "as it was signed, `{command}` tells",
                    fault=fault,
                    file=tile_folder.CHECKPOINT,
                    size=self.head.size,
                    command=f"ledger verify --tiles {whole(self._log)} --key VKEY",
                )
            ) from None
        states = [(entry.seq, json.loads(entry.state)) for entry in added]
        if not all(isinstance(data, dict) for _, data in states):
            raise IntegrityFault(Phrase("a key that was added cannot be read"))
        keys = chain(self.head.origin, states)
        self.check_key(keys)
        return Survey(keys, files.count, frozenset(files.left_out))


class _Files:
    """The files that events name, each of which must be there, unless they are left out."""

    def __init__(self, folder: EvidenceFolder, *, without: bool) -> None:
        self._folder, self._without = folder, without
        self.count = 0
        self.left_out: set[str] = set()

    def look(self, seq: int, stored: Mapping[str, Any]) -> None:
        self.count += 1
        if self._without:
            self.left_out.add(stored["sha256"])
        elif not (path := self._folder.path(stored["sha256"])).is_file():
            raise IntegrityFault(
                Phrase(
                    "the evidence that @{seq} names is missing: it is not at {path}. Nothing was "
                    "copied; --without-evidence copies the log alone",
                    seq=seq,
                    path=whole(path),
                )
            )


@contextmanager
def open_source(target: str) -> Iterator[CopySource]:
    """A store by path or URL, or a folder of tiles or a dossier, to be copied.

    LedgerFault: nothing of this is there.
    """
    if not address.on_server(target) and os.path.isdir(target):
        yield _folder(Path(target))
        return
    with open_tree(target, log_alone=True) as tree:
        yield _StoreSource(tree, EvidenceFolder(address.evidence(target, os.environ)))


def _folder(folder: Path) -> CopySource:
    for name in LOGS:
        log = folder / name
        if os.path.lexists(log / tile_folder.CHECKPOINT):
            return _Folder(log, EvidenceFolder(folder / EVIDENCE))
    raise LedgerFault(
        f"{folder} holds no log as tiles: no file {tile_folder.CHECKPOINT} is in it; name a "
        "ledger's file or URL, or a folder that `ledger export` made"
    )


def unframed(entry: bytes, seq: int) -> Entry:
    """The entry at a position. IntegrityFault where it is none."""
    try:
        return taken_apart(entry)
    except EntryFault as fault:
        raise IntegrityFault(
            Phrase("@{seq} of the source: {fault}", seq=seq, fault=fault)
        ) from None


def opening(entry: bytes) -> tuple[str, str]:
    """Origin and zone of a log, by its first entry. LedgerFault where it is no opening."""
    found = unframed(entry, 1)
    try:
        if (found.seq, found.type) == (1, "opened"):
            data = json.loads(found.state)
            return str(data["origin"]), str(data["zone"])
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise LedgerFault("the log to be copied does not begin with its opening")
