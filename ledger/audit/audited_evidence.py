"""Is each file that the log names there and what it was, and does anything name each file?

The names are kept in a temporary database on disk, so that memory does not grow with them.
"""

import hashlib
import json
import os
import re
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ledger.audit.findings import Findings
from ledger.evidence import TAKING, EvidenceFolder
from ledger.proofs.spelling import shown, whole
from ledger.stores.address import EVIDENCE

_BLOCK: Final = 1 << 20
_DIGEST: Final = re.compile("[0-9a-f]{64}")

_UNREADABLE: Final = (
    *(ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError),
)


class AuditedEvidence:
    """The evidence that the log names, and the folder in which it should be."""

    def __init__(self, folder: EvidenceFolder, findings: Findings) -> None:
        self._folder, self._findings = folder, findings
        # the empty name is SQLite's for a temporary file, which is gone when it is closed
        self._named = sqlite3.connect("", isolation_level=None)
        self._named.execute(
            "CREATE TABLE named (sha256 TEXT PRIMARY KEY, size INTEGER, seq INTEGER)"
        )
        #: What is no fault.
        self.notes: list[str] = []
        #: Files that were read to their end, and their bytes.
        self.files = self.bytes = 0
        #: Files in the folder that nothing names, the first of them by name, and how many.
        self.unnamed: list[str] = []
        self.unnamed_count = 0

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
            words = "what it names as evidence cannot be read"
            self._findings.add("evidence", words, seq=seq)

    def count(self) -> int:
        """How many files are named."""
        return int(self._named.execute("SELECT count(*) FROM named").fetchone()[0])

    def check(self, told: Callable[[int], None] = lambda _: None) -> None:
        """Read every file again; `told` is called with how many were."""
        if not self._folder.known:
            if self.count():
                words = f"the files that announcements name are not known here: set {EVIDENCE}"
                self._findings.add("evidence", words, failed=False)
            return
        folder = self._folder.folder
        if (count := self.count()) and not os.path.lexists(folder):
            words = (
                f"none of the {count:,} files that announcements name is here: there is no folder "
                f"{whole(folder)}. The ledger was copied without it, or it was taken away: put it "
                "there, or leave evidence out of the check with --without-evidence"
            )
            self._findings.add("evidence", words, failed=False)
            return
        if folder.is_symlink():
            self.notes.append("the evidence folder is a link to another place")
        named = self._named.execute("SELECT * FROM named ORDER BY sha256")
        for number, (sha256, size, seq) in enumerate(named, 1):
            self._check(sha256, size, seq)
            told(number)
        for path in self._folder.kept():
            if path != self._folder.path(path.name) or not self._is_named(path.name):
                self.unnamed_count += 1
                if len(self.unnamed) < 20:
                    left = " (left by a crash)" if path.name.startswith(TAKING) else ""
                    self.unnamed.append(f"{path.relative_to(self._folder.folder)}{left}")

    def _is_named(self, sha256: str) -> bool:
        found = self._named.execute("SELECT 1 FROM named WHERE sha256 = ?", (sha256,))
        return found.fetchone() is not None

    def _check(self, sha256: str, size: int, seq: int) -> None:
        path, findings = self._folder.path(sha256), self._findings
        try:
            if path.parent.is_symlink():
                findings.add("evidence", f"{sha256} lies behind a link", seq=seq)
                return
            found = path.lstat()
            if not stat.S_ISREG(found.st_mode):
                findings.add("evidence", f"{sha256} is no regular file", seq=seq)
                return
            if found.st_size != size:
                words = f"{sha256} has {found.st_size} bytes, where the announcement says {size}"
                findings.add("evidence", words, seq=seq)
                return
            digest = _sha256(path)
        except (FileNotFoundError, NotADirectoryError):
            words = f"{sha256} is missing: it was sought as {whole(path)}"
            findings.add("evidence", words, seq=seq)
            return
        except OSError as fault:
            words = f"{sha256} cannot be read: {shown(fault.strerror or str(fault))}"
            findings.add("evidence", words, seq=seq, failed=False)
            return
        self.files += 1
        self.bytes += found.st_size
        if digest != sha256:
            words = f"{sha256} holds other bytes, with SHA-256 {digest}"
            findings.add("evidence", words, seq=seq)

    def close(self) -> None:
        """Let go of the temporary database."""
        self._named.close()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
