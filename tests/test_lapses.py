"""Is every term that ran out told of once?"""

import json
import random
from pathlib import Path

import pytest

from events.words import AMENDMENTS
from ledger.application import open_for_writing
from ledger.dates.instants import instant
from tests.by_oracle import Seen, said
from tests.desk import Desk
from tests.ledgers import BOUNDED, EXPECTED, PERMITTED, announcement, made, rows, told
from tests.oracle.steps import lapsed as oracle_lapsed
from tests.oracle.steps import never
from tests.read_model import read
from tests.strategies import DAY, INSTANTS, history

AFTER = instant("2023-06-01T00:00:00Z")


def expired(path: Path, now: int = AFTER) -> list[tuple[str, str, str]]:
    """(of, subject, until as written) of what `expire` appends."""
    with open_for_writing(str(path)) as ledger:
        found = [record.data for record in ledger.expire(now).records]
    return [(data["of"], data["subject"], data["until"]["text"]) for data in found]


def test_a_term_that_ran_out_is_told_once(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED))
    assert expired(path) == [("a#1", "k/live", "2022-11-30")]
    assert expired(path) == []
    assert rows(path, "SELECT topic, originator_id FROM stored_events WHERE seq = 4") == [
        ("expired", "#")
    ]


def test_a_term_is_not_over_before_its_end(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED))
    end = instant("2022-11-30T16:00:00Z")
    assert expired(path, end - 1) == []
    assert expired(path, end) == [("a#1", "k/live", "2022-11-30")]


def test_a_term_that_was_prolonged_lapses_at_its_new_end(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED))
    told(path, announcement("b", "change: term_changed, of: a#1, until: 2023-01-31"))
    assert expired(path, instant("2022-12-15T00:00:00Z")) == []
    assert expired(path) == [("a#1", "k/live", "2023-01-31")]


def test_a_term_that_is_prolonged_after_it_was_told_lapses_again(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED))
    assert expired(path) == [("a#1", "k/live", "2022-11-30")]
    told(path, announcement("b", "change: term_changed, of: a#1, until: 2023-01-31"))
    assert expired(path) == [("a#1", "k/live", "2023-01-31")]


@pytest.mark.parametrize(
    "change",
    ["change: term_changed, of: a#1, until: ..", "change: withdrawn, of: a#1"],
)
def test_a_term_that_was_lifted_or_withdrawn_does_not_lapse(tmp_path: Path, change: str) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED), announcement("b", change))
    assert expired(path) == []


def test_a_lesser_authority_ends_no_term(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED))
    lift = announcement("b", "change: term_changed, of: a#1, until: ..", authority="press")
    told(path, lift)
    assert expired(path) == [("a#1", "k/live", "2022-11-30")]


def test_what_is_retracted_does_not_lapse(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED))
    with open_for_writing(str(path)) as ledger:
        ledger.retract("a", why="test")
    assert expired(path) == []


def test_a_corrected_term_lapses_as_corrected(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", PERMITTED))
    with open_for_writing(str(path)) as ledger:
        ledger.correct("a#1", {"until": "2022-12-31"}, why="test")
    assert expired(path) == [("a#1", "k/live", "2022-12-31")]


def test_an_expectation_has_no_rule_to_end(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", f"{EXPECTED}, until: 2022-12-31"))
    assert expired(path) == []
    told(path, announcement("b", "change: confirmed, of: a#1, effective: 2022-10-29"))
    assert expired(path) == [("b#1", "k/live", "2022-12-31")]


def test_expiries_are_told_in_the_order_of_their_ends(tmp_path: Path) -> None:
    path = made(tmp_path)
    later = BOUNDED.replace("k/live", "a/first")
    sooner = BOUNDED.replace("2022-11-30", "2022-06-30")
    told(path, announcement("a", later, sooner))
    assert [until for *_, until in expired(path)] == ["2022-06-30", "2022-11-30"]


@pytest.mark.parametrize("seed", range(30))
def test_the_terms_of_the_read_model_that_ran_out_are_those_of_the_specification(
    seed: int, tmp_path: Path
) -> None:
    records = history(random.Random(seed), 14)
    with read(records, tmp_path) as reading:
        for position in (len(records) // 2, len(records)):
            view = reading.cut(None, position)
            standing = said(records, Seen(position=position))
            for now in (*INSTANTS[4::3], INSTANTS[-1] + DAY):
                expected = sorted(
                    (s.subject, s.seq, s.change, s.until)
                    for s in standing
                    if s.visible and not s.withdrawn and s.kind not in (*AMENDMENTS, "noted")
                    if s.certainty == "stated" and s.latest <= now
                    if not never(s) and oracle_lapsed(s, now)
                )
                found = [(r.subject, r.seq, r.change, r.until) for r in view.lapsed(now)]
                assert found == expected


def test_what_status_tells_is_what_expire_writes(desk: Desk) -> None:
    desk.kuaishou()
    change = "announce --id {} --source S --authority official --published 2022-01-01 {}"
    end = "--change suspended --subject x --effective 2022-01-01 --until 2022-02-01"
    desk.done(change.format("a", end))
    told = json.loads(desk.done("status --format json"))["status"][0]["lapsed_untold"]
    assert [each.partition(" on ")[2] for each in told] == [
        "kuaishou/live-cart/jd-alliance/self-operated",
        "kuaishou/live-cart/taobao-alliance/tmall",
        "x",
    ]
    desk.done("expire")
    written = [
        json.loads(line)["data"]
        for line in desk.done("log --format jsonl --kind expired").splitlines()
    ]
    assert sorted(told) == sorted(f"{each['of']} on {each['subject']}" for each in written)
    assert json.loads(desk.done("status --format json"))["status"][0]["lapsed_untold"] == []
    desk.done(change.format("b", "--change term_changed --of a#1 --until 2022-03-01"))
    told = json.loads(desk.done("status --format json"))["status"][0]["lapsed_untold"]
    assert told == ["a#1 on x"]
