"""Does a document have all that its table tells, and what that refers to?"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cli.question import Asking
from cli.tables import at_table
from ledger.dates.moments import render
from ledger.documents.schema import schema
from ledger.history.timeline import boundaries
from ledger.sayings.language import LANGUAGES
from tests import console
from tests.desk import REPOSITORY, Desk
from tests.drawn import drawn
from tests.outputs import fits
from tests.test_documents import MORE, ODD

DAYS = ("2020-03-15", "2021-06-01", "2022-10-29", "2024-06-01", "2025-01-10", "2025-01-15")
NAMED = (
    *("2025-01-10 odd odd/x", "2022-10-29 kuaishou/live-cartt", "2020-03-01 odd"),
    *("2022-10-28T12:00 kuaishou --known 2022-10-28", "2025-01-10 --only due,contested"),
    *("2022-10-29 --recorded 2026-11-25", "2022-10-29 --recorded @1 --authority official"),
)


@pytest.fixture
def case(desk: Desk) -> Desk:
    desk.kuaishou()
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    desk.done("announce -", typed=MORE)
    desk.done("announce -", typed=ODD)
    return desk


def moments() -> list[str]:
    """Each instant at which anything of the case begins or ends, and its day."""
    with Asking(target="policy.ledger").open() as question:
        view = question.view
        edges = {at for path in view.paths() for at in boundaries(view.way(path).spoken)}
    found = {render(edge) for edge in edges}
    return sorted(found | {each[:10] for each in found})


def told(found: Any) -> Iterator[str]:
    """The kinds of fact in a document, or in its schema."""
    if isinstance(found, dict):
        kind = found.get("kind")
        if isinstance(kind, dict):
            yield from kind.get("enum", [kind["const"]] if "const" in kind else [])
        elif "facts" in found:
            yield from (fact["kind"] for fact in found["facts"])
        for each in found.values():
            yield from told(each)
    elif isinstance(found, list):
        for each in found:
            yield from told(each)


@pytest.mark.usefixtures("strict")
def test_a_table_is_drawn_from_its_document_alone(case: Desk) -> None:
    kinds: set[str] = set()
    for line in (*moments(), *DAYS, *NAMED):
        document = json.loads(case.done(f"at {line} --format json"))
        kinds.update(told(document["states"]))
        for tag in LANGUAGES:
            assert drawn(at_table.draw, document, tag) == case.done(f"at {line} --lang {tag}")
    defs = schema("at")["$defs"]
    assert kinds == {*told([each for name, each in defs.items() if name.endswith("Fact")])}


def test_a_row_that_nobody_disputes_has_no_facts_and_stays_one_line(case: Desk) -> None:
    document = json.loads(case.done("at 2022-10-29 kuaishou/detail-page/jd-alliance --format json"))
    assert [row["facts"] for row in document["states"]] == [[]]
    assert document["said"] == {}


def test_what_facts_refer_to_is_in_the_document(case: Desk) -> None:
    for line in (*DAYS, *NAMED):
        found = json.loads(case.done(f"at {line} --format json"))
        fits(found, "at")
        for row in found["states"]:
            entries = {
                "contested": row["contested_by"],
                "set_aside": row["set_aside"],
                "expected": row["expectations"],
            }
            for fact in row["facts"]:
                if fact["kind"] in entries:
                    assert fact["change"] in [e["change"] for e in entries[fact["kind"]]]
                if fact.get("said") is not None:
                    assert str(fact["said"]) in found["said"]
        for seq, said in found["said"].items():
            assert said["seq"] == int(seq)
            for name in ("start_set", "term_set"):
                assert said[name] is None or str(said[name]["by"]) in found["said"]
            assert said["target"] is None or str(said["target"]) in found["said"]


def test_lines_and_csv_have_the_state_alone(case: Desk) -> None:
    for text in case.done("at 2025-01-10 --format jsonl").splitlines():
        assert not {"facts", "said", "titles", "words"} & set(json.loads(text))


def test_titles_and_words_of_the_paths_that_occur_are_in_the_document(case: Desk) -> None:
    found = json.loads(case.done("at 2025-01-10 rules/tea/green --format json"))
    assert found["titles"]["rules/tea"] == {"title": "Tea", "titles": {"zh-Hans": "茶"}}
    assert found["words"] == {"rules/tea": {"set": "charged"}}
    assert "kuaishou" not in found["titles"]


def test_the_facts_of_a_row_are_told_in_chinese_as_the_page_shows(case: Desk, golden: bool) -> None:
    console.check(REPOSITORY / "tests" / "golden" / "zh-Hans-facts.md", case, golden=golden)
