"""What becomes of a projection that is behind, foreign, broken, or was never made?"""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from ledger.answers.state import State
from ledger.documents.schema import schema
from ledger.projections import intervals
from ledger.stores.projection_rows import FIELDS
from tests.desk import REPOSITORY, Desk

FILE = Path("policy.ledger.projection")
ASKED = (
    "at 2022-10-29",
    "at 2022-10-29 --format jsonl",
    "at 2022-10-29 --format csv",
    "at 2022-10-29 --format json",
    "at 2022-10-29 kuaishou --format jsonl",
    "at 2022-10-29 --only contested,due",
    "at 2022-10-29 --known 2022-10-28 --format jsonl",
    "at 2022-10-29 --recorded @40 --format jsonl",
    "at 2022-10-29 --authority official --format jsonl",
    "due 2022-10-29",
    "due 2022-10-29 --within 2w --format jsonl",
    "due 2022-10-29 kuaishou --format json",
    "diff 2022-10-27 2022-10-29",
    "diff 2022-10-27 2022-10-29 --format jsonl",
    "diff 2022-10-29 2022-10-27 --all --format json",
    "timeline --format jsonl",
    "timeline --format csv",
    "timeline --recorded @30 --format jsonl",
)


def answers(desk: Desk) -> list[object]:
    found = [desk.ledger(line) for line in ASKED]
    assert all(each.code == 0 for each in found)
    return list(found)


def projection(desk: Desk) -> object:
    """How the status tells that it stands."""
    return json.loads(desk.done("status --format json"))["status"][0]["projection"]


def why(desk: Desk) -> object:
    found = projection(desk)
    return found["why"] if isinstance(found, dict) else found


def test_every_field_of_a_state_is_kept_but_what_its_place_or_a_bare_date_says() -> None:
    left_out = {"subject", "named", "changed_during_day"}
    assert set(FIELDS) == set(State._fields) - left_out
    assert len(FIELDS) == len(set(FIELDS))


def test_no_byte_of_an_answer_differs_with_a_projection_of_any_age(desk: Desk) -> None:
    desk.kuaishou()
    before = answers(desk)
    assert projection(desk) is None
    desk.done("project")
    assert answers(desk) == before
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    desk.done("retract kuaishou-insider-2022-10-28#2 --why 'never said'")
    behind = answers(desk)
    assert behind != before
    FILE.rename("aside")
    assert answers(desk) == behind
    Path("aside").rename(FILE)
    found = projection(desk)
    assert isinstance(found, dict)
    assert (found["size"], found["behind"], found["why"]) == (55, 3, None)
    desk.done("project")
    assert answers(desk) == behind
    assert "0 events behind" in desk.done("status")


def test_receipt_and_status_are_as_their_schemas_say(desk: Desk) -> None:
    desk.kuaishou()
    for _ in range(2):
        jsonschema.validate(json.loads(desk.done("project --format json")), schema("project"))
        jsonschema.validate(json.loads(desk.done("status --format json")), schema("status"))
    Path("policy.ledger.projection").write_text("no projection")
    jsonschema.validate(json.loads(desk.done("status --format json")), schema("status"))


def test_catching_up_leaves_what_nothing_touched(desk: Desk) -> None:
    desk.kuaishou()
    made = json.loads(desk.done("project --format json"))
    assert (made["how"], made["why"], made["derived"]) == ("made", "absent", made["subjects"])
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    done = json.loads(desk.done("project --format json"))
    assert (done["how"], done["before"], done["size"]) == ("caught_up", 55, 57)
    assert 0 < done["derived"] < done["subjects"]
    assert json.loads(desk.done("project --format json"))["how"] == "unchanged"


def test_catching_up_gives_the_rows_of_one_made_anew(desk: Desk) -> None:
    desk.kuaishou()
    desk.done("project")
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    desk.done("retract jd-alliance-2022-10-28#3 --why 'never said'")
    desk.done("project")
    caught_up = rows()
    desk.done("project --anew")
    assert rows() == caught_up


def rows() -> list[object]:
    """Everything by path, whatever the number of a subject."""
    with sqlite3.connect(FILE) as connection:
        intervals = connection.execute(
            "SELECT path, i.* FROM projection_intervals AS i JOIN projection_subjects"
            " ON id = subject ORDER BY path, start"
        ).fetchall()
        moments = connection.execute(
            "SELECT path, at FROM projection_moments JOIN projection_subjects ON id = subject"
            " ORDER BY path, at"
        ).fetchall()
        stamp = connection.execute("SELECT * FROM projection").fetchall()
    connection.close()
    return [*[(path, *cells) for path, _, *cells in intervals], *moments, *stamp]


def test_a_projection_of_another_log_is_as_if_it_were_not_there(desk: Desk) -> None:
    desk.kuaishou()
    before = answers(desk)
    other = "--ledger other.ledger"
    desk.done(f"{other} init --origin example.org/links --zone Asia/Shanghai")
    desk.done(f"{other} announce examples/kuaishou-2022.yaml")
    desk.done(f"{other} project")
    Path("other.ledger.projection").rename(FILE)
    assert why(desk) == "other_log"
    assert answers(desk) == before
    done = json.loads(desk.done("project --format json"))
    assert (done["how"], done["why"]) == ("made", "other_log")
    assert why(desk) is None


def test_a_projection_of_more_than_is_read_is_not_used(desk: Desk) -> None:
    desk.kuaishou()
    desk.done("project")
    found = json.loads(desk.done("status --recorded @40 --format json"))["status"][0]
    assert found["projection"]["why"] == "beyond"


@pytest.mark.parametrize("damage", ["cut", "zeros", "table", "cells"])
def test_a_broken_file_changes_no_answer(damage: str, desk: Desk) -> None:
    desk.kuaishou()
    before = answers(desk)
    desk.done("project")
    data = FILE.read_bytes()
    if damage == "cut":
        FILE.write_bytes(data[: len(data) // 2])
    elif damage == "zeros":
        FILE.write_bytes(data[:4096] + bytes(len(data) - 4096))
    else:
        with sqlite3.connect(FILE) as connection:
            if damage == "table":
                connection.execute("ALTER TABLE projection_moments ADD COLUMN more TEXT")
            else:
                connection.execute("UPDATE projection_intervals SET set_aside = 'no JSON'")
        connection.close()
    assert answers(desk) == before
    desk.done("project --anew")
    assert answers(desk) == before


def test_what_is_no_projection_is_left_as_it_is(desk: Desk) -> None:
    desk.kuaishou()
    before = answers(desk)
    FILE.write_text("my notes")
    assert answers(desk) == before
    assert why(desk) == "foreign"
    assert "what is there is no projection" in desk.done("status")
    for line in ("project", "project --anew"):
        outcome = desk.ledger(line)
        assert outcome.code == 1
        assert "is no projection of a ledger: move it away" in outcome.err
    assert FILE.read_text() == "my notes"
    FILE.unlink()
    os.mkfifo(FILE)
    assert answers(desk) == before
    assert "is not a regular file: look what it is" in desk.ledger("project").err


def test_who_may_not_read_the_ledger_may_not_read_its_projection(desk: Desk) -> None:
    desk.kuaishou()
    Path("policy.ledger").chmod(0o640)
    desk.done("project")
    assert stat.S_IMODE(FILE.stat().st_mode) == 0o640


def test_a_start_that_was_brought_forward_is_told_of_the_day_on_which_it_was_to_be(
    desk: Desk,
) -> None:
    desk.done("init --origin example.org/links")
    Path("f.yaml").write_text(
        "format: policy-ledger/1\n"
        "announcements:\n"
        "- {id: a, source: {name: S, authority: official}, published: 2022-01-01, changes: ["
        "{change: permitted, subjects: [x], effective: 2022-03-10}]}\n"
        "- {id: b, source: {name: S, authority: official}, published: 2022-01-02, changes: ["
        "{change: rescheduled, of: a#1, effective: 2022-02-01}]}\n"
    )
    desk.done("announce f.yaml")
    line = "due 2022-03-10 --within 1d --format json"
    before = json.loads(desk.done(line))
    assert [each["subject"] for each in before["moved"]] == ["x"]
    desk.done("project")
    assert json.loads(desk.done(line)) == before


_KILLED = """\
import os, signal, sys
from ledger.stores.projection_file import ProjectionTurn
def mark(self, stamp):
    os.kill(os.getpid(), signal.SIGKILL)
ProjectionTurn.mark = mark
from cli.main import main
sys.argv = ["ledger", "project", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize("anew", [True, False])
def test_a_crash_leaves_what_was_there_or_nothing(anew: bool, desk: Desk) -> None:
    desk.kuaishou()
    desk.done("project")
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    before = answers(desk)
    words = ["--anew"] if anew else []
    environ = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    died = subprocess.run([sys.executable, "-c", _KILLED, *words], env=environ, check=False)
    assert died.returncode == -signal.SIGKILL
    assert answers(desk) == before
    done = json.loads(desk.done("project --format json"))
    assert (done["how"], done["before"], done["size"]) == ("caught_up", 55, 57)
    assert answers(desk) == before


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE projection_intervals SET effect = 'suspended' WHERE effect = 'permitted'",
        "UPDATE projection_intervals SET start = start + 1 WHERE stop IS NULL",
        "DELETE FROM projection_moments",
        "INSERT INTO projection_subjects VALUES (99, 'made/up', 1)",
        "UPDATE projection_intervals SET turned = 1 - turned",
    ],
)
def test_verify_tells_a_row_that_is_false(tampering: str, desk: Desk) -> None:
    desk.kuaishou()
    desk.done("project")
    assert "the projection: the states of 14 subjects, worked out again" in desk.told("verify")
    with sqlite3.connect(FILE) as connection:
        connection.execute(tampering)
    connection.close()
    for line in ("verify", "verify --projection"):
        outcome = desk.ledger(line)
        assert outcome.code == 3
        told = " ".join(outcome.out.split())
        assert "answers may be false; ledger project --anew makes it anew" in told
        assert "that the projection keeps are not those that the log makes" in told
    desk.done("project --anew")
    desk.done("verify --projection")


def test_verify_tells_of_a_file_that_is_damaged_within(desk: Desk) -> None:
    desk.kuaishou()
    desk.done("project")
    data = FILE.read_bytes()
    FILE.write_bytes(data[:4096] + bytes(len(data) - 4096))
    outcome = desk.ledger("verify --projection")
    assert outcome.code == 3
    assert "the projection cannot be read: database disk image is malformed" in outcome.out
    desk.done("project")
    desk.done("verify --projection")


def test_verify_misses_no_subject_that_is_not_there(desk: Desk) -> None:
    desk.kuaishou()
    desk.done("project")
    with sqlite3.connect(FILE) as connection:
        connection.execute("DELETE FROM projection_subjects WHERE id = 3")
    connection.close()
    assert desk.ledger("verify --projection").code == 3


def test_verify_says_why_no_projection_was_compared(desk: Desk) -> None:
    desk.kuaishou()
    assert "no projection was compared: there was none" in desk.told("verify --projection")
    assert "projection" not in desk.told("verify")


def test_a_receipt_sets_its_labels_apart_from_what_they_are_of(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.done("demo")
    monkeypatch.setattr(intervals.kept, "__defaults__", (0,))
    told = desk.done("project").splitlines()
    assert told[1:3] == [
        "anew     there was none",
        "left out 14 subjects have too many states to be kept, and are worked out by whoever asks",
    ]
    (desk.folder / "policy.ledger.projection").unlink()
    assert "重建原因 原先没有投影" in desk.done("project --lang zh-Hans").splitlines()
