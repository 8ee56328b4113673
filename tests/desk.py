"""How does a test run a command, as a user would type it, and what came of it?"""

import hashlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.program import run
from ledger.dates.moments import instant
from ledger.proofs.signer import ED25519, SignerKey

REPOSITORY = Path(__file__).parent.parent
#: When the first command of a desk runs; each later one runs nine seconds after the one before.
OPENING = instant("2026-11-24T01:12:31.004512Z")
_STEP = 9_118_944


class Outcome(NamedTuple):
    """The exit code, standard output and standard error of a command."""

    code: int
    out: str
    err: str


def unwrapped(text: str) -> str:
    """A table as running text: wrapped lines joined."""
    return " ".join(text.split())


class Desk:
    """A folder to work in, with a copy of the examples, and a clock of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self.now = OPENING - _STEP
        shutil.copytree(REPOSITORY / "examples", folder / "examples")
        monkeypatch.chdir(folder)
        for name in ("POLICY_LEDGER_URL", "POLICY_LEDGER_RECORDER", "POLICY_LEDGER_DEBUG"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv("POLICY_LEDGER_KEY", raising=False)
        monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(folder / "configuration"))
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.setattr("time.time_ns", lambda: self.now * 1000)
        # keys that are the same each time: a ledger's root covers the key that is its second event
        monkeypatch.setattr("ledger.proofs.signer.new_key", self._new_key)
        monkeypatch.setattr("ledger.signing.signed_head.new_key", self._new_key)
        monkeypatch.setattr("ledger.witnesses.home.new_key", self._new_key)
        self._keys = 0

    def _new_key(self, name: str, *, algorithm: int = ED25519) -> SignerKey:
        self._keys += 1
        seed = hashlib.sha256(f"{name} {self._keys}".encode()).digest()
        return SignerKey(name, seed, algorithm=algorithm)

    def run(self, *words: str, typed: str = "") -> Outcome:
        """Run `ledger WORDS`, with `typed` on standard input."""
        self.now += _STEP
        out, err = io.StringIO(), io.StringIO()
        stdin = io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8")
        with self._monkeypatch.context() as streams:
            streams.setattr(sys, "stdout", out)
            streams.setattr(sys, "stderr", err)
            streams.setattr(sys, "stdin", stdin)
            code = run(words)
        return Outcome(code, out.getvalue(), err.getvalue())

    def ledger(self, line: str, typed: str = "") -> Outcome:
        """Run a command line without its first word: `desk.ledger("at 2022-10-29")`."""
        return self.run(*shlex.split(line), typed=typed)

    def done(self, line: str, typed: str = "") -> str:
        """What a command prints that is to succeed."""
        outcome = self.ledger(line, typed)
        assert outcome.code == 0, outcome.err
        return outcome.out

    def told(self, line: str) -> str:
        """The same in one line."""
        return unwrapped(self.done(line))

    def process(
        self, *words: str, before: str = "", shell: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run `ledger WORDS` as a process of its own; `before` and `shell`: what a shell does
        first, such as `ulimit -f 1;`, and with its streams, such as `>&-`."""
        program = [sys.executable, "-c", "from cli.main import main; main()", *words]
        environ = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}
        if "ulimit" in before:  # who may write no file keeps no record of the lines it entered
            environ.pop("COVERAGE_PROCESS_CONFIG", None)
        if (locale := environ.pop("LC_ALL", None)) is not None:
            # for the command alone: a shell complains of one that is not installed
            program = ["env", f"LC_ALL={locale}", *program]
        return subprocess.run(
            ["bash", "-c", f'set -o pipefail; {before} "$@" {shell}', "-", *program],
            env=environ,
            capture_output=True, text=True, cwd=self.folder, check=False,
        )  # fmt: skip

    def key(self) -> str:
        """The verifier key, as an auditor wrote it down."""
        return self.done("key show").strip()

    def checkpointed(self) -> "Desk":
        """With the case of 2022, two checkpoints of it, `old` and `new`, and more between them."""
        self.kuaishou()
        self.done("checkpoint -o old")
        self.done("announce examples/kuaishou-2022-11-02.yaml")
        self.done("checkpoint -o new")
        return self

    def kuaishou(self) -> "Desk":
        """With a ledger that holds the case of 2022."""
        self.done("init --origin example.org/links --zone Asia/Shanghai")
        self.done("announce examples/kuaishou-2022.yaml")
        return self


def lines(path: Path) -> list[str]:
    """The lines of a file that a command wrote."""
    return path.read_text().split("\n")


def still(text: str) -> str:
    """The text with what differs from run to run, keys and folders, replaced."""
    text = re.sub(r"\+[0-9a-f]{8}\b(\+[A-Za-z0-9+/=]+)?", "+KEY", text)
    text = re.sub(r"\.[0-9a-f]{8}\.key\b", ".KEY.key", text)
    temporary = re.escape(os.path.realpath(tempfile.gettempdir()))
    return re.sub(rf"{temporary}/pytest-of-\w+/pytest-\d+/(popen-gw\d+/)?[\w.-]+", "/FOLDER", text)
