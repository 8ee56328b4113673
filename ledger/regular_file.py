"""How is a file opened to be read, which may be a pipe, a device, or a link that leads elsewhere?

Nothing is waited for, and nothing is endless: what is no regular file is refused before it is
opened, and one that grows while it is read where its size ends. Each fault is an OSError that names
the file.
"""

import errno
import io
import os
import re
import stat
from typing import IO, TYPE_CHECKING, Final

from ledger.faults import Phrase

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_FLAGS: Final = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY", "O_CLOEXEC")
)
_KINDS: Final = {
    stat.S_IFBLK: Phrase("it is a device, not a regular file"),
    stat.S_IFCHR: Phrase("it is a device, not a regular file"),
    stat.S_IFDIR: Phrase("it is a folder, not a regular file"),
    stat.S_IFIFO: Phrase("it is a pipe, not a regular file"),
    stat.S_IFSOCK: Phrase("it is a socket, not a regular file"),
}
#: What a shell hands over: its own input, and what it puts for `<(...)`.
_HANDED: Final = "/dev/stdin|(?:/dev|/proc/self)/fd/[0-9]+"


def opened(
    path: str | os.PathLike[str],
    *,
    within: str | os.PathLike[str] | None = None,
    handed: bool = False,
) -> IO[bytes]:
    """A regular file, to be read from its beginning.

    `within`: the folder that no link on the way to it may lead out of. `handed`: what the program
    was started with, as a shell names that, may be a pipe.
    """
    name = place = os.fspath(path)
    if within is not None:
        place, folder = os.path.realpath(name), os.path.realpath(within)
        if not place.startswith(os.path.join(folder, "")):
            why = Phrase("it is a link that leads out of {folder}", folder=within)
            raise _named(errno.ELOOP, why, name)
    stream = handed and re.fullmatch(_HANDED, name) is not None
    try:
        _check(os.stat(place), stream)
        handle = os.open(place, _FLAGS)
    except OSError as fault:
        raise _named(fault.errno, fault.strerror, name) from None
    try:
        found = os.fstat(handle)
        _check(found, stream)
        if not stat.S_ISREG(found.st_mode):
            os.set_blocking(handle, True)
            return open(handle, "rb")
        return io.BufferedReader(_Settled(handle, found.st_size, name))
    except OSError as fault:
        os.close(handle)
        raise _named(fault.errno, fault.strerror, name) from None


def content(
    path: str | os.PathLike[str],
    largest: int,
    *,
    within: str | os.PathLike[str] | None = None,
    handed: bool = False,
) -> bytes:
    """The bytes of such a file; of one that has more than `largest` so many and one."""
    with opened(path, within=within, handed=handed) as file:
        size = os.fstat(file.fileno()).st_size or largest  # of a pipe nobody knows
        return file.read(min(size, largest) + 1)


def _check(found: os.stat_result, stream: bool) -> None:
    if not (stat.S_ISREG(found.st_mode) or (stream and not stat.S_ISDIR(found.st_mode))):
        special = Phrase("it is special, not a regular file")
        raise OSError(errno.EINVAL, _KINDS.get(stat.S_IFMT(found.st_mode), special))


def _named(number: int | None, why: str | Phrase | None, name: str) -> OSError:
    return OSError(number or errno.EIO, why or Phrase("it cannot be read"), name)


class _Settled(io.RawIOBase):
    """A file that has the size which it had when it was opened."""

    def __init__(self, handle: int, size: int, name: str) -> None:
        self._file, self._left, self._name = io.FileIO(handle, "rb"), size, name

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._file.fileno()

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """As of any file; OSError once there is more, or less, than there was."""
        count = self._file.readinto(buffer) or 0
        self._left -= count
        if self._left < 0 or (self._left and not count):
            raise _named(errno.EBUSY, Phrase("it changed while it was read"), self._name)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()
