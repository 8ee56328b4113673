"""Which signed heads of a ledger have a time stamp, and where are these kept?

Beside the head signed last, in a folder of their own: `SIZE.checkpoint` with `SIZE.checkpoint.tsr`.
They stay when the head goes on, since an earlier one shows more of what it covers. The token is put
last: a checkpoint without one is what was left of a crash, and none of them.
"""

import os
from pathlib import Path
from typing import Final, NamedTuple

from ledger.faults import LedgerFault, Phrase, said
from ledger.proofs.spelling import whole
from ledger.regular_file import content, opened
from ledger.signing.time_stamp import ENDING, LARGEST
from ledger.whole_file import put

_CHECKPOINT: Final = ".checkpoint"
#: In a folder of the log, the checkpoint that has a time stamp.
STAMPED: Final = "stamped"


class StampedHead(NamedTuple):
    """A checkpoint as it was signed, the file that it is in, and the token over its bytes."""

    path: Path
    note: bytes
    token: bytes


def keep(head: Path, size: int, note: bytes, token: bytes) -> Path:
    """Keep the stamped checkpoint of `size` events, beside where the head is; its file.

    LedgerFault where it cannot be kept.
    """
    path = stamps(head) / f"{size}{_CHECKPOINT}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        put_stamped(path, note, token, mode=0o600)
    except OSError as fault:
        why = Phrase(
            "the time stamp cannot be kept in {path} ({fault})",
            path=whole(path.parent),
            fault=said(fault),
        )
        raise LedgerFault(why) from None
    return path


def put_stamped(path: Path, note: bytes, token: bytes, *, mode: int = 0o666) -> None:
    """Put a checkpoint and its token there, which may have been those of another."""
    token_path(path).unlink(missing_ok=True)
    put(path, note, mode=mode)
    put(token_path(path), token, mode=mode)


def newest(head: Path, *, within: int) -> StampedHead | None:
    """The stamped checkpoint of the most events, but of at most `within`; None without one."""
    return next(
        (found for size in sorted(_sizes(head), reverse=True) if size <= within
         for found in [_read(stamps(head) / f"{size}{_CHECKPOINT}")] if found),
        None,
    )  # fmt: skip


def stamped_in(folder: Path) -> StampedHead | None:
    """The stamped checkpoint that came with a folder of the log; None without one."""
    return _read(folder / STAMPED)


def token_path(path: Path) -> Path:
    """Where the token of a checkpoint in a file lies: beside it."""
    return path.with_name(path.name + ENDING)


def token_beside(path: Path) -> bytes | None:
    """The token that lies beside a checkpoint, so much of it that a larger one is none; None
    without one."""
    try:
        return content(token_path(path), LARGEST)
    except FileNotFoundError:
        return None


def stamps(head: Path) -> Path:
    """The folder of the stamped checkpoints of the ledger whose head is kept there."""
    return head.with_name(head.name.removesuffix(_CHECKPOINT) + ".stamps")


def _sizes(head: Path) -> list[int]:
    try:
        names = os.listdir(stamps(head))
    except FileNotFoundError:
        return []
    return [int(text) for name in names if (text := name.removesuffix(_CHECKPOINT)).isdecimal()]


def _read(path: Path) -> StampedHead | None:
    token = token_beside(path)
    if token is None:
        return None
    with opened(path) as file:
        return StampedHead(path, file.read(), token)
