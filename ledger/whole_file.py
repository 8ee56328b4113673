"""How is a file written so that nobody ever finds half of it?"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def named(path: Path | str) -> Iterator[None]:
    """An OSError within names this file: one of a write, as on a full disk, names none."""
    try:
        yield
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror, os.fspath(path)) from None


def put(path: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Write a file whole or not at all, durably: beside its place, then into it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with named(path):
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
            with open(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
            settle(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Make what was renamed in a folder outlast a power cut, where folders can be opened."""
    with contextlib.suppress(PermissionError), named(folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
