"""Is what one match takes for right also right by the long way, in every case?"""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from events.codec import StoredEventFault, canonical, encode, from_stored, stored
from events.upcasts import UnknownEvent, upcast
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
        data = upcast(kind, data)
        if stored(from_stored(kind, data)) != data:
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


def test_no_text_makes_the_match_slow() -> None:
    """What does not match in the end is given up at once, however it began."""
    begun = '{"certainty":"stated","change":"a#1","effective":{"text":"2022"},"note":"'
    assert plain("noted", begun + '\\"x' * 20_000 + '","subject":"k') is None
    described = '{"aliases":[' + '"a",' * 20_000 + '"b"],"path":"k'
    assert plain("subject_described", described) is None
