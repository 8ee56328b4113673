"""Is YAML read as text and nothing but text, with the line of every part?"""

import contextlib
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ledger.faults import InputFault
from ledger.files.documents import DEPTH
from ledger.files.text_yaml import parse


@pytest.mark.parametrize(
    "written",
    [
        *("no", "yes", "on", "off", "true", "null", "~", "1.10", "012", "0o14", "1_000", "12:30"),
        *(
            "2022-03-01",
            "2022-10-29/..",
            "../2022-10-31",
            "..",
            "10%",
            "2022-10~",
            "2022?",
            "=",
            "1e3",
        ),
        *("jd-alliance#2", "https://example.org/a?b=c#d", ".inf", ".nan", "-1", "快手"),
    ],
)
def test_every_scalar_is_the_text_that_was_written(written: str) -> None:
    assert parse(f"a: {written}\nb: [{written}, x]\n", "f").value == {
        "a": written,
        "b": [written, "x"],
    }


def test_quotes_and_blocks_are_texts_too() -> None:
    text = "a: \"x\\/y\\t\\u00e9\"\nb: 'it''s'\nc: |\n  one\n  two\nd: >-\n  one\n  two\ne:\n"
    assert parse(text, "f").value == {
        "a": "x/y\té",
        "b": "it's",
        "c": "one\ntwo\n",
        "d": "one two",
        "e": "",
    }


def test_yaml_1_2_names_itself_and_json_is_yaml() -> None:
    assert parse("%YAML 1.2\n---\na: b\n...\n", "f").value == {"a": "b"}
    assert parse('{"a":["b",{"c":1}]}', "f").value == {"a": ["b", {"c": "1"}]}


def test_each_part_has_the_line_on_which_it_begins() -> None:
    document = parse("# c\na: b\nd:\n- e\n-\n  f: |\n    x\n    y\n  g: h\n", "f")
    assert document.line_of(document.value, "d") == 3
    assert document.line_of(document.value["d"], 1) == 6
    assert document.line_of(document.value["d"][1], "g") == 9


def test_lines_are_counted_the_same_with_crlf() -> None:
    document = parse("a: b\r\nc:\r\n- d\r\n- e: |\r\n    x\r\n    y\r\n", "f")
    assert document.value == {"a": "b", "c": ["d", {"e": "x\ny\n"}]}
    assert document.line_of(document.value["c"], 1) == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "f:3: 'a' is here twice, first on line 1; expected each field once"),
        ("a: b\nc: &x d\n", "f:2: &x is an anchor; expected the value without it"),
        (
            "a: b\nc: *x\n",
            'f:2: *x is an alias to YAML; expected the text in quotes: "*x" (or the value',
        ),
        ("a: b\nc: */x\n", "f:2: */x begins as an alias does in YAML; expected the text in quotes"),
        ("a: [*/x, b]\n", "f:1: */x begins as an alias does in YAML; expected the text in quotes"),
        ("a: {b: *, c: d}\n", "f:1: * begins as an alias does in YAML; expected the text in quo"),
        ("a: !!str b\n", "f:1: 'tag:yaml.org,2002:str' is a tag; expected the value without it"),
        ("a: !x {}\n", "f:1: '!x' is a tag"),
        ("a: ! b\n", "f:1: '!' is a tag"),
        ("a:\n  <<: {b: c}\n", "f:2: << is a merge key; expected the fields themselves"),
        ("? [a]\n: b\n", "f:1: a list or mapping stands as a key; expected a field's name"),
        (
            "a: b\n---\nc: d\n",
            "f:2: a second document begins here; expected one document in a file",
        ),
        ("a:\n\tb: c\n", "f:2: a tab stands where the line is indented; expected spaces"),
        ("a:\n  b: c\n\td: e\n", "f:3: a tab stands where the line is indented; expected spaces"),
        ("- a: b\n\tc: d\n", "f:2: a tab stands where the line is indented; expected spaces"),
        ("a: 1\nb: %c\n", "f:2: '%' cannot begin a plain text; expected the text in quotes"),
        ("a: @c\n", "f:1: '@' cannot begin a plain text; expected the text in quotes"),
        (
            "a: b: c\n",
            "f:1: a colon and a blank stand within a plain text; expected the text in quotes",
        ),
        ('a: "\\ud83d"\n', "f:1: an escape stands for a surrogate; expected the character itself"),
        (
            'a: "b\n',
            'f:1: " opens a text here that nothing closes; expected " at its end',
        ),
        ("a: [b\n", "f:1: [ is not closed; expected ] where it ends"),
        (
            "a: b\x07c\n",
            'f:1: holds U+0007 as it is; expected an escape in double quotes, such as "\\x07"',
        ),
        ("a: b\n\x1b[31m", "f:2: holds U+001B as it is"),
        (
            "a: b\u2028c\n",
            'f:1: holds U+2028 as it is; expected an escape in double quotes, such as "\\u2028"',
        ),
        ("%YAML 2.0\n---\na: b\n", "f:1: is not YAML: found incompatible YAML document"),
    ],
)
def test_what_could_stand_for_something_else_is_refused_on_its_line(
    text: str, message: str
) -> None:
    with pytest.raises(InputFault) as refused:
        parse(text, "f")
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_is_refused_past_64_levels_and_never_recurses(opening: str) -> None:
    for deep in (DEPTH + 1, 100_000):
        with pytest.raises(InputFault, match=r"nested deeper than 64 levels|stands as a key"):
            parse(opening * deep, "f")


def test_64_levels_are_read() -> None:
    assert parse("[" * DEPTH + "]" * DEPTH, "f").value


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_or_refused_with_a_message(text: str) -> None:
    with contextlib.suppress(InputFault):
        parse(text, "f")


@st.composite
def said(draw: st.DrawFn) -> dict[str, object]:
    """What a program may have to say: words of several scripts, in texts of any length."""
    words = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12)
    texts = st.lists(words, min_size=1, max_size=12).map(" ".join)
    return draw(st.dictionaries(texts, texts | st.lists(texts, max_size=3), min_size=1, max_size=4))


#: A text that is folded before a hyphen or a field's name is refused, and told to be quoted.
_FOLDED = re.compile(r"^ +([-－] |\w+[\"']? *[:：])", re.MULTILINE)


@given(said(), st.booleans(), st.sampled_from([None, "'", '"', "|", ">"]), st.booleans())
def test_what_a_program_wrote_as_yaml_is_read_as_it_was_written(
    data: dict[str, object], unicode: bool, style: str | None, flow: bool
) -> None:
    written = yaml.safe_dump(
        data, allow_unicode=unicode, default_style=style, default_flow_style=flow, width=20
    )
    if _FOLDED.search(written):
        return
    assert parse(written, "f").value == data
