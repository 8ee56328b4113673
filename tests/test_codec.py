"""Are stored bytes canonical, written once, and readable for ever?"""

import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from events import acts, codec, upcasts, values, words
from events.changes import MODELS
from events.codec import Event
from tests.ledgers import rows

FIXTURES = Path(__file__).parent / "fixtures"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
IDS = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,12}", fullmatch=True)
CHANGE_IDS = st.builds("{}#{}".format, IDS, st.integers(1, 99))
INSTANTS = st.sampled_from(["0001-01-01T00:00:00Z", "2022-10-29T15:59:59.999999Z"])
UNTIL = st.builds(values.Until, text=TEXTS, instant=st.none() | INSTANTS)
END = st.builds(values.End, text=TEXTS, instant=INSTANTS)
EFFECTIVE = st.builds(
    values.Effective,
    text=TEXTS,
    earliest=st.none() | INSTANTS,
    latest=st.none() | INSTANTS,
    qualifier=st.none() | st.sampled_from(["~", "?", "%"]),
)
PUBLISHED = st.builds(values.Published, text=TEXTS, instant=INSTANTS)
POPULATION = st.builds(
    values.Population,
    percent=st.sampled_from(["10", "12.5", "100", "0.05"]),
    words=st.none() | TEXTS,
)
WORDS = {"note": st.none() | TEXTS, "quote": st.none() | TEXTS}
TERM = {"until": st.none() | UNTIL, "afterwards": st.sampled_from(words.AFTERWARDS)}
SAID = {
    "value": st.none() | TEXTS,
    "except": st.none() | st.lists(TEXTS, min_size=1, max_size=2).map(tuple),
    "replaces": st.none() | st.lists(CHANGE_IDS, min_size=1, max_size=2).map(tuple),
}
FEW = {"population": st.none() | POPULATION}
START = {"effect": st.sampled_from(["permitted", "suspended"]), **FEW}
RECORDER = {"recorder": st.none() | TEXTS}


def a_change(kind: str, **fields: st.SearchStrategy[Any]) -> Any:
    return st.builds(MODELS[kind], change=CHANGE_IDS, subject=TEXTS, **WORDS, **fields)


def a_statement(kind: str, **fields: st.SearchStrategy[Any]) -> Any:
    return st.one_of(
        a_change(kind, effective=EFFECTIVE, certainty=st.just("stated"), **fields),
        a_change(kind, effective=st.none(), certainty=st.just("expected"), **fields),
        a_change(kind, certainty=st.just("conditional"), condition=TEXTS, **fields),
    )


EVENTS: st.SearchStrategy[Event] = st.one_of(
    a_statement("permitted", **TERM, **SAID, **FEW),
    a_statement("suspended", **TERM),
    a_statement("set", **TERM, **FEW, **(SAID | {"value": TEXTS})),
    a_statement("fully_recovered", **TERM, **SAID),
    a_statement("grayscale_started", **TERM, **START),
    a_statement("rollout_started", **TERM, **START, **SAID),
    a_statement("rollout_started", **TERM, effect=st.just("set"), value=TEXTS),
    a_statement("grayscale_completed"),
    a_statement("expired"),
    a_statement("noted"),
    a_change("rescheduled", of=CHANGE_IDS, effective=st.none() | EFFECTIVE),
    a_change("term_changed", of=CHANGE_IDS, until=UNTIL),
    a_change("withdrawn", of=CHANGE_IDS),
    a_change("confirmed", of=CHANGE_IDS, effective=EFFECTIVE, **TERM, **FEW, value=SAID["value"]),
    st.builds(acts.Opened, origin=TEXTS, zone=TEXTS, **RECORDER),
    st.builds(acts.KeyAdded, key=TEXTS, **RECORDER),
    st.builds(acts.KeyLost, lost=TEXTS, key=TEXTS, why=TEXTS, **RECORDER),
    st.builds(acts.SubjectDescribed, path=TEXTS, aliases=st.lists(TEXTS).map(tuple), **RECORDER),
    st.builds(
        acts.Announced,
        id=IDS,
        source=st.builds(
            values.Source,
            name=TEXTS,
            authority=st.sampled_from(words.AUTHORITIES),
            party=st.none() | st.sampled_from(words.PARTIES),
        ),
        published=PUBLISHED,
        title=st.none() | TEXTS,
        via=st.none() | st.builds(values.Via, name=TEXTS, published=st.none() | PUBLISHED),
        evidence=st.lists(
            st.builds(
                values.Evidence,
                sha256=st.just("0" * 64),
                size=st.integers(0, 2**53 - 1),
                media_type=st.just("text/html"),
            ),
            max_size=2,
        ).map(tuple),
        zone=TEXTS,
        changes=st.integers(0, 9),
        **RECORDER,
    ),
    st.builds(
        acts.Corrected,
        target=CHANGE_IDS,
        fields=st.dictionaries(
            st.sampled_from(["note", "effective", "population.words", "value", "except"]),
            st.none(),
        )
        .filter(bool)
        .map(acts.CorrectedFields.model_validate),
        why=TEXTS,
        **RECORDER,
    ),
    st.builds(acts.Retracted, target=CHANGE_IDS | st.just("@41"), why=TEXTS, **RECORDER),
    st.builds(acts.TermLapsed, of=CHANGE_IDS, subject=TEXTS, until=END, **RECORDER),
)


@given(EVENTS)
def test_plain_sorted_json_gives_the_bytes_of_rfc8785(event: Event) -> None:
    type, state = codec.encode(event)
    assert type == event.type
    data = codec.formatted(type, codec.stored(event))
    assert state == rfc8785.dumps(data) == codec.canonical(data)
    assert state == json.dumps(
        json.loads(state), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode("utf-8")


@given(EVENTS)
def test_what_was_encoded_is_decoded_to_the_same_event(event: Event) -> None:
    type, state = codec.encode(event)
    again = codec.decode(type, state)
    assert again == event
    assert again.__class__ is event.__class__
    assert codec.encode(again) == (type, state)


@given(EVENTS)
def test_what_is_none_is_left_out_and_no_number_is_a_float(event: Event) -> None:
    data = codec.stored(event)
    assert isinstance(event, acts.Corrected) or None not in _parts(data)
    assert not [part for part in _parts(data) if isinstance(part, float)]
    assert all(key.isascii() for key in _keys(data))


def _parts(data: object) -> list[object]:
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [data, *(part for value in inner for part in _parts(value))]


def _keys(data: object) -> list[str]:
    return [key for part in _parts(data) if isinstance(part, dict) for key in part]


def test_every_word_of_the_vocabulary_has_a_model_and_a_format() -> None:
    assert set(codec.MODELS) == {*words.CHANGES, *words.ACTS}
    assert set(upcasts.REGISTRY) == set(codec.MODELS)


def test_an_unknown_type_raises() -> None:
    for call in (codec.schema, upcasts.present):
        with pytest.raises(upcasts.UnknownEvent, match="'policy_updated' is unknown"):
            call("policy_updated")
    with pytest.raises(upcasts.UnknownEvent, match="'policy_updated' is unknown: one of "):
        codec.schema("policy_updated")
    with pytest.raises(upcasts.UnknownEvent, match="'policy_updated' is unknown"):
        codec.decode("policy_updated", b"{}")
    with pytest.raises(codec.StoredEventFault, match="noted: stored bytes are not JSON: "):
        codec.decode("noted", b"{")
    with pytest.raises(upcasts.UnknownEvent, match="; a newer version may have written it"):
        upcasts.upcast("policy_updated", {})


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (b"[]", "not a JSON object"),
        (b"{", "not JSON"),
        (b'{"change":' + b"[" * 9999 + b"]" * 9999 + b"}", "not JSON: maximum recursion depth"),
        (b'{"change":"a#1","subject":"a","effective":{"text":"x"},"colour":1}', "colour"),
        (b'{"change":"a#1","subject":"a"}', "a stated change says when"),
        (b'{"change":"a#0","subject":"a","effective":{"text":"x"}}', "change: "),
        (b'{"change":"a#1","subject":"a","certainty":"conditional"}', "condition"),
    ],
)
def test_bytes_that_are_not_the_event_are_refused_by_field(state: bytes, message: str) -> None:
    with pytest.raises(codec.StoredEventFault, match=message):
        codec.decode("suspended", state)


# --- formats -----------------------------------------------------------------------------------

#: A first format in which a suspension had a bare `from`, and a second that had no certainty.
OLDER: upcasts.Registry = {
    **upcasts.REGISTRY,
    "suspended": (
        lambda data: {
            **{key: value for key, value in data.items() if key != "from"},
            "effective": {"text": data["from"], "earliest": data["from"], "latest": data["from"]},
        },
        lambda data: {**data, "certainty": "stated"},
    ),
}
STORED_IN_FORMAT_1 = b'{"change":"a#1","from":"2022-03-01T00:00:00Z","subject":"kuaishou"}'


def test_an_event_of_an_older_format_opens_as_one_of_today() -> None:
    event = codec.decode("suspended", STORED_IN_FORMAT_1, OLDER)
    assert isinstance(event, MODELS["suspended"])
    assert event.model_dump()["effective"]["latest"] == "2022-03-01T00:00:00Z"
    type, state = codec.encode(event, OLDER)
    assert json.loads(state)["format"] == 3
    assert codec.decode(type, state, OLDER) == event


def test_reading_without_models_upcasts_the_same_and_leaves_the_stored_data_alone() -> None:
    data = json.loads(STORED_IN_FORMAT_1)
    once = upcasts.upcast("suspended", data, OLDER)
    assert once["effective"]["earliest"] == "2022-03-01T00:00:00Z"
    assert data == json.loads(STORED_IN_FORMAT_1)
    halfway = {**once, "format": 2}
    del halfway["certainty"]
    assert upcasts.upcast("suspended", halfway, OLDER) == once
    assert codec.from_stored("suspended", once) == codec.decode(
        "suspended", STORED_IN_FORMAT_1, OLDER
    )


@pytest.mark.parametrize(
    ("written", "message"),
    [(4, "format 4 is newer"), (0, "not a format"), ("1", "not a format"), (True, "not a format")],
)
def test_a_format_that_is_newer_or_none_is_refused(written: object, message: str) -> None:
    with pytest.raises(upcasts.UnknownEvent, match=message):
        upcasts.upcast("suspended", {"format": written})


@given(EVENTS)
def test_an_event_is_written_in_the_least_format_that_has_what_it_says(event: Event) -> None:
    type, state = codec.encode(event)
    said = codec.stored(event)
    source = said.get("source", {})
    told = {said.get("effect"), source.get("authority"), source.get("party")}
    later = (
        {"value", "except", "replaces"} & {*said, *said.get("fields", ())}
        or {"binding", "court", "legislator", "set"} & told
        or (type in ("permitted", "suspended") and "population" in said)
    )
    assert json.loads(state).get("format", 1) == (2 if later else 1)
    assert upcasts.upcast(type, json.loads(state)) == said


@pytest.mark.parametrize(
    ("type", "said", "format"),
    [
        ("permitted", {}, 1),
        ("permitted", {"value": "6%"}, 2),
        ("permitted", {"except": ["a/b"]}, 2),
        ("permitted", {"replaces": ["a#1"]}, 2),
        ("permitted", {"population": {"percent": "10"}}, 2),
        ("rollout_started", {"population": {"percent": "10"}, "effect": "suspended"}, 1),
        ("rollout_started", {"effect": "set", "value": "6%"}, 2),
        ("confirmed", {"population": {"percent": "10"}}, 1),
        ("confirmed", {"value": "6%"}, 2),
        ("announced", {"source": {"name": "court", "authority": "official"}}, 1),
        ("announced", {"source": {"name": "A", "authority": "binding"}}, 2),
        ("announced", {"source": {"name": "A", "authority": "press", "party": "court"}}, 2),
        ("corrected", {"fields": {"note": "binding"}}, 1),
        ("corrected", {"fields": {"value": None}}, 2),
        ("corrected", {"fields": {"change": "set"}}, 2),
        ("corrected", {"fields": {"source.authority": "binding"}}, 2),
        ("noted", {"note": "value"}, 1),
    ],
)
def test_what_came_with_a_format_is_declared(type: str, said: Any, format: int) -> None:
    assert codec.formatted(type, said).get("format", 1) == format


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.ledger")), ids=lambda path: path.stem)
def test_what_an_older_program_wrote_is_written_the_same_today(path: Path) -> None:
    stored = rows(path, "SELECT topic, state FROM stored_events")
    assert stored
    for type, state in stored:
        assert codec.encode(codec.decode(type, state)) == (type, state)


# --- forms -------------------------------------------------------------------------------------


def test_a_change_is_stored_as_its_words_and_the_instants_that_they_meant() -> None:
    midnight = "2022-02-28T16:00:00Z"
    event = MODELS["suspended"].model_validate(
        {
            "change": "kuaishou-2022-02-22#2",
            "subject": "kuaishou/live-cart/jd-alliance",
            "effective": {"text": "2022-03-01", "earliest": midnight, "latest": midnight},
        }
    )
    assert codec.encode(event) == (
        "suspended",
        b'{"afterwards":"undetermined","certainty":"stated","change":"kuaishou-2022-02-22#2",'
        b'"effective":{"earliest":"2022-02-28T16:00:00Z","latest":"2022-02-28T16:00:00Z",'
        b'"text":"2022-03-01"},"subject":"kuaishou/live-cart/jd-alliance"}',
    )


def test_a_correction_keeps_what_it_clears_as_null() -> None:
    fields = acts.CorrectedFields.model_validate({"until": None, "source.authority": "press"})
    event = acts.Corrected(target="a#1", fields=fields, why="misread")
    assert codec.encode(event)[1] == (
        b'{"fields":{"source.authority":"press","until":null},"target":"a#1","why":"misread"}'
    )


@pytest.mark.parametrize("field", ["source.name", "source.authority", "published"])
def test_a_correction_cannot_clear_what_is_needed(field: str) -> None:
    with pytest.raises(codec.StoredEventFault, match="cannot be cleared"):
        codec.from_stored("corrected", {"target": "a", "fields": {field: None}, "why": "x"})


def test_the_recorders_expired_and_a_sources_expired_are_told_apart() -> None:
    lapsed = {"of": "a#1", "subject": "a", "until": {"text": "2022-11-30"}}
    with pytest.raises(codec.StoredEventFault, match="instant"):
        codec.from_stored("expired", lapsed)  # what never ends does not run out
    lapsed["until"] = {"text": "2022-11-30", "instant": "2022-11-30T16:00:00Z"}
    said = {"change": "a#1", "subject": "a", "effective": {"text": "2022-11-30"}}
    assert isinstance(codec.from_stored("expired", lapsed), acts.TermLapsed)
    assert isinstance(codec.from_stored("expired", said), MODELS["expired"])


@pytest.mark.parametrize("type", list(codec.MODELS))
def test_every_type_has_a_json_schema_that_forbids_what_it_does_not_name(type: str) -> None:
    schema = codec.schema(type)
    options = schema.get("anyOf", [schema])
    for option in options:
        option = schema["$defs"][option["$ref"].split("/")[-1]] if "$ref" in option else option
        assert option["additionalProperties"] is False
    json.dumps(schema)


def test_events_never_change() -> None:
    event = acts.Opened(origin="example.org/links", zone="Asia/Shanghai")
    with pytest.raises(ValueError, match="frozen"):
        event.zone = "UTC"
