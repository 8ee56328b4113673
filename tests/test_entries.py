"""Are the bytes that are hashed canonical JSON, made without encoding the state again?"""

import json
from contextlib import suppress

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.entries import LONGEST, Entry, EntryFault, Heading, frame, unframe

ENTRY = Entry(b'{"a":1}', "example.org/links", 1_000_000, 7, "k/live", "noted", 3)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
ENTRIES = st.builds(
    Entry,
    st.dictionaries(st.sampled_from(["a", "b", "note"]), TEXTS | st.integers(0, 99)).map(
        rfc8785.dumps
    ),
    TEXTS,
    st.integers(-(10**15), 10**15),
    st.integers(1, 10**9),
    TEXTS,
    st.sampled_from(["noted", "opened"]),
    st.integers(1, 10**6),
)


def test_an_entry_has_its_keys_in_order_and_no_blanks() -> None:
    assert ENTRY.framed() == (
        b'{"data":{"a":1},"origin":"example.org/links","recorded_at":"1970-01-01T00:00:01Z",'
        b'"seq":7,"stream":"k/live","type":"noted","version":3}'
    )


@given(ENTRIES)
def test_an_entry_is_rfc_8785(entry: Entry) -> None:
    framed = entry.framed()
    assert rfc8785.dumps(json.loads(framed)) == framed


@given(ENTRIES)
def test_unframe_is_the_inverse_of_framed(entry: Entry) -> None:
    assert unframe(entry.framed()) == entry


@given(ENTRIES, st.data())
def test_a_flipped_bit_is_another_entry_or_none(entry: Entry, data: st.DataObject) -> None:
    framed = bytearray(entry.framed())
    place = data.draw(st.integers(0, len(framed) - 1))
    framed[place] ^= 1 << data.draw(st.integers(0, 7))
    with suppress(EntryFault):
        assert unframe(bytes(framed)) != entry


def test_the_state_is_not_encoded_again() -> None:
    state = b'{"z":1,  "a":"\\u0041"}'
    assert state in ENTRY._replace(state=state).framed()


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"text",
        b"[]",
        b"{}",
        b"\xff",
        ENTRY.framed() + b" ",
        ENTRY.framed().replace(b":7", b": 7"),
        ENTRY.framed().replace(b'{"a":1}', b'{"a":1.0}'),
        ENTRY.framed().replace(b'{"a":1}', b'{"a":NaN}'),
        ENTRY.framed().replace(b'{"a":1}', b'{"a":9007199254740993}'),
        ENTRY.framed().replace(b'"seq":7', b'"seq":"7"'),
        ENTRY.framed().replace(b'"version":3', b'"version":true'),
        ENTRY.framed().replace(b'"version":3', b'"version":[3]'),
        ENTRY.framed().replace(b'"seq":7', b'"seq":[7]'),
        ENTRY.framed().replace(b'"seq":7', b'"seq":{}'),
        ENTRY.framed().replace(b'"version":3', b'"more":1,"version":3'),
        ENTRY.framed().replace(b'"stream":"k/live"', b'"stream":7'),
        ENTRY.framed().replace(b"00:00:01Z", b"00:00:01+00:00"),
        ENTRY.framed().replace(b'{"a":1}', b"[" * 100_000 + b"]" * 100_000),
        ENTRY.framed().replace(b'{"a":1}', b'{"b":1,"a":1}'),
        ENTRY.framed().replace(b'{"a":1}', b'{"a":1,"a":1}'),
    ],
)
def test_what_is_not_the_one_framing_is_no_entry(entry: bytes) -> None:
    with pytest.raises(EntryFault):
        unframe(entry)


def test_an_entry_whose_state_is_written_otherwise_is_told_so() -> None:
    twice = ENTRY.framed().replace(b'{"a":1}', b'{"a":1,"a":1}')
    with pytest.raises(EntryFault, match="not an entry of a ledger: its bytes are not canonical"):
        unframe(twice)


def test_an_entry_has_at_most_65535_bytes() -> None:
    place = Heading("o", 0)
    room = LONGEST - len(frame(b'""', place, seq=1, stream="s", type="noted", version=1))
    state = b'"' + b"x" * room + b'"'
    assert len(frame(state, place, seq=1, stream="s", type="noted", version=1)) == LONGEST
    with pytest.raises(EntryFault, match="give that as evidence"):
        frame(state + b"x", place, seq=1, stream="s", type="noted", version=1)
