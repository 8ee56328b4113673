"""Is a copy the same ledger, from any store to any store, whole or stopped in the middle?"""

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.application import init
from ledger.evidence import EvidenceFolder
from ledger.faults import IntegrityFault, LedgerFault
from ledger.proofs.checkpoint import read, sign
from ledger.proofs.signer import new_key
from ledger.signing import tile_export
from ledger.signing.dossier import put_evidence
from ledger.signing.heads import HeadFault
from ledger.signing.keys import CONFIGURATION
from ledger.signing.log_tree import open_tree
from ledger.signing.signed_head import new_signer, sign_head
from ledger.stores import address
from ledger.stores.schema import READ_MODEL
from ledger.teams import copying
from ledger.teams.copying import copy
from tests.desk import Desk
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
    done = copy(source, target, os.environ)
    assert same(source, target)
    with open_tree(source) as tree:
        assert done.root == tree.head().root
    assert (done.had, done.size) == (0, len(stored(source)))


def test_a_copy_comes_back_the_same(place: Place, source: str, tmp_path: Path) -> None:
    there, back = place.free(), str(tmp_path / "back.ledger")
    copy(source, there, os.environ)
    copy(there, back, os.environ)
    assert same(source, back)
    told(back, announcement("d", PERMITTED))
    assert copy(back, there, os.environ).had == len(stored(source))
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
        copy(source, target, os.environ, progress=stop)
    there = stored(target)
    assert 1 < len(there) < len(stored(source))
    assert there == stored(source)[: len(there)]
    assert there[-1][5] != stored(source)[len(there)][5], "no transaction is cut in two"
    assert copy(source, target, os.environ).had == len(there)
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
        copy(source, target, os.environ, progress=stop)
    assert len(stored(target)) == 1
    assert copy(source, target, os.environ).had == 1
    assert same(source, target)


def test_nothing_but_a_beginning_of_the_source_is_gone_on_from(place: Place, source: str) -> None:
    another = place.made(origin="example.org/another")
    with pytest.raises(LedgerFault, match=r"holds another ledger, .* and nothing replaces it"):
        copy(source, another, os.environ)
    same_name = place.made()
    with pytest.raises(
        IntegrityFault, match="are no beginning of the source: one of the two was rewritten"
    ):
        copy(source, same_name, os.environ)
    longer = place.free()
    copy(source, longer, os.environ)
    told(longer, announcement("d", PERMITTED))
    with pytest.raises(LedgerFault, match="more than the source"):
        copy(source, longer, os.environ)


def test_what_is_no_ledger_is_left_alone(place: Place, source: str, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("not a ledger")
    with pytest.raises(LedgerFault):
        copy(source, str(file), os.environ)
    assert file.read_text() == "not a ledger"
    with pytest.raises(LedgerFault):
        copy(str(file), place.free(), os.environ)


def test_an_entry_that_was_altered_does_not_pass(place: Place, source: str) -> None:
    alter(source, "DROP TRIGGER stored_events_are_never_updated")
    alter(
        source,
        "UPDATE stored_events SET state = CAST(replace(state, '2022-03-01', '2022-03-02') AS BLOB) "
        "WHERE seq = 3",
    )
    with pytest.raises(IntegrityFault, match=r"^@3 |do not hash to the root"):
        copy(source, place.free(), os.environ)


def test_evidence_goes_with_it(place: Place, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv(address.EVIDENCE, str(tmp_path / "shared"))
    source = str(made(tmp_path, "source.ledger"))
    (tmp_path / "notice.html").write_text("the notice")
    told(source, announcement("a", SUSPENDED, more="evidence: [notice.html]"), folder=tmp_path)
    target = place.free()
    assert copy(source, target, os.environ).evidence == 1
    kept = list(EvidenceFolder(address.evidence(target, os.environ)).kept())
    assert [path.read_text() for path in kept] == ["the notice"]
    assert copy(source, target, os.environ).evidence == 0


def exported(source: str, folder: Path) -> Path:
    """The log as tiles, signed by somebody."""
    with open_tree(source) as tree:
        signed = bytes(sign(tree.head(), new_key(ORIGIN)))
        tile_export.export(folder, signed, entries=tree.entries, load=tree.load)
    return folder


def test_a_folder_of_tiles_is_a_source(place: Place, source: str, tmp_path: Path) -> None:
    folder = exported(source, tmp_path / "tiles")
    target = place.free()
    assert not copy(str(folder), target, os.environ).signed
    assert same(source, target)


def test_a_folder_with_another_entry_in_it_does_not_pass(
    place: Place, source: str, tmp_path: Path
) -> None:
    folder = exported(source, tmp_path / "tiles")
    (bundle,) = (folder / "tile/entries").glob("000.p/*")
    bundle.write_bytes(bundle.read_bytes().replace(b"2022-03-01", b"2022-03-02", 1))
    with pytest.raises(IntegrityFault, match="does not hold the hashes of the entries"):
        copy(str(folder), place.free(), os.environ)


def test_a_folder_that_does_not_hold_what_it_signs_leaves_nothing_behind(
    place: Place, source: str, tmp_path: Path
) -> None:
    folder = exported(source, tmp_path / "tiles")
    (bundle,) = (folder / "tile/entries").glob("000.p/*")
    genuine = bundle.read_bytes()
    length = 2 + int.from_bytes(genuine[:2], "big")
    garbage = b"\x00\x07garbage" + genuine[length:]
    swapped = genuine.replace(b'"a"', b'"z"')
    checkpoint = (folder / "checkpoint").read_bytes()
    head = read(checkpoint)[0]
    forged = bytes(sign(head._replace(root=bytes(32)), new_key(ORIGIN)))
    for data, signed in ((garbage, checkpoint), (swapped, checkpoint), (genuine, forged)):
        bundle.write_bytes(data)
        (folder / "checkpoint").write_bytes(signed)
        target = place.free()
        with pytest.raises(IntegrityFault):
            copy(str(folder), target, os.environ)
        with pytest.raises(LedgerFault, match="no ledger"):
            stored(target)


def with_evidence(folder: Path) -> str:
    source = str(made(folder, "source.ledger"))
    for name in ("one", "two"):
        (folder / name).write_text(f"notice {name}")
        told(source, announcement(name, SUSPENDED, more=f"evidence: [{name}]"), folder=folder)
    return source


def exported_with_evidence(source: str, folder: Path) -> Path:
    exported(source, folder)
    with open_tree(source) as tree:
        kept = EvidenceFolder(address.evidence(source, os.environ))
        assert put_evidence(folder, tree, kept, size=tree.size) == 2
        assert put_evidence(folder, tree, kept, size=tree.size) == 0
    return folder


def test_evidence_comes_with_a_folder_of_tiles(
    place: Place, tmp_path: Path, monkeypatch: Any
) -> None:
    source = with_evidence(tmp_path)
    folder = exported_with_evidence(source, tmp_path / "tiles")
    monkeypatch.setenv(address.EVIDENCE, str(tmp_path / "shared"))
    target = place.free()
    assert copy(str(folder), target, os.environ).evidence == 2
    assert same(source, target)


def test_a_missing_file_of_evidence_is_found_before_anything_is_made(
    place: Place, tmp_path: Path, monkeypatch: Any
) -> None:
    source = with_evidence(tmp_path)
    folder = exported_with_evidence(source, tmp_path / "tiles")
    (last,) = (tmp_path / "tiles" / "evidence").rglob(sha256(b"notice two").hexdigest())
    last.unlink()
    kept = EvidenceFolder(address.evidence(source, os.environ))
    kept.path(sha256(b"notice two").hexdigest()).rename(tmp_path / "aside")
    monkeypatch.setenv(address.EVIDENCE, str(tmp_path / "shared"))
    for each in (str(folder), source):
        target = place.free()
        with pytest.raises(IntegrityFault, match=r"the evidence that @\d+ names is missing"):
            copy(each, target, os.environ)
        with pytest.raises(LedgerFault, match="no ledger"):
            stored(target)


def test_a_copy_without_evidence_says_so_and_takes_it_later(
    place: Place, tmp_path: Path, monkeypatch: Any
) -> None:
    source = with_evidence(tmp_path)
    folder = exported(source, tmp_path / "tiles")
    monkeypatch.setenv(address.EVIDENCE, str(tmp_path / "shared"))
    target = place.free()
    done = copy(str(folder), target, os.environ, without_evidence=True)
    assert (done.evidence, done.left_out) == (0, 2)
    assert same(source, target)
    again = copy(source, target, os.environ)
    assert (again.had, again.evidence, again.left_out) == (done.size, 2, 0)
    assert copy(str(folder), target, os.environ, without_evidence=True).left_out == 0


def test_who_does_not_say_where_evidence_is_to_be_is_told_before_anything_is_made(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: Any
) -> None:
    monkeypatch.delenv(address.EVIDENCE, raising=False)
    target = Place(tmp_path, request.getfixturevalue("postgres")).free()
    with pytest.raises(LedgerFault, match=address.EVIDENCE):
        copy(with_evidence(tmp_path), target, os.environ)
    with pytest.raises(LedgerFault, match="no ledger"):
        stored(target)


def signed_source(folder: Path) -> str:
    """A ledger with a key, whose head was signed here."""
    target = str(folder / "source.ledger")
    key, *_ = new_signer(ORIGIN, os.environ)
    init(target, origin=ORIGIN, zone="Asia/Shanghai", key=str(key.verifier))
    told(target, announcement("a", SUSPENDED), announcement("b", PERMITTED))
    signed_now(target)
    return target


def signed_now(target: str) -> None:
    with open_tree(target) as tree:
        sign_head(tree, os.environ)


def test_a_fork_is_not_copied_over_the_beginning_of_a_ledger_that_was_signed(
    place: Place, tmp_path: Path, monkeypatch: Any
) -> None:
    source = signed_source(tmp_path)
    target, fork = place.free(), str(tmp_path / "fork.ledger")
    copy(source, target, os.environ)
    copy(source, fork, os.environ)
    told(source, announcement("c", PERMITTED))
    signed_now(source)
    before = stored(target)
    with pytest.raises(HeadFault, match=r"has 7 events, and a head of 9 was signed"):
        told(target, announcement("other", SUSPENDED))
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv(CONFIGURATION, str(tmp_path / "elsewhere"))
        told(fork, announcement("other", SUSPENDED), announcement("more", BOUNDED))
    for to in (target, place.free()):
        with pytest.raises(HeadFault, match="are not those whose head was signed"):
            copy(fork, to, os.environ)
    assert stored(target) == before
    assert copy(source, target, os.environ).behind is None


def test_a_copy_that_is_behind_the_signed_head_says_so(place: Place, tmp_path: Path) -> None:
    source = signed_source(tmp_path)
    older = place.free()
    copy(source, older, os.environ)
    told(source, announcement("c", PERMITTED))
    signed_now(source)
    assert copy(older, place.free(), os.environ).behind == 9
    assert copy(source, older, os.environ).behind is None
    assert told(older, announcement("d", PERMITTED)).new == 1


def test_a_ledger_that_is_not_the_one_known_here_is_copied_to_a_new_place_alone(
    place: Place, tmp_path: Path, monkeypatch: Any
) -> None:
    known = signed_source(tmp_path)
    (tmp_path / "other").mkdir()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv(CONFIGURATION, str(tmp_path / "elsewhere"))
        stranger = signed_source(tmp_path / "other")
    target = place.free()
    found = copy(stranger, target, os.environ)
    assert "another ledger was put in its place" in str(found.unknown)
    with pytest.raises(HeadFault, match="another ledger was put in its place"):
        copy(stranger, target, os.environ)
    assert copy(known, place.free(), os.environ).unknown is None


def test_nothing_is_copied_into_a_ledger_that_somebody_appends_to(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = str(tmp_path / "target.ledger")
    monkeypatch.setattr(copying, "_COMMIT", 1)

    def meanwhile(size: int, copied: int) -> None:
        told(target, announcement(f"meanwhile-{copied}", SUSPENDED))

    with pytest.raises(LedgerFault, match="appended to while it was being copied to: it has 10"):
        copy(source, target, os.environ, progress=meanwhile)


def test_a_copy_says_what_keeps_it_from_being_appended_to(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.kuaishou()
    desk.done("copy policy.ledger older.ledger")
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    desk.done("checkpoint")
    told = " ".join(desk.done("copy older.ledger again.ledger").split())
    assert "behind a head of 57 events was signed here: nothing is appended to this" in told
    assert "or signed until it has @56 to @57 too" in told
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv(CONFIGURATION, str(desk.folder / "elsewhere"))
        desk.done("--ledger stranger.ledger init --origin example.org/links")
        desk.done("--ledger stranger.ledger announce examples/kuaishou-2022.yaml")
    told = " ".join(desk.done("copy stranger.ledger unknown.ledger").split())
    assert "unknown " in told
    assert "another ledger was put in its place" in told
    assert told.endswith(": nothing is appended to it or signed here")
    assert desk.ledger("--ledger unknown.ledger checkpoint").code == 3
