"""What is told on a terminal is in colour and in words, no wider, and broken between words."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cli import text
from tests.desk import REPOSITORY, Desk

pty = pytest.importorskip("pty", reason="no terminals to pretend here")

RED, GREEN, YELLOW = "\x1b[31m", "\x1b[32m", "\x1b[33m"
FD = {"in": 0, "out": 1, "err": 2}


class Terminal:
    """A terminal of so many columns and rows, and what was written on it."""

    def __init__(self, columns: int, rows: int = 9999) -> None:
        import fcntl
        import struct
        import termios

        self._reader, self.screen = pty.openpty()
        fcntl.ioctl(self.screen, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._found = b""
        # Read all along: what a terminal takes before anybody reads it is not much.
        self._reading = threading.Thread(target=self._read)
        self._reading.start()

    def _read(self) -> None:
        with suppress(OSError):  # nobody has it open any more
            while piece := os.read(self._reader, 1 << 16):
                self._found += piece

    def written(self) -> str:
        """All of it, once nobody has it open any more."""
        os.close(self.screen)
        self._reading.join()
        os.close(self._reader)
        return self._found.decode().replace("\r\n", "\n")


@pytest.fixture
def case(desk: Desk) -> Desk:
    return desk.kuaishou()


def run(
    line: str,
    *streams: str,
    columns: int = 80,
    rows: int = 9999,
    into: str | None = None,
    **environ: str,
) -> tuple[str, str]:
    """What a command writes on a terminal that these of its streams are, and what into a pipe, or
    into a file; the terminal is the one from which the program was started."""
    screen = Terminal(columns, rows)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm", "PAGER": ""}
    for name in ("COLUMNS", "NO_COLOR"):
        environment.pop(name, None)
    given = {"in": subprocess.DEVNULL, "out": subprocess.PIPE, "err": subprocess.PIPE}
    given |= dict.fromkeys(streams, screen.screen)
    with open(into or os.devnull, "wb") as kept:
        process = subprocess.Popen(
            [sys.executable, "-c", "from cli.main import main; main()", *line.split()],
            stdin=given["in"], stdout=kept if into else given["out"], stderr=given["err"],
            env={**environment, **environ}, start_new_session=True, text=True,
        )  # fmt: skip
        out, err = process.communicate()
    return screen.written(), (out or "") + (err or "")


def lines(text: str) -> Iterator[str]:
    yield from re.sub("\x1b\\[[0-9]*m", "", text).splitlines()


def test_permitted_and_suspended_have_colours_and_their_words(case: Desk) -> None:
    shown, _ = run("at 2022-10-29", "out")
    assert f"{GREEN}permitted\x1b[0m" in shown
    assert f"{RED}suspended\x1b[0m" in shown
    plain, _ = run("at 2022-10-29", "out", NO_COLOR="1")
    assert "\x1b" not in plain
    assert list(lines(shown)) == list(lines(plain))
    assert "\x1b" not in run("at 2022-10-29", "out", TERM="dumb")[0]
    assert "\x1b" not in run("at 2022-10-29", "out", NO_COLOR="yes")[0]
    _, piped = run("at 2022-10-29", "in", "err")
    assert "\x1b" not in piped
    assert "permitted" in piped


def test_a_verdict_is_coloured_and_stands_before_what_it_rests_on(case: Desk) -> None:
    case.done("checkpoint -o head")
    shown, _ = run("verify --held head", "out")
    assert shown.startswith(f"{GREEN}OK\x1b[0m: nothing is wrong with the 55 events; @1 to @55")
    (case.folder / "configuration").rename("elsewhere")
    case.done("init --origin example.org/links --ledger other.ledger")
    shown, _ = run("verify --held head --ledger other.ledger", "out")
    assert shown.startswith(f"{RED}FAILED\x1b[0m: this is not the ledger that it should be (1 fin")
    shown, _ = run("verify --held policy.ledger", "out")
    assert shown.startswith(f"{YELLOW}NOT VERIFIED\x1b[0m: nothing was refuted, and something")


def test_the_colours_are_those_of_a_correction_and_of_a_proof_too(case: Desk) -> None:
    shown, _ = run("retract kuaishou-2022-02-22 --why slip --dry-run", "out")
    assert f"{RED}suspended\x1b[0m" in shown
    case.done("prove @3 -o proof")
    Path("key").write_text(case.key())
    assert run("verify-proof proof --key key", "out")[0].startswith(f"{GREEN}PROVED\x1b[0m: leaf 2")


@pytest.mark.parametrize("line", ["at 2022-10-29", "verify"])
@pytest.mark.parametrize("streams", [("err",), ("in",), ("out",)])
def test_a_pipe_is_as_wide_as_the_terminal_that_it_is_read_on(
    line: str, streams: tuple[str, ...], case: Desk
) -> None:
    wide = list(lines("".join(run(line, *streams, columns=100))))
    narrow = list(lines("".join(run(line, *streams, columns=72))))
    assert max(map(text.width, wide)) > 90
    assert max(map(text.width, narrow)) <= 72
    assert list(lines("".join(run(line, *streams, columns=72, COLUMNS="100")))) == wide


def test_a_pipe_without_a_terminal_and_a_file_are_100_columns_wide(case: Desk) -> None:
    _, whole = run("at 2022-10-29", columns=72)
    assert max(map(text.width, whole.splitlines())) > 90
    run("at 2022-10-29", "in", "err", columns=72, into="kept")
    assert Path("kept").read_text() == whole


def test_where_no_stream_is_a_terminal_it_is_the_one_that_the_program_was_started_from(
    case: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS")
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    program = f"{sys.executable} -c 'from cli.main import main; main()' at 2022-10-29"
    child, screen = pty.fork()
    if child == 0:
        words = f"stty cols 72; {program} < /dev/null 2> /dev/null | cat > kept"
        os.execvp("bash", ["bash", "-c", words])
    os.waitpid(child, 0)
    os.close(screen)
    assert 60 < max(map(text.width, Path("kept").read_text().splitlines())) <= 72


def test_the_help_in_a_pipe_is_as_wide_as_the_terminal_too(case: Desk) -> None:
    _, wide = run("at --help", "in", columns=100)
    _, narrow = run("at --help", "in", columns=64)
    assert 80 < max(map(len, wide.splitlines())) <= 100
    assert max(map(len, narrow.splitlines())) <= 64


@pytest.mark.parametrize(
    "line",
    [
        "correct kuaishou-2022-02-22 source.authorty=press --why slip",
        "show kuaishou/live-crt/taobao-alliance",
        "at 2022-10-29 kuaishuo/live-cart/taobao-alliance/personal-stores-of-many-merchants",
        "prove kuaishou-2022-02-22#1 -o proof",
        "at 2022-10",
    ],
)
def test_a_message_on_a_terminal_breaks_between_words(line: str, case: Desk) -> None:
    _, whole = run(line, columns=50)
    shown, _ = run(line, "err", columns=50)
    *told, last = [each for each in whole.splitlines() if each.startswith("ledger: ")]
    assert not told
    drawn = list(lines(shown))
    assert len(drawn) > 1
    words = last.split()
    assert " ".join(" ".join(drawn).split()).startswith(" ".join(words))
    assert all(text.width(each) <= max(50, *map(len, words)) for each in drawn)


def test_messages_in_a_pipe_stay_on_their_lines(case: Desk) -> None:
    _, whole = run("prove kuaishou-2022-02-22#1 -o proof", "in", columns=60)
    assert whole.count("\n") == 1


def test_one_change_of_several_subjects_is_told_once(case: Desk) -> None:
    told = case.done("correct kuaishou-2022-02-22#1 effective=2022-03-02 --why slip --dry-run")
    assert told.count("on 2022-03-01: suspended (since 2022-03-01") == 1
    for subject in ("detail-page", "live-cart", "short-video-cart"):
        assert told.count(f"  kuaishou/{subject}/taobao-alliance\n") == 1
    heads = [line for line in told.splitlines() if line.startswith("  kuaishou/")]
    assert len(heads) == len(set(heads)) == 5


def test_a_table_that_does_not_fit_is_paged_unless_that_is_switched_off(case: Desk) -> None:
    pager: dict[str, Any] = {"PAGER": "sed s/^/paged:/"}
    shown, _ = run("at 2022-10-29", "out", rows=24, **pager)
    assert all(line.startswith("paged:") for line in lines(shown))
    assert "paged:" not in run("at 2022-10-29", "out", **pager)[0]  # it fits
    assert "paged:" not in run("at 2022-10-29", "out", rows=24, TERM="dumb", **pager)[0]
    assert "paged:" not in run("at 2022-10-29 --format json", "out", rows=24, **pager)[0]
    assert "paged:" not in run("at 2022-10-29", "in", rows=24, **pager)[1]
    for off in ("cat", ""):
        ours = run("at 2022-10-29", "out", rows=24, POLICY_LEDGER_PAGER=off, **pager)[0]
        assert "paged:" not in ours
    ours = run("at 2022-10-29", "out", rows=24, POLICY_LEDGER_PAGER="sed s/^/own:/", **pager)[0]
    assert all(line.startswith("own:") for line in lines(ours))


def test_no_terminal_gets_a_workbook(case: Desk) -> None:
    shown, said = run("at 2022-10-29 --format xlsx", "out")
    assert shown == ""
    assert "no terminal shows: write it into a file, with -o FILE or > FILE" in said
    shown, said = run("at 2022-10-29 --format xlsx -o book.xlsx", "out")
    assert (shown, said) == ("", "")
    assert (case.folder / "book.xlsx").read_bytes().startswith(b"PK")


def typed(line: str, *answers: str) -> tuple[int, str]:
    """The exit code of a command started from a terminal, and what is on it, with these answers
    typed at its prompts in turn."""
    child, screen = pty.fork()
    if child == 0:
        words = ["-c", "from cli.main import main; main()", *line.split()]
        os.execvpe(sys.executable, [sys.executable, *words], os.environ)
    shown, left = "", list(answers)
    while True:
        try:
            piece = os.read(screen, 1 << 16)
        except OSError:
            break
        shown += piece.decode()
        if left and shown.endswith(": "):
            os.write(screen, f"{left.pop(0)}\n".encode())
    os.close(screen)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.replace("\r\n", "\n")


#: With a blank, so that no key happens to have it.
RIGHT, WRONG = "open sesame", "opne sesame"


def test_a_passphrase_is_typed_twice_where_it_is_chosen_and_never_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    code, shown = typed("init --origin o --passphrase", RIGHT, WRONG, RIGHT, RIGHT)
    assert code == 0, shown
    assert "sesame" not in shown
    assert shown.count("Passphrase for the signing key: \n") == 2
    assert "The two entered values do not match" in shown
    code, shown = typed("checkpoint", RIGHT)
    assert code == 0, shown
    assert re.search(r"^Passphrase of .*keys/o-\S*\.key: \n", shown)
    assert "signed @2" in shown
    code, shown = typed("checkpoint", WRONG)
    assert code == 1
    assert "does not open with this passphrase" in " ".join(shown.split())
    code, shown = typed("init --origin o --passphrase --ledger other", "", RIGHT, RIGHT)
    assert code == 0, shown


def test_a_bar_is_drawn_on_a_terminal_and_gone_at_the_end(desk: Desk) -> None:
    desk.kuaishou()
    shown, _ = run("backup b", "err")
    assert "] copied 55 of 55 events" in shown
    assert shown.endswith("\r\x1b[K")
    _, piped = run("backup c")
    assert "copied" not in piped
    assert "\x1b" not in piped
