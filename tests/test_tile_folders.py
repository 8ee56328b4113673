"""Is a folder of tiles what its checkpoint says, and is anything amiss in it noticed?"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.faults import LedgerFault
from ledger.proofs.checkpoint import Checkpoint, CheckpointFault, sign
from ledger.proofs.signer import SignerKey
from ledger.proofs.tiles import TileFault, bundled, tiles
from ledger.proofs.tree import ProofFault, completed, leaf_hash, root, where
from ledger.signing import tile_export
from ledger.signing.tile_export import export
from ledger.signing.tile_folder import checked, entries_of, stored_hash
from ledger.whole_file import put

ORIGIN = "example.org/links"
LOG = SignerKey(ORIGIN, bytes(range(32)))
MOST = 66_000


class Log:
    """A log in memory; `prefix` tells two of them apart."""

    def __init__(self, prefix: bytes = b"entry", size: int = 600) -> None:
        self.prefix = prefix
        self.rows: list[list[bytes]] = []
        for index in range(size):
            self.rows.append(completed(index, leaf_hash(self.entry(index)), self.load))

    def entry(self, index: int) -> bytes:
        return b"%s %d" % (self.prefix, index)

    def load(self, level: int, i: int) -> bytes:
        seq, offset = where(level, i)
        return self.rows[seq - 1][offset // 32]

    def entries(self, start: int, stop: int) -> Iterable[bytes]:
        return map(self.entry, range(start, stop))

    def checkpoint(self, size: int) -> bytes:
        return bytes(sign(Checkpoint(ORIGIN, size, root(size, self.load)), LOG))

    def export(self, folder: Path, size: int) -> tuple[int, int]:
        return export(folder, self.checkpoint(size), entries=self.entries, load=self.load)


LONG = Log()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test need not wait for the disk."""
    monkeypatch.setattr("os.fsync", lambda _: None)


def paths(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 513, 600])
def test_a_folder_holds_what_its_checkpoint_says(tmp_path: Path, size: int) -> None:
    LONG.export(tmp_path, size)
    assert paths(tmp_path) == {t.path() for t in tiles(size)} | {"checkpoint"}
    seen: list[bytes] = []
    head = checked(tmp_path, on_entry=lambda index, entry: seen.append(entry))
    assert head == (ORIGIN, size, root(size, LONG.load))
    assert seen == list(LONG.entries(0, size)) == list(entries_of(tmp_path, size))
    assert all((tmp_path / path).stat().st_size for path in paths(tmp_path))


def test_a_folder_grows_by_what_is_new_alone(tmp_path: Path) -> None:
    assert LONG.export(tmp_path, 300) == (5, 300)
    full = tmp_path / "tile/0/000"
    before = full.stat().st_mtime_ns, full.stat().st_ino
    assert LONG.export(tmp_path, 600) == (5, 300)
    assert (full.stat().st_mtime_ns, full.stat().st_ino) == before
    assert checked(tmp_path).size == 600
    assert LONG.export(tmp_path, 600) == (0, 0)
    # what a reader of the earlier checkpoint may still ask for
    assert (tmp_path / "tile/0/001.p/44").is_file()


def test_growing_step_by_step_gives_the_folder_that_one_step_gives(tmp_path: Path) -> None:
    for size in (*range(1, 12), 200, 256, 300, 511, 512, 600):
        LONG.export(tmp_path / "steps", size)
        assert checked(tmp_path / "steps").size == size
    LONG.export(tmp_path / "once", 600)
    for path in paths(tmp_path / "once"):
        assert (tmp_path / "once" / path).read_bytes() == (tmp_path / "steps" / path).read_bytes()


def test_a_tree_of_three_levels_of_tiles(tmp_path: Path) -> None:
    log = Log(size=MOST)
    log.export(tmp_path, MOST)
    assert (tmp_path / "tile/2/000.p/1").read_bytes() == log.load(16, 0)
    assert (tmp_path / "tile/1/001.p/1").read_bytes() == log.load(8, 256)
    assert checked(tmp_path).root == root(MOST, log.load)


def test_level_0_holds_the_hashes_of_the_bundles_entries(tmp_path: Path) -> None:
    LONG.export(tmp_path, 3)
    tile = (tmp_path / "tile/0/000.p/3").read_bytes()
    assert tile[32:64] == sha256(b"\x00" + b"entry 1").digest()


@pytest.mark.parametrize("size", [1, 5, 300])
def test_every_flipped_byte_in_the_folder_is_noticed(tmp_path: Path, size: int) -> None:
    LONG.export(tmp_path, size)
    for path in sorted(paths(tmp_path) - {"checkpoint"}):
        file = tmp_path / path
        whole = file.read_bytes()
        for at in {*range(min(len(whole), 8)), len(whole) // 2, len(whole) - 1}:
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 64]) + whole[at + 1 :])
            with pytest.raises(ProofFault):
                checked(tmp_path)
        for cut in (whole[:-1], whole + b"\0", b""):
            file.write_bytes(cut)
            with pytest.raises(ProofFault):
                checked(tmp_path)
        file.unlink()
        with pytest.raises(TileFault, match="missing"):
            checked(tmp_path)
        file.write_bytes(whole)
    assert checked(tmp_path).size == size


def test_entries_swapped_dropped_or_inserted_are_noticed(tmp_path: Path) -> None:
    LONG.export(tmp_path, 5)
    bundle = tmp_path / "tile/entries/000.p/5"
    entries = list(LONG.entries(0, 5))
    for wrong in (
        [entries[1], entries[0], *entries[2:]],
        entries[1:],
        [*entries, b"more"],
        [b"another", *entries[1:]],
    ):
        bundle.write_bytes(bundled(wrong))
        with pytest.raises(TileFault):
            checked(tmp_path)


def test_tiles_and_bundles_rewritten_together_miss_the_root(tmp_path: Path) -> None:
    LONG.export(tmp_path, 300)
    other = Log(b"forged", 300)
    other.export(tmp_path / "other", 300)
    shutil.rmtree(tmp_path / "tile")
    shutil.copytree(tmp_path / "other/tile", tmp_path / "tile")
    with pytest.raises(TileFault, match="entries do not hash to the root of the checkpoint"):
        checked(tmp_path)


def test_a_full_tile_stands_in_for_a_partial_one_that_is_gone(tmp_path: Path) -> None:
    LONG.export(tmp_path, 300)
    LONG.export(tmp_path, 600)
    for path in (tmp_path / "tile").rglob("*.p"):
        if path.name == "001.p":
            shutil.rmtree(path)
    (tmp_path / "checkpoint").write_bytes(LONG.checkpoint(300))
    # level 1 had one hash then, and has two now: only a full tile may stand in
    assert checked(tmp_path).size == 300


def test_a_folder_of_another_history_is_left_alone(tmp_path: Path) -> None:
    LONG.export(tmp_path, 300)
    before = {p: (tmp_path / p).read_bytes() for p in paths(tmp_path)}
    with pytest.raises(CheckpointFault, match="rolled back or rewritten"):
        LONG.export(tmp_path, 299)
    with pytest.raises(CheckpointFault, match="rolled back or rewritten"):
        Log(b"forged").export(tmp_path, 400)
    elsewhere = SignerKey("example.org/other", bytes(32))
    head = Checkpoint("example.org/other", 300, root(300, LONG.load))
    with pytest.raises(
        CheckpointFault, match=r"the folder holds another ledger, 'example\.org/links'"
    ):
        export(tmp_path, bytes(sign(head, elsewhere)), entries=LONG.entries, load=LONG.load)
    assert {p: (tmp_path / p).read_bytes() for p in paths(tmp_path)} == before


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CheckpointFault, match="other things"):
        LONG.export(tmp_path, 3)
    assert paths(tmp_path) == {"thesis.txt"}


def test_what_an_export_that_was_broken_off_left_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    LONG.export(tmp_path, 100)
    other = Log(b"restored from elsewhere", 400)
    written: list[Path] = []

    def until_the_power_fails(path: Path, data: bytes) -> None:
        if len(written) == 3:
            raise KeyboardInterrupt
        written.append(path)
        put(path, data)

    grown = Log(size=400)
    monkeypatch.setattr(tile_export, "put", until_the_power_fails)
    with pytest.raises(KeyboardInterrupt):
        grown.export(tmp_path, 400)
    monkeypatch.setattr(tile_export, "put", put)
    assert checked(tmp_path).size == 100  # the checkpoint comes last
    with pytest.raises(CheckpointFault):
        other.export(tmp_path, 400)
    # tiles beyond the checkpoint are not believed, whoever wrote them
    (tmp_path / "tile/0/000").write_bytes(b"left over")
    LONG.export(tmp_path, 400)
    assert checked(tmp_path).size == 400


@pytest.mark.parametrize("size", [5, 300, 600])
def test_what_was_damaged_in_the_folder_is_written_again(tmp_path: Path, size: int) -> None:
    LONG.export(tmp_path, size)
    for path in sorted(paths(tmp_path) - {"checkpoint"}):
        file = tmp_path / path
        good = file.read_bytes()
        at = len(good) // 2
        for bad in (good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :], good[:-1], b"", None):
            file.unlink()
            if bad is not None:
                file.write_bytes(bad)
            assert LONG.export(tmp_path, size) == (1, 0)
            assert file.read_bytes() == good
        file.rename(tmp_path / "elsewhere")
        file.symlink_to(tmp_path / "elsewhere")
        assert LONG.export(tmp_path, size) == (1, 0)
        (tmp_path / "elsewhere").unlink()
    assert checked(tmp_path).size == size


def test_the_hashes_of_any_beginning_are_read_from_the_tiles(tmp_path: Path) -> None:
    log = Log(size=1_000)
    log.export(tmp_path, 1_000)
    load = stored_hash(tmp_path, 1_000)
    for size in (*range(1, 20), 255, 256, 257, 511, 512, 513, 999, 1_000):
        assert root(size, load) == root(size, log.load)


def test_an_export_never_puts_an_older_checkpoint_over_a_newer(tmp_path: Path) -> None:
    LONG.export(tmp_path, 100)

    def another() -> None:
        LONG.export(tmp_path, 400)

    with pytest.raises(LedgerFault, match="checkpoint of 400 entries by now, and keeps it"):
        export(
            *(tmp_path, LONG.checkpoint(300)),
            entries=LONG.entries,
            load=LONG.load,
            before=another,
        )
    assert checked(tmp_path).size == 400


def test_a_checkpoint_takes_the_place_of_another_alone(tmp_path: Path) -> None:
    held: list[str] = []

    @contextmanager
    def alone() -> Iterator[None]:
        held.append((tmp_path / "checkpoint").read_text())
        yield
        held.append((tmp_path / "checkpoint").read_text())

    LONG.export(tmp_path, 100)
    export(tmp_path, LONG.checkpoint(300), entries=LONG.entries, load=LONG.load, alone=alone())
    assert held == [LONG.checkpoint(100).decode(), LONG.checkpoint(300).decode()]


def test_a_file_is_never_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a" / "file"
    put(target, b"before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        put(target, b"after")
    assert target.read_bytes() == b"before"
    assert paths(tmp_path) == {"a/file"}


def test_a_folder_without_checkpoint_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(LedgerFault, match="holds no checkpoint"):
        checked(tmp_path)


def test_a_file_that_no_tile_can_be_is_not_read(tmp_path: Path) -> None:
    LONG.export(tmp_path, 5)
    (tmp_path / "tile/0/000.p/5").write_bytes(bytes(1 << 25))
    with pytest.raises(TileFault, match=r"^tile/0/000\.p/5 is larger than any tile$"):
        checked(tmp_path)


def test_a_link_is_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    LONG.export(tmp_path / "log", 5)
    file = tmp_path / "log/tile/0/000.p/5"
    file.rename(tmp_path / "outside")
    file.symlink_to(tmp_path / "outside")
    with pytest.raises(TileFault, match=r"000\.p/5 cannot be read: it is a link that leads out of"):
        checked(tmp_path / "log")
