"""Does a fault of YAML name the line that is to be mended, and the character that it is about?"""

import io
import re
from collections.abc import Iterator

import pytest

from ledger.faults import InputFault
from ledger.files.announcements import read
from ledger.files.text_yaml import parse
from tests.test_text_as_written import FILE

COLON = "'：' (U+FF1A FULLWIDTH COLON) stands in place of a colon; expected ':' and a blank"
HYPHEN = (
    "'－' (U+FF0D FULLWIDTH HYPHEN-MINUS) stands in place of a hyphen; expected '-' and a blank"
)
NO_BREAK = "'\\xa0' (U+00A0 NO-BREAK SPACE)"
WIDE = "'\\u3000' (U+3000 IDEOGRAPHIC SPACE)"
TAB = "a tab stands where the line is indented; expected spaces"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # what only looks like a colon, wherever the field stands
        ("a: 1\nb：2\nc: 3\n", f"f:2: {COLON}"),
        ("a: 1\nb： 2\nc: 3\n", f"f:2: {COLON}"),
        ("a: 1\nb：2\n", f"f:2: {COLON}"),
        ("a：1\nb: 2\n", f"f:1: {COLON}"),
        ("a：1\n\n\nb: 2\n", f"f:1: {COLON}"),
        ("a：\n- b: c\n", f"f:1: {COLON}"),
        ("a：\n  b: c\n", f"f:1: {COLON}"),
        ("- a：1\n  b: 2\n", f"f:1: {COLON}"),
        ("a:\n- b: 1\n  c：2\n  d: 3\n", f"f:3: {COLON}"),
        ('"a"：1\nb: 2\n', f"f:1: {COLON}"),
        ("a: 1\r\nb：2\r\nc: 3\r\n", f"f:2: {COLON}"),
        ("a: 1\nb﹕2\nc: 3\n", "f:2: '﹕' (U+FE55 SMALL COLON) stands in place of a colon"),
        ('a: {"b"："c"}\nd: e\n', "f:1: '：' (U+FF1A FULLWIDTH COLON) is a letter to YAML; exp"),
        # a blank that is none
        ("a: 1\nb:\u00a02\nc: 3\n", f"f:2: {NO_BREAK} stands behind a colon; expected a blank"),
        ("a: 1\nb:\u30002\nc: 3\n", f"f:2: {WIDE} stands behind a colon; expected a blank"),
        ("a: 1\nb:\u00a02\n", f"f:2: {NO_BREAK} stands behind a colon"),
        ("a:\n- b: c\n\u00a0\u00a0d: e\n  f: g\n", f"f:3: {NO_BREAK} stands where the line begins"),
        ("a:\n-\u00a0b: c\n  d: e\n", f"f:2: {NO_BREAK} stands behind a hyphen; expected a blank"),
        ("a:\n- b\n-\u3000c\n- d\n", f"f:3: {WIDE} stands behind a hyphen; expected a blank"),
        ('"a"\u00a0: b\nc: d\n', f"f:1: {NO_BREAK} stands before a colon"),
        ('a: "b"\u00a0\nc: d\n', f"f:1: {NO_BREAK} follows the closing quote"),
        ("a: [b]\u00a0\nc: d\n", f"f:1: {NO_BREAK} follows the closing ]"),
        # what only looks like a hyphen, a comma, a bracket, a quote, a comment
        ("a:\n- b\n－ c\n- d\n", f"f:3: {HYPHEN}"),
        ("a:\n  - b\n  – c\n  - d\n", "f:3: '–' (U+2013 EN DASH) stands in place of a hyphen"),
        ("a:\n  - b: c\n  —　d: e\n", "f:3: '—' (U+2014 EM DASH) stands in place of a hyphen"),
        ("a: {b: c， d: e}\nf: g\n", "f:1: '，' (U+FF0C FULLWIDTH COMMA) is a letter to YAML"),
        ('a: ["b"，"c"]\n', "f:1: '，' (U+FF0C FULLWIDTH COMMA) is a letter to YAML; expected ','"),
        ('a: ["中，文"，"c"]\n', "f:1: '，' (U+FF0C FULLWIDTH COMMA) is a letter to YAML"),
        ("a: [b, c］\nd: e\n", "f:1: '］' (U+FF3D FULLWIDTH RIGHT SQUARE BRACKET) is a letter"),
        ("a: ｛b: c｝\n", "f:1: '｛' (U+FF5B FULLWIDTH LEFT CURLY BRACKET) is a letter to YAML"),
        ("a: “b: c”\n", "f:1: '“' (U+201C LEFT DOUBLE QUOTATION MARK) opens no quotes"),
        (
            "＃ b\na: c\n",
            "f:1: '＃' (U+FF03 FULLWIDTH NUMBER SIGN) begins no comment; expected '#'",
        ),
        # tabs
        ("a:\n\t- b\n", f"f:2: {TAB}"),
        ("a: |\n\tb\n", f"f:2: {TAB}"),
        ("a: b\n\tc: d\n", f"f:2: {TAB}"),
        ("a:\n  b: c\n  \td: e\n", f"f:3: {TAB}"),
        ("-\ta: b\n", "f:1: a tab stands behind a hyphen; expected a blank"),
        ("- \ta: b\n", "f:1: a tab stands before a field; expected blanks"),
        # no blank, no colon
        ("a: 1\nb:2\nc: 3\n", "f:2: no blank stands behind the colon; expected `b: ...`"),
        ("a:\n- b:c\n  d: e\n", "f:2: no blank stands behind the colon; expected `b: ...`"),
        ("a:\n- b\n-c\n- d\n", "f:3: no blank stands behind the hyphen; expected `- ...`"),
        ("a: 1\nb 2\nc: 3\n", "f:2: 'b 2' is no field: it has no colon; expected `field: value`"),
        ("a: 1\nb 2\n", "f:2: 'b 2' is no field: it has no colon"),
        # quotes and brackets
        ('a: 1\nb: "c\nd: e\n', 'f:2: " opens a text here that nothing closes; expected " at its'),
        ("a: 1\nb: 'c\nd: e\n", "f:2: ' opens a text here that nothing closes"),
        ("a: 'it's'\nb: c\n", "f:1: 's' follows the closing quote; expected all of the text in"),
        ("a: [b] c\n", "f:1: 'c' follows the closing ]"),
        ('a: "b"，\nc: d\n', "f:1: '，' (U+FF0C FULLWIDTH COMMA) follows the closing quote"),
        ("a: [b, c\n", "f:1: [ is not closed; expected ] where it ends"),
        ("a: {b: c,\n  d: e\n", "f:1: { is not closed; expected } where it ends"),
        ("a: {b: c\n  d: e}\n", "f:2: ':' stands where a comma or } was expected (of the { on l"),
        ("a: {b: c #1, d: e}\nf: g\n", "f:1: '#1, d: e}' is a comment to YAML; expected the text"),
        ("a: [b #1, c]\nd: e\n", "f:1: '#1, c]' is a comment to YAML"),
        ("a: [b #1]", "f:1: '#1]' is a comment to YAML"),
        ("a: [b", "f:1: [ is not closed; expected ] where it ends"),
        (
            "a: {b: see [1], c: d}\n",
            "f:1: '[' stands where a comma or } was expected; expected a c",
        ),
        ("a: {b: 中，文, c: see [1]}\n", "f:1: '[' stands where a comma or } was expected"),
        ("a: {b: c，\n  d: e}\nf: g\n", "f:1: '，' (U+FF0C FULLWIDTH COMMA) is a letter to YAML"),
        ("a: {b: 中，文,\n  c: d, e:\n  f: g}\n", "f:3: ':' stands where a comma or }"),
        ("a: {b:\u00a0[c]}\n", f"f:1: {NO_BREAK} is a letter to YAML; expected ' '"),
        ("a: [b,,c]\n", "f:1: nothing stands where a value was expected; expected one comma"),
        # what a plain text cannot begin with
        ("a: & b\n", 'f:1: & begins as an anchor does in YAML; expected the text in quotes: "&"'),
        ("a: &b c\n", "f:1: &b is an anchor; expected the value without it, or all of it in quot"),
        ("a: | b\n  c\n", "f:1: | and > stand for a text on the lines below them; expected the t"),
        ("a: > 5%\n", "f:1: | and > stand for a text on the lines below them"),
        ("a: - b\n", "f:1: a hyphen and a blank begin a list"),
        ("a: ? b\n", "f:1: a question mark and a blank begin a field"),
        ("a: b\n%c: d\n", "f:2: % begins a directive at the start of a line"),
        ('a: "\\-"\n', "f:1: \\- is no escape within double quotes; expected \\\\ for a backslash"),
        ('a: "\\xg"\n', "f:1: \\x is no escape within double quotes"),
        # what stands where nothing of its kind may
        ("a: b\n- c\n", "f:2: this line is no field of the mapping that begins on line 1"),
        ("- a\nb: c\n", "f:2: this line is no item of the list that begins on line 1"),
        ("a:\n  b: c\n d: e\n", "f:3: this line is no field of the mapping that begins on line 1"),
        ("a: b\n...\nc: d\n", "f:3: the document has ended above this line"),
    ],
)
def test_the_line_to_mend_is_named_and_what_stands_there(text: str, message: str) -> None:
    with pytest.raises(InputFault) as refused:
        parse(text, "f")
    assert str(refused.value).startswith(message)


def test_a_long_text_before_the_fault_does_not_move_the_line() -> None:
    text = "".join(f"a{n}: |\n  one：\n  two\n" for n in range(200)) + "b：c\nd: e\n"
    with pytest.raises(InputFault, match=r"^f:601: '：'"):
        parse(text, "f")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("format：policy-ledger/1\n", "f:1: is text, which has '：' (U+FF1A FULLWIDTH COLON)"),
        ("f\u00a0: g\n", f"f:1: 'f\\xa0': unknown field, which has {NO_BREAK}: take it away"),
        ("format: policy-ledger/1\nsubjects:\n  path:a\n", "f:3: subjects: is text: no blank st"),
        ("{format：policy-ledger/1}\n", f"unknown field: {COLON}"),
        (
            "\u00a0format: policy-ledger/1\n",
            f"f:1: {NO_BREAK} stands where the line begins; expected spaces",
        ),
        (
            "\u3000format: policy-ledger/1\n",
            f"f:1: {WIDE} stands where the line begins",
        ),
        (
            "ｆormat: policy-ledger/1\n",
            "unknown field, which has 'ｆ' (U+FF46 FULLWIDTH LATIN SMALL",
        ),
        (
            "format: policy-ledger/1\nsubjects:\n- path：a\n",
            "f:3: subjects[1]: is text, which has '：",
        ),
        (
            "format: policy-ledger/1\nsubjects: ［］\n",
            "f:2: subjects: is text, which has '［' (U+FF3B",
        ),
    ],
)
def test_what_is_yaml_and_no_field_names_its_character_too(text: str, message: str) -> None:
    with pytest.raises(InputFault) as refused:
        read(io.BytesIO(text.encode()), name="f", ledger_zone="UTC")
    assert message in str(refused.value)


#: What is written -> what an input method, a web page or a hurried hand leaves in its place.
SLIPS = {
    ":": ("：", "﹕", "∶"),
    ": ": (":\u00a0", ":\u3000", "： ", ":"),
    "- ": ("－ ", "– ", "-\u00a0", "-\u3000", "–", "-", "-\t"),
    "  ": ("\u00a0\u00a0", "\u3000", " \u00a0", "\t"),
    **{plain: (twin,) for plain, twin in zip("[]{},/-02", "［］｛｝，／－０２", strict=True)},
}


def slips() -> Iterator[tuple[int, str, str]]:
    """Each line of the file with each slip in it, the number of that line, and what slipped in."""
    lines = FILE.splitlines()
    for number, line in enumerate(lines, start=1):
        for written, others in SLIPS.items():
            for place in (found.start() for found in re.finditer(re.escape(written), line)):
                for other in others:
                    slipped = line[:place] + other + line[place + len(written) :]
                    whole = [*lines[: number - 1], slipped, *lines[number:], ""]
                    yield number, "\n".join(whole), other


def test_whatever_slips_into_a_file_is_refused_on_its_own_line_and_named() -> None:
    tried = 0
    for number, text, slipped in slips():
        if "https" in text.splitlines()[number - 1]:
            continue  # what an address may hold is not ours to say
        tried += 1
        with pytest.raises(InputFault) as refused:
            read(io.BytesIO(text.encode()), name="f", ledger_zone="UTC")
        told = [str(fault) for fault in refused.value.faults if fault.line == number]
        odd = slipped.strip(" -:")[:1]
        name = "a tab" if "\t" in slipped else f"U+{ord(odd):04X}" if odd else ""
        assert any(name in each for each in told), (slipped, text.splitlines()[number - 1], told)
    assert tried > 400


def refused_line(text: str) -> int | None:
    try:
        parse(text, "f")
    except InputFault as refused:
        return refused.faults[0].line
    return None


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        "a: {}",
        "- {}",
        "a: [{}",
        "a: [b\n{}",
        'a: [b, "{}',
        "a: 'b'{}",
        "a: '\n{}",
        "a: {{b: '{}",
    ],
)
@pytest.mark.parametrize(
    "many", [" ", "- ", " #", '\\"', "'", '"', "，", "：", "x：", "[", "\t", "-", "a "]
)
def test_a_line_of_any_length_is_read_or_refused(line: str, many: str) -> None:
    """A pattern that looks at it again from each character on would not end."""
    text = f"z: 1\n{line.format(many * 200_000)}\nb\nc: d\n"
    assert refused_line(text) in (None, 1, 2, 3, 4, 5)
