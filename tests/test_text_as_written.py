"""Is a text of YAML the one that was written, or refused where YAML reads it as another?"""

import io
from pathlib import Path
from typing import Any

import pytest

from ledger.faults import InputFault
from ledger.files.announcements import read
from ledger.files.drafts import Draft

PAGE = Path(__file__).parent.parent / "docs" / "announcement-file.md"
FILE = """format: policy-ledger/1
subjects:
- path: s
  title: T
  titles: {en: T}
  words:
    permitted: W
announcements:
- id: a-1
  source:
    name: N
    authority: official
  published: 2022-02-22
  title: title
  url: https://example.org
  via:
    name: V
  changes:
  - change: permitted
    subjects:
    - s/t
    effective: 2022-03-01
    certainty: conditional
    condition: C
    value: 6
    population:
      percent: 10
      words: P
    note: note
    quote: Q
  - {change: noted, subjects: [s], note: N, quote: Q}
"""
#: Each free text of the file, by the line on which it is.
FREE = {
    "subjects[1].title": "  title: T",
    "subjects[1].words.permitted": "    permitted: W",
    "announcements[1].source.name": "    name: N",
    "announcements[1].title": "  title: title",
    "announcements[1].via.name": "    name: V",
    "announcements[1].changes[1].condition": "    condition: C",
    "announcements[1].changes[1].value": "    value: 6",
    "announcements[1].changes[1].population.words": "      words: P",
    "announcements[1].changes[1].note": "    note: note",
    "announcements[1].changes[1].quote": "    quote: Q",
}


def draft(text: str) -> Draft:
    return read(io.BytesIO(text.encode()), name="f.yaml", ledger_zone="UTC").drafts[0]


def fault(text: str) -> str:
    with pytest.raises(InputFault) as refused:
        draft(text)
    return str(refused.value)


def line_of(written: str) -> int:
    assert FILE.count(f"{written}\n") == 1
    return FILE[: FILE.index(f"{written}\n")].count("\n") + 1


@pytest.mark.parametrize("mark", [" #", "\t#", "  # "])
@pytest.mark.parametrize("field", FREE)
def test_a_text_that_a_comment_cuts_off_is_refused_and_told_to_be_quoted(
    field: str, mark: str
) -> None:
    line = FREE[field]
    found = fault(FILE.replace(f"{line}\n", f"{line}{mark}12 on links\n"))
    comment = f"{mark.strip(chr(9) + ' ')}12 on links"
    if mark == "  # ":
        comment = "# 12 on links"
    assert found.startswith(f"f.yaml:{line_of(line)}: {field}: YAML takes {comment!r} for a comm")
    text = line.partition(": ")[2]
    assert found.endswith(f'quote it: "{text} {comment}"')
    assert len(found.splitlines()) == 1


def test_an_alias_that_a_comment_cuts_off_is_refused() -> None:
    cut = FILE.replace(
        "subjects:\n- ", "subjects:\n- {path: other/x, aliases: [快手 #1\n    ]}\n- ", 1
    )
    assert "YAML takes '#1" in fault(cut)


def test_a_text_by_language_is_free_too() -> None:
    cut = FILE.replace("titles: {en: T}", "titles:\n    en: T #1")
    assert fault(cut).startswith("f.yaml:6: subjects[1].titles.en: YAML takes '#1' for a comment")
    cut = FILE.replace("permitted: W", "permitted:\n      en: W #1")
    assert "words.permitted.en: YAML takes '#1' for a comment" in fault(cut)


@pytest.mark.parametrize(
    "written",
    [
        "{\n    change: noted, subjects: [s], note: N #1\n    , quote: Q}",
        "{\n    change: noted, subjects: [s], note: N, #1\n    quote: Q}",
        "{\n    change: noted, subjects: [s], note: N,#1\n    quote: Q}",
    ],
)
def test_a_text_within_braces_that_a_comment_cuts_off_is_refused(written: str) -> None:
    cut = FILE.replace("{change: noted, subjects: [s], note: N, quote: Q}", written)
    assert "changes[2].note: YAML takes '#1' for a comment" in fault(cut)


@pytest.mark.parametrize(
    "line",
    [
        *("    effective: 2022-03-01", "    - s/t", "- id: a-1", "    authority: official"),
        *("  published: 2022-02-22", "  - change: permitted", "      percent: 10", "- path: s"),
        *("  changes:", "    population:", "    subjects:", "  url: https://example.org"),
        "  - {change: noted, subjects: [s], note: N, quote: Q}",
        "format: policy-ledger/1",
    ],
)
def test_a_comment_after_what_is_no_free_text_is_a_comment(line: str) -> None:
    commented = FILE.replace(f"{line}\n", f"{line}  # a comment\n")
    assert commented != FILE
    found, plain = draft(commented), draft(FILE)
    assert (found.announced, found.changes) == (plain.announced, plain.changes)


@pytest.mark.parametrize("field", FREE)
def test_a_comment_on_a_line_of_its_own_or_behind_quotes_is_a_comment(field: str) -> None:
    line = FREE[field]
    above = FILE.replace(f"{line}\n", f"    # above\n{line}\n    # below\n")
    name, _, text = line.partition(": ")
    quoted = FILE.replace(f"{line}\n", f'{name}: "{text} #12"  # behind\n')
    assert draft(above).announced == draft(FILE).announced
    said = read(io.BytesIO(quoted.encode()), name="f", ledger_zone="UTC")
    assert f"{text} #12" in str(said.drafts[0]) + str(said.descriptions)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("a#b", "a#b"),
        ("'a #b'", "a #b"),
        ('"a #b"', "a #b"),
        ("|\n      a #b\n      # c", "a #b\n# c"),
        (">-\n      a #b\n      c", "a #b c"),
        ("| # why\n      a", "a"),
        ("'null'", "null"),
        ('"~"', "~"),
        ("nullify", "nullify"),
        ("no", "no"),
        ("1.10", "1.10"),
        ("a\n      b", "a b"),
        ("a see\n      https://example.org/b", "a see https://example.org/b"),
        ('"a\n      - b"', "a - b"),
        ("'it''s'", "it's"),
        (r"'C:\new'", r"C:\new"),
        (r"C:\new", r"C:\new"),
        ("a\u00a0#b", "a\u00a0#b"),
        ("a ＃b", "a ＃b"),
        ("-5", "-5"),
        ("a: b".replace(": ", ":"), "a:b"),
    ],
)
def test_what_yaml_reads_as_it_was_written_is_taken(written: str, read_as: str) -> None:
    text = FILE.replace("    note: note\n", f"    note: {written}\n")
    assert draft(text).changes[0].data["note"] == read_as


@pytest.mark.parametrize("word", ["~", "null", "Null", "NULL"])
@pytest.mark.parametrize(
    "line",
    ["    note: note", "  title: title", "    - s/t", "    name: N", "    effective: 2022-03-01"],
)
def test_what_stands_for_nothing_in_yaml_is_no_text_unless_it_is_quoted(
    line: str, word: str
) -> None:
    name = line[: line.rindex(" ") + 1]
    found = fault(FILE.replace(f"{line}\n", f"{name}{word}\n"))
    assert f"{word} stands for nothing in YAML, and for a text here" in found
    assert f'quote it, "{word}"' in found
    assert found.startswith(f"f.yaml:{line_of(line)}: ")


@pytest.mark.parametrize(
    ("line", "more"),
    [
        ("    - s/t", "      u/v"),
        ("- id: a-1", "    b"),
        ("    effective: 2022-03-01", "      2022-04-01"),
        ("    authority: official", "      press"),
        ("- path: s", "    t"),
    ],
)
def test_what_has_one_line_is_never_put_together_of_several(line: str, more: str) -> None:
    found = fault(FILE.replace(f"{line}\n", f"{line}\n{more}\n"))
    assert found.startswith(f"f.yaml:{line_of(line)}: ")
    assert "stands on 2 lines, which YAML joins; expected one line" in found


def test_paths_on_two_lines_without_a_comma_are_not_one() -> None:
    listed = FILE.replace("    subjects:\n    - s/t\n", "    subjects: [s/t\n      u/v]\n")
    assert "'s/t u/v' stands on 2 lines, which YAML joins" in fault(listed)


@pytest.mark.parametrize(
    ("after", "line", "message"),
    [
        ("    note: note", "     until:2022-04-01", "'until:2022-04-01' is read as part of"),
        ("    note: note", "     until：2022-04-01", "'until：2022-04-01' is read as part of"),
        ("    note: note", "      - u/v", "'- u/v' is read as part of"),
        ("    - s/t", "      - u/v", "'- u/v' is read as part of"),
        ("    - s/t", "      -　u/v", r"'-\u3000u/v' is read as part of"),
        ("    - s/t", "      － u/v", "'－ u/v' is read as part of"),
        ("  title: title", "    url：https://b", "'url：https://b' is read as part of"),
    ],
)
def test_a_field_or_an_item_that_yaml_takes_for_the_end_of_the_text_above_is_refused(
    after: str, line: str, message: str
) -> None:
    found = fault(FILE.replace(f"{after}\n", f"{after}\n{line}\n"))
    number = line_of(after)
    assert found.startswith(f"f.yaml:{number + 1}: {message} the text that begins on line {number}")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('"title', "f.yaml:15: the text that begins on line 14 goes on here, and is not indented"),
        ("'title", "f.yaml:15: the text that begins on line 14 goes on here, and is not indented"),
        ('"title" #12', ""),
        ('"title"#12', "f.yaml:14: # follows the closing quote without a blank"),
        ("'title'#12", "f.yaml:14: # follows the closing quote without a blank"),
        (">12", "f.yaml:14: "),
        (">5", "f.yaml:14: '>5' stands for a text on the lines below it, and there is none"),
        (
            "|",
            "f.yaml:14: '|' stands for a text on the lines below it, and there is none; "
            "expected a text, in quotes where it begins so",
        ),
        ("#12", "f.yaml:14: announcements[1].title: YAML takes '#12' for a comment"),
    ],
)
def test_what_libyaml_reads_and_was_not_meant_is_refused(written: str, message: str) -> None:
    # a quote further on closes the one that was left open
    text = FILE.replace("  title: title\n", f"  title: {written}\n")
    text = text.replace(
        "    quote: Q\n", f"    quote: Q{written[0] if '#' not in written else ''}\n"
    )
    if message:
        assert fault(text).startswith(message)
    else:
        assert draft(text).announced["title"] == "title"


def test_a_comment_stuck_to_a_bracket_is_refused() -> None:
    text = FILE.replace("    subjects:\n    - s/t\n", "    subjects: [s/t]#12\n")
    assert fault(text).startswith("f.yaml:20: # follows the closing bracket without a blank")


@pytest.mark.parametrize("name", ["scan", "notice.html"])
def test_a_file_name_that_a_comment_cuts_off_is_told_to_be_quoted(name: str) -> None:
    text = FILE.replace("  via:\n", f"  evidence:\n  - {name} #2.html\n  via:\n")
    assert "where '#2.html' belongs to its name, quote it" in fault(text)


@pytest.mark.parametrize(("line", "given"), [("  title: title", "a")])
def test_a_text_is_quoted_so_that_it_can_be_copied(line: str, given: str) -> None:
    found: dict[str, Any] = {}
    for text, quoted in (('say "x" #1', "'say \"x\" #1'"), (r"C:\x #1", r"'C:\x #1'")):
        found[text] = fault(FILE.replace(f"{line}\n", f"  title: {text}\n"))
        assert found[text].endswith(f"quote it: {quoted}")


def test_quotes_within_braces_that_swallow_a_field_are_refused_at_that_field() -> None:
    braces = "{change: noted, subjects: [s], note: N, quote: Q}"
    swallowed = '{change: noted, subjects: [s], note: "N,\n    quote: Q"}'
    found = fault(FILE.replace(braces, swallowed))
    assert found.startswith("f.yaml:32: 'quote: Q\"' is read as part of the text that begins on l")
    assert found.endswith('expected " above it, where that text ends')


def test_a_text_in_quotes_may_go_on_with_any_word_below_its_field() -> None:
    text = FILE.replace("    note: note\n", '    note: "see\n      until: then"\n')
    assert draft(text).changes[0].data["note"] == "see until: then"


ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.read_text("utf-8").partition("| written | to YAML | write |")[2].splitlines()
    if line.startswith("| `")
]


@pytest.mark.parametrize(("written", "instead"), [(row[0], row[2]) for row in ROWS])
def test_the_page_tells_what_is_refused_and_what_to_write(written: str, instead: str) -> None:
    plain = written.strip("`")
    assert fault(FILE.replace("  title: title\n", f"  {plain}\n")).startswith("f.yaml:14: ")
    mended = instead.split("`")[1]
    said = plain.partition(" ")[2] if ": " in plain else "Notice"
    assert draft(FILE.replace("  title: title\n", f"  {mended}\n")).announced["title"] == said
