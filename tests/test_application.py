"""Is what is announced taken in whole, once, and in the order written?"""

import json
import threading
from bisect import bisect
from pathlib import Path

import pytest
from eventsourcing.persistence import StoredEvent

from ledger.application import init, open_for_writing
from ledger.dates import instants
from ledger.dates.instants import render
from ledger.entries import Entry
from ledger.faults import InputFault, LedgerFault
from ledger.proofs.tree import EMPTY_ROOT, leaf_hash, root, where
from ledger.signing.log_tree import open_tree
from tests.announcing import batch
from tests.ledgers import (
    HEAD,
    ORIGIN,
    PERMITTED,
    SUSPENDED,
    announcement,
    log,
    made,
    refused,
    rows,
    table,
    told,
)

MINUTE = 60 * 1_000_000


def test_the_log_has_an_announcement_and_each_change_once_for_each_subject(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED, PERMITTED))
    assert log(path) == [
        (1, "#", 1, "opened"),
        (2, "#a", 1, "announced"),
        (3, "k/live", 1, "suspended"),
        (4, "k/detail", 1, "suspended"),
        (5, "k/live", 2, "permitted"),
    ]


def test_titles_come_before_the_announcements_of_their_file(tmp_path: Path) -> None:
    path = made(tmp_path)
    text = "format: policy-ledger/1\nsubjects:\n- {path: k, title: K, aliases: [快手]}\n"
    with open_for_writing(str(path)) as ledger:
        report = ledger.announce(batch(f"{text}announcements:\n{announcement('a', PERMITTED)}"))
    assert [topic for *_, topic in log(path)] == [
        "opened",
        "subject_described",
        "announced",
        "permitted",
    ]
    assert report.described == ("k",)


def test_a_title_that_changes_nothing_appends_nothing(tmp_path: Path) -> None:
    path = made(tmp_path)
    text = "format: policy-ledger/1\nsubjects:\n- {path: k, title: K, aliases: [快手]}\n"
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(text), recorder="one")
        assert ledger.announce(batch(text), recorder="another").events == 0
        assert ledger.announce(batch(text.replace("title: K", "title: L"))).described == ("k",)


def test_every_event_of_a_transaction_has_one_record_time(tmp_path: Path) -> None:
    path = made(tmp_path)
    report = told(path, announcement("a", SUSPENDED), announcement("b", PERMITTED))
    times = {time for (time,) in rows(path, "SELECT recorded_at FROM stored_events WHERE seq > 1")}
    assert times == {report.recorded_at}


def test_the_hashes_in_the_rows_are_those_of_the_entries(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, *(announcement(f"a-{n}", PERMITTED) for n in range(9)))
    told(path, announcement("b", SUSPENDED))
    stored = rows(
        path,
        "SELECT state, recorded_at, seq, originator_id, topic, originator_version, hashes "
        "FROM stored_events",
    )
    entries = [Entry(row[0], ORIGIN, *row[1:6]).framed() for row in stored]
    held = [row[6] for row in stored]

    def load(level: int, i: int) -> bytes:
        seq, start = where(level, i)
        return bytes(held[seq - 1][start : start + 32])

    alone = [leaf_hash(entry) for entry in entries]
    assert [hashes[:32] for hashes in held] == alone
    with open_tree(str(path)) as tree:
        assert tree.head().root == root(len(entries), load) != EMPTY_ROOT


def test_an_entry_is_framed_with_the_stored_state_as_it_is(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", PERMITTED))
    (state, recorded_at) = rows(path, "SELECT state, recorded_at FROM stored_events WHERE seq = 3")[
        0
    ]
    entry = Entry(state, ORIGIN, recorded_at, 3, "k/live", "permitted", 1).framed()
    assert json.loads(entry) == {
        "data": json.loads(state),
        "origin": ORIGIN,
        "recorded_at": render(recorded_at),
        "seq": 3,
        "stream": "k/live",
        "type": "permitted",
        "version": 1,
    }


def test_the_same_announcement_again_changes_nothing_and_says_so(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED), recorder="one")
    before = table(path, "stored_events")
    report = told(path, announcement("a", SUSPENDED), recorder="another")
    assert (report.new, report.unchanged, report.events) == (0, 1, 0)
    assert report.taken[0][:4] == ("a", False, 2, 4)
    assert table(path, "stored_events") == before


def test_the_same_id_with_other_content_is_refused_with_the_difference(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED, more="title: One"))
    message = refused(
        path,
        announcement(
            "a",
            SUSPENDED.replace("2022-03-01", "2022-03-02"),
            more="title: Two",
            published="2022-02-23",
        ),
    )
    assert "a is recorded already, @2, and says something else there" in message
    assert "title: is 'Two' here, and recorded as 'One'" in message
    assert "published: is 2022-02-23 here, and recorded as 2022-02-22" in message
    assert "changes[1].effective: is 2022-03-02 here, and recorded as 2022-03-01" in message


def test_another_order_of_subjects_is_other_content(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED))
    turned = SUSPENDED.replace("[k/live, k/detail]", "[k/detail, k/live]")
    assert "subjects: is k/detail, k/live here" in refused(path, announcement("a", turned))


def test_a_retracted_announcement_keeps_its_id(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED))
    with open_for_writing(str(path)) as ledger:
        ledger.retract("a", why="test")
    refused(path, announcement("a", PERMITTED))
    assert told(path, announcement("a", SUSPENDED)).unchanged == 1


def test_new_subjects_and_sources_are_named_with_the_nearest_known(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED))
    with open_for_writing(str(path)) as ledger:
        text = announcement("b", PERMITTED.replace("k/live", "k/lives")).replace(
            "name: A", "name: a"
        )
        report = ledger.announce(batch(HEAD + text))
        assert ledger.introduced(report.new_subjects) == [("k/lives", "k/live")]
        assert ledger.introduced(report.new_sources, sources=True) == [("a", "A")]


def test_known_subjects_refuses_new_ones(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED))
    with pytest.raises(InputFault, match="k/lives is not known yet: did you mean k/live"):
        told(path, announcement("b", PERMITTED.replace("k/live", "k/lives")), known_subjects=True)
    assert told(path, announcement("b", PERMITTED), known_subjects=True).new == 1


def test_a_fault_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    path = made(tmp_path)
    refused(path, announcement("a", SUSPENDED), announcement("b", "change: withdrawn, of: x#1"))
    assert len(log(path)) == 1
    assert table(path, "changes") == table(path, "paths") == table(path, "sources") == []


def test_each_keeps_what_came_before_the_fault(tmp_path: Path) -> None:
    path = made(tmp_path)
    committed: list[str] = []
    with pytest.raises(InputFault):
        told(
            path,
            announcement("a", SUSPENDED),
            announcement("b", "change: withdrawn, of: x#1"),
            each=True,
            told=lambda taken: committed.append(taken.id),
        )
    assert committed == ["a"]
    assert len(log(path)) == 4


def test_each_of_a_stream_keeps_what_came_before_the_fault(tmp_path: Path) -> None:
    path = made(tmp_path)
    text = HEAD + announcement("a", SUSPENDED) + announcement("b", "change: withdrawn, of: x#1")
    committed: list[str] = []
    with open_for_writing(str(path)) as ledger, pytest.raises(InputFault):
        ledger.announce_lines(
            batch(text).drafts, each=True, told=lambda taken: committed.append(taken.id)
        )
    assert committed == ["a"]
    assert len(log(path)) == 4


def test_a_dry_run_writes_nothing_and_says_what_would_be(tmp_path: Path) -> None:
    path = made(tmp_path)
    before = path.read_bytes()
    report = told(path, announcement("a", SUSPENDED), dry_run=True)
    assert (report.dry_run, report.events, report.taken[0].seq) == (True, 3, 2)
    assert [record.type for record in report.records] == ["announced", "suspended", "suspended"]
    assert path.read_bytes() == before


def test_an_event_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path)
    message = refused(path, announcement("a", f"{PERMITTED}, quote: {'快' * 30_000}"))
    assert "f.yaml:7: announcements[1].changes[1]" in message
    assert "has at most 65,535" in message


def test_an_event_that_is_too_long_by_its_subject_or_its_place_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path)

    def why(length: int, subjects: str = "k") -> str | None:
        change = f"change: permitted, subjects: [{subjects}], effective: 2022-10-28"
        try:
            told(path, announcement("a", f"{change}, quote: {'x' * length}"), dry_run=True)
        except InputFault as fault:
            return str(fault)
        return None

    fits = bisect(range(66_000), 0, key=lambda length: why(length) is not None) - 1
    longer = why(fits, "k, k/longer")
    assert longer is not None
    assert "this would be an entry of 65,549 bytes, and one has at most 65,535" in longer
    assert longer.startswith("f.yaml:3: announcements[1]: ")


def test_two_lines_of_a_stream_may_tell_the_same_and_not_something_else(tmp_path: Path) -> None:
    path = made(tmp_path)
    first = batch(HEAD + announcement("a", SUSPENDED)).drafts[0]
    other = batch(HEAD + announcement("a", PERMITTED)).drafts[0]
    with open_for_writing(str(path)) as ledger:
        report = ledger.announce_lines([first, first])
        assert (report.new, report.unchanged) == (1, 1)
    path = made(tmp_path, "another.ledger")
    with open_for_writing(str(path)) as ledger, pytest.raises(InputFault, match="told twice"):
        ledger.announce_lines([first, other])


def test_what_others_append_between_check_and_lock_is_checked_again(tmp_path: Path) -> None:
    path = made(tmp_path)
    drafts = batch(HEAD + announcement("a", SUSPENDED) + announcement("b", PERMITTED)).drafts

    def meanwhile(text: str) -> None:
        def tell() -> None:
            told(path, text)

        thread = threading.Thread(target=tell)
        thread.start()
        thread.join()

    with open_for_writing(str(path)) as ledger:

        def slow(text: str):  # type: ignore[no-untyped-def]
            yield from drafts
            meanwhile(text)

        with pytest.raises(InputFault, match="a is recorded already"):
            ledger.announce_lines(slow(announcement("a", PERMITTED)))
        report = ledger.announce_lines([drafts[1]])
        assert report.new == 1
    path = made(tmp_path, "another.ledger")
    with open_for_writing(str(path)) as ledger:
        report = ledger.announce_lines(slow(announcement("a", SUSPENDED)))
        assert [(taken.id, taken.new) for taken in report.taken] == [("a", False), ("b", True)]


def test_a_clock_that_steps_back_a_little_gives_a_later_record_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path)
    first = told(path, announcement("a", SUSPENDED)).recorded_at
    assert first is not None
    monkeypatch.setattr(instants, "now", lambda: first - 5 * MINUTE)
    assert told(path, announcement("b", PERMITTED)).recorded_at == first + 1


def test_a_clock_over_five_minutes_behind_the_log_is_refused_unless_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path)
    first = told(path, announcement("a", SUSPENDED)).recorded_at
    assert first is not None
    monkeypatch.setattr(instants, "now", lambda: first - 5 * MINUTE - 1)
    with pytest.raises(LedgerFault, match="clock"):
        told(path, announcement("b", PERMITTED))
    assert told(path, announcement("a", SUSPENDED)).unchanged == 1
    assert told(path, announcement("b", PERMITTED), behind=True).recorded_at == first + 1


def test_what_the_environment_sets_for_the_library_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = made(tmp_path, "plain.ledger")
    told(plain, announcement("a", SUSPENDED))
    for name, value in {
        "COMPRESSOR_TOPIC": "zlib",
        "CIPHER_KEY": "x",
        "IS_SNAPSHOTTING_ENABLED": "y",
        "MAPPER_TOPIC": "nothing:Mapper",
        "PERSISTENCE_MODULE": "nothing",
        "POLICYLEDGER_SQLITE_DBNAME": str(tmp_path / "other.db"),
        "APPLICATION_RECORDER_TOPIC": "nothing:Recorder",
        "ORIGINATOR_ID_TYPE": "uuid",
    }.items():
        monkeypatch.setenv(name, value)
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED))
    states = "SELECT originator_id, topic, state FROM stored_events"
    assert rows(path, states) == rows(plain, states)
    assert not (tmp_path / "other.db").exists()


def test_init_refuses_a_name_that_cannot_be_an_origin(tmp_path: Path) -> None:
    for origin in ("", "a b", "a+b", "a\nb", "x" * 256):
        with pytest.raises(LedgerFault):
            init(str(tmp_path / "policy.ledger"), origin=origin)
    assert not list(tmp_path.iterdir())


def test_init_takes_a_key_as_its_second_event(tmp_path: Path) -> None:
    path = tmp_path / "policy.ledger"
    init(str(path), origin=ORIGIN, key="example.org/links+00000000+AAAA", recorder="me")
    assert [topic for *_, topic in log(path)] == ["opened", "key_added"]


def test_a_ledger_that_nobody_named_has_an_origin_of_its_own(tmp_path: Path) -> None:
    first = init(str(tmp_path / "a.ledger")).origin
    second = init(str(tmp_path / "b.ledger")).origin
    assert first != second


def test_a_key_is_added_after_the_one_that_it_replaces_and_after_no_other(tmp_path: Path) -> None:
    path = tmp_path / "policy.ledger"
    init(str(path), origin=ORIGIN, key="k1")
    before = log(path)
    with open_for_writing(str(path)) as ledger:
        for replacing in (None, "k0"):
            with pytest.raises(LedgerFault, match="another key was added to this ledger meanwhile"):
                ledger.add_key({"key": "k2"}, replacing=replacing)
    assert log(path) == before


def test_nothing_is_appended_but_in_one_turn(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_for_writing(str(path)) as ledger:
        with pytest.raises(RuntimeError, match="nothing is appended but in a turn"):
            ledger.save(StoredEvent("#", 2, "noted", b"{}"))
        with ledger.store.writing(), pytest.raises(RuntimeError, match="a turn is held already"):
            ledger.announce(batch(f"{HEAD}{announcement('a', PERMITTED)}"))
    assert [topic for *_, topic in log(path)] == ["opened"]
