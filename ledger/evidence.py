"""Which files back an announcement, and are they still what they were?

A file is kept beside the ledger under its SHA-256: `<ledger>.evidence/ab/abcdef…`. It is written
under a temporary name, synced and renamed, so that a name never stands for half a file.
"""

import errno
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from ledger.faults import IntegrityFault, LedgerFault, said
from ledger.regular_file import opened
from ledger.stores.address import EVIDENCE
from ledger.whole_file import named as file_named
from ledger.whole_file import settle

_BLOCK: Final = 1 << 20
#: By the file's ending; the same on every machine, as what a system has registered is not.
_MEDIA_TYPES: Final = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".eml": "message/rfc822",
    ".gif": "image/gif",
    ".htm": "text/html",
    ".html": "text/html",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".md": "text/markdown",
    ".mhtml": "multipart/related",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain",
    ".warc": "application/warc",
    ".webp": "image/webp",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}
_ANY: Final = "application/octet-stream"
#: Bytes of one file, unless who records it says otherwise.
LARGEST: Final = 256 << 20
#: The types of the events that name files.
NAMING: Final = ("announced", "evidence_added")
#: How an announcement says that it names no file, as most do.
_NAMES_NONE: Final = b'"evidence":[]'
_DIGEST: Final = re.compile("[0-9a-f]{64}")
#: What a file that is being taken in is called; one that remains was left by a crash.
TAKING: Final = ".taking-"


def named(state: bytes) -> Sequence[Mapping[str, Any]]:
    """What an event of NAMING, as stored, says of its files: sha256, size, media_type of each.

    IntegrityFault where that cannot be read, or would be a path to anywhere.
    """
    if _NAMES_NONE in state:
        return ()
    try:
        found = json.loads(state).get("evidence", ())
        if all(_DIGEST.fullmatch(each["sha256"]) and int(each["size"]) >= 0 for each in found):
            return tuple(found)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        pass
    raise IntegrityFault("what an event names as evidence cannot be read")


def readable(state: bytes) -> Sequence[Mapping[str, Any]]:
    """The same; nothing of an event that cannot be read, which others name."""
    try:
        return named(state)
    except IntegrityFault:
        return ()


class EvidenceFolder:
    """The files of one ledger, by digest."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """LedgerFault where nobody says which folder a ledger on a server shares."""
        if self._folder is None:
            raise LedgerFault(
                "a ledger on PostgreSQL keeps its evidence in a folder that all who record share: "
                f"name it in {EVIDENCE}"
            )
        return self._folder

    @property
    def known(self) -> bool:
        """Whether anybody says which folder it is."""
        return self._folder is not None

    def path(self, sha256: str) -> Path:
        """Where the file with this digest (hexadecimal) is kept."""
        return self.folder / sha256[:2] / sha256

    def check(self, stored: Mapping[str, Any]) -> Path:
        """The path of a file that is as `stored` (sha256, size) says. IntegrityFault otherwise."""
        path = self.path(stored["sha256"])
        try:
            with opened(path, within=self.folder) as file:
                sha256, size = _digest(file, lambda _: None)
        except FileNotFoundError:
            raise IntegrityFault(
                "the evidence {sha256} is missing: it is not at {path}",
                sha256=stored["sha256"],
                path=path,
            ) from None
        except OSError as error:
            raise IntegrityFault(
                "the evidence at {path} cannot be read: {fault}", path=path, fault=said(error)
            ) from None
        if sha256 != stored["sha256"]:
            raise IntegrityFault(
                "the evidence at {path} has been altered: it has {size} bytes and SHA-256 {sha256}",
                path=path,
                size=size,
                sha256=sha256,
            )
        return path

    def kept(self) -> Iterator[Path]:
        """Every file in the folder, also what a crash left there, and every link: what is behind
        one is not looked at."""
        if self._folder is not None and self._folder.is_dir():
            yield from sorted(
                path for path in self._folder.rglob("*") if path.is_symlink() or not path.is_dir()
            )


class Taking:
    """Evidence on its way in: copied under temporary names until it is placed or dropped.

    Who holds the ledger's write lock places; until then nothing has its final name.
    """

    def __init__(self, folder: EvidenceFolder, *, copy: bool) -> None:
        """Without `copy`, files are only read for their digests."""
        self._folder = folder
        self._copy = copy
        self._held: dict[str, Path] = {}
        #: Every temporary name that may be there, whatever interrupts the copying.
        self._begun: set[Path] = set()
        self._count = 0
        #: Those whose place is taken already, by what they are.
        self._sound: set[str] = set()

    def take(self, path: str, largest: int) -> dict[str, Any]:
        """Reads one file: sha256, size and media_type, as an announcement stores them.

        OSError where it cannot be read, or is larger.
        """
        with offered(path, largest) as file:
            if not self._copy:
                sha256, size = _digest(file, lambda _: None)
            else:
                sha256, size = self._copied(file)
        media_type = _MEDIA_TYPES.get(Path(path).suffix.lower(), _ANY)
        return {"sha256": sha256, "size": size, "media_type": media_type}

    def _copied(self, file: IO[bytes]) -> tuple[str, int]:
        self._count += 1
        temporary = self._folder.folder / f"{TAKING}{os.getpid()}-{id(self):x}-{self._count}"
        try:
            self._folder.folder.mkdir(exist_ok=True)
            self._begun.add(temporary)
            with file_named(temporary), temporary.open("xb") as copy:
                sha256, size = _digest(file, copy.write)
                copy.flush()
                os.fsync(copy.fileno())
        except OSError as error:
            self._drop(temporary)
            if error.filename in (str(temporary), str(self._folder.folder)):
                raise LedgerFault(
                    f"evidence cannot be kept in {self._folder.folder}: {error.strerror}"
                ) from error
            raise
        if sha256 in self._held:
            self._drop(temporary)
        else:
            self._held[sha256] = temporary
        return sha256, size

    def check(self, evidence: Sequence[Mapping[str, Any]]) -> None:
        """Look, before the lock is held, at what has the place of a file that is to be placed.

        IntegrityFault where that is something else.
        """
        for stored in evidence if self._copy else ():
            path = self._folder.path(stored["sha256"])
            self._check_way(path)
            if os.path.lexists(path):
                self._folder.check(stored)
                self._sound.add(stored["sha256"])

    def _check_way(self, path: Path) -> None:
        if path.parent.is_symlink():
            raise IntegrityFault(
                "no evidence is put into {folder}, which is a link; expected a folder",
                folder=path.parent,
            )

    def place(self, evidence: list[Mapping[str, Any]]) -> Callable[[], None]:
        """Give what an announcement stores its final name; how to take that back."""
        placed: list[Path] = []

        def undo() -> None:
            for path in placed:
                path.unlink(missing_ok=True)
                with suppress(OSError):
                    path.parent.rmdir()

        try:
            for stored in evidence:
                path = self._folder.path(stored["sha256"])
                if os.path.lexists(path):
                    if stored["sha256"] not in self._sound:
                        self._folder.check(stored)
                    continue
                placed.append(path)
                path.parent.mkdir(exist_ok=True)
                self._check_way(path)
                temporary = self._held.pop(stored["sha256"])
                temporary.rename(path)
                self._begun.discard(temporary)
                settle(path.parent)
            if placed:
                settle(self._folder.folder)
                settle(self._folder.folder.parent)
        except BaseException:
            undo()
            raise
        return undo

    def close(self) -> None:
        """Drop what was not placed, and the folder where nothing is in it."""
        for temporary in tuple(self._begun):
            self._drop(temporary)
        self._held.clear()
        if self._count:
            with suppress(OSError):
                self._folder.folder.rmdir()

    def _drop(self, temporary: Path) -> None:
        with suppress(NotADirectoryError):  # a file is in the way of the folder
            temporary.unlink(missing_ok=True)
        self._begun.discard(temporary)


def offered(path: str | Path, largest: int) -> IO[bytes]:
    """A file that is to be kept, to be read. OSError where it is none, or has more bytes."""
    file = opened(path)
    size = os.fstat(file.fileno()).st_size
    if size > largest:
        file.close()
        words = f"it has {size:,} bytes; expected at most {largest:,}, or --evidence-limit SIZE"
        raise OSError(errno.EFBIG, words, os.fspath(path))
    return file


def bring(stored: Mapping[str, Any], source: EvidenceFolder, target: EvidenceFolder) -> bool:
    """Copy one file, checked, from folder to folder; whether it was not there yet.

    IntegrityFault where it is missing or altered, here or there.
    """
    there = target.path(stored["sha256"])
    if os.path.lexists(there):
        if not there.is_file() or there.stat().st_size != stored["size"]:
            target.check(stored)
        return False
    taking = Taking(target, copy=True)
    try:
        taking.take(str(source.check(stored)), stored["size"])
        taking.place([stored])
    finally:
        taking.close()
    return True


def _digest(file: IO[bytes], also: Callable[[bytes], object]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := file.read(_BLOCK):
        digest.update(block)
        also(block)
        size += len(block)
    return digest.hexdigest(), size
