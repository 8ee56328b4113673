"""Does a dossier hold together, and does nothing in it hold once it was altered?"""

import json
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ledger.application import init
from tests.desk import REPOSITORY, Desk, lines
from tests.dossiers import with_evidence
from tests.time_authority import Authority, needed, served


@pytest.fixture
def case(desk: Desk) -> Desk:
    return desk.checkpointed()


@pytest.fixture
def ledger_program(tmp_path: Path) -> Path:
    """A folder with a program `ledger` in it, as an installation puts one on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "ledger"
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH={REPOSITORY} exec {sys.executable} -m cli.main "$@"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return folder


@pytest.mark.skipif(os.name != "posix", reason="the README is for a POSIX shell")
def test_each_command_of_a_dossiers_readme_checks_it_and_computes_the_answer_again(
    case: Desk, ledger_program: Path
) -> None:
    with_evidence(case)
    case.done("export dossier 2022-10-29 kuaishou/live-cart -o dossier")
    done, moved = readme_followed(case, ledger_program)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "GOOD" in done.stdout
    if shutil.which("openssl"):
        assert "Signature Verified Successfully" in done.stdout
    assert "1 file, 21 bytes, read again" in done.stdout
    assert "with no checkpoint at all" in done.stdout
    assert "Only --held FILE, a checkpoint kept elsewhere" in " ".join(done.stdout.split())
    assert "others kept or saw" not in " ".join(done.stdout.split()), "it is the maker's own"
    for seq, name in (("entries", "log/tile/entries/000.p/59"), ("root", "log/checkpoint")):
        path = moved / name
        changed = bytearray(path.read_bytes())
        changed[60] ^= 1
        path.write_bytes(changed)
        bad = subprocess.run([sys.executable, "check.py"], cwd=moved, capture_output=True)
        assert bad.returncode != 0, seq
        changed[60] ^= 1
        path.write_bytes(changed)


@pytest.mark.skipif(os.name != "posix", reason="the README is for a POSIX shell")
def test_the_readme_of_a_dossier_without_evidence_can_be_followed_too(
    case: Desk, ledger_program: Path
) -> None:
    with_evidence(case)
    case.done("export dossier 2022-10-29 kuaishou/live-cart -o dossier --without-evidence")
    done, _ = readme_followed(case, ledger_program)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "evidence: 1 of the files that are named not here" in done.stdout
    assert "GOOD" in done.stdout
    assert "Evidence that is missing or altered: it was not looked at" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="the README is for a POSIX shell")
@pytest.mark.parametrize("rotated", [False, True])
def test_the_readme_can_be_followed_where_the_ledger_was_kept_and_signed_since(
    case: Desk, ledger_program: Path, rotated: bool
) -> None:
    if rotated:
        case.done("key rotate")
    case.done("export dossier 2022-10-29 kuaishou/live-cart -o dossier")
    with_evidence(case)
    if rotated:
        case.done("key rotate")
    case.done("checkpoint -o later")
    done, folder = readme_followed(case, ledger_program, configuration="configuration")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "with no checkpoint at all" in done.stdout
    assert not (folder / "none").exists()


@needed
def test_a_dossier_has_the_newest_time_stamp_of_what_it_holds_and_openssl_checks_it(
    case: Desk, ledger_program: Path, tmp_path: Path
) -> None:
    case.now = int(time.time() - 3600) * 1_000_000
    authority = Authority(tmp_path / "authority")
    with served(authority.answer) as url:
        case.done(f"checkpoint --tsa {url}")
        with_evidence(case)
        case.done("announce examples/prolonged-term.yaml")
        case.done(f"checkpoint --tsa {url}")
    case.done("export dossier 2022-10-29 --recorded @59 -o dossier")
    shutil.copyfile(authority.root, case.folder / "dossier" / "tsa-root.pem")
    assert lines(case.folder / "dossier" / "log" / "stamped")[1] == "57"
    done, moved = readme_followed(case, ledger_program)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "log/stamped is of the first 57 of them" in done.stdout
    assert "Verification: OK" in done.stdout + done.stderr
    assert "Time stamp: " in done.stdout
    assert (
        "by when the first 57 were there, and not since when" in (moved / "README.md").read_text()
    )
    (moved / "log" / "stamped").write_bytes((moved / "log" / "checkpoint").read_bytes())
    again = [sys.executable, "check.py"]
    bad = subprocess.run(again, cwd=moved, capture_output=True, text=True)
    assert bad.returncode == 0, "check.py looks at roots; of which bytes the stamp is, openssl"
    (moved / "log" / "stamped").write_bytes(
        (case.folder / "old").read_bytes().replace(b"=", b"x", 1)
    )
    bad = subprocess.run(again, cwd=moved, capture_output=True, text=True)
    assert bad.returncode == 3
    assert "log/stamped is not of the first of these entries" in bad.stdout


def test_a_dossier_of_a_ledger_that_was_rewritten_since_it_was_stamped_is_refused(
    case: Desk,
) -> None:
    (head,) = (case.folder / "configuration" / "heads").glob("*.checkpoint")
    stamps = head.with_suffix(".stamps")
    stamps.mkdir()
    note = (case.folder / "old").read_bytes()
    (stamps / "55.checkpoint").write_bytes(note)
    case.done("export dossier 2022-10-29 -o without")
    assert not (case.folder / "without" / "log" / "stamped").exists(), "no token, no stamp"
    (stamps / "55.checkpoint").write_bytes(note.replace(note.split(b"\n")[2], b"A" * 43 + b"="))
    (stamps / "55.checkpoint.tsr").write_bytes(b"token")
    outcome = case.ledger("export dossier 2022-10-29 -o dossier")
    assert outcome.code == 3
    assert "55.checkpoint', which was stamped: it was rewritten since" in outcome.err
    assert not (case.folder / "dossier").exists()


def readme_followed(
    case: Desk, ledger_program: Path, *, configuration: str = "nowhere"
) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Each command of a dossier's README, run in another folder, without the ledger, its key and
    its configuration, unless one is named; and that folder."""
    moved = case.folder / "elsewhere"
    (case.folder / "dossier").rename(moved)
    (case.folder / "policy.ledger").unlink()
    readme = (moved / "README.md").read_text(encoding="utf-8")
    blocks = [line[4:] for line in readme.splitlines() if line.startswith("    ")]
    script = [line for line in blocks if not line.startswith(("ledger at ", "tlog"))]
    commands = [line for line in script if len(line.split()) > 1]
    environment = {
        **os.environ,
        "COLUMNS": "70",
        "PATH": f"{ledger_program}:{os.environ['PATH']}",
        "POLICY_LEDGER_CONFIG": str(case.folder / configuration),
    }
    done = subprocess.run(
        ["sh", "-e", "-c", "\n".join(commands)],
        cwd=moved,
        env=environment,
        capture_output=True,
        text=True,
    )
    return done, moved


def test_a_dossier_of_an_earlier_position_holds_what_was_known_then(case: Desk) -> None:
    case.done("export dossier 2022-10-29 --recorded @55 -o dossier")
    assert lines(case.folder / "dossier" / "log" / "checkpoint")[1] == "55"
    assert "--recorded @55" in (case.folder / "dossier" / "README.md").read_text()
    vkey = case.key()
    case.done(f"verify --tiles dossier/log --key {vkey} --held old")
    assert case.ledger("export dossier 2022-10-29 -o dossier").code == 1
    case.done("checkpoint")


def test_a_dossier_made_on_a_narrow_terminal_is_the_same(
    case: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.done("export dossier 2022-10-29 kuaishou/live-cart -o wide")
    monkeypatch.setenv("COLUMNS", "60")
    case.done("export dossier 2022-10-29 kuaishou/live-cart -o narrow")
    for name in ("answer.txt", "explanation.txt", "README.md"):
        wide, narrow = case.folder / "wide" / name, case.folder / "narrow" / name
        assert narrow.read_bytes() == wide.read_bytes()


@pytest.mark.parametrize("there", [False, True])
def test_a_dossier_that_fails_leaves_nothing_behind(case: Desk, there: bool) -> None:
    kept = with_evidence(case)
    genuine = kept.read_bytes()
    kept.write_bytes(b"another")
    folder = case.folder / "dossiers"
    folder.mkdir()
    if there:
        (folder / "dossier").mkdir()
    before = sorted(folder.rglob("*"))
    outcome = case.ledger("export dossier 2022-10-29 -o dossiers/dossier")
    assert outcome.code == 3
    assert "has been altered" in outcome.err
    assert sorted(folder.rglob("*")) == before
    kept.write_bytes(genuine)
    case.done("export dossier 2022-10-29 -o dossiers/dossier")
    assert [path.name for path in folder.iterdir()] == ["dossier"]
    assert (folder / "dossier" / "README.md").is_file()
    assert case.ledger("export dossier 2022-10-29 -o dossiers/dossier").code == 1


def test_a_beginning_whose_key_was_destroyed_is_not_signed_and_it_is_said_why(case: Desk) -> None:
    (before,) = (case.folder / "configuration" / "keys").iterdir()
    case.done("key rotate")
    before.unlink()
    for line in ("export dossier 2022-10-29 --recorded @57 -o dossier",):
        outcome = case.ledger(line)
        assert outcome.code == 1
        said = " ".join(outcome.err.split())
        assert "the key that counted at @57 was handed on at @58" in said
        assert "--recorded @58" in said
        assert not (case.folder / "dossier").exists()
    case.done("export dossier 2022-10-29 --recorded @58 -o dossier")


def test_a_checkpoint_of_another_size_is_told_from_a_log_that_lacks_something(case: Desk) -> None:
    case.done("export dossier 2022-10-29 -o dossier")
    checkpoint = case.folder / "dossier" / "log" / "checkpoint"
    checkpoint.write_bytes(checkpoint.read_bytes().replace(b"\n57\n", b"\n56\n"))
    outcome = case.ledger("copy dossier check.ledger")
    assert outcome.code == 3
    assert "tile/entries/000.p/56 is missing; it was sought as checkpoint has it" in outcome.err
    assert "`ledger verify --tiles 'dossier/log' --key VKEY` tells" in outcome.err
    outcome = case.ledger(f"verify --tiles dossier/log --key {case.key()}")
    assert outcome.code == 3
    assert "does not fit the text; nothing else was read" in " ".join(outcome.out.split())
    assert not (case.folder / "check.ledger").exists()


def test_each_row_of_the_answer_is_explained(case: Desk) -> None:
    case.done("export dossier 2022-10-29 kuaishou/live-cart -o dossier")
    folder = case.folder / "dossier"
    rows = [each["subject"] for each in json.loads((folder / "answer.json").read_text())["states"]]
    assert len(rows) == 7
    explained = (folder / "explanation.txt").read_text(encoding="utf-8")
    assert explained == "".join(
        case.done(f"explain 2022-10-29 {row} --zone Asia/Shanghai --recorded @57") for row in rows
    )
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for row in rows:
        assert f" explain 2022-10-29 {row} --zone" in readme
    assert "other subjects" not in readme


def test_the_readme_writes_out_the_first_commands_and_says_how_many_more(
    case: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.commands.dossier._LISTED", 2)
    case.done("export dossier 2022-10-29 kuaishou/live-cart -o dossier")
    readme = (case.folder / "dossier" / "README.md").read_text(encoding="utf-8")
    assert readme.count(" explain 2022-10-29 ") == 2
    assert "\n\nand so on, for the 5 other subjects of answer.txt in turn.\n\nThe rules" in readme


def test_no_package_index_is_named_for_the_program(case: Desk) -> None:
    case.done("export dossier 2022-10-29 -o dossier")
    readme = (case.folder / "dossier" / "README.md").read_text(encoding="utf-8")
    assert "pip install policy-ledger" not in readme
    assert "`python -m pip install .` in the folder" in " ".join(readme.split())


def test_what_was_recorded_before_the_first_key_makes_no_dossier(desk: Desk) -> None:
    init(str(desk.folder / "policy.ledger"), origin="example.org/links")
    desk.done("announce examples/kuaishou-2022.yaml")
    desk.done("key adopt")
    outcome = desk.ledger("export dossier 2022-10-29 -o dossier --recorded @9")
    assert (outcome.code, outcome.out) == (1, "")
    assert "the ledger had no key yet at @9: nothing signs that beginning" in outcome.err
