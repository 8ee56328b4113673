"""Are the bytes of what is said of subjects and sources canonical, and in the least format?"""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from events import acts, codec
from events.descriptions import WORDED
from events.words import AUTHORITIES
from tests.announcing import batch
from tests.tampering import Scene, words
from tests.tampering import scene as scene

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
TAGS = st.sampled_from(["en", "zh-Hans", "zh-Hant-TW", "de"])
BY_LANGUAGE = st.dictionaries(TAGS, TEXTS, min_size=1)
SUBJECTS = st.builds(
    acts.SubjectDescribed,
    path=TEXTS,
    title=st.none() | TEXTS,
    aliases=st.lists(TEXTS).map(tuple),
    titles=st.none() | BY_LANGUAGE,
    words=st.none() | st.dictionaries(st.sampled_from(WORDED), TEXTS | BY_LANGUAGE, min_size=1),
    recorder=st.none() | TEXTS,
)
SOURCES = st.builds(
    acts.SourceDescribed,
    name=TEXTS,
    ceiling=st.sampled_from(AUTHORITIES),
    recorder=st.none() | TEXTS,
)


@given(SUBJECTS | SOURCES)
def test_it_is_written_once_and_read_as_it_was(event: Any) -> None:
    type, state = codec.encode(event)
    data = codec.formatted(type, codec.stored(event))
    assert state == rfc8785.dumps(data) == codec.canonical(data)
    assert codec.decode(type, state) == event
    assert codec.encode(codec.decode(type, state)) == (type, state)


@given(SUBJECTS)
def test_its_format_is_the_second_where_it_has_titles_or_words_and_else_the_first(
    event: acts.SubjectDescribed,
) -> None:
    said = json.loads(codec.encode(event)[1])
    later = event.titles is not None or event.words is not None
    assert said.get("format", 1) == (2 if later else 1)


@pytest.mark.parametrize(
    ("type", "data", "message"),
    [
        ("subject_described", {"path": "k", "titles": {}}, "titles"),
        ("subject_described", {"path": "k", "titles": {"zh_Hans": "x"}}, "titles"),
        ("subject_described", {"path": "k", "words": {}}, "words"),
        ("subject_described", {"path": "k", "words": {"unknown": "x"}}, "words"),
        ("subject_described", {"path": "k", "words": {"set": "x" * 41}}, "words"),
        ("subject_described", {"path": "k", "words": {"set": {"en": "x" * 41}}}, "words"),
        ("source_described", {"name": "K"}, "ceiling"),
        ("source_described", {"name": "K", "ceiling": "great"}, "ceiling"),
        ("source_described", {"ceiling": "press"}, "name"),
    ],
)
def test_what_is_none_is_refused_by_field(type: str, data: dict[str, Any], message: str) -> None:
    with pytest.raises(codec.StoredEventFault, match=message):
        codec.from_stored(type, data)


def described(scene: Scene, text: str) -> None:
    from ledger.application import open_for_writing

    with open_for_writing(str(scene.path)) as ledger:
        ledger.announce(batch(f"format: policy-ledger/1\n{text}"))


@pytest.mark.parametrize(
    ("section", "fields"),
    [
        ("subjects:\n- {path: k, title: K}\n", {"format": 2}),
        ("subjects:\n- {path: k, title: K}\n", {"format": 1}),
        ("subjects:\n- {path: k, titles: {en: K}}\n", {"format": 1}),
        ("sources:\n- {name: K, ceiling: press}\n", {"format": 1}),
        ("subjects:\n- {path: k, words: {set: K}}\n", {"words": {"set": "x" * 41}}),
        ("sources:\n- {name: K, ceiling: press}\n", {"ceiling": "great"}),
    ],
)
def test_bytes_in_another_format_or_form_are_found(
    scene: Scene, section: str, fields: dict[str, Any]
) -> None:
    described(scene, section)
    assert scene.verified(elsewhere=True).verdict == "ok"
    scene.edit(8, **fields)
    scene.rehash()
    report = scene.verified(elsewhere=True)
    assert {each.check for each in report.findings if each.seq == 8} >= {"events"}
    assert "its bytes are n" in words(report)


def test_a_ceiling_in_another_stream_than_the_recorders_acts_is_found(scene: Scene) -> None:
    described(scene, "sources:\n- {name: K, ceiling: press}\n")
    scene.sql(
        "UPDATE stored_events SET originator_id = '#K', originator_version = 1 WHERE rowid = 8"
    )
    scene.rehash()
    assert "stands in another stream" in words(scene.verified(elsewhere=True))


def test_titles_words_and_ceilings_in_the_read_model_alone_are_found(scene: Scene) -> None:
    described(
        scene,
        "subjects:\n- {path: k, titles: {en: K}, words: {set: K}}\n"
        "sources:\n- {name: K, ceiling: press}\n",
    )
    for statement, said in (
        ("UPDATE subjects SET titles = '{}'", "subjects is not what the log says: titles"),
        ("UPDATE subjects SET words = NULL", "subjects is not what the log says: words"),
        ("UPDATE ceilings SET ceiling = 'official'", "ceilings is not what the log says: ceiling"),
        ("DELETE FROM ceilings", "a row of ceilings is missing"),
        ("INSERT INTO ceilings VALUES ('K', 3, 'press')", "a row of ceilings that no event makes"),
        ("UPDATE sources SET authority = 'press'", "sources is not what the log says, at 'A'"),
    ):
        scene.raw(statement)
        assert said in words(scene.verified(elsewhere=True)), statement
        scene.rebuild()
        assert scene.verified(elsewhere=True).verdict == "ok"
