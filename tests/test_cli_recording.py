"""What recorders do: announcing from files, streams and options, mending, and writing down."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ledger.files import announcements
from ledger.stores.questions import Rows
from tests.desk import REPOSITORY, Desk


def line(id: str, subject: str = "x", effective: str = "2022-01-01") -> str:
    change = {"change": "permitted", "subjects": [subject], "effective": effective}
    return json.dumps(
        {
            "id": id,
            "source": {"name": "A", "authority": "official"},
            "published": "2022-01-01",
            "changes": [change],
        }
    )


@pytest.fixture
def made(desk: Desk) -> Desk:
    desk.done("init --origin example.org/test")
    return desk


def test_json_lines_are_taken_in_whole_or_not_at_all(made: Desk) -> None:
    Path("two.jsonl").write_text(line("a") + "\n" + line("b", effective="2022-02-30") + "\n")
    outcome = made.ledger("announce --jsonl two.jsonl")
    assert outcome.code == 1
    assert "two.jsonl:2" in outcome.err
    assert "2 events" in made.done("status")
    outcome = made.ledger("announce --jsonl --each two.jsonl")
    assert outcome.code == 1
    assert (
        outcome.out
        == "two.jsonl: appended 1 announcement before the fault, the last a at @3 to @4\n"
    )
    assert "two.jsonl:2" in outcome.err
    assert "4 events" in made.done("status")
    outcome = made.ledger("announce --jsonl --each two.jsonl")
    assert outcome.out == ""


def test_titles_are_committed_with_the_first_of_each(made: Desk) -> None:
    text = json.dumps(
        {
            "format": "policy-ledger/1",
            "subjects": [{"path": "x", "title": "X"}],
            "announcements": [json.loads(line("a", effective="2022-01-01"))],
        }
    )
    Path("bad.json").write_text(
        text.replace('"permitted"', '"withdrawn", "of": "none#1"').replace(
            ', "effective": "2022-01-01"', ""
        )
    )
    assert made.ledger("announce --each bad.json").code == 1
    assert "2 events" in made.done("status")
    Path("good.json").write_text(text)
    assert "appended 3 events, now at @5" in made.done("announce --each good.json")


def test_of_many_titles_the_first_are_listed(made: Desk) -> None:
    entries = [{"path": f"k/{n}", "title": "T"} for n in range(100)]
    text = json.dumps({"format": "policy-ledger/1", "subjects": entries})
    out = made.done("announce -", typed=text)
    assert "k/0, k/1" in out
    assert out.endswith("k/19, and 80 more\n")


def test_positions_are_those_that_were_given_when_another_recorded_meanwhile(
    made: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = announcements.read_lines

    def meanwhile(*arguments: Any, **settings: Any) -> Any:
        drafts = list(read(*arguments, **settings))
        with monkeypatch.context() as alone:
            alone.setattr(announcements, "read_lines", read)
            made.done("announce --jsonl -", typed=line("other"))
        return iter(drafts)

    monkeypatch.setattr(announcements, "read_lines", meanwhile)
    out = made.done("announce --jsonl -", typed=line("a"))
    assert out.startswith("standard input: appended 2 events, @5 to @6\n  a: @5 to @6\n")
    out = made.done("announce --jsonl -", typed=line("a"))
    assert out.startswith("standard input: nothing new; the ledger stays at @6\n")


def test_a_stream_may_come_from_standard_input(made: Desk) -> None:
    assert "appended 4 events" in made.done(
        "announce --jsonl -", typed=f"{line('a')}\n{line('b')}\n"
    )
    whole = json.dumps({"format": "policy-ledger/1", "announcements": [json.loads(line("c"))]})
    assert "appended 2 events" in made.done("announce -", typed=whole)


def test_telling_the_same_again_changes_nothing_and_says_so(made: Desk) -> None:
    made.done("announce --jsonl -", typed=line("a"))
    assert "told already, at @3; nothing changed" in made.done(
        "announce --jsonl -", typed=line("a")
    )
    outcome = made.ledger("announce --jsonl -", typed=line("a", subject="y"))
    assert outcome.code == 1
    assert "a" in outcome.err


def test_what_was_retracted_and_is_told_again_is_said_to_need_a_new_id(made: Desk) -> None:
    made.done("announce --jsonl -", typed=line("a"))
    made.done("retract a --why wrong")
    assert made.done("announce --jsonl -", typed=line("a")) == (
        "standard input: nothing new; the ledger stays at @5\n"
        "  a: told already, at @3; nothing changed\n"
        "    a was retracted, by @5: to tell it again give it a new id, or reinstate it (ledger "
        "retract @5)\n"
    )
    made.done("retract @5 --why right")
    assert made.done("announce --jsonl -", typed=line("a")).endswith("; nothing changed\n")


def test_what_was_corrected_and_is_told_again_is_said_to_be(made: Desk) -> None:
    made.done("announce --jsonl -", typed=line("a"))
    made.done("correct a#1 effective=2022-02-01 --why misread")
    made.done("retract a#1 --why wrong --subject x")
    assert made.done("announce --each --jsonl -", typed=line("a")).endswith(
        "nothing changed\n"
        "    a#1 was corrected, by @5\n"
        "    a#1 on x was retracted, by @6: to tell it again give it a new id, or reinstate it "
        "(ledger\n      retract @6)\n"
    )


def test_a_dry_run_writes_nothing_and_says_what_would_change(made: Desk) -> None:
    out = made.done("announce --dry-run --jsonl -", typed=line("a"))
    assert "from 2022-01-01: UNKNOWN -> permitted" in out
    assert "2 events" in made.done("status")


def test_unknown_subjects_are_refused_on_demand(made: Desk) -> None:
    made.done("announce --jsonl -", typed=line("a", subject="shop/cart"))
    out = made.done("announce --dry-run --jsonl -", typed=line("b", subject="shop/carts"))
    assert "shop/carts  NEAR shop/cart: mistyped?" in out
    outcome = made.ledger(
        "announce --known-subjects --jsonl -", typed=line("b", subject="shop/carts")
    )
    assert outcome.code == 1
    assert "shop/carts" in outcome.err


def test_many_new_subjects_are_counted_and_the_last_mistyped_one_stands_out(made: Desk) -> None:
    made.done("announce --jsonl -", typed=line("a", subject="shop/cart"))
    lines = [line(f"b-{n}", subject=f"place-{n}/x") for n in range(300)]
    lines.append(line("c", subject="shop/carts"))
    out = made.done("announce --jsonl - --warnings all", typed="\n".join(lines))
    assert "new subjects: 301, 1 of them near a known one\n" in out
    assert "shop/carts  NEAR shop/cart: mistyped?" in out
    assert [f"place-{n}/x" in out for n in range(300)] == [True] * 40 + [False] * 260
    assert "; and 260 more (all are in all)" in " ".join(out.split())
    written = (made.folder / "all").read_text(encoding="utf-8").splitlines()
    assert [f"new subject: place-{n}/x" in written for n in range(300)] == [True] * 300
    assert "new subject: shop/carts" in written


def test_a_correction_says_before_and_after_and_how_to_undo_it(made: Desk) -> None:
    made.done("announce --jsonl -", typed=line("a"))
    out = made.done("correct 'a#1' effective=2022-01-03 --why slip")
    assert (
        "effective: 2022-01-01 (2022-01-01T00:00:00Z) -> 2022-01-03 (2022-01-03T00:00:00Z)" in out
    )
    assert "2022-01-01 to 2022-01-02: permitted (since 2022-01-01, A, official) -> UNKNOWN" in out
    assert "ledger retract @5 --why TEXT takes this back" in out
    assert "UNKNOWN" in made.done("at 2022-01-02 x")
    assert "permitted" in made.done("at 2022-01-02 x --recorded @4")
    made.done("retract @5 --why 'it was right'")
    assert "permitted" in made.done("at 2022-01-02 x")


@pytest.mark.parametrize("lines", [False, True])
def test_a_dry_run_of_several_files_finds_in_the_second_what_the_first_tells(
    made: Desk, lines: bool
) -> None:
    second = json.loads(line("b"))
    second["changes"] = [{"change": "withdrawn", "of": "a#1"}]
    for name, told in (("one", json.loads(line("a"))), ("two", second)):
        file = {"format": "policy-ledger/1", "announcements": [told]}
        Path(f"{name}.json").write_text(json.dumps(told if lines else file))
    option = "--jsonl " if lines else ""
    out = made.done(f"announce --dry-run {option}one.json two.json")
    assert "@3 to @4" in out
    assert "@5 to @6" in out
    assert "UNKNOWN -> permitted" in out
    assert "permitted (since 2022-01-01, A, official) -> UNKNOWN" in out
    assert "2 events" in made.done("status")
    outcome = made.ledger(f"announce --dry-run {option}two.json one.json")
    assert outcome.code == 1
    assert "a#1 names nothing" in outcome.err
    outcome = made.ledger(f"announce {option}one.json two.json")
    assert outcome.code == 0
    assert "6 events" in made.done("status")


def test_a_correction_of_what_was_taken_back_since_says_what_changes_as_known_before(
    made: Desk,
) -> None:
    test = json.loads(line("a"))
    test["changes"] = [
        {"change": "grayscale_started", "subjects": ["x"], "effective": "2022-01-01"}
        | {"population": "10%"}
    ]
    gone = json.loads(line("b")) | {"published": "2022-02-01"}
    gone["changes"] = [{"change": "withdrawn", "of": "a#1"}]
    made.done("announce --jsonl -", typed=f"{json.dumps(test)}\n{json.dumps(gone)}")
    out = made.done("correct 'a#1' population=15% --why slip")
    assert "No answer changes where all that is known counts." in out
    assert "With --known 2022-01-01T23:59:59Z these change:" in out
    assert "permitted in GRAYSCALE (since 2022-01-01, A, official) -> the same, 15%" in out
    assert "GRAYSCALE  15%" in made.done("at 2022-01-02 x --known 2022-01-01T23:59:59Z")
    assert "changes no answer where all that is known counts" in made.done("replay x")
    assert "-> permitted in GRAYSCALE" in made.done("replay x --known 2022-01-31")
    assert "No answer changes.\n" in made.done("correct 'a#1' note=n --why slip")


def test_a_dry_run_of_an_act_writes_nothing(made: Desk) -> None:
    made.done("announce --jsonl -", typed=line("a"))
    assert "permitted (since 2022-01-01, A, official) -> UNKNOWN" in made.done(
        "retract a --why test --dry-run"
    )
    assert "4 events" in made.done("status")


def test_help_of_the_acts_says_first_what_they_are_for(desk: Desk) -> None:
    for act in ("correct", "retract"):
        help = desk.done(f"{act} --help").split("\n\n")[1]
        assert help.strip().startswith("For what the LEDGER got wrong")


def test_the_recorder_is_kept_as_told(made: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made.done("--recorder 'desk 4' announce --jsonl -", typed=line("a"))
    monkeypatch.setenv("POLICY_LEDGER_RECORDER", "desk 5")
    made.done("announce --jsonl -", typed=line("b"))
    assert "by desk 4" in made.done("show a")
    assert "by desk 5" in made.done("show b")
    assert "told already" in made.done("announce --jsonl -", typed=line("a"))


def test_an_expiry_is_written_down_once_and_changes_no_answer(desk: Desk) -> None:
    desk.kuaishou()
    question = "at 2023-02-01 --format jsonl --recorded "
    before = [json.loads(each)["effect"] for each in desk.done(f"{question}@55").splitlines()]
    assert "2 terms that ran out: written down" in desk.done("expire")
    assert "no term has run out" in desk.done("expire")
    after = [json.loads(each)["effect"] for each in desk.done(f"{question}@57").splitlines()]
    assert after == before
    assert "every term that has run out is written down" in desk.done("status")


def test_evidence_on_the_command_line_may_lie_anywhere(made: Desk) -> None:
    for place in ("there", "there/deep"):
        Path(place).mkdir()
    Path("there/notice.txt").write_text("closed from March")
    os.chdir("there/deep")
    one = (
        "--ledger ../../policy.ledger announce --source A --authority official "
        "--published 2022-01-01 --change noted --subject x"
    )
    for id, name in (("a", "../notice.txt"), ("b", str(Path("../notice.txt").resolve()))):
        made.done(f"{one} --id {id} --evidence {shlex.quote(name)}")
    assert made.ledger(f"{one} --id c --evidence ../nothing.txt").code == 1
    outcome = made.ledger(f"{one} --id c --evidence ..")
    assert "it is a folder, not a regular file" in outcome.err
    kept = [path for path in Path("../../policy.ledger.evidence").rglob("*") if path.is_file()]
    assert [path.read_text() for path in kept] == ["closed from March"]


def test_a_signal_to_end_leaves_nothing_behind(made: Desk) -> None:
    Path("notice.txt").write_text("closed from March")
    item = json.loads(line("a")) | {"evidence": ["notice.txt"]}
    program = "from cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "announce", "--jsonl", "-"],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(item).encode() + b"\n")
        process.stdin.flush()
        kept = Path("policy.ledger.evidence")
        while process.poll() is None and not list(kept.glob(".taking-*")):
            pass
        process.terminate()
        assert process.wait() == 143
    assert not kept.exists()
    assert "2 events" in made.done("status")


def test_evidence_that_was_altered_is_told_with_exit_code_3(made: Desk) -> None:
    Path("notice.txt").write_text("closed from March")
    made.done(
        "announce --id a --source A --authority official --published 2022-01-01 --change suspended "
        "--subject x --effective 2022-03-01 --evidence notice.txt"
    )
    assert "evidence intact" in made.done("show a --evidence")
    (kept,) = [path for path in Path("policy.ledger.evidence").rglob("*") if path.is_file()]
    kept.chmod(0o600)
    kept.write_text("open from March")
    outcome = made.ledger("show a --evidence")
    assert outcome.code == 3
    assert "altered" in outcome.err
    kept.unlink()
    assert made.ledger("show a --evidence").code == 3


def test_what_a_program_would_complete_is_printed(desk: Desk) -> None:
    for line in ("completion bash", "completion zsh", "completion fish"):
        assert "_LEDGER_COMPLETE" in desk.done(line)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("--change withdrawn", "withdrawn"),
        ("--change rescheduled --effective 2022-05-01", "rescheduled"),
        ("--change term_changed --until 2022-12-31", "term_changed"),
        ("--change confirmed", "confirmed"),
    ],
)
def test_an_amendment_and_a_confirmation_are_told_by_options_too(
    desk: Desk, change: str, kind: str
) -> None:
    desk.kuaishou()
    desk.done(
        "announce --id later --source A --authority official --published 2022-12-01 "
        f"{change} --of 'kuaishou-2022-02-22#2'"
    )
    assert f",{kind},later,later#1,kuaishou/live-cart/jd-alliance" in desk.done("log --format csv")


def test_what_an_act_is_about_is_sought_and_not_read_from_the_beginning(
    made: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "\n".join(line(f"a{number}", subject=f"x/{number}") for number in range(50))
    made.done("announce --jsonl -", typed=told)
    asked: list[int] = []
    events = Rows.events

    def seen(rows: Rows, start: int, stop: int) -> Any:
        if stop > 1:  # the opening is read with every question
            asked.append(start)
        return events(rows, start, stop)

    monkeypatch.setattr(Rows, "events", seen)
    out = made.done("correct a40#1 effective=2022-02-01 --why misread")
    assert "2022-01-01 (2022-01-01T00:00:00Z) -> 2022-02-01" in out
    out = made.done("correct a40#1 effective=2022-03-01 --why misread")
    assert "2022-02-01 (2022-02-01T00:00:00Z) -> 2022-03-01" in out
    out = made.done("retract a40 --why twice")
    assert "x/40" in out
    assert asked
    assert min(asked) >= 3 + 2 * 40, asked


def test_evidence_that_was_taken_in_is_told_by_name_size_and_digest(made: Desk) -> None:
    Path("notice.html").write_text("A notice")
    Path("other.txt").write_text("x")
    text = json.loads(line("a")) | {"evidence": ["notice.html", "other.txt"]}
    Path("a.jsonl").write_text(json.dumps(text))
    told = (
        "  notice.html  8 bytes, sha256 cdb7f84fd559fd36...\n"
        "  other.txt  1 byte, sha256 2d711642b726b044...\n"
    )
    assert f"\nevidence to keep: 2 files\n{told}" in made.done("announce --dry-run --jsonl a.jsonl")
    assert f"\nevidence kept: 2 files\n{told}" in made.done("announce --jsonl a.jsonl")
    assert "evidence" not in made.done("announce --jsonl a.jsonl"), "told already: nothing is new"


def test_an_origin_has_a_bound(desk: Desk) -> None:
    outcome = desk.ledger(f"init --origin {'x' * 256}")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err == "ledger: an origin has 1 to 255 characters, such as example.org/links\n"
