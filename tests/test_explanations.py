"""Does the document of an explanation have all that its table tells?"""

import json

import pytest

from cli.tables.explain import draw
from ledger.grounds import explain
from ledger.sayings import steps
from ledger.sayings.language import LANGUAGES
from tests import console
from tests.desk import REPOSITORY, Desk
from tests.drawn import drawn
from tests.test_documents import MORE, ODD, SPOKEN

LINES = (
    "2022-10-29 kuaishou/live-cart/taobao-alliance/tmall",
    "2022-10-29T08:00 kuaishou/live-cart/jd-alliance --known 2022-11-01",
    "2022-10-29 kuaishou --recorded @3 --authority binding",
    "2022-10-29 kuaishou/live-cart/jd-alliance/marketplace --recorded 2026-11-25",
    "2022-10-29 douyin/private-message --authority press",
    "2025-01-15 rules/tea",
    "2025-01-02 rules/tea/green",
    "2025-01-15 rules/pilot",
    "2020-03-15 odd/moved",
    "2021-06-01 odd/back",
    "2021-06-01 odd",
    "2024-06-01 odd/gone",
    "2020-03-15 said/again",
    "2020-03-15 nowhere",
)


@pytest.fixture
def case(desk: Desk) -> Desk:
    desk.kuaishou()
    desk.done("announce examples/kuaishou-2022-11-02.yaml examples/grayscale-withdrawn.yaml")
    for text in (MORE, ODD, SPOKEN):
        desk.done("announce -", typed=text)
    desk.done("correct 'odd#5' effective=2020-02-02 --why slip")
    desk.done("retract 'the-paper-2022-10-28#4' --subject douyin/private-message --why test")
    return desk


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("line", LINES)
def test_an_explanation_is_drawn_from_its_parsed_json(case: Desk, line: str, language: str) -> None:
    found = json.loads(case.done(f"explain {line} --format json"))
    assert drawn(draw, found, language) == case.done(f"explain {line} --lang {language}")


def test_explanations_are_told_in_chinese_as_the_page_shows(case: Desk, golden: bool) -> None:
    console.check(REPOSITORY / "tests" / "golden" / "zh-Hans-explain.md", case, golden=golden)


def test_lines_have_the_statements_alone(case: Desk) -> None:
    for text in case.done("explain 2025-01-15 rules/tea --format jsonl").splitlines():
        row = json.loads(text)
        assert not {"steps", "said", "titles", "words", "note", "corrected"} & set(row)
        assert "facts" not in row["state"]


def test_each_part_of_a_statement_is_in_the_words_of_explanations() -> None:
    assert steps.PARTS == explain.PARTS


TAKEN_BACK = """
format: policy-ledger/1
announcements:
- id: note
  source: {name: The Office, authority: official}
  published: 2020-01-01
  changes:
  - {change: noted, subjects: [a], effective: 2020-01-01, note: a talk was held}
  - {change: noted, subjects: [a], effective: 2020-01-01}
- id: back
  source: {name: The Office, authority: official}
  published: 2020-01-02
  changes: [{change: withdrawn, of: "note#1"}, {change: withdrawn, of: "note#2"}]
"""


def test_a_note_that_was_taken_back_is_told_by_its_text(desk: Desk) -> None:
    desk.done("init --origin example.org/notes --zone UTC")
    desk.done("announce -", typed=TAKEN_BACK)
    told = desk.told("explain 2020-02-01 a")
    assert "taken back c a talk was held note#1" in told
    assert "d noted note#2" in told


BEHIND_THE_CUT = """
format: policy-ledger/1
announcements:
- id: rumour
  source: {name: Somebody, authority: third-party}
  published: 2020-03-01
  changes: [{change: suspended, subjects: [a], effective: 2020-01-10}]
- id: office
  source: {name: The Office, authority: official}
  published: 2020-03-02
  changes: [{change: confirmed, of: "rumour#1"}]
"""


def test_what_a_cut_hides_is_told_where_it_was_said_later(desk: Desk) -> None:
    desk.done("init --origin example.org/cut --zone UTC")
    desk.done("announce -", typed=BEHIND_THE_CUT)
    line = "explain 2020-02-01 a --authority official"
    found = json.loads(desk.done(f"{line} --format json"))
    assert [row["change"] for row in found["statements"]] == ["office#1"]
    assert [said["change"] for said in found["said"].values()] == ["rumour#1"]
    assert "suspended, from 2020-01-10: Somebody, third-party, rumour#1" in desk.told(line)


def test_what_follows_a_term_and_an_expectation_whose_term_has_ended_are_told(desk: Desk) -> None:
    desk.done("init --origin example.org/links")
    one = "announce --source K --authority official --published 2022-01-01 --subject k"
    desk.done(
        f"{one} --id a --change permitted --effective 2022-01-01 --until 2022-06-30 "
        "--afterwards suspended"
    )
    desk.done(
        f"{one} --id e --change suspended --certainty expected --effective 2022-02-01 "
        "--until 2022-03-31"
    )
    out = desk.told("explain 2022-07-10 k")
    assert "nothing else is left. It lapsed at 2022-07-01; suspended follows, as the source" in out
    assert "8 Expected: b lapsed: its term has ended" in out
