"""Is JSON read as I-JSON, with the line of every part, at any depth and in any form?"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.faults import InputFault
from ledger.files.documents import DEPTH, NumberText
from ledger.files.text_json import parse, parse_line
from tests.announcing import faults

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('abc/\\"é快'), inner),
    max_leaves=20,
)


def as_read(value: Any) -> Any:
    """What the reader makes of a value: numbers keep their text."""
    if isinstance(value, dict):
        return {key: as_read(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_read(part) for part in value]
    return NumberText(value) if isinstance(value, int) and not isinstance(value, bool) else value


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_what_json_wrote_is_read_the_same(value: Any, ascii: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii, indent=indent)
    assert parse(text, "f").value == as_read(value)
    assert parse_line(json.dumps(value, ensure_ascii=ascii), "f", 7).value == as_read(value)


@given(st.text('[]{}",:0123456789eE+-.truefalsn \n\\u', max_size=30))
def test_what_json_refuses_is_refused(text: str) -> None:
    try:
        json.loads(text)
    except ValueError:
        with pytest.raises(InputFault):
            parse(text, "f")
        with pytest.raises(InputFault):
            parse_line(text, "f", 1)


def test_each_part_has_the_line_on_which_it_begins() -> None:
    document = parse('{\n "a": 1,\n "b": [\n  {"c":\n 2}, "d"\n ]\n}', "f")
    assert document.value == {"a": "1", "b": [{"c": "2"}, "d"]}
    assert document.line_of(document.value, "b") == 3
    assert document.line_of(document.value["b"], 0) == 4
    assert document.line_of(document.value["b"], 1) == 5


def test_a_number_keeps_its_text_however_long() -> None:
    long = "9" * 10_000
    assert parse(f"[12.50, 1e5, -0, {long}]", "f").value == ["12.50", "1e5", "-0", long]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,\n "a": 2}', "f:2: 'a' is here twice, first on line 1; expected each field once"),
        ('{"a":\n NaN}', "f:2: 'NaN' stands here; expected a JSON value"),
        ("[-Infinity]", "f:1: '-Infinity' stands here; expected a JSON value"),
        ('"\\ud83d"', "f:1: a text holds half a character, the lone surrogate \\ud83d"),
        ('"\\ude00\\ud83d"', "f:1: a text holds half a character, the lone surrogate \\ude00"),
        ("[1,]", "f:1: a comma stands before the end; expected no comma there"),
        ('{"a": 1,}', "f:1: a comma stands before the end; expected no comma there"),
        ('{"a" 1}', "f:1: '1' stands after 'a'; expected a colon"),
        ("{'a': 1}", "f:1: \"'\" stands here; expected a field's name in double quotes"),
        ("[1\n2]", "f:2: '2' stands here; expected a comma or ]"),
        ('{"a":1', "f:1: the end of the text stands here; expected a comma or }"),
        ("1 2", "f:1: '2' follows the end; expected one JSON value in all"),
        ("[01]", "f:1: '01' stands here; expected a JSON value"),
        ('"abc', "f:1: a text is not JSON: Unterminated string starting at"),
        ('"a\tb"', "f:1: a text is not JSON: Invalid control character at"),
        ("", "f:1: the end of the text stands here; expected a JSON value"),
    ],
)
def test_what_is_not_i_json_is_refused_on_its_line(text: str, message: str) -> None:
    with pytest.raises(InputFault) as refused:
        parse(text, "f")
    assert str(refused.value) == message
    if "\n" not in text:
        with pytest.raises(InputFault) as refused:
            parse_line(text, "f", 7)
        assert str(refused.value) == message.replace("1:", "7:", 1)


def test_a_pair_of_surrogates_is_one_character() -> None:
    for value in (
        parse('"\\ud83d\\ude00"', "f").value,
        parse_line('"\\ud83d\\ude00"', "f", 1).value,
    ):
        assert value == "😀"


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_nesting_is_refused_past_64_levels_and_never_recurses(opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    assert parse(opening * DEPTH + ("1" if closing == "}" else "") + closing * DEPTH, "f").value
    for deep in (DEPTH + 1, 100_000):
        with pytest.raises(InputFault, match="f:1: is nested deeper than 64 levels"):
            parse(opening * deep, "f")
    with pytest.raises(InputFault, match="f:1: is nested deeper than 64 levels"):
        parse_line(opening * 100_000 + closing * 100_000, "f", 1)


def test_a_null_in_the_place_of_a_change_is_named_as_such() -> None:
    source = {"name": "S", "authority": "official"}
    said = {"id": "a", "source": source, "published": "2022-01-01", "changes": [None]}
    whole = {"format": "policy-ledger/1", "announcements": [said]}
    assert "announcements[1].changes[1]: is null; expected a mapping" in faults(
        json.dumps(whole), name="f.json"
    )
