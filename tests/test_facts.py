"""Does a document have all that its table tells under a row, and what that refers to?"""

import json
from typing import Any

import pytest

from cli.question import Asking
from cli.tables import at_table, remarks
from cli.tables.effects import Effects
from cli.tables.grounds import Grounds
from ledger.answers.hindsight import Then
from ledger.dates.moments import local
from ledger.documents.facts import facts
from ledger.history.timeline import boundaries
from tests.desk import Desk
from tests.outputs import fits
from tests.test_documents import MORE, ODD

#: The label of what the table tells of a fact; of others the row says it.
LABELS = {
    **dict.fromkeys(("unknown", "vague_start", "doubtful_start", "said_to_have_lapsed"), ""),
    **dict.fromkeys(("never_holds", "start_set", "term_set", "confirmed_amended"), ""),
    **dict.fromkeys(("may_have_changed", "scheduled", "also_covered"), ""),
    "excepted": "EXCEPTED",
    "inherited": "INHERITED",
    "lapsed": "LAPSED",
    "ends": "ENDS",
    "returned": "returned",
    "ended": "lapsed",
    "spared": "spared",
    "changed": "CHANGED",
    "contested": "CONTESTED",
    "set_aside": "SET ASIDE",
    "said_later": "HINDSIGHT",
}


@pytest.fixture
def case(desk: Desk) -> Desk:
    desk.kuaishou()
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    desk.done("announce -", typed=MORE)
    desk.done("announce -", typed=ODD)
    return desk


def label(fact: dict[str, Any], row: dict[str, Any]) -> str:
    if fact["kind"] == "extent":
        return str(row["extent"]).upper()
    if fact["kind"] == "expected":
        (status,) = (e["status"] for e in row["expectations"] if e["change"] == fact["change"])
        return "EXPECTED" if status == "open" else str(status).upper()
    return str(LABELS[fact["kind"]])


def test_a_document_has_the_facts_that_its_table_tells(case: Desk) -> None:
    kinds: set[str] = set()
    with Asking(target="policy.ledger").open() as question:
        view = question.view
        edges = {at for path in view.paths() for at in boundaries(view.way(path).spoken)}
        days = {local(edge, question.zone)[:10] for edge in edges}
        moments = [question.moment("now")._replace(instant=edge) for edge in sorted(edges)]
        for at in [*moments, *map(question.moment, sorted(days))]:
            then = Then(at.instant)
            for found in view.workings(None, at):
                state, late = found.state, then.hindsight(found)
                told: list[Any] = list(facts(found, late, view, named=False))
                shown = remarks.Shown(at, question.zone, Effects(view.called), hindsight=late)
                way = view.way(state.subject)
                lines = remarks.remarks(Grounds(at.instant, state, way), shown)
                entries = {
                    "extent": state.extent,
                    "expectations": [each._asdict() for each in state.expectations],
                }
                # What was known then stands behind the last of what was said later.
                labels = [label(e, entries) for e in told if e["kind"] != "known_then"]
                assert labels == [each.label for each in lines]
                assert bool(told) == at_table.remarked(at_table.Row(state, late, bool(told)))
                kinds |= {each["kind"] for each in told}
    assert kinds == {*LABELS, "extent", "expected", "known_then"} - {"also_covered"}


def test_what_facts_refer_to_is_in_the_document(case: Desk) -> None:
    days = ("2020-03-15", "2021-06-01", "2022-10-29", "2024-06-01", "2025-01-10", "2025-01-15")
    for line in (*days, "2025-01-10 odd odd/x", "2022-10-29 kuaishou/live-cartt"):
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
            if row["facts"] and row["seq"] is not None:
                assert found["said"][str(row["seq"])]["change"] == row["change"]
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
