"""Whoever asks and gets no answer hears that: no stream to write to is a failure."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.catalogue import COMMANDS
from tests.desk import Desk

#: A use of each command that has anything to say on a ledger of the case of 2022.
USES = {
    "announce": "announce examples/kuaishou-2022-11-02.yaml",
    "backup": "backup kept.ledger",
    "checkpoint": "checkpoint -o head",
    "completion": "completion bash",
    "consistency": "consistency old new",
    "copy": "copy policy.ledger other.ledger",
    "correct": "correct kuaishou-2022-02-22 source.authority=press --why slip",
    "diff": "diff 2022-10-27 2022-10-29",
    "explain": "explain 2022-10-29 kuaishou",
    "export": "export tiles tiles",
    "init": "init --origin x --ledger new.ledger",
    "key": "key show",
    "prove": "prove @17 -o proof",
    "restore": "restore policy.ledger restored.ledger",
    "retract": "retract kuaishou-2022-02-22 --why slip",
    "show": "show @15",
    "verify-proof": "verify-proof proof --key KEY",
    "watch": "watch --from 1 --limit 1",
    "witness": "witness init there",
    "grant-sql": "grant-sql somebody",
}
FULL = "standard output cannot be written to: No space left on device"


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_begins_where_standard_output_is_closed(name: str, sample: Desk) -> None:
    size = sample.done("status --format json")
    before = sorted(sample.folder.rglob("*"))
    found = sample.process(*USES.get(name, name).split(), shell=">&-")
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr == (
        "ledger: standard output is closed: there is nowhere to write to, and nothing was done\n"
    )
    assert sorted(sample.folder.rglob("*")) == before
    assert sample.done("status --format json") == size


def test_nothing_is_told_where_standard_input_is_closed(sample: Desk) -> None:
    found = sample.process("announce", "-", shell="<&-")
    assert (found.returncode, found.stdout) == (1, "")
    assert "standard input is closed: nothing can be read from it" in found.stderr


def test_an_empty_file_is_no_ledger(sample: Desk) -> None:
    (sample.folder / "empty.ledger").touch()
    for line in ("at today", "status", "expire"):
        found = sample.ledger(f"--ledger empty.ledger {line}")
        assert (found.code, found.err) == (
            1,
            "ledger: empty.ledger is an empty file, not a ledger\n",
        )


@pytest.fixture
def sample(desk: Desk) -> Desk:
    return desk.kuaishou()


@pytest.mark.parametrize("line", ["at 2022-10-29", "--help", "--version", "at --help", "nonsense"])
def test_an_answer_that_goes_nowhere_is_a_failure_whatever_else_is_closed(
    line: str, sample: Desk
) -> None:
    for shell in (">&-", ">&- 2>&-", ">&- <&-", ">&- 2>&- <&-"):
        assert sample.process(*line.split(), shell=shell).returncode == 1, shell


@pytest.mark.parametrize(
    "line",
    [
        "at 2022-10-29",
        "at 2022-10-29 --format json",
        "log --format jsonl",
        "log --format csv",
        "log --format table",
        "schema",
        "verify",
        "watch --from 1 --limit 55",
        "announce examples/kuaishou-2022-11-02.yaml",
        "--help",
        "export --help",
    ],
)
def test_a_full_disk_is_told_once_and_by_the_name_of_the_stream(line: str, sample: Desk) -> None:
    found = sample.process(*line.split(), shell="> /dev/full")
    assert found.returncode == 1
    # `watch` has said first that it listens.
    told = [each for each in found.stderr.splitlines() if "listening to" not in each]
    assert len(told) == 1, found.stderr
    assert told[0].startswith(f"ledger: {FULL}")


def test_a_check_that_fails_is_still_one_where_its_words_are_lost(sample: Desk) -> None:
    sample.done("checkpoint -o head")
    shutil.rmtree("configuration")
    sample.done("init --origin example.org/links --ledger other.ledger")
    words = ("verify", "--ledger", "other.ledger", "--held", "head")
    assert sample.process(*words).returncode == 3
    assert sample.process(*words, shell="> /dev/full").returncode == 3


@pytest.mark.parametrize("shell", ["2>&-", "2> /dev/full"])
def test_what_cannot_be_said_on_standard_error_stops_nothing_and_is_a_failure(
    shell: str, sample: Desk
) -> None:
    whole = sample.process("at", "2022-10-29", shell=shell)
    assert (whole.returncode, whole.stdout) == (0, sample.done("at 2022-10-29"))
    part = sample.process("at", "2022-10-29", "kuaishuo", shell=shell)  # and no word of the nearest
    assert (part.returncode, part.stdout) == (1, sample.done("at 2022-10-29 kuaishuo"))
    assert sample.process("at", "2022-10", shell=shell).returncode == 2


def test_nothing_is_said_into_a_file_that_got_the_number_of_a_closed_stream(sample: Desk) -> None:
    sample.done("checkpoint -o first")
    genuine = Path("first").read_bytes()
    sample.done("checkpoint -o first")
    for shell in ("2>&-", "<&- 2>&-"):
        Path("first").write_bytes(b"another")
        sample.process("checkpoint", "-o", "first", shell=shell)
        assert Path("first").read_bytes() == genuine
        assert "55 events" in sample.done("verify")


@pytest.mark.parametrize("words", [("announce", "-"), ("announce", "--jsonl", "-")])
def test_standard_input_that_is_closed_is_no_fault_of_the_program(
    words: tuple[str, ...], sample: Desk
) -> None:
    found = sample.process(*words, shell="<&-")
    assert found.returncode == 1
    assert "fault of this program" not in found.stderr


def test_nobody_is_asked_for_a_passphrase_where_standard_input_is_closed(desk: Desk) -> None:
    lines = ("init --passphrase", "checkpoint", "key rotate --passphrase")
    for words in lines:
        found = desk.process(*words.split(), shell="<&-")
        assert found.returncode == 1
        assert "set POLICY_LEDGER_PASSPHRASE, or run this in a terminal" in found.stderr
        if words == lines[0]:
            with pytest.MonkeyPatch.context() as environ:
                environ.setenv("POLICY_LEDGER_PASSPHRASE", "long and secret")
                desk.done(words)


def test_the_check_of_a_dossier_says_nothing_is_good_where_nobody_can_read_it(sample: Desk) -> None:
    sample.done("export dossier 2022-10-29 -o dossier")
    for shell, code in (("", 0), (">&-", 1), ("> /dev/full", 1), ("--events > /dev/full", 1)):
        found = subprocess.run(
            ["bash", "-c", f'"$0" check.py {shell}', sys.executable],
            cwd="dossier", capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert found.returncode == code, found.stderr
        assert "Traceback" not in found.stderr
        assert "Exception ignored" not in found.stderr
