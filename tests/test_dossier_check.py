"""Does the program that comes with a dossier accept nothing that was altered in it?"""

import base64
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.proofs.tree import leaf_hash
from ledger.signing.log_tree import open_tree
from tests.desk import Desk
from tests.dossiers import with_evidence


@pytest.fixture
def case(desk: Desk) -> Desk:
    return desk.checkpointed()


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
        (
            "log/checkpoint",
            lambda data: data.replace(b"\n59\n", b"\n" + b"9" * 5000),
            "the second line of log/checkpoint is no size",
        ),
        ("log/checkpoint", lambda data: data.replace(b"\n59\n", b"\n\x1b[2J\n"), "size"),
        ("log/checkpoint", lambda data: data.replace(b"=\n", b"\x1b[2J=\n", 1), "x1b"),
        ("log/checkpoint", lambda _: b"", "does not begin with three lines"),
        ("log/checkpoint", lambda _: b"\xff", "log/checkpoint is not UTF-8"),
        ("log/checkpoint", lambda data: data + bytes(1 << 20), "is larger than it can be"),
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


@pytest.mark.parametrize("kind", ["pipe", "zero", "out"])
@pytest.mark.parametrize("name", ["log/checkpoint", "log/tile/0/000.p/59", "evidence"])
def test_what_is_no_regular_file_of_the_folder_is_named_and_not_waited_for(
    dossier: Path, name: str, kind: str
) -> None:
    path = dossier / name
    if name == "evidence":
        path = next(path.rglob("?" * 64))
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero" if kind == "zero" else __file__)
    refused(dossier, f"{path.relative_to(dossier)} is no regular file of this folder")


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
    one_entry(dossier, entry)
    refused(dossier, *(["entry 1 is no event of a ledger"] if entry == b"null" else []))


def one_entry(dossier: Path, entry: bytes, root: bytes | None = None) -> None:
    """A log of one entry in the place of what is there, with the root it has, or another."""
    folder = dossier / "log/tile/entries/000.p"
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "1").write_bytes(len(entry).to_bytes(2, "big") + entry)
    written = base64.b64encode(root or leaf_hash(entry)).decode()
    (dossier / "log/checkpoint").write_text(f"example.org/links\n1\n{written}\n\n")


def test_evidence_that_is_another_file_or_none_is_refused_in_plain_words(dossier: Path) -> None:
    (kept,) = (path for path in (dossier / "evidence").rglob("*") if path.is_file())
    kept.write_bytes(b"another")
    refused(dossier, f"evidence {kept.name} is another file")
    kept.unlink()
    refused(dossier, f"evidence {kept.name} is not here")
    kept.mkdir()
    refused(dossier, f"evidence {kept.name} is not here")


@pytest.mark.parametrize(
    ("entry", "root", "words"),
    [
        (b'{"seq":\n1}', None, "entry 1 is no JSON on one line"),
        (b'{"seq":1}', bytes(32), "the entries do not hash to the root in log/checkpoint"),
    ],
)
def test_no_event_is_printed_of_what_is_no_log(
    dossier: Path, entry: bytes, root: bytes | None, words: str
) -> None:
    one_entry(dossier, entry, root)
    command = [sys.executable, "check.py", "--events"]
    done = subprocess.run(command, cwd=dossier, capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()[0]) == (3, words)


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
