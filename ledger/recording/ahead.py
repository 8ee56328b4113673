"""How are the lines of a long file read while those before them are checked?

By a process of its own, where the machine has a second processor and can fork: it reads no log and
writes none, holds no lock, and is gone with the one that it reads for.
"""

import marshal
import os
import pickle
import signal
import struct
from collections.abc import Generator, Iterable
from contextlib import suppress
from typing import IO, Any, Final, NoReturn

from ledger.entries import Encoded
from ledger.faults import LedgerFault, Warned
from ledger.files.drafts import Draft, DraftChange, EvidenceFile

#: Bytes from which on it pays to read a file of lines ahead of the checks.
LONG: Final = 256 * 1024
#: Drafts handed over at a time; as many lie in the pipe as it holds, and the reader waits.
_TOGETHER: Final = 100
#: Before each batch: whether it is drafts, or why there are no more, and its length in bytes.
_HEAD: Final = struct.Struct("!cI")
_DRAFTS, _END = b"d", b"e"


def possible() -> bool:
    """Whether there is a processor for it, and a way to begin it."""
    asked = getattr(os, "sched_getaffinity", None)
    return hasattr(os, "fork") and asked is not None and len(asked(0)) > 1


def ahead(drafts: Iterable[Draft]) -> Generator[Draft, None, None]:
    """The same drafts, made by another process; raises what making them raises, in its place.

    That process is there from the first draft on, until this is closed. LedgerFault where it is
    killed.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _hand_over(drafts, writing)
    os.close(writing)
    try:
        with open(reading, "rb") as pipe:
            while True:
                kind, said = _received(pipe)
                if kind == _END:
                    if (error := pickle.loads(said)) is not None:
                        raise error
                    return
                yield from map(_draft, marshal.loads(said))
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _hand_over(drafts: Iterable[Draft], writing: int) -> NoReturn:
    """All of the other process. Nothing of the first is let go of, flushed or closed by it."""
    try:
        with open(writing, "wb") as pipe:
            error: Exception | None = None
            batch: list[dict[str, object]] = []
            try:
                for draft in drafts:
                    batch.append(_parts(draft))
                    if len(batch) == _TOGETHER:
                        _send(pipe, _DRAFTS, marshal.dumps(batch))
                        batch = []
            except BrokenPipeError:
                raise
            except Exception as fault:
                error = fault  # after the drafts before it
            _send(pipe, _DRAFTS, marshal.dumps(batch))
            _send(pipe, _END, pickle.dumps(error))
    finally:
        os._exit(0)


def _send(pipe: IO[bytes], kind: bytes, said: bytes) -> None:
    pipe.write(_HEAD.pack(kind, len(said)))
    pipe.write(said)


def _received(pipe: IO[bytes]) -> tuple[bytes, bytes]:
    head = pipe.read(_HEAD.size)
    if len(head) == _HEAD.size:
        kind, size = _HEAD.unpack(head)
        said = pipe.read(size)
        if len(said) == size:
            return kind, said
    raise LedgerFault("the process that reads the file was ended: announce the same again")


def _parts(draft: Draft) -> dict[str, object]:
    """Its fields as marshal takes them, by name: the tuples in them are plain ones."""
    return {
        **draft._asdict(),
        "changes": [change[:] for change in draft.changes],
        "evidence": [file[:] for file in draft.evidence],
        "warnings": [(line, warned[:]) for line, warned in draft.warnings],
        "events": [event[:] for event in draft.events],
    }


def _draft(parts: dict[str, Any]) -> Draft:
    return Draft(
        **{
            **parts,
            "changes": tuple(DraftChange(*each) for each in parts["changes"]),
            "evidence": tuple(EvidenceFile(*each) for each in parts["evidence"]),
            "warnings": tuple((line, Warned(*warned)) for line, warned in parts["warnings"]),
            "events": tuple(Encoded(*each) for each in parts["events"]),
        }
    )
