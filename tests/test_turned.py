"""Is what a rehearsal, or a recorder's act, says to turn what turns once it stands in the log?"""

import random
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import pytest

from cli.tables.turned import turned
from ledger.answers.answer import working
from ledger.answers.visible import Cut, statements
from ledger.history.timeline import Interval, boundaries, differing, segments, turns
from ledger.records import Record
from tests.read_model import read
from tests.strategies import PATHS, history
from tests.told_logs import Log

AMENDMENTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("confirmed", {}),
    ("rescheduled", {"effective": "2026-05-03"}),
    ("term_changed", {"until": "2026-09-30"}),
    ("withdrawn", {}),
)


def held(records: Sequence[Record], path: str) -> list[tuple[int, object]]:
    """The whole timeline of a path, by every event there is."""
    said = [s for s in statements(records, Cut()) if f"{path}/".startswith(f"{s.subject}/")]
    return turns(  # type: ignore[return-value]
        segments(lambda at: working(said, path, at).state, boundaries(s for s in said if s.speaks))
    )


def turning(records: Sequence[Record], before: int, path: str) -> tuple[Interval, ...]:
    return differing(held(records[:before], path), held(records, path))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(12))
def test_what_is_said_to_turn_is_what_turns_once_it_is_appended(seed: int, tmp_path: Path) -> None:
    records = history(random.Random(seed), 9)
    ends = [list(same)[-1].seq for _, same in groupby(records, key=lambda r: r.recorded_at)]
    for before, middle, end in zip(ends, ends[1:], ends[2:], strict=False):
        whole = records[:end]
        reading = read(records[:middle], tmp_path)
        listed = set(reading.cut(None, before).paths())
        told = {r.data["subject"] for r in whole[before:] if "change" in r.data}
        for start in (before, middle):  # one more transaction, alone and after a rehearsed one
            rehearsed = records[before:start]
            found = {
                each.subject: each.intervals
                for each in turned(reading, before, whole[start:], rehearsed=rehearsed)
            }
            for path in PATHS:
                expected = turning(whole, start, path)
                if path in found or path in listed or path in told:
                    assert found.get(path, ()) == expected, (start, path)
        reading.close()


@pytest.mark.parametrize(("kind", "fields"), AMENDMENTS)
@pytest.mark.parametrize("spoilt", ["withdrawn", "corrected", "retracted", "announcement"])
def test_an_amendment_of_what_no_longer_counts_is_rehearsed_beside_others(
    spoilt: str, kind: str, fields: dict[str, object], tmp_path: Path
) -> None:
    log = Log()
    log.announce(
        "a",
        ("suspended", "p/a", {"effective": "2026-04-01", "until": "2026-09-30"}),
        ("permitted", "p/a/b", {"effective": "2026-05-01"}),
        published="2026-03-02",
    )
    if spoilt == "withdrawn":
        log.announce("w", ("withdrawn", "p/a/b", {"of": "a#2"}), published="2026-03-03")
    elif spoilt == "corrected":
        log.act("corrected", "a#2", effective="2026-05-02")
    else:
        log.act("retracted", "a" if spoilt == "announcement" else "a#2")
    before = len(log.records)
    said: list[tuple[str, str, dict[str, object]]] = [
        (kind, "p/a/b", {"of": "a#2", **fields}),
        ("permitted", "q", {"effective": "2026-08-01"}),
    ]
    log.announce("c", *said, published="2026-05-02")
    with read(log.records[:before], tmp_path) as reading:
        found = turned(reading, before, log.records[before:])
    assert {each.subject: each.intervals for each in found} == {
        path: intervals
        for path in ("p/a", "p/a/b", "q")
        if (intervals := turning(log.records, before, path))
    }
