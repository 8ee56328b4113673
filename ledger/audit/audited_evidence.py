"""Is each file that the log names there and what it was, and does anything name each file?

The names are kept in a temporary database on disk, so that memory does not grow with them.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from ledger.audit.findings import Findings, Notice
from ledger.evidence import TAKING, EvidenceFolder
from ledger.faults import said
from ledger.proofs.spelling import whole
from ledger.regular_file import opened
from ledger.stores.address import EVIDENCE
from ledger.temporary_database import TemporaryDatabase

_BLOCK: Final = 1 << 20
#: Of the files that nothing names, so many are told.
_MOST: Final = 20
_DIGEST: Final = re.compile("[0-9a-f]{64}")

_UNREADABLE: Final = (
    *(ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError),
)


class AuditedEvidence:
    """The evidence that the log names, and the folder in which it should be."""

    def __init__(self, folder: EvidenceFolder, findings: Findings) -> None:
        self._folder, self._findings = folder, findings
        self._named = TemporaryDatabase()
        self._named.execute(
            "CREATE TABLE named (sha256 TEXT PRIMARY KEY, size INTEGER, seq INTEGER)"
        )
        #: What is no fault.
        self.notes: list[Notice] = []
        #: Files that were read to their end, and their bytes.
        self.files = self.bytes = 0

    def announced(self, seq: int, state: bytes) -> None:
        """What an event of NAMING at a position names, by its stored bytes."""
        try:
            for stored in json.loads(state).get("evidence", ()):
                if not _DIGEST.fullmatch(stored["sha256"]):  # else it would be a path to anywhere
                    raise ValueError
                self._named.execute(
                    "INSERT OR IGNORE INTO named VALUES (?, ?, ?)",
                    (stored["sha256"], int(stored["size"]), seq),
                )
        except _UNREADABLE:
            self._findings.add("evidence", "unreadable_names", seq=seq)

    def count(self) -> int:
        """How many files are named."""
        return int(self._named.execute("SELECT count(*) FROM named").fetchone()[0])

    def check(self, told: Callable[[int], None] = lambda _: None) -> None:
        """Read every file again; `told` is called with how many were."""
        if not self._folder.known:
            if self.count():
                self._findings.add("evidence", "no_place", failed=False, variable=EVIDENCE)
            return
        folder = self._folder.folder
        if (count := self.count()) and not os.path.lexists(folder):
            self._findings.add(
                *("evidence", "no_folder"), failed=False, count=count, folder=whole(folder)
            )
            return
        if folder.is_symlink():
            self.notes.append(Notice("linked_folder", {}))
        unnamed = 0
        named = self._named.execute("SELECT * FROM named ORDER BY sha256")
        for number, (sha256, size, seq) in enumerate(named, 1):
            self._check(sha256, size, seq)
            told(number)
        for path in self._folder.kept():
            if path != self._folder.path(path.name) or not self._is_named(path.name):
                unnamed += 1
                if unnamed <= _MOST:
                    kind = "left_by_a_crash" if path.name.startswith(TAKING) else "unnamed_file"
                    file = str(path.relative_to(self._folder.folder))
                    self.notes.append(Notice(kind, {"file": file}))
        if unnamed > _MOST:
            self.notes.append(Notice("unnamed_files", {"files": unnamed - _MOST}))

    def _is_named(self, sha256: str) -> bool:
        found = self._named.execute("SELECT 1 FROM named WHERE sha256 = ?", (sha256,))
        return found.fetchone() is not None

    def _check(self, sha256: str, size: int, seq: int) -> None:
        if wrong := self._wrong(sha256, size):
            kind, more = wrong
            failed = kind != "unreadable_file"
            self._findings.add("evidence", kind, seq=seq, failed=failed, sha256=sha256, **more)

    def _wrong(self, sha256: str, size: int) -> tuple[str, dict[str, Any]] | None:
        """What is wrong with a file: its kind, and the particulars; None where nothing is."""
        path = self._folder.path(sha256)
        try:
            if path.parent.is_symlink():
                return "linked", {}
            found = path.lstat()
            if not stat.S_ISREG(found.st_mode):
                return "no_file", {}
            if found.st_size != size:
                return "other_size", {"size": found.st_size, "said": size}
            digest = _sha256(path)
        except (FileNotFoundError, NotADirectoryError):
            return "missing_file", {"path": whole(path)}
        except OSError as fault:
            return "unreadable_file", {"fault": said(fault)}
        self.files += 1
        self.bytes += found.st_size
        return None if digest == sha256 else ("other_bytes", {"found": digest})

    def close(self) -> None:
        """Let go of the temporary database."""
        self._named.close()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with opened(path, within=path.parent) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
