"""Does a dossier hold together, and does nothing in it hold once it was altered?"""

import base64
import contextlib
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.proofs.tree import leaf_hash
from ledger.signing.log_tree import open_tree
from tests.desk import REPOSITORY, Desk, lines


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


def with_evidence(case: Desk) -> Path:
    """One announcement more, and the file that it names as it is kept."""
    (case.folder / "notice.html").write_text("<p>external links</p>")
    (case.folder / "more.yaml").write_text(
        "format: policy-ledger/1\nannouncements:\n- id: more\n"
        "  source: {name: A, authority: press}\n  published: 2022-10-01\n"
        "  evidence: [notice.html]\n  changes:\n"
        "  - {change: suspended, subjects: [kuaishou/live-cart], effective: 2022-10-02}\n"
    )
    case.done("announce more.yaml")
    (kept,) = (p for p in (case.folder / "policy.ledger.evidence").rglob("*") if p.is_file())
    return kept


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


# --- check.py ---


def checked(folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "check.py"], cwd=folder, capture_output=True)


@pytest.fixture
def dossier(case: Desk) -> Path:
    with_evidence(case)
    case.done("export dossier 2022-10-29 -o dossier")
    assert checked(case.folder / "dossier").returncode == 0
    return case.folder / "dossier"


def test_each_flipped_byte_of_the_entries_is_refused_in_plain_words(dossier: Path) -> None:
    bundle = dossier / "log/tile/entries/000.p/59"
    genuine = bundle.read_bytes()
    for at in range(0, len(genuine), 997):
        bundle.write_bytes(genuine[:at] + bytes([genuine[at] ^ 1]) + genuine[at + 1 :])
        refused(dossier)


def refused(folder: Path, *words: str) -> None:
    """Not good, in plain words, of which nothing acts on a terminal."""
    done = checked(folder)
    assert done.returncode == 3, done.stderr
    assert b"NOT GOOD" in done.stdout
    assert done.stderr == b""
    assert done.stdout.isascii()
    assert b"\x1b" not in done.stdout
    for each in words:
        assert each in done.stdout.decode()


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("log/checkpoint", lambda data: data.replace(b"\n59\n", b"\n58\n"), "58.p"),
        ("log/checkpoint", lambda data: data.replace(b"\n59\n", b"\n" + b"9" * 5000), "size"),
        ("log/checkpoint", lambda data: data.replace(b"\n59\n", b"\n\x1b[2J\n"), "size"),
        ("log/checkpoint", lambda data: data.replace(b"=\n", b"\x1b[2J=\n", 1), "x1b"),
        ("log/checkpoint", lambda _: b"", "three lines"),
        ("log/checkpoint", lambda _: b"\xff", "log/checkpoint"),
        ("log/tile/entries/000.p/59", lambda data: data[:-1], "bundle"),
        ("log/tile/entries/000.p/59", lambda data: data + b"x", "bundle"),
    ],
)
def test_what_is_no_log_is_refused_in_plain_words(
    dossier: Path, name: str, change: Callable[[bytes], bytes], words: str
) -> None:
    path = dossier / name
    path.write_bytes(change(path.read_bytes()))
    refused(dossier, words.replace("58.p", "000.p/58"))


@pytest.mark.parametrize("gone", [False, True])
def test_hashes_that_are_not_those_of_the_entries_are_refused_in_plain_words(
    dossier: Path, gone: bool
) -> None:
    path = dossier / "log/tile/0/000.p/59"
    genuine = path.read_bytes()
    for at in range(0, len(genuine), 61):
        path.write_bytes(genuine[:at] + bytes([genuine[at] ^ 1]) + genuine[at + 1 :])
        refused(dossier, "log/tile/0/000.p/59 does not hold the hashes of the entries below it")
    if gone:
        path.unlink()
        refused(dossier, "log/tile/0/000.p/59 cannot be read")


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 511, 512, 700, 65536, 65537, 66000])
def test_tiles_of_any_size_are_those_of_the_specification(size: int) -> None:
    from cli.commands.dossier_check import Tree
    from ledger.proofs.tiles import tiles
    from ledger.proofs.tree import Frontier

    tree, frontier = Tree(), Frontier()
    found = []
    for number in range(size):
        entry = str(number).encode()
        found += [name for name, _ in tree.append(entry)]
        frontier.append(leaf_hash(entry))
    assert tree.root() == frontier.root()
    found += [name for name, _ in tree.rest()]
    wanted = [f"log/{each.path()}" for each in tiles(size) if each.level is not None]
    assert sorted(found) == sorted(wanted)


def test_a_log_that_is_not_there_is_refused_in_plain_words(dossier: Path) -> None:
    shutil.rmtree(dossier / "log")
    refused(dossier, "log/checkpoint")


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"null",
        b"[" * 60_000,
        b'{"seq":"\\u001b[2J","origin":"\\u202e","data":{}}',
        b'{"seq":1,"origin":"example.org/links","data":[]}',
        b'{"seq":1,"origin":"example.org/links","data":{"evidence":{"x":1}}}',
        b'{"seq":1,"origin":"example.org/links","data":{"evidence":[null]}}',
        b'{"seq":1,"origin":"example.org/links","data":{"evidence":[{"sha256":5}]}}',
        b'{"seq":1,"origin":"example.org/links","data":{"evidence":[{"sha256":"../../x"}]}}',
        b'{"seq":1,"origin":"example.org/links","data":{"evidence":[{"sha256":"/etc/passwd"}]}}',
        b'{"seq":1,"origin":"example.org/links","data":{"evidence":[{"sha256":"\\u001b[2J"}]}}',
    ],
)
def test_an_entry_that_is_no_event_is_refused_in_plain_words_though_it_hashes(
    dossier: Path, entry: bytes
) -> None:
    folder = dossier / "log/tile/entries/000.p"
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "1").write_bytes(len(entry).to_bytes(2, "big") + entry)
    root = base64.b64encode(leaf_hash(entry)).decode()
    (dossier / "log/checkpoint").write_text(f"example.org/links\n1\n{root}\n\n")
    refused(dossier)


def test_evidence_that_is_another_file_or_none_is_refused_in_plain_words(dossier: Path) -> None:
    (kept,) = (path for path in (dossier / "evidence").rglob("*") if path.is_file())
    kept.write_bytes(b"another")
    refused(dossier, f"evidence {kept.name} is another file")
    kept.unlink()
    refused(dossier, f"evidence {kept.name} is not here")
    kept.mkdir()
    refused(dossier, f"evidence {kept.name} is not here")


def test_the_events_are_printed_byte_for_byte_as_they_were_hashed(
    case: Desk, dossier: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "check.py", "--events"], cwd=dossier, capture_output=True, check=True
    )
    *printed, end = done.stdout.split(b"\n")
    with open_tree(str(case.folder / "policy.ledger")) as tree:
        assert printed == [*tree.entries(0, 59)]
    assert end == b""
    bundle = dossier / "log/tile/entries/000.p/59"
    bundle.write_bytes(bundle.read_bytes().replace(b"opened", b"Opened"))
    done = subprocess.run(
        [sys.executable, "check.py", "--events"], cwd=dossier, capture_output=True
    )
    assert (done.returncode, done.stderr) == (3, b"")
    assert b"do not hash to the root" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="there are other terminals elsewhere")
def test_no_event_acts_on_a_terminal(case: Desk) -> None:
    case.done(
        "announce --id odd --source 'A\u202eB\u009b2J' --authority press --published 2022-01-01 "
        "--change noted --subject kuaishou"
    )
    case.done("export dossier 2022-10-29 -o dossier")
    ours, theirs = os.openpty()
    with os.fdopen(ours, "rb", buffering=0) as shown, os.fdopen(theirs, "wb") as terminal:
        running = subprocess.Popen(
            [sys.executable, "check.py", "--events"], cwd=case.folder / "dossier", stdout=terminal
        )
        terminal.close()
        seen = b""
        with contextlib.suppress(OSError):  # how a terminal ends
            while data := shown.read(1 << 16):
                seen += data
    assert running.wait() == 0
    assert seen.isascii()
    assert b"\x1b" not in seen
    assert b"A\\u202eB\\u009b2J" in seen


@pytest.mark.skipif(os.name != "posix", reason="a closed pipe is another thing elsewhere")
@pytest.mark.parametrize("option", ["", "--events"])
def test_a_reader_who_has_gone_is_told_nothing(dossier: Path, option: str) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as gone:
        run = subprocess.run(
            [sys.executable, "check.py", *filter(None, [option])],
            cwd=dossier,
            stdout=gone,
            stderr=subprocess.PIPE,
        )
    assert (run.returncode, run.stderr) == (141, b"")


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


def test_no_package_index_is_named_for_the_program(dossier: Path) -> None:
    readme = (dossier / "README.md").read_text(encoding="utf-8")
    assert "pip install policy-ledger" not in readme
    assert "`python -m pip install .` in the folder" in " ".join(readme.split())
