"""Is one field read the same from a flag, a correction and a file?"""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from events import codec
from events.fields import CORRECTED
from events.words import CHANGES, STATEMENTS
from ledger.files.fields import parse_field
from ledger.files.texts import FieldFault
from tests.announcing import changed

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = "2022-02-28T16:00:00Z"


@pytest.mark.parametrize(
    ("kind", "name", "text", "stored"),
    [
        ("suspended", "change", "permitted", "permitted"),
        (
            *("suspended", "effective", "2022-03-01"),
            {"text": "2022-03-01", "earliest": MIDNIGHT, "latest": MIDNIGHT},
        ),
        (
            *("suspended", "effective", "../2022-02~"),
            {"text": "../2022-02~", "latest": "2022-02-28T15:59:59.999999Z", "qualifier": "~"},
        ),
        ("suspended", "until", "2022-02-28", {"text": "2022-02-28", "instant": MIDNIGHT}),
        ("suspended", "until", "..", {"text": ".."}),
        ("suspended", "until", "", None),
        ("suspended", "afterwards", "previous", "previous"),
        ("suspended", "certainty", "expected", "expected"),
        ("suspended", "condition", "", None),
        ("rollout_started", "effect", "suspended", "suspended"),
        ("rollout_started", "population", "10%", {"percent": "10"}),
        ("rollout_started", "population.percent", "12.50", "12.5"),
        ("rollout_started", "population.words", "some shops", "some shops"),
        (
            "confirmed",
            "effective",
            "2022",
            {
                "text": "2022",
                "earliest": "2021-12-31T16:00:00Z",
                "latest": "2022-12-31T15:59:59.999999Z",
            },
        ),
        ("noted", "note", "two\nlines", "two\nlines"),
        ("announced", "source.name", " The Paper ", "The Paper"),
        ("announced", "source.authority", "press", "press"),
        ("announced", "source.party", "", None),
        (
            "announced",
            "published",
            "2022-02-28",
            {"text": "2022-02-28", "instant": "2022-02-28T15:59:59Z"},
        ),
        ("announced", "title", "", None),
        ("announced", "url", "https://example.org/a", "https://example.org/a"),
        ("announced", "language", "zh-Hans", "zh-Hans"),
    ],
)
def test_a_field_is_read_into_its_stored_form(kind: str, name: str, text: str, stored: Any) -> None:
    assert parse_field(kind, name, text, SHANGHAI) == stored
    act = {"target": "a", "why": "misread", "fields": {name: stored}}
    assert codec.stored(codec.from_stored("corrected", act)) == act


@pytest.mark.parametrize(
    ("kind", "name", "text", "message"),
    [
        (
            "suspended",
            "efective",
            "2022",
            "'efective' is no field of suspended: did you mean effective",
        ),
        (
            "fully_recovered",
            "population",
            "10%",
            "'population' is no field of fully_recovered; expected one of",
        ),
        ("noted", "until", "2022", "'until' is no field of noted"),
        (
            "withdrawn",
            "effective",
            "2022",
            "'effective' is no field of withdrawn; expected one of note",
        ),
        ("rescheduled", "change", "withdrawn", "'change' is no field of rescheduled"),
        (
            "suspended",
            "subjects",
            "a",
            "subjects is not corrected: retract it, and announce it under",
        ),
        ("withdrawn", "of", "a#1", "of is not corrected: retract it"),
        ("announced", "id", "a", "id is not corrected: retract it"),
        ("announced", "source", "press", "'source' is no field of announced"),
        ("announced", "authority", "press", "did you mean source.authority?"),
        ("announced", "source.authority", "", "source.authority cannot be cleared: it is needed"),
        ("announced", "published", "", "published cannot be cleared: it is needed"),
        ("announced", "source.authority", "offical", "did you mean official?"),
        ("suspended", "change", "withdrawn", "unknown word 'withdrawn'; expected one of permitted"),
        ("suspended", "effective", "tomorrow", ""),
        ("suspended", "note", "a\0b", "holds a NUL character"),
        ("suspended", "note", "a\ud800b", "holds a lone surrogate"),
        ("suspended", "except", "[a/b, \udcff]", "holds a lone surrogate"),
        ("suspended", "replaces", "\udcff", "holds a lone surrogate"),
        ("suspended", "condition", "a\nb", "has several lines; expected one line"),
    ],
)
def test_what_a_field_cannot_be_is_refused(kind: str, name: str, text: str, message: str) -> None:
    with pytest.raises(FieldFault) as refused:
        parse_field(kind, name, text, SHANGHAI)
    assert message in str(refused.value)


@pytest.mark.parametrize("kind", ["announced", *CHANGES])
def test_every_field_that_is_corrected_has_a_reader_and_a_place_in_the_event(kind: str) -> None:
    for name in CORRECTED[kind]:
        if kind in CORRECTED[kind][name].needed:
            continue
        act = {
            "target": "a",
            "why": "misread",
            "fields": {name: parse_field(kind, name, "", SHANGHAI)},
        }
        codec.from_stored("corrected", act)
    assert ("change" in CORRECTED[kind]) == (kind in STATEMENTS)


def test_a_flag_and_a_file_read_alike() -> None:
    data = changed(
        "change: rollout_started, subjects: [s], effective: 2022-10~, until: 2023-01-31, "
        "afterwards: previous, population: 5%, note: x"
    )
    for name, text in {
        "effective": "2022-10~",
        "until": "2023-01-31",
        "afterwards": "previous",
        "population": "5%",
        "note": "x",
    }.items():
        assert parse_field("rollout_started", name, text, SHANGHAI) == data[name]
