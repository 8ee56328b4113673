"""Are titles by language and words of a subject read, stored, kept, replaced and shown?"""

import json
import os

import pytest

from ledger.audit.integrity import verify
from ledger.audit.verdict import AuditRequest
from ledger.files.described import spelt
from ledger.reading.reading import open_ledger
from ledger.stores.schema import READ_MODEL
from tests.announcing import batch, faults
from tests.desk import Desk
from tests.stores import Place, acted, stored, table
from tests.warned import worded

HEAD = "format: policy-ledger/1\nsubjects:\n"
WHOLE = (
    "- {path: k, title: Kuaishou, titles: {zh-hans: 快手, en: Kwai}, aliases: [快手],\n"
    "   words: {permitted: in force, suspended: {en: waived, zh-Hans: 豁免}}}\n"
    "- {path: k/*/us, title: of any, words: {set: charged}}\n"
)


def described(text: str) -> list[dict[str, object]]:
    return [each.data for each in batch(HEAD + text).descriptions]


def test_titles_and_words_are_read_in_their_stored_form() -> None:
    assert described(WHOLE) == [
        {
            "path": "k",
            "aliases": ["快手"],
            "title": "Kuaishou",
            "titles": {"zh-Hans": "快手", "en": "Kwai"},
            "words": {"permitted": "in force", "suspended": {"en": "waived", "zh-Hans": "豁免"}},
        },
        {"path": "k/*/us", "aliases": [], "title": "of any", "words": {"set": "charged"}},
    ]


def test_what_is_not_said_of_a_subject_is_not_stored_so_that_its_bytes_stay_as_they_were() -> None:
    entry = {"path": "k", "title": "K", "titles": None, "words": None}
    text = json.dumps({"format": "policy-ledger/1", "subjects": [entry]})
    (said,) = batch(text, name="f.json").descriptions
    assert said.data == {"path": "k", "aliases": [], "title": "K"}


@pytest.mark.parametrize(
    ("tag", "canonical"),
    [
        ("ZH-hans-cn", "zh-Hans-CN"),
        ("en", "en"),
        ("EN-us", "en-US"),
        ("de-1996", "de-1996"),
        ("zh-CMN-HANS", "zh-cmn-Hans"),
        ("en-x-AB-Cdef", "en-x-ab-cdef"),
        ("sl-Rozaj-BISKE", "sl-rozaj-biske"),
    ],
)
def test_a_language_tag_is_stored_as_it_is_spelt(tag: str, canonical: str) -> None:
    assert spelt(tag) == canonical


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("titles: text", "titles: is text; expected {zh-Hans: 快手}, a text by language"),
        ("titles: {}", "titles: says nothing; expected {zh-Hans: 快手}, a text by language"),
        (
            "titles: {zh_hans: x}",
            "titles.zh_hans: 'zh_hans' is no language tag; expected such as zh-Hans (BCP 47)",
        ),
        ("titles: {zh-hans: a, zh-Hans: b}", "zh-Hans is here twice; expected each language once"),
        ("titles: {en: [a]}", "titles.en: is a list; expected a text"),
        ("words: in force", "words: is text; expected {permitted: in force}, a word by effect"),
        ("words: {}", "words: says nothing; expected {permitted: in force}, a word by effect"),
        (
            "words: {allowed: x}",
            "words.allowed: unknown field: did you mean permitted?; expected one of permitted, "
            "suspended, set, undetermined",
        ),
        ("words: {unknown: x}", "words.unknown: unknown field: did you mean undetermined?"),
        (f"words: {{set: {'x' * 41}}}", "words.set: has 41 characters; expected at most 40"),
        (f"words: {{set: {{en: {'快' * 41}}}}}", "words.set.en: has 41 characters"),
        ("words: {set: {}}", "words.set: says nothing; expected {en: in force}"),
        ("aliases: ['*']", "aliases[1]: '*' has a *; expected a name that stands for one path"),
        ("aliases: ['a*']", "aliases[1]: 'a*' has a *; expected a name that stands for one path"),
    ],
)
def test_what_a_subject_cannot_be_given_is_refused_by_field(entry: str, message: str) -> None:
    assert message in faults(f"{HEAD}- {{path: k, {entry}}}\n")


def test_a_path_with_any_segment_takes_titles_and_words_and_no_alias() -> None:
    assert (
        "f.yaml:3: subjects[1].aliases: a/* stands for many paths, and an alias for one; expected "
        "none; titles and words may be given to it"
    ) in faults(f"{HEAD}- {{path: a/*, aliases: [x]}}\n")


def test_a_word_of_forty_characters_is_taken() -> None:
    assert described(f"- {{path: k, words: {{set: {'快' * 40}}}}}\n")[0]["words"] == {
        "set": "快" * 40
    }


def test_the_latest_description_counts_as_a_whole_and_each_is_kept(place: Place) -> None:
    target = place.made()

    def tell(text: str) -> None:
        acted(target, lambda ledger: ledger.announce(batch(HEAD + text)))

    tell(WHOLE)
    size = len(stored(target))
    tell(WHOLE)
    assert len(stored(target)) == size, "told again, it changes nothing"
    tell("- {path: k, words: {permitted: {de: erlaubt}}}\n")
    with open_ledger(target) as reading:
        now, before = reading.cut().called, reading.cut(recorded=size).called
    assert (now.title_of("k", "zh"), before.title_of("k", "zh")) == (None, "快手")
    assert (now.words_of("k/x", "permitted"), before.words_of("k/x", "permitted")) == (
        "erlaubt",
        "in force",
    )
    assert now.words_of("k/x/us", "set", "en") == "charged"
    assert verify(target, AuditRequest(), os.environ).verdict == "ok"
    derived = {name: table(target, name) for name in READ_MODEL}
    acted(target, lambda ledger: ledger.rebuild())
    assert {name: table(target, name) for name in READ_MODEL} == derived


def test_an_event_with_titles_or_words_says_that_an_older_program_cannot_read_it(
    place: Place,
) -> None:
    target = place.made()
    acted(
        target,
        lambda ledger: ledger.announce(
            batch(
                f"{HEAD}- {{path: a, title: A}}\n- {{path: b, titles: {{en: B}}}}\n"
                "- {path: c, words: {set: C}}\n"
            )
        ),
    )
    states = [json.loads(row[4]) for row in stored(target) if row[3] == "subject_described"]
    least = [None, 2, 2] if place.server is None else [3, 3, 3]
    assert [state.get("format") for state in states] == least
    if place.server is None:
        assert stored(target)[1][4] == b'{"aliases":[],"path":"a","title":"A"}'


def test_every_command_that_lists_shows_titles_and_words(desk: Desk) -> None:
    desk.done("init --origin example.org/links --zone Asia/Shanghai")
    (desk.folder / "f.yaml").write_text(HEAD + WHOLE, encoding="utf-8")
    desk.done("announce f.yaml")
    for line in ("log", "replay", "show @3", "subjects"):
        said = " ".join(desk.done(line).split())
        assert "in en Kwai; in zh-Hans 快手" in said
        assert (
            "permitted is called in force; suspended is called waived (en), 豁免 (zh-Hans)" in said
        )
    (row, _) = json.loads(desk.done("subjects --format json"))["subjects"]
    assert row["titles"] == {"zh-Hans": "快手", "en": "Kwai"}
    assert row["words"] == {
        "permitted": "in force",
        "suspended": {"en": "waived", "zh-Hans": "豁免"},
    }


def test_a_described_path_of_doubtful_characters_is_warned_of() -> None:
    text = "format: policy-ledger/1\nsubjects:\n- {path: ku\u0430ishou/x, title: K}\n"
    (warned,) = batch(text).warnings
    assert warned.kind == "doubtful characters"
    assert worded([warned])[0].startswith(
        "f.yaml:3: ku\u0430ishou/x: 'ku\u0430ishou' mixes letters of"
    )
