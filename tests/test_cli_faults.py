"""What is wrong is said once, on standard error, with the exit code that scripts count on."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.desk import REPOSITORY, Desk


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("at 2022-10", 2, "'2022-10' is a month"),
        ("at 10/29", 2, "WHEN"),
        ("at 2022-10-29 a//b", 2, "SUBJECT"),
        ("at 2022-10-29 'a/b*'", 2, "none of / * ? # is allowed"),
        ("at 2022-10-29 --recorded @99", 2, "the ledger has 55 events"),
        ("at 2022-10-29 --known 2022", 2, "--known"),
        ("at 2022-10-29 --zone Mars/Base", 2, "--zone"),
        ("at 2022-10-29 --authority gossip", 2, "--authority"),
        ("at 2022-10-29 --only disputed", 2, "contested"),
        ("at 2022-10-29 --known ''", 2, "--known is empty"),
        ("at 2022-10-29 --recorded=", 2, "--recorded is empty"),
        ("at 2022-10-29 ''", 2, "an argument is empty"),
        ("at 2022-10-29 --only ,", 2, "'' is none of contested"),
        ("at 2022-10-29 --ledger ''", 2, "--ledger is empty"),
        ("--ledger '' at 2022-10-29", 2, "--ledger is empty"),
        ("verify --key ''", 2, "--key is empty"),
        ("verify --witness-policy=''", 2, "--witness-policy is empty"),
        ("checkpoint -o ''", 2, "-o is empty"),
        ("backup ''", 2, "an argument is empty"),
        ("explain", 2, "expected one SUBJECT, not 0"),
        ("explain kuaishou douyin", 2, "expected one SUBJECT, not 2"),
        ("att 2022-10-29", 2, "Did you mean 'at'?"),
        ("explain 2022-10-29", 2, "SUBJECT"),
        ("due 2022-10-29 --within soon", 2, "'soon' is no time: expected 30d, 4w or 12h"),
        ("show nothing-here", 1, "no announcement 'nothing-here'"),
        ("show kuaishou-2022-02-22#9", 1, "02-22 has no change #9: its changes are #1 to #4"),
        ("show @77", 1, "no event @77: the events read are @1 to @55"),
        ("show @x", 2, "'@x' is no position: expected @ and a number, as @15"),
        ("show \udcff", 2, r"'\xff' is no UTF-8; expected text"),
        ("prove \udcff#1 -o proof", 2, r"'\xff#1' is no UTF-8"),
        ("log --announcement \udcff", 2, r"--announcement: '\xff' is no UTF-8"),
        ("log --source=\udcff", 2, r"'--source=\xff' is no UTF-8"),
        ("schema nothing", 1, "no schema 'nothing'"),
        ("grant-sql", 1, "policy.ledger is a file: who may read and write it is for the file sys"),
        (
            "demo examples",
            1,
            "examples/kuaishou-2022.yaml is there already, and is not overwritten",
        ),
        ("announce nowhere.yaml", 1, "nowhere.yaml"),
        ("announce", 2, "nothing to announce"),
        ("announce examples/kuaishou-2022.yaml --id a", 2, "by --id, --source, ...: not both"),
        ("correct kuaishou-2022-02-22 title --why x", 2, "FIELD=VALUE"),
        ("correct kuaishou-2022-02-22 colour=red --why x", 1, "colour"),
        ("correct kuaishou-2022-02-22 title=x", 2, "--why"),
        ("correct kuaishou-2022-02-22 title=x title=y --why x", 2, "title is given twice"),
        ("correct kuaishou-2022-02-22 title=x --why ' '", 1, "say why with --why, for those who"),
        ("retract nothing-here --why x", 1, "nothing-here"),
        ("retract @x --why x", 2, "no event @x: expected @ and a number, such as @41"),
        ("retract @77 --why x", 1, "there is no event @77: the log has 55"),
        ("retract @3 --why x --subject kuaishou", 1, "an act, which is retracted whole: leave"),
        ("announce --jsonl --id a", 2, "--jsonl reads a file: name it, or - for standard"),
        ("diff @1 @2 --clock published", 2, "a position of the recorded clock, not of the publish"),
        ("diff today today --clock published", 2, "needs --at WHEN: the day whose state is"),
        ("watch --from x", 2, "--from: x is no position: write 1 or more, such as 42 or @42"),
        ("prove @x -o proof", 2, "'@x' is no position: expected @ and a number, as @41"),
        ("prove @77 -o proof", 1, "there is no event @77: the ledger has 55"),
        (
            "prove kuaishou-2022-02-22#1 --subject k -o proof",
            1,
            "22#1 is not about k: it is about ",
        ),
        (
            "copy examples other.ledger",
            1,
            "examples holds no log as tiles: no file checkpoint is in",
        ),
        (
            "evidence add kuaishou-2022-02-22 a\0b --why x",
            1,
            "a\\x00b': embedded null byte; expected",
        ),
        ("checkpoint -o nowhere/checkpoint", 1, "cannot be written: there is no folder nowhere"),
        ("verify --witness-policy examples/kuaishou-2022.yaml", 1, "is no witness policy: "),
        ("init --origin '' --ledger other", 2, "--origin is empty"),
        (
            *("init --origin 'a b' --ledger other", 1),
            "'a b' cannot be an origin: it has ' ', and neither white space",
        ),
        ("export dossier 2022-10-29 -o examples/kuaishou-2022.yaml", 1, "is no folder: name a new"),
        ("export dossier 2022-10-29 -o examples", 1, "is not empty: name a new folder for the d"),
        (
            "export dossier 2022-10-29 -o no/where",
            1,
            "'no' for the dossier, and none is made for it",
        ),
        ("export tiles examples", 3, "'examples' holds other things than a log; name a new"),
        ("backup examples", 1, "examples holds other things than a backup: name a new folder"),
        ("backup examples/kuaishou-2022.yaml", 1, "yaml cannot be made: File exists"),
        ("backup no/where", 1, "no/where cannot be made: No such file"),
        (
            "--ledger examples at today",
            1,
            "examples is a folder, not a ledger: name",
        ),
        ("--ledger examples expire", 1, "examples is a folder, not a ledger: name"),
        ("--ledger /dev/null expire", 1, "/dev/null is not a regular file, so it is not a ledger"),
        ("--ledger c restore examples", 1, "examples is no backup: there is no policy.ledger in"),
        ("retract @3 --why x", 1, "@3"),
        ("init", 1, "is there already"),
        ("--ledger nowhere.ledger at 2022-10-29", 1, "no ledger at nowhere.ledger"),
        ("at 2022-10-29 --ledger examples/kuaishou-2022.yaml", 1, "kuaishou-2022.yaml"),
    ],
)
def test_what_is_wrong_is_said_and_ends_with_its_code(
    desk: Desk, line: str, code: int, message: str
) -> None:
    outcome = desk.kuaishou().ledger(line)
    assert outcome.code == code, outcome.err
    assert message in outcome.err
    assert outcome.err.startswith("ledger: ")
    assert "Traceback" not in outcome.err
    assert outcome.out == ""


def test_reading_never_makes_a_ledger(desk: Desk) -> None:
    assert desk.ledger("at 2022-10-29").code == 1
    assert not Path("policy.ledger").exists()


def test_a_fault_in_an_option_names_the_option(desk: Desk) -> None:
    desk.kuaishou()
    outcome = desk.ledger(
        "announce --id a --source A --authority press --published 2022-01-01 "
        "--change permitted --subject x --effective 2022-02-30"
    )
    assert outcome.code == 2
    assert outcome.err.startswith("ledger: the command line: --effective: '2022-02-30'")
    assert "@1 to @55" in desk.done("at 2022-10-29")


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        ("--published 2022-02-22/..", 2, "--published: '2022-02-22/..' has no end"),
        ("--until 2022-13-01", 2, "--until: '2022-13-01'"),
        ("--subject a//b", 2, "--subject: subject 'a//b'"),
        ("--zone Mars/Base", 2, "--zone: unknown time zone"),
        ("--of x", 2, "--of: 'x' names no change"),
        ("--id A", 2, "--id: 'A' is no id"),
        ("--url x", 2, "--url: 'x' is no URL"),
        ("--population 101%", 2, "--population: '101%' is no percentage"),
        ("--until 2021-01-01", 1, "--until: 2021-01-01 is not after the start"),
        ("--condition x", 1, "--condition: is here, but certainty is stated"),
        ("--evidence nowhere.txt", 1, "--evidence: there is no file 'nowhere.txt'"),
    ],
)
def test_an_option_that_cannot_be_read_differs_from_one_that_may_not_be(
    desk: Desk, options: str, code: int, message: str
) -> None:
    desk.done("init")
    outcome = desk.ledger(
        "announce --id a --source A --authority press --published 2022-01-01 "
        f"--change permitted --subject x --effective 2022-02-01 {options}"
    )
    assert outcome.code == code
    assert outcome.err.startswith(f"ledger: the command line: {message}")
    assert "2 events" in desk.done("status")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("correct a#1 effective=2022-02-30", 2),
        ("correct a#1 note=x --subject a//b", 2),
        ("retract @x", 2),
        ("correct a#1 colour=red", 1),
        ("correct a#1 until=2021-01-01", 1),
        ("correct a#01 note=x", 1),
        ("retract a --subject x", 1),
    ],
)
def test_an_act_that_cannot_be_read_differs_from_one_that_may_not_be(
    desk: Desk, act: str, code: int
) -> None:
    desk.done("init")
    desk.done(
        "announce --id a --source A --authority press --published 2022-01-01 "
        "--change permitted --subject x --effective 2022-02-01"
    )
    outcome = desk.ledger(f"{act} --why test")
    assert outcome.code == code, outcome.err
    assert "fault of this program" not in outcome.err
    assert "4 events" in desk.done("status")


def test_escapes_in_what_a_source_wrote_never_reach_the_terminal(desk: Desk) -> None:
    desk.done("init")
    desk.done(
        "announce --id a --source 'A\x1b[31m\u202e' --authority press --published 2022-01-01 "
        "--title 'x\x07' --change permitted --subject x --effective 2022-01-01 --note 'n\x9b2J'"
    )
    for line in ("at 2022-01-02", "explain 2022-01-02 x", "log", "show a", "sources", "due"):
        for form in ("table", "json"):
            out = desk.done(f"{line} --format {form}")
            assert not {"\x1b", "\u202e", "\x07", "\x9b"} & set(out), (line, form)
    outcome = desk.ledger("show 'b\x1b[31m'")
    assert "\x1b" not in outcome.err


def test_an_unnamed_path_is_answered_and_the_nearest_one_named(desk: Desk) -> None:
    outcome = desk.kuaishou().ledger("at 2022-10-29 kuishou/live-cart/jd-alliance --format json")
    assert outcome.code == 0
    assert '"named": false' in outcome.out
    assert "nothing is recorded of kuishou/live-cart/jd-alliance" in outcome.err
    assert "the nearest path is kuaishou/live-cart/jd-alliance" in outcome.err


def test_options_of_the_group_may_stand_after_the_command(desk: Desk) -> None:
    desk.kuaishou()
    os.rename("policy.ledger", "other.ledger")
    before = desk.done("--ledger other.ledger at 2022-10-29")
    assert desk.done("at 2022-10-29 --ledger other.ledger") == before


def test_a_reader_that_goes_away_gets_no_complaint(desk: Desk) -> None:
    desk.kuaishou()
    found = desk.process("log", "--format", "json", shell="| head -c 10")
    assert found.stderr == ""


def test_reading_loads_nothing_that_only_writing_needs(desk: Desk) -> None:
    desk.kuaishou()
    script = (
        "import sys; from cli.program import run; run(sys.argv[1:]); "
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    for line in ("at 2022-10-29", "explain 2022-10-29 kuaishou", "due", "log", "subjects"):
        found = subprocess.run(
            [sys.executable, "-c", script, *line.split()],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True, text=True, cwd=desk.folder, check=True,
        )  # fmt: skip
        loaded = set(found.stderr.split())
        heavy = {"pydantic", "eventsourcing", "psycopg", "yaml", "rfc8785", "cryptography"}
        assert not loaded & heavy, line


def test_help_imports_no_command() -> None:
    script = (
        "import sys; from cli.program import run; run(['--help']); "
        "print([name for name in sys.modules if name.startswith(('ledger.', 'cli.commands.'))"
        " and not name.startswith(('ledger.sayings', 'ledger.faults'))], file=sys.stderr)"
    )
    found = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stderr.strip() == "[]"


def test_what_this_program_cannot_read_in_a_ledger_is_no_fault_of_its_own(desk: Desk) -> None:
    desk.kuaishou()
    with closing(sqlite3.connect("policy.ledger")) as connection, connection:
        connection.execute("DROP TABLE changes")
        (last,) = connection.execute("SELECT max(recorded_at) FROM stored_events").fetchone()
        connection.execute(
            "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state, "
            "recorded_at, hashes) VALUES (56, 'x', 1, 'noted', ?, ?, zeroblob(32))",
            (b'{"format":2}', last),
        )
    outcome = desk.ledger("at 2022-10-29")
    assert (outcome.code, "fault of this program" in outcome.err) == (3, False)
    assert "schema: the table changes is missing" in outcome.err
    assert "`ledger rebuild` mends" in outcome.err
    desk.done("log")
    desk.done("rebuild")
    assert "@56   cannot be read: it is stored as noted" in desk.done("log")
    outcome = desk.ledger("at 2022-10-29")
    assert (outcome.code, "@56 cannot be read" in outcome.err) == (3, True)


@pytest.mark.parametrize("line", ["due douyin", "at douyin/private-message", "explain 快手"])
def test_the_first_word_is_a_subject_of_today_where_it_is_no_moment(desk: Desk, line: str) -> None:
    desk.kuaishou()
    command, subject = line.split()
    both = [json.loads(desk.done(f"{command} {w}{subject} --format json")) for w in ("", "today ")]
    assert both[0] == both[1]
    assert f"ledger {command} 2026-11-24 " in both[0]["again"]


def test_without_a_word_today_is_asked_about(desk: Desk) -> None:
    desk.kuaishou()
    assert desk.done("at --format json") == desk.done("at today --format json")


@pytest.mark.parametrize(
    "word",
    [
        *("2022-10", "10/29", "29.10.2022", "@41", "0000-01-01", "10000-01-01", "2022-10-29/.."),
        *("../2022-10-31", "2022-10-29?", "2022", "tomorrow", "'3 days'", "2022年10月29日", "''"),
        *("2022-10-29T25:00", "20221329"),
    ],
)
def test_what_is_meant_as_a_moment_and_is_none_is_refused_as_one(desk: Desk, word: str) -> None:
    desk.kuaishou()
    for command in ("at", "due", "explain"):
        outcome = desk.ledger(f"{command} {word} kuaishou")
        assert (outcome.code, outcome.out) == (2, "")
        assert "is a subject" not in outcome.err


@pytest.mark.parametrize("word", ["a/b", "7-eleven", "w2", "t1", "3c/links", "a~b", "快手"])
def test_what_is_not_meant_as_a_moment_is_a_subject(desk: Desk, word: str) -> None:
    desk.kuaishou()
    assert json.loads(desk.done(f"at {word} --format json"))["at"].startswith("2026-11-24")


def test_a_subject_that_looks_like_a_moment_is_said_to_be_one(desk: Desk) -> None:
    desk.done("init --origin example.org/test")
    desk.done(
        "announce --id a --source A --authority official --published 2022-01-01 "
        "--change permitted --subject 360 --effective 2022-01-01"
    )
    outcome = desk.ledger("at 360")
    assert (outcome.code, outcome.out) == (2, "")
    assert "WHEN: 360 is a subject, and comes after WHEN, as in `today 360`\n" in outcome.err
    assert desk.ledger("at today 360").code == 0


def test_the_help_of_announce_tells_how_many_files_and_which_words(desk: Desk) -> None:
    help = desk.done("announce --help")
    assert help.startswith("Usage: ledger announce [OPTIONS] [FILE]...\n")
    assert "--effect [permitted|suspended|set]" in help
    outcome = desk.ledger("announce --effect closed")
    assert outcome.code == 2
    assert "'closed' is not one of 'permitted', 'suspended'" in outcome.err
