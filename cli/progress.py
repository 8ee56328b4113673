"""How far has a long command come, how fast, and how long will it take? On standard error, and only
where that is a terminal."""

import os
import sys
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

from cli.text import width
from ledger.sayings.receipts import told_already

if TYPE_CHECKING:
    from ledger.recording.call import Reached
    from ledger.sayings.language import Words

#: Columns of the bar itself, of a line, and those that are left free for the cursor.
_WIDTH: Final = 30
_LINE: Final = 80
#: Seconds between two drawings, and from which on a rate says something.
_SECONDS: Final = 0.1
_STEADY: Final = 1.0
#: So many drawings back is looked for the rate: what was passed over fast is soon forgotten.
_REMEMBERED: Final = 100


class _Mark(NamedTuple):
    """Where a stage stood at a moment of the clock, in seconds."""

    moment: float
    number: int
    done: int


class Bar:
    """A bar of one line that draws itself over, and is gone at the end."""

    def __init__(
        self,
        words: "Words",
        *,
        clock: Callable[[], float] = time.monotonic,
        screen: TextIO | None = None,
    ) -> None:
        self._words, self._clock, self._screen = words, clock, screen or sys.stderr
        self._shown = self._screen.isatty()
        self._drawn: float | None = None
        self._stage = ""
        self._marks: deque[_Mark] = deque(maxlen=_REMEMBERED)

    def __enter__(self) -> "Bar":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._drawn is not None:
            self._screen.write("\r\x1b[K")
            self._screen.flush()

    def announced(self, reached: "Reached") -> None:
        """Announcements are checked or appended; the rate is of those told already too."""
        stage, announcements, told, done, whole, last = reached
        words, number = self._words, f"{announcements:,}"
        if stage == "checked":
            line = words.many(
                announcements,
                "checked {number} announcement",
                "checked {number} announcements",
                number=number,
            )
        else:
            line = words.many(
                announcements,
                "appended {number} announcement",
                "appended {number} announcements",
                number=number,
            )
        if told:
            done_so = words.tell("checked") if stage == "checked" else words.tell("appended")
            line = words.aside(f"{done_so} {number}", told_already(f"{told:,}", words))
        then = "" if last else words.joined(["", words.tell("then appending")])
        self._told(stage, line, announcements + told, done, whole, then=then)

    def copied(self, whole: int, done: int) -> None:
        """So many events of the whole are in the copy."""
        line = self._words.tell(
            "copied {done} of {whole} events", done=f"{done:,}", whole=f"{whole:,}"
        )
        self._told("copied", line, done, done, whole)

    def derived(self, done: int, whole: int) -> None:
        """So many events of the whole are in the read model again."""
        line = self._words.tell(
            "derived from {done} of {whole} events", done=f"{done:,}", whole=f"{whole:,}"
        )
        self._told("derived", line, done, done, whole)

    def projected(self, done: int) -> None:
        """The states of so many subjects are worked out, over all time."""
        self._told("projected", f"worked out {done:,} subjects", done, done, 0)

    def checked(self, what: str, done: int, whole: int) -> None:
        """So many were read of the whole; 0 of 0 where nobody knows how many there are."""
        words, of = self._words, self._words.tell(what)
        line = words.tell("checking the {what}", what=of)
        if whole:
            line = words.tell(
                "checked {done} of {whole} {what}", done=f"{done:,}", whole=f"{whole:,}", what=of
            )
        self._told(what, line, done, done, whole)

    def _told(
        self, stage: str, words: str, count: int, done: int, whole: int, *, then: str = ""
    ) -> None:
        if not self._shown:
            return
        now = self._clock()
        if stage != self._stage:
            self._stage = stage
            self._marks.clear()
        elif self._drawn is not None and now - self._drawn < _SECONDS:
            return
        self._drawn = now
        self._marks.append(_Mark(now, count, done))
        room = _columns(self._screen)
        line = words + self._pace(whole) + (then if whole else "")
        if whole:
            line = _bar(done / whole, room - width(line) - 3) + line
        while width(line) > room:
            line = line[:-1]
        self._screen.write(f"\r\x1b[K{line}")
        self._screen.flush()

    def _pace(self, whole: int) -> str:
        """How many a second, and how long the rest of the stage takes at that rate."""
        first, last = self._marks[0], self._marks[-1]
        seconds = last.moment - first.moment
        if seconds < _STEADY or last.number == first.number:
            return ""
        rate = (last.number - first.number) / seconds
        pace = ["", f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s"]
        if whole and last.done > first.done:
            left = max(whole - last.done, 0) * seconds / (last.done - first.done)
            pace.append(self._words.tell("{time} left", time=_clocked(round(left))))
        return self._words.joined(pace)


def _bar(part: float, room: int) -> str:
    width = min(_WIDTH, room)
    if width < 1:
        return ""
    filled = round(width * min(part, 1.0))
    return f"[{'#' * filled}{'.' * (width - filled)}] "


def _clocked(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _columns(screen: TextIO) -> int:
    """Of the terminal, but for the last, where some would begin a new line."""
    try:
        return (os.get_terminal_size(screen.fileno()).columns or _LINE) - 1
    except (OSError, ValueError):
        return _LINE - 1
