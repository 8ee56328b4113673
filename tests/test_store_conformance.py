"""Do both stores keep the same log, in the same way, whatever is asked of them?"""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from events import codec
from ledger.application import init, open_for_writing
from ledger.audit.audited_store import open_audit
from ledger.dates.moments import moment, position_or_moment
from ledger.dates.moments import zone as zone_named
from ledger.entries import Entry, frame
from ledger.entries import Heading as Transaction
from ledger.faults import InputFault, IntegrityFault, LedgerFault
from ledger.proofs.tree import EMPTY_ROOT, Frontier, leaf_hash
from ledger.reading.reading import open_ledger
from ledger.signing.log_tree import open_tree
from ledger.stores import StoredRow
from ledger.stores.schema import READ_MODEL
from tests.announcing import batch
from tests.ledgers import BOUNDED, HEAD, ORIGIN, PERMITTED, SUSPENDED, announcement
from tests.stores import Place, acted, alter, rows, stored, table, told

SHANGHAI = zone_named("Asia/Shanghai")


def states(target: str, at: str, *, known: str | None = None, recorded: str | None = None) -> str:
    """What held then: subject and effect of each, in one line."""
    with open_ledger(target) as reading:
        view = reading.cut(
            None if known is None else moment(known, SHANGHAI, now=0).instant,
            None if recorded is None else position_or_moment(recorded, SHANGHAI, now=0),
        )
        found = view.states(None, moment(at, SHANGHAI, now=0))
        return " ".join(f"{state.subject}:{state.effect}" for state in found)


# append


def test_positions_are_dense_and_in_the_order_of_the_file(place: Place) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED), announcement("b", PERMITTED))
    assert [row[:4] for row in stored(target)] == [
        (1, "#", 1, "opened"),
        (2, "#a", 1, "announced"),
        (3, "k/live", 1, "suspended"),
        (4, "k/detail", 1, "suspended"),
        (5, "#b", 1, "announced"),
        (6, "k/live", 2, "permitted"),
    ]


def test_a_path_that_begins_with_an_alias_is_warned_of_until_it_is_founded(place: Place) -> None:
    target = place.made()
    titled = "format: policy-ledger/1\nsubjects:\n- {path: k, aliases: [快手]}\n"
    with open_for_writing(target) as ledger:
        ledger.announce(batch(titled))
        for id, warned in (("a", 1), ("b", 0)):
            file = HEAD + announcement(id, PERMITTED.replace("k/live", f"快手/{id}"))
            assert ledger.announce(batch(file)).warned == warned


def test_a_transaction_has_one_record_time_later_than_the_one_before(place: Place) -> None:
    target = place.made()
    for id in "abc":
        told(target, announcement(id, SUSPENDED))
    times = [row[5] for row in stored(target)]
    assert times == sorted(times)
    assert len(set(times)) == 4


def test_what_a_turn_takes_from_another_store_is_among_its_events(place: Place) -> None:
    target = place.made()
    with open_for_writing(target) as ledger, ledger.store.writing() as turn:
        state = codec.canonical({"key": "example.org+1+aa"})
        turn.take([Entry(state, ORIGIN, turn.recorded_at, 2, "#", "key_added", 2)])
        assert [(record.seq, record.type) for record in turn.appended] == [(2, "key_added")]


def test_what_a_turn_gave_up_leaves_no_gap(place: Place) -> None:
    target = place.made()
    with open_for_writing(target) as ledger:
        for id in "abc":
            ledger.announce(batch(HEAD + announcement(id, SUSPENDED)), dry_run=True)
            with pytest.raises(InputFault):
                ledger.announce(
                    batch(HEAD + announcement(id, SUSPENDED, "change: withdrawn, of: x#1"))
                )
        ledger.announce(batch(HEAD + announcement("d", SUSPENDED)))
    assert [row[0] for row in stored(target)] == [1, 2, 3, 4]


def test_the_stored_bytes_are_the_same_in_both_stores(place: Place, tmp_path: Path) -> None:
    target, file = place.made(), str(tmp_path / "plain.ledger")
    init(file, origin=ORIGIN, zone="Asia/Shanghai")
    items = [announcement("a", SUSPENDED, BOUNDED, more="title: 通知 \"'\\\\ü🎈")]
    told(target, *items)
    told(file, *items)
    assert list(map(by_no_role, stored(target))) == list(map(by_no_role, stored(file)))
    for name in READ_MODEL:
        without = [column for column in columns(target, name) if column != "recorded_at"]
        query = f"SELECT {', '.join(without)} FROM {name}"
        assert sorted(rows(target, query), key=repr) == sorted(rows(file, query), key=repr)


def by_no_role(row: StoredRow) -> tuple[Any, ...]:
    """A row as it would be where there are no roles."""
    data = json.loads(row[4])
    if data.pop("role", None) is not None:
        del data["format"]
    return (*row[:4], codec.canonical(data))


def columns(target: str, table: str) -> list[str]:
    with open_audit(target) as (store, _):
        return store.columns(table)


def test_titles_and_acts_go_through_too(place: Place) -> None:
    target = place.made()
    text = "format: policy-ledger/1\nsubjects:\n- {path: k, title: K, aliases: [快手]}\n"
    with open_for_writing(target) as ledger:
        ledger.announce(batch(text))
        assert ledger.announce(batch(text)).events == 0
    told(target, announcement("a", BOUNDED))
    acted(target, lambda ledger: ledger.correct("a#1", {"until": "2022-12-31"}, why="misread"))
    act = acted(target, lambda ledger: ledger.retract("a", why="twice"))
    acted(target, lambda ledger: ledger.retract(f"@{act.size}", why="not twice"))
    lapsed = acted(target, lambda ledger: ledger.expire())
    assert [record.type for record in lapsed.records] == ["expired"]
    assert acted(target, lambda ledger: ledger.expire()).records == ()
    with open_ledger(target) as reading:
        assert reading.cut().resolve("快手/live") == "k/live"
    assert states(target, "2022-12-15") == "k/live:permitted"


def test_init_makes_no_second_ledger(place: Place) -> None:
    target = place.made()
    with pytest.raises(LedgerFault, match="already"):
        init(target, origin=ORIGIN)
    assert len(stored(target)) == 1


def test_nothing_is_made_in_passing(place: Place) -> None:
    target = place.free()
    with pytest.raises(LedgerFault, match="no ledger"), open_for_writing(target):
        pass
    with pytest.raises(LedgerFault, match="no ledger"):
        open_ledger(target)
    init(target)


def test_the_environment_of_the_library_is_ignored(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "COMPRESSOR_TOPIC": "zlib",
        "POSTGRES_DBNAME": "another",
        "POSTGRES_SCHEMA": "another",
        "POSTGRES_ENABLE_DB_FUNCTIONS": "y",
        "POLICYLEDGER_POSTGRES_ENABLE_DB_FUNCTIONS": "y",
        "ORIGINATOR_ID_TYPE": "uuid",
    }.items():
        monkeypatch.setenv(name, value)
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    assert json.loads(stored(target)[1][4])["id"] == "a"


# idempotence


def test_the_same_announcement_again_changes_nothing(place: Place) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED), recorder="one")
    before = stored(target)
    report = told(target, announcement("a", SUSPENDED), recorder="two")
    assert (report.new, report.unchanged, report.events) == (0, 1, 0)
    assert stored(target) == before


def test_the_same_id_with_other_content_is_refused(place: Place) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    before = stored(target)
    with pytest.raises(InputFault, match="a is recorded already, @2"):
        told(target, announcement("a", PERMITTED))
    assert stored(target) == before


# concurrency


def test_writers_at_once_append_all_and_readers_see_only_whole_beginnings(place: Place) -> None:
    target = place.made()
    done = threading.Event()
    seen: list[list[tuple[int, bytes]]] = []

    def write(writer: int) -> None:
        with open_for_writing(target) as ledger:
            for n in range(10):
                ledger.announce(batch(HEAD + announcement(f"w{writer}-{n}", SUSPENDED)))

    def read() -> None:
        while not done.is_set():
            seen.append([(row[0], row[4]) for row in stored(target)])

    with ThreadPoolExecutor(5) as pool:
        reader = pool.submit(read)
        writers = [pool.submit(write, writer) for writer in range(4)]
        for writer in writers:
            writer.result()
        done.set()
        reader.result()
    final = [(row[0], row[4]) for row in stored(target)]
    assert [seq for seq, _ in final] == list(range(1, 1 + 1 + 40 * 3))
    for beginning in seen:
        assert beginning == final[: len(beginning)]
        assert len(beginning) % 3 == 1


def test_one_announcement_told_by_many_at_once_is_recorded_once(place: Place) -> None:
    target = place.made()

    def write(_: int) -> int:
        return told(target, announcement("a", SUSPENDED)).new

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(write, range(8))) == 1
    assert len(stored(target)) == 4


def test_many_who_make_the_ledger_at_once_make_one(place: Place) -> None:
    target = place.free()

    def make(number: int) -> str:
        try:
            return init(target, origin=f"example.org/{number}").origin
        except LedgerFault:
            return ""

    with ThreadPoolExecutor(6) as pool:
        (origin,) = set(pool.map(make, range(6))) - {""}
    with open_ledger(target) as reading:
        assert (reading.origin, reading.size) == (origin, 1)


def test_a_writer_who_waits_too_long_is_told_so(place: Place) -> None:
    target = place.made()
    with (
        open_for_writing(target) as ledger,
        ledger.store.writing(),
        open_for_writing(target, lock_timeout=0.2) as other,
        pytest.raises(LedgerFault, match="another process"),
    ):
        other.announce(batch(HEAD + announcement("a", SUSPENDED)))
    assert len(stored(target)) == 1


def test_a_view_does_not_change_while_others_write(place: Place) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    with open_ledger(target) as reading:
        view = reading.cut()
        told(target, announcement("b", PERMITTED))
        found = view.states(None, moment("2022-11-01", SHANGHAI, now=0))
        assert [state.effect for state in found] == ["suspended", "suspended"]
        assert len(list(reading.events())) == reading.size == 4
    assert "k/live:permitted" in states(target, "2022-11-01")


# cut-offs and answers


def test_each_cut_off_cuts_on_its_own_clock(place: Place) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED, published="2022-02-22"))
    told(target, announcement("b", PERMITTED, published="2022-10-27"))
    assert states(target, "2022-11-01") == "k/detail:suspended k/live:permitted"
    assert states(target, "2022-11-01", known="2022-10-26") == (
        "k/detail:suspended k/live:suspended"
    )
    assert states(target, "2022-11-01", recorded="@4") == "k/detail:suspended k/live:suspended"
    assert states(target, "2022-11-01", recorded="@1") == ""


def test_a_position_past_the_end_is_refused(place: Place) -> None:
    target = place.made()
    with pytest.raises(ValueError, match="has 1 events"):
        states(target, "2022-11-01", recorded="@2")


def test_paths_sort_by_code_points(place: Place) -> None:
    target = place.made()
    paths = ["a", "a/b", "a-b", "a b", "B", "é", "z", "快手", "𝒳", "a/b/c", "ä", "0"]
    told(
        target,
        *(
            announcement(
                f"a-{n}", f"change: suspended, subjects: ['{path}'], effective: 2022-03-01"
            )
            for n, path in enumerate(paths)
        ),
    )
    with open_ledger(target) as reading:
        view = reading.cut()
        found = [
            state.subject for state in view.states(None, moment("2022-11-01", SHANGHAI, now=0))
        ]
        assert found == sorted(paths)
        assert list(view.paths()) == sorted(paths)


# the tree


def root_of_entries(target: str) -> bytes:
    """The root of the log's entries alone; each row holds what the tree needs of it."""
    tree = Frontier()
    for seq, stream, version, kind, state, recorded_at, hashes in stored(target):
        entry = frame(
            state,
            Transaction(ORIGIN, recorded_at),
            seq=seq,
            stream=stream,
            type=kind,
            version=version,
        )
        assert b"".join(tree.append(leaf_hash(entry))) == hashes
    return tree.root()


def test_the_tree_is_that_of_the_entries(place: Place) -> None:
    target = place.made()
    told(target, *(announcement(f"a-{n}", PERMITTED) for n in range(9)))
    told(target, announcement("b", SUSPENDED))
    with open_tree(target) as found:
        assert found.head().root == root_of_entries(target) != EMPTY_ROOT


def test_writers_that_take_turns_grow_one_tree(place: Place) -> None:
    target = place.made()
    with open_for_writing(target) as one, open_for_writing(target) as other:
        for n in range(6):
            ledger = (one, other)[n % 2]
            ledger.announce(batch(HEAD + announcement(f"a-{n}", PERMITTED)))
    with open_tree(target) as tree:
        assert tree.head().root == root_of_entries(target)


# the read model


def test_a_rebuild_gives_the_same_rows_column_for_column(place: Place) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED, BOUNDED), announcement("b", PERMITTED))
    acted(target, lambda ledger: ledger.correct("a#1", {"note": "x"}, why="misread"))
    before = {name: table(target, name) for name in READ_MODEL}
    assert acted(target, lambda ledger: ledger.rebuild()) == 8
    assert {name: table(target, name) for name in READ_MODEL} == before
    assert any(before.values())


def test_a_read_model_that_was_altered_is_mended_by_a_rebuild(place: Place) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    before = {name: table(target, name) for name in READ_MODEL}
    alter(target, "ALTER TABLE changes ADD COLUMN more text")
    alter(target, "UPDATE changes SET said = replace(said, 'suspended', 'permitted')")
    with pytest.raises(IntegrityFault, match=r"`ledger rebuild` mends it"):
        told(target, announcement("b", SUSPENDED))
    with open_for_writing(target, rebuild=True) as ledger:
        ledger.rebuild()
    assert {name: table(target, name) for name in READ_MODEL} == before


# what is never done
