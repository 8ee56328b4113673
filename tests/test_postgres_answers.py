"""Are the answers from PostgreSQL those of the oracle, on random histories?"""

import json
import random
from collections.abc import Sequence
from functools import partial

import pytest

from ledger.dates.moments import Moment
from ledger.entries import Entry
from ledger.reading.reading import open_ledger
from ledger.records import Record
from ledger.stores.postgres_store import making
from tests.oracle.statements import Cut
from tests.servers import Server
from tests.strategies import history, moments
from tests.test_answer_properties import HARD, LONG, compare

SEEDS = 300 if LONG else 10
MOMENTS = moments()


def laid_out(records: Sequence[Record], url: str) -> None:
    """The records as the ledger of a database, in the place of the one that was there."""
    versions: dict[str, int] = {}
    entries = []
    for record in records:
        data = record.data
        stream = data.get("subject") or data.get("path") or "#"
        stream = f"#{data['id']}" if record.type == "announced" else stream
        stream = "#" if record.type in ("corrected", "retracted") else stream
        versions[stream] = versions.get(stream, 0) + 1
        state = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        entries.append(
            Entry(
                state.encode(),
                "example.org/links",
                record.recorded_at,
                record.seq,
                stream,
                record.type,
                versions[stream],
            )
        )
    with (
        making(url, origin="example.org/links", zone="UTC") as store,
        store.writing() as turn,
    ):
        turn.take(entries)


@pytest.mark.long
def test_answers_are_those_of_the_oracle_under_every_cut(postgres: Server) -> None:
    url = postgres.database()
    empty = partial(postgres.execute, "DROP SCHEMA public CASCADE; CREATE SCHEMA public", url=url)
    for seed in range(SEEDS):
        chance = random.Random(seed)
        records = history(chance, chance.randint(1, 30), plain=chance.random() < 0.25)
        laid_out(records, url)
        with open_ledger(url) as reading:
            assert list(reading.events()) == records
            for known, position, floor in (*HARD, (None, chance.randint(0, len(records)), 1)):
                view = reading.cut(known, position, floor)
                try:
                    compare(
                        records,
                        view,
                        Cut(known, position, floor),
                        chance.sample(MOMENTS, 2),
                    )
                except AssertionError as fault:
                    raise AssertionError(f"seed {seed}, {known, position, floor}") from fault
        empty()


def test_a_moment_falls_on_the_last_position_recorded_by_then(postgres: Server) -> None:
    url = postgres.database()
    records = history(random.Random(1), 20)
    laid_out(records, url)
    with open_ledger(url) as reading:
        for record in records:
            expected = max(r.seq for r in records if r.recorded_at <= record.recorded_at)
            view = reading.cut(None, Moment("", record.recorded_at, None))
            assert view.position == expected
