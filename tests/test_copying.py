"""Is a copy the same ledger, from any store to any store, whole or stopped in the middle?"""

import os
from pathlib import Path
from typing import Any

import pytest

from ledger.evidence import EvidenceFolder
from ledger.faults import IntegrityFault, LedgerFault
from ledger.proofs.checkpoint import sign
from ledger.proofs.signer import new_key
from ledger.signing import tile_export
from ledger.signing.log_tree import open_tree
from ledger.stores import address
from ledger.stores.schema import READ_MODEL
from ledger.teams import copying
from ledger.teams.copying import copy
from tests.ledgers import BOUNDED, ORIGIN, PERMITTED, SUSPENDED, announcement, made
from tests.stores import Place, acted, alter, stored, table, told


@pytest.fixture
def source(tmp_path: Path) -> str:
    target = str(made(tmp_path, "source.ledger"))
    told(target, announcement("a", SUSPENDED, BOUNDED), announcement("b", PERMITTED))
    for n in range(20):
        told(target, announcement(f"c-{n}", SUSPENDED))
    acted(target, lambda ledger: ledger.correct("a#1", {"note": "x"}, why="misread"))
    return target


def same(one: str, other: str) -> bool:
    return stored(one) == stored(other) and all(
        table(one, name) == table(other, name) for name in READ_MODEL
    )


def test_a_copy_has_the_same_bytes_times_hashes_and_rows(place: Place, source: str) -> None:
    target = place.free()
    done = copy(source, target)
    assert same(source, target)
    with open_tree(source) as tree:
        assert done.root == tree.head().root
    assert (done.had, done.size) == (0, len(stored(source)))


def test_a_copy_comes_back_the_same(place: Place, source: str, tmp_path: Path) -> None:
    there, back = place.free(), str(tmp_path / "back.ledger")
    copy(source, there)
    copy(there, back)
    assert same(source, back)
    told(back, announcement("d", PERMITTED))
    assert copy(back, there).had == len(stored(source))
    assert same(there, back)


def test_a_copy_that_was_stopped_goes_on(
    place: Place, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = place.free()
    monkeypatch.setattr(copying, "_COMMIT", 10)

    def stop(size: int, copied: int) -> None:
        if copied > size // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(source, target, progress=stop)
    there = stored(target)
    assert 1 < len(there) < len(stored(source))
    assert there == stored(source)[: len(there)]
    assert there[-1][5] != stored(source)[len(there)][5], "no transaction is cut in two"
    assert copy(source, target).had == len(there)
    assert same(source, target)


def test_a_long_transaction_goes_in_pieces_and_arrives_whole_or_not_at_all(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = str(made(tmp_path, "source.ledger"))
    told(source, *(announcement(f"a-{n}", SUSPENDED) for n in range(30)))
    monkeypatch.setattr(copying, "_CHUNK", 7)
    monkeypatch.setattr(copying, "_COMMIT", 10)

    def stop(size: int, copied: int) -> None:
        if copied > size // 2:
            raise KeyboardInterrupt

    target = place.free()
    with pytest.raises(KeyboardInterrupt):
        copy(source, target, progress=stop)
    assert len(stored(target)) == 1
    assert copy(source, target).had == 1
    assert same(source, target)


def test_nothing_but_a_beginning_of_the_source_is_gone_on_from(place: Place, source: str) -> None:
    another = place.made(origin="example.org/another")
    with pytest.raises(LedgerFault, match="holds another ledger"):
        copy(source, another)
    same_name = place.made()
    with pytest.raises(IntegrityFault, match="no beginning"):
        copy(source, same_name)
    longer = place.free()
    copy(source, longer)
    told(longer, announcement("d", PERMITTED))
    with pytest.raises(LedgerFault, match="more than the source"):
        copy(source, longer)


def test_what_is_no_ledger_is_left_alone(place: Place, source: str, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("not a ledger")
    with pytest.raises(LedgerFault):
        copy(source, str(file))
    assert file.read_text() == "not a ledger"
    with pytest.raises(LedgerFault):
        copy(str(file), place.free())


def test_an_entry_that_was_altered_does_not_pass(place: Place, source: str) -> None:
    alter(source, "DROP TRIGGER stored_events_are_never_updated")
    alter(
        source,
        "UPDATE stored_events SET state = CAST(replace(state, '2022-03-01', '2022-03-02') AS BLOB) "
        "WHERE seq = 3",
    )
    with pytest.raises(IntegrityFault, match=r"^@3 |do not hash to the root"):
        copy(source, place.free())


def test_evidence_goes_with_it(place: Place, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv(address.EVIDENCE, str(tmp_path / "shared"))
    source = str(made(tmp_path, "source.ledger"))
    (tmp_path / "notice.html").write_text("the notice")
    told(source, announcement("a", SUSPENDED, more="evidence: [notice.html]"), folder=tmp_path)
    target = place.free()
    assert copy(source, target).evidence == 1
    kept = list(EvidenceFolder(address.evidence(target, os.environ)).kept())
    assert [path.read_text() for path in kept] == ["the notice"]
    assert copy(source, target).evidence == 0


def exported(source: str, folder: Path) -> Path:
    """The log as tiles, signed by somebody."""
    with open_tree(source) as tree:
        signed = bytes(sign(tree.head(), new_key(ORIGIN)))
        tile_export.export(folder, signed, entries=tree.entries, load=tree.load)
    return folder


def test_a_folder_of_tiles_is_a_source(place: Place, source: str, tmp_path: Path) -> None:
    folder = exported(source, tmp_path / "tiles")
    target = place.free()
    assert not copy(str(folder), target).signed
    assert same(source, target)


def test_a_folder_with_another_entry_in_it_does_not_pass(
    place: Place, source: str, tmp_path: Path
) -> None:
    folder = exported(source, tmp_path / "tiles")
    (bundle,) = (folder / "tile/entries").glob("000.p/*")
    bundle.write_bytes(bundle.read_bytes().replace(b"2022-03-01", b"2022-03-02", 1))
    with pytest.raises(IntegrityFault, match="do not hash to the root"):
        copy(str(folder), place.free())
