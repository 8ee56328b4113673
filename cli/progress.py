"""How far has a long append come? On standard error, and only where that is a terminal."""

import sys
import time
from types import TracebackType
from typing import IO, Any

_WIDTH = 30
_SECONDS = 0.1


class Bar:
    """A bar of one line that draws itself over, and is gone at the end."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._stream: IO[Any] | None = None
        self._bytes = 0
        self._drawn = 0.0

    def __enter__(self) -> "Bar":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def reading(self, stream: IO[Any], size: int) -> None:
        """Which file is read, of how many bytes: how far it is, is how far the checks are."""
        self._stream, self._bytes = stream, size

    def told(self, checked: int, appended: int) -> None:
        """So many events were checked, and so many of those appended."""
        if not self._shown or time.monotonic() - self._drawn < _SECONDS:
            return
        self._drawn = time.monotonic()
        if appended:
            part, what = appended / max(checked, 1), f"appended {appended:,} of {checked:,} events"
        else:
            part, what = self._read(), f"checked {checked:,} events"
        filled = round(_WIDTH * min(part, 1.0))
        sys.stderr.write(f"\r\x1b[K[{'#' * filled}{'.' * (_WIDTH - filled)}] {what}")
        sys.stderr.flush()

    def done(self, what: str, done: int, whole: int) -> None:
        """So many were read of the whole; 0 of 0 where nobody knows how many there are."""
        if not self._shown or (whole and time.monotonic() - self._drawn < _SECONDS):
            return
        self._drawn = time.monotonic()
        filled = round(_WIDTH * min(done / whole, 1.0)) if whole else 0
        count = f"{done:,} of {whole:,} {what}" if whole else f"the {what}"
        sys.stderr.write(f"\r\x1b[K[{'#' * filled}{'.' * (_WIDTH - filled)}] checked {count}")
        sys.stderr.flush()

    def _read(self) -> float:
        if self._stream is None or not self._bytes:
            return 0.0
        try:
            return self._stream.tell() / self._bytes
        except (OSError, ValueError):
            return 0.0
