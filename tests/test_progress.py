"""What does the bar of a long command say, and where is it drawn?"""

import io
import json
import os
import pty
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bench.generator import announcements
from cli.program import run
from cli.progress import Bar
from cli.text import width
from ledger.application import open_for_writing
from ledger.dates.moments import zone
from ledger.files.announcements import read_lines
from ledger.recording.call import Reached
from ledger.sayings.language import CHINESE, Words, english, message
from tests.desk import Desk
from tests.ledgers import made

LINES = [json.dumps(told) for told in announcements(600, 10)]

_END = "~"


class Terminal:
    """A pseudo terminal, and a clock that is turned by hand."""

    def __init__(self) -> None:
        self._screen, line = pty.openpty()
        self.stream = os.fdopen(line, "w")
        self.now = 1_000.0

    def clock(self) -> float:
        return self.now

    def ticking(self) -> float:
        """A second later at each look."""
        self.now += 1
        return self.now

    def drawn(self) -> list[str]:
        """Each line that was drawn since this was asked, without what erases the one before."""
        self.stream.write(_END)
        self.stream.flush()
        written = ""
        while not written.endswith(_END):  # what is written may come some time later
            written += os.read(self._screen, 4_096).decode()
        return [line for line in re.split(rf"\r|\x1b\[K|{_END}", written) if line]

    def close(self) -> None:
        self.stream.close()
        os.close(self._screen)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    found = Terminal()
    yield found
    found.close()


def reached(count: int, done: int, whole: int, told: int = 0) -> Reached:
    return Reached("appended", count, told, done, whole, True)


def test_a_bar_says_how_fast_it_goes_and_how_long_the_rest_takes(terminal: Terminal) -> None:
    with Bar(english(), clock=terminal.clock, screen=terminal.stream) as bar:
        bar.announced(reached(100, 1_000, 91_000))
        terminal.now += 10
        bar.announced(reached(2_100, 11_000, 91_000))
    first, second = terminal.drawn()
    assert first.endswith("] appended 100 announcements"), "of one moment nobody knows a rate"
    assert second.endswith("] appended 2,100 announcements, 200/s, 1:20 left")
    assert second.startswith("[###")


def test_of_a_stream_without_an_end_there_is_the_rate_alone(terminal: Terminal) -> None:
    with Bar(english(), clock=terminal.clock, screen=terminal.stream) as bar:
        bar.announced(reached(10, 1_000, 0))
        terminal.now += 4
        bar.announced(reached(20, 2_000, 0))
    assert terminal.drawn()[-1] == "appended 20 announcements, 2.5/s"


def test_what_was_told_already_counts_for_the_rate_and_is_soon_forgotten(
    terminal: Terminal,
) -> None:
    with Bar(english(), clock=terminal.clock, screen=terminal.stream) as bar:
        for second in range(11):
            bar.announced(reached(0, second * 1_000, 200_000, told=second * 1_000))
            terminal.now += 1
        assert terminal.drawn()[-1].endswith("appended 0 (10,000 told already), 1,000/s, 3:10 left")
        for second in range(200):
            bar.announced(reached(second * 10, 10_000 + second * 10, 200_000, told=10_000))
            terminal.now += 1
            shown = terminal.drawn()[-1]
        assert shown.endswith("(10,000 told already), 10/s, 5:13:21 left")


def test_checks_are_followed_by_appending_and_each_has_its_own_pace(terminal: Terminal) -> None:
    with Bar(english(), clock=terminal.clock, screen=terminal.stream) as bar:
        bar.announced(Reached("checked", 1, 0, 10, 100, False))
        terminal.now += 3
        bar.announced(Reached("checked", 4, 0, 40, 100, False))
        bar.announced(Reached("appended", 1, 0, 1, 4, True))
    _, checked, appended = terminal.drawn()
    assert checked.endswith("checked 4 announcements, 1.0/s, 0:06 left, then appending")
    assert appended.endswith("] appended 1 announcement")


def test_other_commands_say_so_too(terminal: Terminal) -> None:
    with Bar(english(), clock=terminal.clock, screen=terminal.stream) as bar:
        for done in (100, 4_100):
            bar.copied(10_000, done)
            terminal.now += 2
        bar.checked("file", 0, 0)
        terminal.now += 2
        bar.checked("entries", 0, 10_000)
        terminal.now += 2
        bar.checked("entries", 5_000, 10_000)
    lines = terminal.drawn()
    assert lines[1].endswith("] copied 4,100 of 10,000 events, 2,000/s, 0:03 left")
    assert lines[2] == "checking the file"
    assert lines[-1].endswith("] checked 5,000 of 10,000 entries, 2,500/s, 0:02 left")


def test_a_bar_tells_in_the_language_asked_for(terminal: Terminal) -> None:
    words = Words(CHINESE, zone("UTC"))
    with Bar(words, clock=terminal.clock, screen=terminal.stream) as bar:
        bar.announced(Reached("checked", 1, 0, 10, 100, False))
        terminal.now += 3
        bar.announced(Reached("checked", 4, 2, 40, 100, False))
        bar.announced(Reached("appended", 1, 0, 1, 4, True))
        bar.copied(10_000, 100)
        bar.derived(1, 2)
        bar.checked(message("events and the read model"), 0, 0)
        bar.checked("entries", 5_000, 10_000)
    told = [line.partition("] ")[2] or line for line in terminal.drawn()]
    assert told == [
        "已查 1 份公告，随后写入",
        "已查 4（2 份先前已录入），1.7/s，剩余 0:06，随后写入",
        "已写入 1 份公告",
        "已复制 10,000 条事件中的 100 条",
        "已由 2 条事件中的 1 条生成",
        "正在查事件与读模型",
        "已查 10,000 之 5,000：条目",
    ]
    lines = []
    with Bar(words, clock=terminal.clock, screen=terminal.stream) as bar:
        for second in (0, 100_000):
            terminal.now += second
            bar.announced(reached(second * 1_000, second, 1 << 40, told=second * 1_000))
            lines += terminal.drawn()
    assert all(width(line) < 80 for line in lines)


def test_a_line_is_never_wider_than_the_terminal(terminal: Terminal) -> None:
    with Bar(english(), clock=terminal.clock, screen=terminal.stream) as bar:
        for second in (0, 100_000):
            terminal.now += second
            bar.announced(reached(second * 1_000, second, 1 << 40, told=second * 1_000))
    assert all(len(line) < 80 for line in terminal.drawn())


def test_it_is_gone_at_the_end(terminal: Terminal) -> None:
    with Bar(english(), clock=terminal.clock, screen=terminal.stream) as bar:
        bar.announced(reached(1, 1, 2))
    assert terminal.drawn()
    with Bar(english(), clock=terminal.clock, screen=terminal.stream):
        pass
    assert terminal.drawn() == []


def test_nothing_is_drawn_into_a_pipe() -> None:
    pipe = io.StringIO()
    with Bar(english(), screen=pipe) as bar:
        bar.announced(reached(1, 1, 2))
        bar.checked("file", 0, 0)
    assert pipe.getvalue() == ""


@pytest.mark.parametrize("each", [False, True])
def test_what_is_behind_a_stream_is_what_was_dealt_with_and_not_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, each: bool
) -> None:
    monkeypatch.setattr("ledger.application.LONG", 1)
    path = made(tmp_path)
    told = [line.encode() + b"\n" for line in LINES]
    ends = [sum(map(len, told[: number + 1])) for number in range(len(told))]
    seen: list[Reached] = []
    with open_for_writing(str(path)) as ledger:
        for _ in range(2):
            drafts = read_lines(io.BytesIO(b"".join(told)), ledger_zone="UTC")
            ledger.announce_lines(drafts, each=each, size=ends[-1], progress=seen.append)
    assert len(seen) > 4
    first, again = (
        [reached for reached in seen if (reached.told > 0) == told and reached.whole == ends[-1]]
        for told in (False, True)
    )
    for passes in (first, again):
        assert {ends.index(reached.done) for reached in passes} <= set(range(len(ends)))
        assert [ends[reached.announcements + reached.told - 1] for reached in passes] == [
            reached.done for reached in passes
        ]
        assert passes[-1].done == ends[-1]


def test_the_pace_of_a_command_is_drawn_on_its_terminal(
    desk: Desk, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.done("init --origin example.org/test")
    Path("long.jsonl").write_text("\n".join(LINES[:60]))  # what a terminal holds unread
    bar = partial(Bar, clock=terminal.ticking, screen=terminal.stream)
    monkeypatch.setattr("cli.commands.announce.Bar", bar)
    assert run(["announce", "--jsonl", "--each", "long.jsonl"]) == 0
    assert re.search(r"appended \d+ announcements, [0-9.]+/s, 0:\d\d left", terminal.drawn()[-1])


def test_rebuilding_tells_how_many_events_it_has_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.stores.turn._CHUNK", 100)
    path = made(tmp_path)
    seen: list[tuple[int, int]] = []
    with open_for_writing(str(path)) as ledger:
        stream = io.BytesIO("\n".join(LINES).encode())
        size = ledger.announce_lines(read_lines(stream, ledger_zone="UTC")).size
        assert ledger.rebuild(lambda done, whole: seen.append((done, whole))) == size
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert {whole for _, whole in seen} == {size}
