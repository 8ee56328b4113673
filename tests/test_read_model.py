"""Which rows of the read model does each event make?"""

import json
from typing import Any

import pytest

from events.upcasts import UnknownEvent
from events.words import OPEN_EARLIEST, OPEN_LATEST
from ledger.acts import split_target
from ledger.dates.instants import instant
from ledger.read_model import Derivation, rows
from ledger.records import Record
from ledger.statements import COLUMNS, Statement, statement
from ledger.stores import schema
from tests.told_logs import Log, day

SHOP = "k/shop"


def fields(found: Statement) -> dict[str, Any]:
    """The fields of a statement, and of what it says."""
    names = ("effect", "extent", "kind", "source", "party", "afterwards", "certainty")
    own = {name: getattr(found, name) for name in (*names, "population", "qualifier")}
    said = {name: getattr(found.said, name) for name in ("has_window", "has_term")}
    return {**found._asdict(), **own, **said}


def made(log: Log, table: str) -> list[dict[str, Any]]:
    """The rows of one table, by column; of `changes` by field."""
    made = [row for name, row in rows(log.records) if name == table]
    if table == "changes":
        return [fields(statement(row)) for row in made]
    return [dict(zip(schema.columns(schema.READ_MODEL[table]), row, strict=True)) for row in made]


def test_a_row_of_changes_has_the_columns_of_its_table() -> None:
    assert ", ".join(schema.columns(schema.READ_MODEL["changes"])) == COLUMNS


def test_what_takes_few_values_is_one_column_in_plain_json() -> None:
    log = Log().announce(
        "a", ("suspended", SHOP, {"effective": "2022-03-01"}), published="2022-02-22"
    )
    (stored,) = (row for name, row in rows(log.records) if name == "changes")
    assert json.loads(str(stored[-1])) == {
        "certainty": "stated",
        "effective": {},
        "kind": "suspended",
        "source": "A",
    }


def test_a_change_is_a_row_with_what_its_announcement_says() -> None:
    log = Log().announce(
        "a", ("suspended", SHOP, {"effective": "2022-03-01"}), published="2022-02-22"
    )
    (row,) = made(log, "changes")
    assert row["subject"] == SHOP
    assert (row["earliest"], row["latest"]) == (day("2022-03-01"), day("2022-03-01"))
    assert row["published"] == instant("2022-02-22T23:59:59Z")
    assert (row["authority"], row["source"], row["party"]) == (4, "A", None)
    assert (row["kind"], row["effect"], row["extent"]) == ("suspended", "suspended", "full")
    assert (row["announcement"], row["n"], row["seq"]) == ("a", 1, 3)
    assert (row["has_window"], row["has_term"], row["until"]) == (1, 0, None)


def test_open_ends_are_the_ends_of_time() -> None:
    log = Log().announce(
        "a",
        ("suspended", SHOP, {"effective": "../2022-03-01"}),
        ("permitted", SHOP, {"effective": "2022-03-01/.."}),
        ("permitted", SHOP, {"certainty": "expected"}),
        published="2022-02-22",
    )
    before, after, without = made(log, "changes")
    assert before["earliest"] == OPEN_EARLIEST
    assert after["latest"] == OPEN_LATEST
    assert (without["earliest"], without["latest"]) == (OPEN_EARLIEST, OPEN_LATEST)
    assert [row["has_window"] for row in (before, after, without)] == [1, 1, 0]


def test_a_lifted_term_is_a_term_without_an_end() -> None:
    log = Log().announce(
        "a", ("permitted", SHOP, {"effective": "2022-03-01"}), published="2022-02-22"
    )
    log.announce("b", ("term_changed", SHOP, {"of": "a#1", "until": ".."}), published="2022-03-01")
    changed = made(log, "changes")[1]
    assert (changed["has_term"], changed["until"]) == (1, None)
    assert (changed["of_announcement"], changed["of_n"]) == ("a", 1)
    assert (changed["effect"], changed["extent"], changed["latest"]) == (None, None, OPEN_LATEST)


def test_an_announcement_knows_the_position_of_its_last_change() -> None:
    log = Log()
    log.announce(
        "a",
        ("permitted", SHOP, {"effective": "2022-03-01"}),
        ("noted", SHOP, {}),
        published="2022-02-22",
    )
    log.announce("b", ("noted", SHOP, {}), published="2022-02-22")
    assert [(row["id"], row["seq"], row["last_seq"]) for row in made(log, "announcements")] == [
        ("a", 2, 4),
        ("b", 5, 6),
    ]


def test_rows_do_not_depend_on_how_the_log_is_cut_into_transactions() -> None:
    log = Log()
    for number in range(4):
        log.announce(f"a-{number}", ("noted", SHOP, {}), published="2022-02-22")
    parts = [
        row for start, stop in ((0, 3), (3, 7), (7, 9)) for row in rows(log.records[start:stop])
    ]
    assert parts == list(rows(log.records))


def test_a_lapse_that_the_recorder_told_is_no_change_of_an_announcement() -> None:
    log = Log().announce("a", ("noted", SHOP, {}), published="2022-02-22")
    told = {"of": "a#1", "subject": SHOP, "until": {"text": "x", "instant": "2022-12-01T00:00:00Z"}}
    record = Record(4, day("2026-01-02"), "expired", told)
    found = [*Derivation().of(record)]
    assert found == [("lapses", ("a", 1, SHOP, day("2022-12-01"), 4))]
    assert [name for name, _ in rows([*log.records, record])] == [
        *("sources", "changes", "paths", "announcements", "lapses"),
    ]


def test_a_description_is_a_row_and_one_for_each_alias() -> None:
    data: dict[str, Any] = {"path": "k", "title": "K", "aliases": ["快手", "ks"]}
    aliases = [("aliases", ("快手", 2, "k")), ("aliases", ("ks", 2, "k"))]
    assert list(rows([Record(2, 0, "subject_described", data)])) == [
        ("subjects", ("k", 2, "K", '["快手","ks"]', None, None)),
        *aliases,
    ]
    data |= {"words": {"suspended": {"zh-Hans": "豁免", "en": "waived"}}, "titles": {"en": "K"}}
    assert list(rows([Record(2, 0, "subject_described", data)])) == [
        (
            "subjects",
            (
                "k",
                2,
                "K",
                '["快手","ks"]',
                '{"en":"K"}',
                '{"suspended":{"en":"waived","zh-Hans":"豁免"}}',
            ),
        ),
        *aliases,
    ]


def test_the_ceiling_of_a_source_is_a_row_each_time_it_is_said() -> None:
    said = Record(2, 0, "source_described", {"name": "K", "ceiling": "press"})
    assert list(rows([said])) == [("ceilings", ("K", 2, "press"))]


def test_an_act_says_what_it_is_about() -> None:
    fields = {"until": {"text": ".."}, "note": None}
    record = Record(
        9, 5, "corrected", {"target": "a#2", "fields": fields, "why": "w", "subject": "k"}
    )
    act = (
        "acts",
        (9, 5, "corrected", "a", 2, None, "k", '{"note":null,"until":{"text":".."}}', "w", None),
    )
    assert list(rows([record])) == [act]
    assert split_target("@7") == (None, None, 7)
    assert split_target("a.b-c") == ("a.b-c", None, None)


def test_an_event_that_nobody_knows_is_not_passed_over() -> None:
    with pytest.raises(UnknownEvent, match="@3: renamed"):
        list(rows([Record(3, 0, "renamed", {})]))
    stray = {"change": "b#1", "subject": SHOP}
    with pytest.raises(UnknownEvent, match="@4: permitted"):
        list(
            rows(
                [
                    *Log().announce("a", ("noted", SHOP, {}), published="2022-02-22").records,
                    Record(4, 0, "permitted", stray),
                ]
            )
        )
