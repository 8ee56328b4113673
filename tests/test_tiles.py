"""Is the folder laid out as c2sp.org/tlog-tiles says, and is anything amiss in it noticed?"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.faults import LedgerFault
from ledger.proofs.checkpoint import Checkpoint, CheckpointFault, sign
from ledger.proofs.signer import SignerKey
from ledger.proofs.tiles import Tile, TileFault, bundled, hash_in, tile_at, tiles, unbundled
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


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1, 256), "tile/0/001"),
        (Tile(0, 1, 5), "tile/0/001.p/5"),
        (Tile(5, 123456078, 256), "tile/5/x123/x456/078"),
        (Tile(5, 123456078, 2), "tile/5/x123/x456/078.p/2"),
        (Tile(None, 3057500, 256), "tile/entries/x003/x057/500"),
        (Tile(0, 1234067, 256), "tile/0/x001/x234/067"),
        (Tile(63, 0, 255), "tile/63/000.p/255"),
        (Tile(None, 999, 1), "tile/entries/999.p/1"),
        (Tile(None, 1000, 1), "tile/entries/x001/000.p/1"),
    ],
)
def test_paths_are_those_of_the_format(tile: Tile, path: str) -> None:
    assert tile.path() == path
    assert tile_at(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/3/123/456/078",
        "tile/-1/123",
        "tile/00/001",
        "tile/64/001",
        "tile/0/1",
        "tile/0/0001",
        "tile/0/x000/001",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/05",
        "tile/0/001.p/",
        "tile/0/x001",
        "tile/data/001",
        "/tile/0/001",
        "tile/0/001\n",
        "tile/0/٠٠١",
        "tile/0/../001",
        "",
    ],
)
def test_other_spellings_are_no_paths(path: str) -> None:
    with pytest.raises(TileFault):
        tile_at(path)


@settings(deadline=None)
@given(st.none() | st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_any_tile_is_found_again_by_its_path(level: int | None, n: int, width: int) -> None:
    assert tile_at(Tile(level, n, width).path()) == Tile(level, n, width)


def test_the_tiles_of_70000_entries_are_those_of_the_format_s_example() -> None:
    found = list(tiles(70_000))
    level0 = [t for t in found if t.level == 0]
    assert [t.width for t in level0] == [256] * 273 + [112]
    assert [(t.n, t.width) for t in found if t.level == 1] == [(0, 256), (1, 17)]
    assert [(t.n, t.width) for t in found if t.level == 2] == [(0, 1)]
    assert [t.width for t in found if t.level is None] == [256] * 273 + [112]
    assert max(t.level or 0 for t in found) == 2


def test_a_full_tile_makes_a_partial_one_above_it() -> None:
    assert list(tiles(256)) == [Tile(None, 0, 256), Tile(0, 0, 256), Tile(1, 0, 1)]
    assert list(tiles(0)) == []


@settings(deadline=None)
@given(st.integers(0, 3 * 10**5), st.integers(0, 1000))
def test_what_is_new_since_a_size_is_what_that_size_had_not(size: int, more: int) -> None:
    had, has = set(tiles(size)), set(tiles(size + more))
    new = list(tiles(size + more, since=size))
    assert len(new) == len(set(new))
    assert set(new) == has - had
    assert all(1 <= t.width <= 256 for t in new)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_any_bundle_comes_back(entries: list[bytes]) -> None:
    tile = Tile(None, 0, len(entries))
    assert unbundled(bundled(entries), tile) == entries


def test_the_longest_entry_fits_and_no_longer_one() -> None:
    longest = bytes(65_535)
    assert bundled([longest])[:2] == b"\xff\xff"
    assert unbundled(bundled([longest, b""]), Tile(None, 0, 2)) == [longest, b""]
    with pytest.raises(TileFault, match="65536"):
        bundled([bytes(65_536)])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "has 0 entries, not 2"),
        (b"\0", "ends within an entry"),
        (b"\0\1", "ends within an entry"),
        (b"\0\1a", "has 1 entries, not 2"),
        (b"\0\1a\0\1", "ends within an entry"),
        (b"\0\1a\0\1b\0", "ends within an entry"),
        (b"\0\1a\0\1b\0\0", "has 3 entries, not 2"),
    ],
)
def test_a_bundle_that_is_cut_or_too_long_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(TileFault, match=message):
        unbundled(data, Tile(None, 0, 2))


def test_a_hash_is_taken_out_of_a_tile_of_the_right_length_alone() -> None:
    assert hash_in(bytes(32) + b"\1" * 32, Tile(0, 0, 2), 1) == b"\1" * 32
    with pytest.raises(TileFault, match="33 bytes, not 64"):
        hash_in(bytes(33), Tile(0, 0, 2), 1)


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
    with pytest.raises(TileFault, match="do not hash to the root"):
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
    with pytest.raises(CheckpointFault, match="another ledger"):
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
    other, written = Log(b"restored from elsewhere", 400), []

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


def test_a_link_is_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    LONG.export(tmp_path, 5)
    file = tmp_path / "tile/0/000.p/5"
    file.rename(tmp_path / "outside")
    file.symlink_to(tmp_path / "outside")
    with pytest.raises(TileFault, match="missing"):
        checked(tmp_path)
