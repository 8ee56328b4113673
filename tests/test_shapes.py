"""Has all that a model takes its shape, and what readers stumble over none?"""

from typing import Any

import pytest
from hypothesis import given

from events.codec import encode, stored
from events.shapes import fits
from tests.test_codec import EVENTS

ANNOUNCED: dict[str, Any] = {
    "changes": 1,
    "id": "a",
    "published": {"instant": "2022-10-28T15:59:59Z", "text": "2022-10-28"},
    "source": {"authority": "official", "name": "A"},
    "zone": "UTC",
}
CHANGE: dict[str, Any] = {"change": "a#1", "subject": "k", "effective": {"text": "2022"}}


@given(EVENTS)
def test_what_a_model_takes_has_its_shape(event: Any) -> None:
    assert fits(encode(event)[0], stored(event))


@pytest.mark.parametrize(
    ("type", "data", "right"),
    [
        ("announced", ANNOUNCED, True),
        *(("announced", {k: v for k, v in ANNOUNCED.items() if k != n}, False) for n in ANNOUNCED),
        *(("announced", {**ANNOUNCED, name: None}, False) for name in ANNOUNCED),
        *(("announced", {**ANNOUNCED, name: [7]}, False) for name in ANNOUNCED),
        ("announced", {**ANNOUNCED, "changes": True}, False),
        ("announced", {**ANNOUNCED, "changes": -1}, False),
        ("announced", {**ANNOUNCED, "more": "x"}, False),
        ("announced", {**ANNOUNCED, "source": {"authority": "loud", "name": "A"}}, False),
        ("announced", {**ANNOUNCED, "evidence": [{"sha256": "x"}]}, False),
        ("announced", [], False),
        ("announced", "x", False),
        ("announced", {}, False),
        ("noted", {"change": "a#1", "subject": "k"}, True),
        ("noted", {"change": "a", "subject": "k"}, False),
        ("permitted", {**CHANGE, "until": {"instant": "2022-02-30T00:00:00Z", "text": "x"}}, False),
        ("permitted", {**CHANGE, "until": {"instant": "2022-02-28T00:00:00Z", "text": "x"}}, True),
        ("permitted", {**CHANGE, "value": 5}, False),
        ("permitted", {**CHANGE, "except": "k/a"}, False),
        ("permitted", {**CHANGE, "population": {}}, False),
        ("set", CHANGE, False),
        ("corrected", {"target": "a#1", "fields": {}, "why": "x"}, False),
        ("corrected", {"target": "a#1", "fields": {"until": None}, "why": "x"}, True),
        ("corrected", {"target": "@", "fields": {"until": None}, "why": "x"}, False),
        ("expired", {"of": "a#1", "subject": "k", "until": {"text": ".."}}, False),
        ("policy_updated", {}, False),
    ],
)
def test_what_readers_would_stumble_over_has_no_shape(type: str, data: Any, right: bool) -> None:
    assert fits(type, data) is right
