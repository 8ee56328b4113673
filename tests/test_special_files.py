"""Is what is no regular file refused at once wherever a file is read, by its name, with no wait?"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.files.announcements import read_lines
from ledger.regular_file import opened
from tests.desk import Desk

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes have no name elsewhere")
CHANGE = "--source A --authority press --published 2022-10-28 --change noted --subject a --note n"

LINE = (
    '{"id": "x", "source": {"name": "A", "authority": "press"}, "published": "2022-10-28", '
    '"changes": [{"change": "noted", "subjects": ["a"], "note": "n"}]}'
)


@pytest.fixture(autouse=True)
def no_wait() -> Iterator[None]:
    """Who waits for a pipe, or reads on for ever, is told so."""

    def late(number: int, _: object) -> None:
        raise AssertionError("it waits, or reads without an end")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def put(place: Path, kind: str) -> None:
    """A pipe, or what has no end, or a link out of the folder, in the place of a file."""
    place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(place, 0o600)
    elif kind == "zero":
        place.symlink_to("/dev/zero")
    else:
        place.symlink_to(__file__)


@pytest.mark.parametrize("kind", ["pipe", "zero"])
@pytest.mark.parametrize(
    "line",
    [
        "verify --held odd",
        "verify --key odd",
        "verify --witness-policy odd",
        "verify-proof odd --key odd",
        "consistency odd new",
        "checkpoint --witness-policy odd",
        "restore backup --held odd",
        "announce odd",
        "announce --jsonl odd",
        "announce named.yaml",
        f"announce --id x {CHANGE} --evidence odd",
        "evidence add kuaishou-2022-02-22 odd --why later",
        "evidence add kuaishou-2022-02-22 odd --why later --dry-run",
        "--ledger odd at",
        "--ledger odd expire",
        "copy odd other.ledger",
    ],
)
def test_a_named_file_that_is_none_is_refused_at_once(desk: Desk, line: str, kind: str) -> None:
    desk.checkpointed()
    put(desk.folder / "odd", kind)
    (desk.folder / "named.yaml").write_text(
        "format: policy-ledger/1\nannouncements:\n- {id: x, source: {name: A, authority: press}, "
        "published: 2022-10-28, evidence: [odd], changes: [{change: noted, subjects: [a]}]}\n"
    )
    desk.done("backup backup")
    outcome = desk.ledger(line)
    assert outcome.code == 1
    assert "odd" in outcome.err
    if "named.yaml" not in line:  # there a link that leads out is told as one
        assert "regular file" in outcome.err
    assert not (desk.folder / "policy.ledger.evidence").exists()


@pytest.mark.parametrize("kind", ["pipe", "zero", "out"])
@pytest.mark.parametrize(
    "place",
    [
        "tiles/checkpoint",
        "tiles/tile/0/000.p/57",
        "tiles/tile/entries/000.p/57",
    ],
)
def test_an_odd_file_in_a_folder_of_tiles_is_named(desk: Desk, place: str, kind: str) -> None:
    desk.checkpointed()
    desk.done("export tiles tiles")
    put(desk.folder / place, kind)
    name = place.removeprefix("tiles/")
    for line in ("verify --tiles tiles", "copy tiles other.ledger"):
        outcome = desk.ledger(line)
        if line.startswith("copy") and "/0/" in place:
            continue  # the hashes are computed from the entries
        assert outcome.code in (1, 3), line
        told = " ".join((outcome.out + outcome.err).split())
        assert name in told
        assert ("not a regular file" if kind == "pipe" else "a link that leads out") in told
    if name == "checkpoint":
        outcome = desk.ledger("export tiles tiles")
        assert (outcome.code, name in outcome.err) == (1, True)
    else:
        desk.done("export tiles tiles")
        assert (desk.folder / place).is_file()
        assert not (desk.folder / place).is_symlink()


@pytest.mark.parametrize("kind", ["pipe", "zero"])
def test_an_odd_head_that_is_kept_is_named(desk: Desk, kind: str) -> None:
    desk.checkpointed()
    (head,) = (desk.folder / "configuration/heads").glob("*.checkpoint")
    put(head, kind)
    for line in (
        *("checkpoint", "prove @3 -o proof", "backup backup"),
        f"announce --id x {CHANGE}",
    ):
        outcome = desk.ledger(line)
        assert (outcome.code, head.name in outcome.err) == (1, True), line
        assert "not a regular file" in outcome.err
    outcome = desk.ledger("verify")
    assert outcome.code == 4
    assert "not a regular file" in outcome.out
    assert head.name in outcome.out.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("kind", ["pipe", "zero"])
@pytest.mark.parametrize("suffix", ["-wal", "-journal", "-shm"])
def test_what_lies_beside_a_ledger_is_not_waited_for(desk: Desk, suffix: str, kind: str) -> None:
    desk.kuaishou()
    put(desk.folder / f"policy.ledger{suffix}", kind)
    for line in ("at", "expire", "verify"):
        outcome = desk.ledger(line)
        assert outcome.code == 1
        assert f"policy.ledger{suffix} is no file that SQLite may open: look" in outcome.err


def folders_of_evidence(desk: Desk, kind: str) -> Path:
    """With a file in the evidence folder that is none."""
    desk.kuaishou()
    (desk.folder / "scan.png").write_bytes(b"scan")
    desk.done("evidence add kuaishou-2022-02-22 scan.png --why later")
    (kept,) = (desk.folder / "policy.ledger.evidence").rglob("?" * 64)
    put(kept, kind)
    return kept


@pytest.mark.parametrize("kind", ["pipe", "zero", "out"])
def test_odd_evidence_is_named_by_all_that_read_it(desk: Desk, kind: str) -> None:
    kept = folders_of_evidence(desk, kind)
    said = "not a regular file" if kind == "pipe" else "it is a link that leads out of"
    for line in (
        *("show kuaishou-2022-02-22 --evidence", "export dossier 2022-10-29 -o dossier"),
        *("copy policy.ledger other.ledger", f"announce --id x {CHANGE} --evidence scan.png"),
    ):
        size = len(desk.done("log --format jsonl"))
        outcome = desk.ledger(line)
        told = " ".join((outcome.out + outcome.err).split())
        assert (outcome.code, kept.name in told) == (3, True), line
        assert said in told or "is missing" in told, line
        assert len(desk.done("log --format jsonl")) == size
    assert desk.ledger("verify").code == 3


def test_no_evidence_is_put_behind_a_link(desk: Desk) -> None:
    kept = folders_of_evidence(desk, "out")
    kept.unlink()
    kept.parent.rmdir()
    (desk.folder / "elsewhere").mkdir()
    kept.parent.symlink_to(desk.folder / "elsewhere")
    outcome = desk.ledger(f"announce --id x {CHANGE} --evidence scan.png")
    assert outcome.code == 3
    assert f"evidence/{kept.parent.name}, which is a link" in outcome.err
    assert not list((desk.folder / "elsewhere").iterdir())


def test_odd_evidence_is_refused_before_the_turn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = folders_of_evidence(desk, "pipe")

    def turn(*_: object, **__: object) -> None:
        raise AssertionError("the lock is held")

    monkeypatch.setattr("ledger.stores.sqlite_store.SqliteStore.writing", turn)
    outcome = desk.ledger(f"announce --id x {CHANGE} --evidence scan.png")
    assert (outcome.code, kept.name in outcome.err) == (3, True)


def test_a_file_that_changes_while_it_is_read_is_not_read_on(tmp_path: Path) -> None:
    path = tmp_path / "growing"
    path.write_bytes(b"x" * 10)
    with opened(path) as file, path.open("ab") as more:
        more.write(b"y")
        more.flush()
        with pytest.raises(OSError, match="it changed while it was read") as fault:
            file.read(100)
    assert fault.value.filename == str(path)
    with opened(path) as file:
        os.truncate(path, 3)
        with pytest.raises(OSError, match="it changed while it was read"):
            file.read(100)


def test_a_growing_file_of_lines_is_not_read_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    line = LINE.replace('"x"', '"x{}"') + "\n"
    path.write_text("".join(line.replace("{}", str(n)) for n in range(200)))
    with opened(path, handed=True) as stream, path.open("a") as more:
        drafts = read_lines(stream, name=str(path), ledger_zone="UTC")
        assert next(drafts).id == "x0"
        more.write(line)
        more.flush()
        with pytest.raises(OSError, match="it changed while it was read"):
            list(drafts)


@pytest.mark.parametrize(
    "shell", ["announce /dev/stdin", "announce -", "announce <(cat)", "announce --jsonl /dev/fd/0"]
)
def test_a_pipe_that_the_shell_hands_over_is_read(desk: Desk, shell: str) -> None:
    desk.kuaishou()
    whole = f'{{"format": "policy-ledger/1", "announcements": [{LINE}]}}'
    (desk.folder / "told").write_text(LINE if "jsonl" in shell else whole)
    done = desk.process(before="cat told |", shell=shell)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_checkpoint_that_the_shell_hands_over_is_compared(desk: Desk) -> None:
    desk.checkpointed()
    done = desk.process("verify", shell="--held <(cat old)")
    assert done.returncode == 0, done.stdout


def test_a_handed_stream_without_an_end_is_refused_by_its_size(desk: Desk) -> None:
    desk.kuaishou()
    for line in ("announce -", "announce /dev/stdin", "announce --jsonl /dev/stdin"):
        done = desk.process(*line.split(), shell="< /dev/zero")
        assert done.returncode == 1
        assert "16 MiB" in done.stderr


def test_evidence_is_limited_and_told_so_before_anything_is_written(desk: Desk) -> None:
    desk.kuaishou()
    with (desk.folder / "big.warc").open("wb") as file:
        file.truncate((256 << 20) + 1)
    (desk.folder / "scan.png").write_bytes(b"scan")
    (desk.folder / "named.yaml").write_text(
        "format: policy-ledger/1\nannouncements:\n- {id: x, source: {name: A, authority: press}, "
        "published: 2022-10-28, evidence: [scan.png, big.warc], "
        "changes: [{change: noted, subjects: [a], note: n}]}\n"
    )
    for line, where in (
        ("evidence add kuaishou-2022-02-22 scan.png big.warc --why later", "big.warc: it has"),
        (f"announce --id x {CHANGE} --evidence scan.png --evidence big.warc", "--evidence: "),
        ("announce named.yaml", "named.yaml:3: announcements[1].evidence[2]: "),
    ):
        outcome = desk.ledger(line)
        assert outcome.code == 1
        assert where in outcome.err
        assert "it has 268,435,457 bytes; expected at most 268,435,456" in outcome.err
        assert "--evidence-limit" in outcome.err
        assert not (desk.folder / "policy.ledger.evidence").exists()


@pytest.mark.parametrize("size", ["3", "0.001KiB", "-1", "many", "0", "1kb"])
def test_a_limit_on_evidence_is_told_in_bytes(desk: Desk, size: str) -> None:
    desk.kuaishou()
    (desk.folder / "scan.png").write_bytes(b"scan")
    line = f"evidence add kuaishou-2022-02-22 scan.png --why x --evidence-limit {size}"
    outcome = desk.ledger(line)
    assert outcome.code == (1 if size == "3" else 2)
    assert "4 bytes; expected at most 3" in outcome.err or "such as 1GiB" in outcome.err


def test_a_limit_may_be_raised_and_lowered(desk: Desk) -> None:
    desk.kuaishou()
    (desk.folder / "big.warc").write_bytes(bytes(2048))
    announced = f"announce --id x {CHANGE} --evidence big.warc"
    assert desk.ledger(f"{announced} --evidence-limit 2047").code == 1
    desk.done(f"{announced} --evidence-limit 2KiB")
    (desk.folder / "more.warc").write_bytes(bytes(2049))
    add = "evidence add x more.warc --why later"
    assert desk.ledger(f"{add} --evidence-limit 2KiB").code == 1
    desk.done(f"{add} --evidence-limit 1GiB")
