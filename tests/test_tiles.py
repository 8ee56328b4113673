"""Are the paths and contents of tiles those of c2sp.org/tlog-tiles?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.proofs.tiles import (
    Tile,
    TileFault,
    bundled,
    hash_in,
    split,
    tile_at,
    tiles,
    unbundled,
)


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
    with pytest.raises(TileFault, match="this is not the path of a tile"):
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


def test_bytes_that_are_no_hashes_are_refused() -> None:
    with pytest.raises(TileFault, match=r"^33 bytes are no hashes of 32$"):
        split(bytes(33))


def test_the_longest_entry_fits_and_no_longer_one() -> None:
    longest = bytes(65_535)
    assert bundled([longest])[:2] == b"\xff\xff"
    assert unbundled(bundled([longest, b""]), Tile(None, 0, 2)) == [longest, b""]
    with pytest.raises(TileFault, match="an entry of 65536 bytes does not fit in a bundle"):
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
