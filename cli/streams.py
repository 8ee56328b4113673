"""Where do answers and messages go, and who hears that nobody could take them?

An answer that cannot be written is a failure of the command, told once, by the name of the stream.
What cannot be said on standard error ends nothing: the command does what it does, and ends as
failed.
"""

import io
import os
import sys
import time
from typing import TYPE_CHECKING, Final, TextIO

from cli.text import escape, screen, wrap

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CLOSED: Final = "standard output is closed: there is nowhere to write to, and nothing was done"
_NAMES: Final = {1: "standard output", 2: "standard error"}


class Stream(io.FileIO):
    """A standard stream that is no terminal. After the first write that fails it takes in silence
    what is still held for it, so that nothing fails a second time, at the end of the program."""

    def __init__(self, number: int, *, closed: bool) -> None:
        super().__init__(number, "wb", closefd=False)
        self._number, self._closed = number, closed
        self.lost = False

    def write(self, data: "ReadableBuffer", /) -> int:
        """As of any file; OSError that names standard output where that cannot be written to."""
        if not self.lost and not self._closed:
            try:
                return super().write(data)
            except OSError as fault:
                self.lost = True
                if self._number == 1:
                    raise OSError(fault.errno, fault.strerror, _NAMES[1]) from None
        self.lost = True
        return memoryview(data).nbytes


class Screen(io.TextIOWrapper):
    """Standard error on a terminal: lines that are written whole break between words."""

    def write(self, text: str, /) -> int:
        """As of any text; what moves the cursor, and a line that goes on, is left as it is."""
        if text.endswith("\n") and not {"\r", "\x1b"} & set(text):
            lines = text.removesuffix("\n").split("\n")
            text = "".join(f"{piece}\n" for line in lines for piece in _broken(line))
        return super().write(text)


def _broken(line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    return wrap(line.lstrip(), screen(2), first=indent, rest=f"{indent}  ")


class Streams:
    """Both streams, in the place of those that the interpreter opened."""

    def __init__(self) -> None:
        _fill()
        #: Whether there is nowhere to write an answer to.
        self.silent = sys.stdout is None
        self._own: list[Stream] = []
        sys.stdout, sys.stderr = self._text(1, sys.stdout), self._text(2, sys.stderr)

    def code(self, code: int) -> int:
        """The exit code of a command that would have ended with this one: 1 in the place of 0
        where not all that it had to say could be written."""
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            return code or 141
        except OSError as fault:
            sys.stderr.write(f"ledger: {lost(fault)}\n")
        return code or int(any(each.lost for each in self._own))

    def _text(self, number: int, given: TextIO | None) -> TextIO:
        """A stream for text, in the encoding that the interpreter chose; what that lacks is
        escaped."""
        if isinstance(given, io.TextIOWrapper) and given.isatty():
            given.reconfigure(errors="backslashreplace")
            if number == 1:
                return given
            return Screen(
                given.buffer, given.encoding, errors="backslashreplace", line_buffering=True
            )
        stream = Stream(number, closed=given is None)
        self._own.append(stream)
        return io.TextIOWrapper(
            io.BufferedWriter(stream),
            encoding="utf-8" if given is None else given.encoding,
            errors="backslashreplace",
            line_buffering=number == 2,
        )


def lost(fault: OSError) -> str | None:
    """In words, that a standard stream could not be written to; None for another fault."""
    if fault.filename not in _NAMES.values():
        return None
    why = escape(fault.strerror or str(fault))
    return (
        f"{fault.filename} cannot be written to: {why}; what was to be said there is lost, and "
        "what was done by then stands"
    )


def rest(seconds: float) -> None:
    """Let time pass; BrokenPipeError as soon as nobody reads standard output any more, which else
    only the next write would tell."""
    try:
        import select

        poll = select.poll()
        poll.register(sys.stdout, 0)  # of errors it tells without being asked
    except (AttributeError, OSError):  # no such call here, or no file behind it
        time.sleep(seconds)
        return
    if poll.poll(seconds * 1000):
        raise BrokenPipeError


def _fill() -> None:
    """Open what is closed of the three numbers that every program has: else the next file that is
    opened gets one of them, and what is said there lands in it."""
    number = os.open(os.devnull, os.O_RDWR)
    while number < 3:
        number = os.open(os.devnull, os.O_RDWR)
    os.close(number)
