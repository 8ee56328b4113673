"""Is what one match takes for right also right by the long way, in every case?"""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.codec import StoredEventFault, canonical, encode, from_stored, stored
from events.upcasts import REGISTRY, UnknownEvent, as_is, upcast, written
from events.words import REWRITTEN, TYPES
from ledger.audit.plain_events import plain
from tests.desk import Desk
from tests.ledgers import rows
from tests.test_codec import EVENTS


def long_way(kind: str, text: str) -> dict[str, Any] | None:
    """The data of an event, where its bytes are as an event of that type is written."""
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or canonical(data) != text.encode():
            return None
        format = data.get("format")
        data = upcast(kind, data)
        if stored(from_stored(kind, data)) != data or format != (
            written(kind, data) if written(kind, data) > 1 else None
        ):
            return None
    except (ValueError, StoredEventFault, UnknownEvent, TypeError, AttributeError):
        return None
    return data


def agrees(kind: str, text: str) -> bool:
    """Whether it was plain; never otherwise than the long way has it."""
    found = plain(kind, text)
    if found is None:
        return False
    assert found == long_way(kind, text), (kind, text)
    return True


@given(EVENTS)
def test_what_is_plain_is_right_by_the_long_way(event: Any) -> None:
    kind, state = encode(event)
    agrees(kind, state.decode())


@settings(max_examples=300)
@given(EVENTS, EVENTS, st.data())
def test_what_is_plain_after_it_was_altered_is_right_too(
    event: Any, other: Any, data: st.DataObject
) -> None:
    """Characters dropped, doubled or replaced, pieces of other events, other types."""
    kind, state = encode(event)
    text = state.decode()
    more = encode(other)[1].decode()
    at = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(at, min(len(text), at + 30)))
    piece = data.draw(
        st.sampled_from(["", text[at:end] * 2, more[at:end], " ", "\\", '"', ",", "\x00", "\u2028"])
    )
    agrees(kind, text[:at] + piece + text[end:])
    agrees(encode(other)[0], text)


def test_most_of_what_is_announced_is_plain(desk: Desk) -> None:
    desk.kuaishou()
    found = rows(desk.folder / "policy.ledger", "SELECT topic, state FROM stored_events")
    plainly = [kind for kind, state in found if agrees(kind, state.decode())]
    assert len(plainly) > len(found) / 2, (len(plainly), len(found))
    assert {"announced", "suspended", "rollout_started"} <= set(plainly)


START = '{"text":"2022"}'
SET = f'"certainty":"expected","change":"a#1","effective":{START}'


@pytest.mark.parametrize(
    ("kind", "text", "plainly"),
    [
        ("set", f'{SET},"format":2,"subject":"k","value":"6%"', True),
        ("set", f'{SET},"subject":"k","value":"6%"', False),
        ("set", f'{SET},"format":2,"subject":"k"', False),
        ("set", f'{SET},"except":["k/a","k/b"],"format":2,"subject":"k","value":"6%"', True),
        ("set", f'{SET},"except":[],"format":2,"subject":"k","value":"6%"', False),
        ("set", f'{SET},"format":2,"replaces":["b#1"],"subject":"k","value":"6%"', True),
        ("set", f'{SET},"format":2,"subject":"k","value":"{"x" * 500}"', True),
        ("set", f'{SET},"format":2,"subject":"k","value":"{"x" * 501}"', False),
        ("permitted", f'{SET},"subject":"k"', True),
        ("permitted", f'{SET},"format":2,"subject":"k"', False),
        ("permitted", f'{SET},"format":2,"population":{{"percent":"10"}},"subject":"k"', True),
        ("permitted", f'{SET},"population":{{"percent":"10"}},"subject":"k"', False),
    ],
)
def test_what_is_new_is_plain_in_the_format_that_has_it(
    kind: str, text: str, plainly: bool
) -> None:
    assert agrees(kind, f'{{"afterwards":"undetermined",{text}}}') is plainly
    assert (long_way(kind, f'{{"afterwards":"undetermined",{text}}}') is not None) is plainly


def test_no_text_makes_the_match_slow() -> None:
    """What does not match in the end is given up at once, however it began."""
    begun = '{"certainty":"stated","change":"a#1","effective":{"text":"2022"},"note":"'
    assert plain("noted", begun + '\\"x' * 20_000 + '","subject":"k') is None
    described = '{"aliases":[' + '"a",' * 20_000 + '"b"],"path":"k'
    assert plain("subject_described", described) is None


def test_only_types_with_a_step_that_rewrites_are_told_to_be_rewritten() -> None:
    found = {type for type, steps in REGISTRY.items() if any(step is not as_is for step in steps)}
    assert found == REWRITTEN
    assert set(REGISTRY) == set(TYPES)
