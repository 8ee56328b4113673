"""What is a recorder told whose file was mended after it was recorded?"""

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.fields import CORRECTED
from ledger.application import open_for_writing
from ledger.dates.moments import zone
from ledger.faults import InputFault
from ledger.files.fields import parse_field
from ledger.files.typed import command, meaning, typed
from ledger.quotes import quoted
from tests.announcing import batch
from tests.desk import Desk
from tests.ledgers import made
from tests.mended import FILE, advice

#: What stood in the file, what stands in it now, and what is to be typed.
MENDS: tuple[tuple[str, str, list[str]], ...] = (
    ("name: A, authority: official, party", "name: B & Co, authority: press, party",
     ["ledger correct a 'source.name=B & Co' source.authority=press --why TEXT"]),
    (", party: platform", "", ["ledger correct a source.party= --why TEXT"]),
    ("published: 2022-02-22", "published: 2022-02-23T08:00", [
        "ledger correct a published=2022-02-23T08:00 --why TEXT"]),
    ("title: Notice", "title: '=Notice #1, it''s new'\n  url: https://example.org/a?b=c&d",
     ["""ledger correct a 'title==Notice #1, it'"'"'s new' 'url=https://example.org/a?b=c&d' """
      "--why TEXT"]),
    ("effective: 2022-03-01, until: 2022-04-01", "effective: ../2022-03-02, until: ..",
     ["ledger correct 'a#1' effective=../2022-03-02 until=.. --why TEXT"]),
    (", until: 2022-04-01", "", ["ledger correct 'a#1' until= --why TEXT"]),
    ("change: suspended", "change: permitted", [
        "ledger correct 'a#1' change=permitted --why TEXT"]),
    ("change: suspended", "change: set, value: 6%",
     ["ledger correct 'a#1' change=set value=6% --why TEXT"]),
    ("change: rollout_started", "change: suspended, certainty: expected",
     ["ledger correct 'a#2' change=suspended certainty=expected --why TEXT"]),
    ("2022-05, population: 10%", "2022-06~", [
        "ledger correct 'a#2' 'effective=2022-06~' population= --why TEXT"]),
    ("population: 10%", "population: {percent: 20, words: 'some, #1'}",
     ["ledger correct 'a#2' population.percent=20 'population.words=some, #1' --why TEXT"]),
    ("note: slow", 'note: "two\\nlines\\u202e"',
     [r"ledger correct 'a#2' $'note=two\nlines\u202e' --why TEXT"]),
    ("change: suspended, ", "change: suspended, except: [k/a/x, 'k/a/y, z'], ",
     ["""ledger correct 'a#1' 'except=[k/a/x, "k/a/y, z"]' --why TEXT"""]),
    ("change: suspended, ", "change: suspended, replaces: [plan#1], ",
     ["ledger correct 'a#1' 'replaces=[plan#1]' --why TEXT"]),
    ("effective: 2022-02-02", "effective: 2022-02-03", [
        "ledger correct 'a#3' effective=2022-02-03 --why TEXT"]),
    ("subjects: [k/a, k/b]", "subjects: [k/a]", [
        "ledger retract 'a#1' --subject k/b --why TEXT"]),
    ("subjects: [k/a, k/b], effective: 2022-03-01", "subjects: [k/a], effective: 2022-03-02",
     ["ledger retract 'a#1' --subject k/b --why TEXT",
      "ledger correct 'a#1' effective=2022-03-02 --why TEXT"]),
    ('  - {change: rescheduled, of: "plan#1", effective: 2022-02-02}\n', "",
     ["ledger retract 'a#3' --why TEXT"]),
    ("  - {change: suspended, subjects: [k/a, k/b], effective: 2022-03-01, until: 2022-04-01}\n",
     "", ["ledger retract 'a#1' --why TEXT"]),
    ("title: Notice", "title: Note", ["ledger correct a title=Note --why TEXT"]),
)  # fmt: skip


def words(line: str) -> list[str]:
    """As a shell reads them: `shlex` knows no `$'...'`."""
    plain = re.sub(r"\$'((?:[^'\\]|\\.)*)'", lambda m: shlex.quote(_read(m[1])), line)
    return shlex.split(plain)


def _read(text: str) -> str:
    return text.encode("latin-1", "backslashreplace").decode("unicode_escape")


@pytest.mark.parametrize(("was", "now", "typed"), MENDS)
def test_the_words_that_mend_the_record_are_named_and_mend_it(
    desk: Desk, was: str, now: str, typed: list[str]
) -> None:
    desk.done("init --origin example.org/test --zone Asia/Shanghai")
    file = desk.folder / "f.yaml"
    file.write_text(FILE, encoding="utf-8")
    desk.done("announce f.yaml")
    assert FILE.count(was) == 1
    file.write_text(FILE.replace(was, now), encoding="utf-8")
    outcome = desk.ledger("announce f.yaml")
    assert (outcome.code, outcome.out) == (1, "")
    told = outcome.err.partition("announced):\n")[2].splitlines()
    assert [line.removeprefix("  ") for line in told] == typed
    for line in told:
        mended = desk.run(*words(line)[1:])
        assert mended.code == 0, mended.err
    size = desk.done("status")
    out = desk.done("announce f.yaml")
    assert "f.yaml: nothing new" in out
    assert "  a: told already, at @5, and mended since as it is told now; nothing changed" in out
    assert out.count(" was corrected, by @") + out.count(" was retracted, by @") == len(typed)
    assert desk.done("status") == size
    file.write_text(FILE, encoding="utf-8")
    assert "  a: told already, at @5; nothing changed" in desk.done("announce f.yaml")


def test_what_no_correction_mends_is_retracted_and_announced_anew(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(FILE))
    retract = "is not corrected: ledger retract 'a#3' --why TEXT, and announce it under a new id"
    first = "; a#1 stays in the file as it is recorded, suspended of k/a, k/b"
    last = "; a#3 stays in the file as it is recorded, rescheduled of k, or is taken out of it"
    for was, now, expected in (
        ("[k/a, k/b]", "[k/x, k/b]", [
            "ledger retract 'a#1' --subject k/a --why TEXT",
            "subjects are not corrected: announce what a#1 should say of k/x under a new id"
            f"{first}"]),
        ("[k/c]", "[k/cc]", [
            "ledger retract 'a#2' --why TEXT",
            "subjects are not corrected: announce what a#2 should say of k/cc under a new id; a#2 "
            "stays in the file as it is recorded, rollout_started of k/c"]),
        ("change: rescheduled", "change: confirmed", [f"change of a#3 {retract}{last}"]),
        ("[k], effective: 2022-02-01}",
         "[k], effective: 2022-02-01}\n  - {change: noted, subjects: [k]}",
         ["take changes[2] out of the file, and announce it under an id of its own"]),
        ("  title: Notice\n", "  title: Notice\n  via: {name: P}\n", [
            "via is not corrected: ledger retract a --why TEXT, and announce it under a new id"]),
    ):  # fmt: skip
        assert FILE.count(was) == 1
        assert advice(path, FILE.replace(was, now)) == expected


def test_another_target_is_not_corrected(tmp_path: Path) -> None:
    path = made(tmp_path)
    first = "effective: 2022-02-01}\n"
    second = "  - {change: suspended, subjects: [k], effective: 2022-03-01}\n"
    more = FILE.replace(first, first + second)
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(more))
    assert advice(path, more.replace('"plan#1"', '"plan#2"')) == [
        "of of a#3 is not corrected: ledger retract 'a#3' --why TEXT, and announce it under a new "
        "id; a#3 stays in the file as it is recorded, rescheduled of k, or is taken out of it"
    ]


OTHER_SUBJECT = [
    ("subjects: [k/c]", "subjects: [k/cc]", "a#2", "rollout_started of k/c"),
    ('of: "plan#1", effective', 'of: "a#1", effective', "a#3", "rescheduled of k"),
]


@pytest.mark.parametrize(("was", "now", "target", "recorded"), OTHER_SUBJECT)
def test_a_file_comes_to_rest_once_what_is_not_corrected_was_retracted(
    desk: Desk, was: str, now: str, target: str, recorded: str
) -> None:
    desk.done("init --origin example.org/test --zone Asia/Shanghai")
    file = desk.folder / "f.yaml"
    file.write_text(FILE, encoding="utf-8")
    desk.done("announce f.yaml")
    file.write_text(FILE.replace(was, now), encoding="utf-8")
    advised = desk.ledger("announce f.yaml").err
    assert f"{target} stays in the file as it is recorded, {recorded}" in advised
    desk.done(f"retract '{target}' --why slip")
    refused = desk.ledger("announce f.yaml")
    assert refused.code == 1
    assert (
        f": what the file says there is announced under a new id, and {target} stays in the file "
        f"as it is recorded, {recorded}"
    ) in refused.err
    assert f"  {target} is retracted already, by @" in refused.err
    assert "ledger retract" not in refused.err
    assert ("or is taken out of it" in refused.err) == (target == "a#3")
    left = [FILE]
    if target == "a#3":
        left.append(FILE[: FILE.index("  - {change: rescheduled")])
    for text in left:
        file.write_text(text, encoding="utf-8")
        out = desk.done("announce f.yaml")
        assert "f.yaml: nothing new" in out
        assert f"{target} was retracted, by @" in out


def test_what_was_retracted_is_not_told_to_be_mended_as_the_file_tells_it(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(FILE))
        ledger.retract("a#1", why="test")
    (line,) = advice(path, FILE.replace("effective: 2022-03-01", "effective: 2022-03-02"))
    assert line.startswith("a#1 is retracted already, by @")


def test_a_correction_that_would_leave_nothing_valid_is_said_to_be_refused(tmp_path: Path) -> None:
    path = made(tmp_path)
    later = FILE + (
        "- id: later\n  source: {name: A, authority: official}\n  published: 2022-03-22\n"
        '  changes:\n  - {change: term_changed, of: "a#1", until: 2022-05-01}\n'
    )
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(later))
    found = advice(path, FILE.replace("change: suspended", "change: noted").replace(
        ", until: 2022-04-01", ""))  # fmt: skip
    (line,) = found
    assert line.startswith("ledger correct 'a#1' change=noted until= --why TEXT is refused: ")
    assert "later#1" in line


def test_what_is_retracted_is_not_mended(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(FILE))
        (act,) = ledger.retract("a", why="test").records
    assert advice(path, FILE.replace("Notice", "Note")) == [
        f"a is retracted, by @{act.seq}: ledger retract @{act.seq} --why TEXT reinstates it as it "
        "was, or give the announcement of the file a new id"
    ]


def test_on_one_subject_alone_what_was_corrected_is_mended_where_it_was_not(tmp_path: Path) -> None:
    path = made(tmp_path)
    mended = FILE.replace("effective: 2022-03-01", "effective: 2022-03-02")
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(FILE))
        ledger.correct("a#1", {"effective": "2022-03-02"}, why="test", subject="k/a")
    line = "ledger correct 'a#1' effective=2022-03-02 --subject k/b --why TEXT"
    assert advice(path, mended) == [line]
    with open_for_writing(str(path)) as ledger:
        ledger.correct("a#1", {"effective": "2022-03-02"}, why="test", subject="k/b")
        report = ledger.announce(batch(mended))
        assert [(each.new, each.mended) for each in report.taken] == [(False, False), (False, True)]


def test_one_mend_of_two_is_asked_for_alone(tmp_path: Path) -> None:
    path = made(tmp_path)
    mended = FILE.replace("title: Notice", "title: Note").replace("note: slow", "note: slower")
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(FILE))
        ledger.correct("a", {"title": "Note"}, why="test")
    assert advice(path, mended) == ["ledger correct 'a#2' note=slower --why TEXT"]
    with open_for_writing(str(path)) as ledger:
        ledger.correct("a", {"title": "Another"}, why="test")
    assert advice(path, mended) == [
        "ledger correct a title=Note --why TEXT",
        "ledger correct 'a#2' note=slower --why TEXT",
    ]


def test_what_was_corrected_to_what_the_file_says_is_no_difference(tmp_path: Path) -> None:
    path = made(tmp_path)
    mended = FILE.replace("official, party", "press, party").replace("note: slow", "note: slower")
    mended = mended.replace("change: suspended", "change: permitted")
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(FILE))
        ledger.correct("a", {"source.authority": "press"}, why="test")
        ledger.correct("a#1", {"change": "permitted"}, why="test")
    with open_for_writing(str(path)) as ledger, pytest.raises(InputFault) as fault:
        ledger.announce(batch(mended))
    (found,) = fault.value.faults[1:]
    assert found.field == "announcements[2].changes[2].note"


def test_another_date_of_the_same_instant_is_what_stands(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(FILE))
        ledger.correct("a#1", {"effective": "2022-03-02T00:00:00+08:00"}, why="test")
        mended = FILE.replace("effective: 2022-03-01", "effective: 2022-03-02")
        assert ledger.announce(batch(mended)).taken[1].mended


def test_more_evidence_is_added_and_less_is_not_taken_out(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.done("init")
    for name in ("one", "two words"):
        (desk.folder / name).write_text(name)
    file = desk.folder / "f.yaml"
    for evidence in ("[one]", "[one, two words]"):
        file.write_text(FILE.replace("  title: Notice\n", f"  evidence: {evidence}\n"))
        outcome = desk.ledger("announce f.yaml")
    assert outcome.code == 1
    (line,) = outcome.err.partition("announced):\n")[2].splitlines()
    assert line == "  ledger evidence add a 'two words' --why TEXT"
    assert desk.run(*words(line)[1:]).code == 0
    assert "and mended since as it is told now" in desk.done("announce f.yaml")
    file.write_text(FILE.replace("  title: Notice\n", "  evidence: ['two words']\n"))
    outcome = desk.ledger("announce f.yaml")
    assert "evidence is never taken out: name a file that is kept for a, too" in outcome.err


def test_of_what_is_only_told_in_another_order_nothing_is_to_be_typed(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(FILE))
        with pytest.raises(InputFault) as fault:
            ledger.announce(batch(FILE.replace("[k/a, k/b]", "[k/b, k/a]")))
    assert fault.value.advice == ()
    with open_for_writing(str(path)) as ledger, pytest.raises(InputFault) as fault:
        ledger.announce(batch(FILE.replace("  title: Notice\n", "  title: Notice\n  zone: PRC\n")))
    assert fault.value.advice[1:] == (
        "  zone is not corrected: ledger retract a --why TEXT, and announce it under a new id",
    )


def test_a_file_of_many_lines_is_told_so_too(desk: Desk) -> None:
    desk.done("init")
    one = '{"id": "a", "source": {"name": "S", "authority": "press"}, "published": "2022-01-01", '
    one += '"changes": [{"change": "noted", "subjects": ["k"], "note": "x"}]}'
    desk.done("announce --jsonl -", typed=one)
    for more in ("", "--each ", "--dry-run "):
        outcome = desk.ledger(f"announce {more}--jsonl -", typed=one.replace('"x"', '"y"'))
        assert (outcome.code, outcome.out) == (1, "")
        assert outcome.err.endswith("  ledger correct 'a#1' note=y --why TEXT\n")


def test_of_very_many_commands_the_rest_are_counted(tmp_path: Path) -> None:
    path = made(tmp_path)
    head, change = FILE[: FILE.index("- id: a\n")], "  - {change: noted, subjects: [k], note: x}\n"
    many = head + change * 20
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(many))
    found = advice(path, many.replace("note: x", "note: y"))
    assert (len(found), found[-1]) == (13, "and 8 more")


@st.composite
def _fields(draw: st.DrawFn) -> tuple[str, str, str]:
    """A kind, a field of it and a text that it reads."""
    texts = st.text(
        st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1
    ).filter(str.strip)
    dates = st.sampled_from(
        ["2022-03-01", "2022-03", "2022", "../2022-03-01", "2022-03-01/..", "2022-03-01~",
         "2022-03-01T08:00", "2022-03-01T08:00Z/2022-04-01", "2022-33?", "2022-03-01%/2022-04"]
    )  # fmt: skip
    by_type: dict[str, Any] = {
        "window": dates,
        "term": st.sampled_from(["2022-03-01", "..", "2022-03-01T08:00", "2022-03-01T08:00+01:00"]),
        "publication": st.sampled_from(["2022-03-01", "2022-03", "2022-03-01T08:00"]),
        "population": texts | st.sampled_from(["10%", "12.5%", "10 merchants"]),
        "changes": st.sampled_from(["[a#1]", "[a#1, b.c-d#20]"]),
        "paths": st.sampled_from(
            ["[k/a]", '["k/a, b", "k/\'x\'", k/*/y]', "[快手/直播]", '["k/[x]"]']
        ),
        "url": st.sampled_from(["https://example.org/?a=b&c='d'"]),
        "language": st.sampled_from(["zh-Hans"]),
        "percent": st.sampled_from(["10", "12.5"]),
    }
    kind = draw(st.sampled_from(["announced", "set", "rollout_started", "confirmed"]))
    name, field = draw(st.sampled_from(sorted(CORRECTED[kind].items())))
    if field.type == "word":
        return kind, name, draw(st.sampled_from(field.words))
    read: str = draw(by_type.get(field.type, texts))
    return kind, name, read


@given(_fields(), st.sampled_from(["Asia/Shanghai", "America/New_York"]))
def test_what_is_typed_is_read_as_the_same(found: tuple[str, str, str], other: str) -> None:
    kind, name, text = found
    here, there = zone("Asia/Shanghai"), zone(other)
    try:
        value = parse_field(kind, name, text, here)
    except ValueError:
        return
    told = typed(kind, name, value, there)
    read = {each: parse_field(kind, each, said, there) for each, said in told.items()}
    if name in read:
        assert meaning(read[name]) == meaning(value)
    else:
        parts = {each.rpartition(".")[2]: part for each, part in read.items() if part is not None}
        assert parts == value


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_a_word_is_quoted_so_that_a_shell_reads_it_again(word: str) -> None:
    told = quoted(word)
    assert told.isprintable()
    read = words(told) if told.startswith("$'") else shlex.split(told)
    assert read == [word]


def test_bash_reads_the_words_again() -> None:
    given = ["title=Notice #1, it's", "a\tb\n'\\c", "\u202e快手\U000e0001", "$HOME `x`", ""]
    line = command(*given).removeprefix("ledger")
    read = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {line}"],
        capture_output=True,
        check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert read.stdout.decode().split("\0")[:-1] == given


def test_plain_words_stand_as_they_are() -> None:
    assert [quoted(each) for each in ("title=Note", "a#1", "a b", "a\tb'\\")] == [
        *("title=Note", "'a#1'", "'a b'"),
        r"$'a\tb\'\\'",
    ]
