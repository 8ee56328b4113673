"""Does every command print the same of a ledger on a server as of the file it was copied from?"""

import re
import shutil
from pathlib import Path

import pytest

from cli.catalogue import COMMANDS
from ledger.stores.address import shown
from tests.desk import Desk
from tests.servers import Server
from tests.stores import Place

JD = "kuaishou/live-cart/jd-alliance"
READING = (
    "at 2022-10-29",
    "at 2022-10-29 --format json",
    f"at 2022-10-29 {JD} 快手/live-cart --known 2022-10-28 --recorded @40 --format jsonl",
    "at 2022-10-29 nothing/known",
    f"explain 2022-10-29 {JD}",
    f"explain 2022-10-29 {JD} --format json",
    "diff 2022-10-27 2022-10-29",
    "diff @40 @55 --clock recorded --at 2022-10-29",
    f"timeline {JD}",
    "replay",
    "replay --clock effective --format jsonl",
    "due 2022-10-29 --within 90d",
    "log",
    "log --format jsonl --source 'JD Alliance'",
    "at 2022-10-28T12:00 --format jsonl",
    "show kuaishou-2022-02-22",
    "show @41 --format json",
    "subjects",
    "sources --format csv",
    "key show",
    "prove @41 -o proof",
    "watch --from 50 --limit 3",
    "at 2022-10-29 --recorded @99",
    "show nothing",
)
#: No ledger is read by these, or it is done by what they have tests of their own for.
OTHERS = {
    *("init", "demo", "schema", "completion", "copy", "restore", "grant-sql", "witness"),
    *("verify-proof", "consistency", "project"),
}
WRITING = (
    "announce examples/kuaishou-2022-11-02.yaml",
    "announce examples/kuaishou-2022-11-02.yaml",
    "announce --dry-run examples/prolonged-term.yaml",
    "correct kuaishou-2022-02-22#1 note=shorter --why 'too long' --dry-run",
    "correct kuaishou-2022-02-22#1 note=shorter --why 'too long'",
    "retract @58 --why 'not too long'",
    "evidence add kuaishou-2022-02-22 examples/kuaishou-2022.yaml --why 'found later'",
    "show kuaishou-2022-02-22",
    "expire",
    "rebuild",
    "status",
    "checkpoint -o head",
    "verify --held head",
    "export tiles tiles",
    "export dossier 2022-10-29 -o dossier",
    "backup backup",
)


@pytest.fixture
def url(desk: Desk, postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy, on a server, of the ledger at the desk."""
    monkeypatch.setenv("POLICY_LEDGER_EVIDENCE", str(tmp_path / "shared"))
    target = Place(tmp_path, postgres).free()
    desk.kuaishou()
    desk.run("copy", "policy.ledger", target)
    return target


def bare(text: str, url: str) -> str:
    """What is printed, without what the two must differ in: their names, and times of recording."""
    text = text.replace(shown(url), "LEDGER").replace("./policy.ledger", "LEDGER")
    text = re.sub(r"[0-9a-f]{64}|[A-Za-z0-9+/]{43}=", "HASH", text)
    text = re.sub(
        r"20(2[5-9]|[3-9]\d)-\d\d-\d\d[T ][\d:]+(\.\d+)?( [+-]\d\d:\d\d|Z)?", "TIME", text
    )
    # of a server's files nothing is claimed
    text = re.sub(r" +the database file: .*\n", "", text)
    text = re.sub(r" +besides +the server's own files .*\n.*\n", "", text)
    # a long name stands on a line of its own
    return re.sub(r" +", " ", re.sub(r"\n *LEDGER", " LEDGER", text))


#: What the superuser of the tests' server is told by each command.
WARNED = r"warning: .* is a superuser of .*\n"


def test_every_reading_command_prints_the_same(
    desk: Desk, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for line in READING:
        here = desk.ledger(line)
        with monkeypatch.context() as there_is:
            there_is.setenv("POLICY_LEDGER_URL", url)
            there = desk.ledger(line)
        assert there._replace(err=re.sub(WARNED, "", there.err)) == here, line


def test_every_writing_command_does_the_same(
    desk: Desk, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[list[str]] = []
    for target, place in (("./policy.ledger", "here"), (url, "there")):
        shutil.copytree(tmp_path / "configuration", tmp_path / place)
        monkeypatch.setenv("POLICY_LEDGER_URL", target)
        monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(tmp_path / place))
        said = []
        for line in WRITING:
            outcome = desk.ledger(re.sub(r"\b(head|tiles|dossier|backup)$", rf"{place}-\1", line))
            assert outcome.code == 0, (line, outcome.err)
            words = bare(outcome.out + re.sub(WARNED, "", outcome.err), url)
            words = words.replace(f"{place}-", "").replace(f"/{place}/", "/configuration/")
            said.append(f"{line}\n{words}")
        found.append(said)
    for here, there in zip(*found, strict=True):
        assert there == here


def test_a_dossier_of_a_server_is_copied_and_has_the_same_root(desk: Desk, url: str) -> None:
    desk.done(f"--ledger '{url}' export dossier 2022-10-29 -o dossier")
    told = desk.done("copy dossier examined.ledger")
    assert "copied @1 to @55" in told
    assert "signed  by the ledger's key" in told
    root = r"root +([A-Za-z0-9+/]{43}=),"
    (copied,) = re.findall(root, told)
    assert re.findall(root, desk.done("copy policy.ledger same.ledger")) == [copied]
    assert desk.done("at 2022-10-29") == desk.done("--ledger examined.ledger at 2022-10-29")


def test_every_command_is_tried_or_tested_elsewhere() -> None:
    tried = {line.split()[0] for line in (*READING, *WRITING)}
    assert set(COMMANDS) == tried | OTHERS
