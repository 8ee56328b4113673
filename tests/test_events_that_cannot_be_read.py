"""Does the log go on where an event cannot be read, and does no answer rely on it?"""

import json
from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.entries import Heading, frame
from ledger.proofs.tree import Frontier, leaf_hash
from ledger.stores.address import on_server
from tests.desk import Desk
from tests.ledgers import BOUNDED, ORIGIN, PERMITTED, SUSPENDED, announcement
from tests.stores import Place, acted, alter, rows, stored, told
from tests.test_audit_on_both_stores import altered

#: What is stored instead of @7, the announcement c; @8 is its change.
STATES = {
    "no JSON": "no event",
    "no UTF-8": "\\xff",
    "no object": "[]",
    "nothing": "{}",
    "another source": '{"changes":1,"id":"c","published":5,"source":"x","zone":"UTC"}',
    "no such day": '{"changes":1,"evidence":[],"id":"c","published":{"instant":'
    '"2022-99-99T00:00:00Z","text":"x"},"source":{"authority":"official","name":"x"},"zone":"UTC"}',
}


@pytest.fixture(params=[*STATES])
def spoiled(
    request: pytest.FixtureRequest, place: Place, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> str:
    """A ledger in use whose @7 is no event, hashed as if it were one, as who owns it could."""
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    told(target, announcement("b", PERMITTED))
    told(target, announcement("c", BOUNDED))
    spoil(target, STATES[request.param])
    monkeypatch.setenv("POLICY_LEDGER_URL", target)
    return target


def spoil(target: str, state: str, *, seq: int = 7, type: str = "announced") -> None:
    """Put these bytes into the log, and hash it again."""
    server = on_server(target)
    position = "notification_id" if server else "rowid"
    data = b"\xff" if state == "\\xff" else state.encode()
    written = f"decode('{data.hex()}', 'hex')" if server else f"x'{data.hex()}'"
    altered(
        target,
        f"UPDATE stored_events SET state = {written}, topic = '{type}' WHERE {position} = {seq}",
    )
    tree = Frontier()
    for at, stream, version, kind, found, recorded_at, _ in stored(target):
        heading = Heading(ORIGIN, recorded_at)
        entry = frame(found, heading, seq=at, stream=stream, type=kind, version=version)
        hashes = b"".join(tree.append(leaf_hash(entry))).hex()
        value = f"decode('{hashes}', 'hex')" if server else f"x'{hashes}'"
        altered(target, f"UPDATE stored_events SET hashes = {value} WHERE {position} = {at}")


def rebuilt(target: str) -> None:
    with open_for_writing(target, rebuild=True) as ledger:
        ledger.rebuild()


def test_the_log_goes_on_and_names_it(spoiled: str, desk: Desk) -> None:
    for mended in (False, True):
        if mended:
            rebuilt(spoiled)
        text = desk.done("log")
        assert "@7    cannot be read: it is stored as announced" in text
        assert "1 that cannot be read" in " ".join(text.split())
        assert "无法读取" in desk.done("log --lang zh-Hans")
        lines = [json.loads(line) for line in desk.done("log --format jsonl").splitlines()]
        assert [(each["seq"], each["type"]) for each in lines][5:7] == [
            (6, "permitted"),
            (7, "unreadable"),
        ]
        assert lines[6]["data"] == {"type": "announced"}
        for form in ("json", "csv"):
            desk.done(f"log --format {form}")
        assert "cannot be read" in desk.done("show @7")
        desk.done("show a")


def test_verify_names_it(spoiled: str, desk: Desk) -> None:
    for mended in (False, True):
        if mended:
            rebuilt(spoiled)
        outcome = desk.run("verify")
        assert outcome.code == 3
        assert "@7" in outcome.out
        if b"2022-99-99" in stored(spoiled)[6][4]:
            assert "announced: an instant in it is none" in " ".join(outcome.out.split())
        assert "of this program" not in outcome.err


def test_a_copy_and_a_backup_go_on_and_name_it(
    spoiled: str, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, again = str(tmp_path / "copy.ledger"), str(tmp_path / "again.ledger")
    folder = str(tmp_path / "backup")
    for command in (
        ("copy", spoiled, copy),
        ("copy", copy, again),
        ("backup", folder),
        ("backup", folder),
    ):
        outcome = desk.run(*command)
        assert outcome.code == 0, outcome.err
        assert "@7" in outcome.out.split("unread  ")[1]
    same = [row[:-1] for row in stored(spoiled)]
    assert [row[:-1] for row in stored(copy)] == same
    assert [row[:-1] for row in stored(again)] == same


def test_after_a_rebuild_an_answer_beyond_it_stops_with_its_position(
    spoiled: str, desk: Desk
) -> None:
    rebuilt(spoiled)
    for command in (
        "at",
        "explain 2022-10-29 k/live",
        "timeline",
        "due",
        "replay",
        "diff 2022 2023",
    ):
        if command.startswith("diff"):
            command = "diff 2022-01-01 2023-01-01"
        outcome = desk.run(*command.split())
        assert outcome.code == 3, command
        assert "@7 cannot be read, and an answer could depend on it" in outcome.err
        assert "of this program" not in outcome.err
    desk.done("at 2022-10-29 --recorded @6")


def test_the_recorder_takes_it_out_and_answers_go_on(spoiled: str, desk: Desk) -> None:
    rebuilt(spoiled)
    desk.done("retract @7 --why nonsense")
    assert "retracted already" in desk.run("retract", "@7", "--why", "again").err
    desk.done("at 2022-10-29")
    assert "@7" in desk.done("log")
    before = desk.done("at 2022-10-29 --format json")
    rebuilt(spoiled)
    assert (
        json.loads(desk.done("at 2022-10-29 --format json"))["states"]
        == (json.loads(before)["states"])
    )
    acted(spoiled, lambda ledger: ledger.retract(f"@{stored(spoiled)[-1][0]}", why="it stands"))
    assert desk.run("at").code == 3


def test_writers_go_on(spoiled: str, desk: Desk) -> None:
    for mended in (False, True):
        if mended:
            rebuilt(spoiled)
        id = f"d-{mended:d}"
        assert told(spoiled, announcement(id, PERMITTED)).new == 1
        assert told(spoiled, announcement(id, PERMITTED)).unchanged == 1


@pytest.mark.parametrize(
    "said",
    ["no JSON", '{"kind":"permitted","value":5}', '{"effective":7,"kind":"permitted"}', "[]"],
)
def test_a_false_row_ends_no_command_as_a_fault_of_the_program(
    place: Place, desk: Desk, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    target = place.made()
    told(target, announcement("a", PERMITTED))
    alter(target, f"UPDATE changes SET said = '{said}'")
    monkeypatch.setenv("POLICY_LEDGER_URL", target)
    for command in ("at 2022-10-29", "timeline", "explain 2022-10-29 k/live", "log", "show a"):
        outcome = desk.run(*command.split())
        assert "of this program" not in outcome.err, command
        assert outcome.code in (0, 3)
        if outcome.code:
            assert ": a row of changes is not what the log says: said" in outcome.err
            assert "`ledger rebuild` mends it" in outcome.err
    assert desk.run("at", "2022-10-29").code == 3
    desk.done("rebuild")
    desk.done("at 2022-10-29")


def test_every_event_that_is_told_is_of_its_shape(place: Place) -> None:
    from ledger.records import UNREADABLE, passing

    target = place.made()
    told(target, announcement("a", SUSPENDED, BOUNDED, more="title: x"))
    acted(target, lambda ledger: ledger.correct("a#1", {"note": "x"}, why="misread"))
    acted(target, lambda ledger: ledger.retract("a#2", why="twice"))
    found = passing((row[0], row[5], row[3], row[4]) for row in stored(target))
    assert [record.type for record in found if record.type == UNREADABLE] == []
    assert rows(target, "SELECT count(*) FROM acts WHERE kind = 'unreadable'") == [(0,)]
