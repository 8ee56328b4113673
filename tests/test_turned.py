"""Is what a rehearsal, or a recorder's act, says to turn what turns once it stands in the log?"""

import random
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby, pairwise, product
from pathlib import Path

import pytest

from events.words import RANK
from ledger.history.comparison import Comparison
from ledger.history.replay import Changed
from ledger.history.timeline import Interval, Turns, boundaries, differing, segments, turns
from ledger.records import Record
from tests.by_oracle import Seen, said, state
from tests.read_model import read
from tests.strategies import INSTANTS, PATHS, history
from tests.told_logs import Log

UNCUT = Seen()
#: So many cuts are tried where nothing should turn under any.
CUTS = 24
AMENDMENTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("confirmed", {}),
    ("rescheduled", {"effective": "2026-05-03"}),
    ("term_changed", {"until": "2026-09-30"}),
    ("withdrawn", {}),
)


def held(records: Sequence[Record], path: str, cut: Seen) -> Turns:
    """The whole timeline of a path, by every event there is."""
    edges = boundaries(said(records, cut))
    return turns(segments(lambda at: state(records, path, at, cut), edges))


def turning(
    records: Sequence[Record], before: int, path: str, cut: Seen = UNCUT
) -> tuple[Interval, ...]:
    return differing(held(records[:before], path, cut), held(records, path, cut))


def turnings(records: Sequence[Record]) -> Callable[[int, int, str], tuple[Interval, ...]]:
    """What turns for a path between two sizes of a log; each timeline is worked out once."""
    told = cache(lambda size, path: held(records[:size], path, UNCUT))
    return lambda before, end, path: differing(told(before, path), told(end, path))


@pytest.mark.parametrize("seed", range(12))
def test_what_is_said_to_turn_is_what_turns_once_it_is_appended(seed: int, tmp_path: Path) -> None:
    records = history(random.Random(seed), 9)
    ends = [list(same)[-1].seq for _, same in groupby(records, key=lambda r: r.recorded_at)]
    turned = turnings(records)
    for before, middle, end in zip(ends, ends[1:], ends[2:], strict=False):
        whole = records[:end]
        reading = read(records[:middle], tmp_path)
        listed = set(reading.cut(None, before).paths())
        told = {r.data["subject"] for r in whole[before:] if "change" in r.data}
        for start in (before, middle):  # one more transaction, alone and after a rehearsed one
            rehearsed = records[before:start]
            found = {
                each.subject: each.intervals
                for each in Comparison(reading, before, whole[start:], rehearsed=rehearsed).turned()
            }
            for path in PATHS:
                expected = turned(start, end, path)
                if path in found or path in listed or path in told:
                    assert found.get(path, ()) == expected, (start, path)
        reading.close()


@pytest.mark.parametrize("seed", range(16))
def test_where_nothing_turns_by_all_that_is_known_an_earlier_knowledge_is_looked_into(
    seed: int, tmp_path: Path
) -> None:
    records = history(random.Random(seed), 9)
    ends = [list(same)[-1].seq for _, same in groupby(records, key=lambda r: r.recorded_at)]
    moments = sorted({*INSTANTS, *(at - 1 for at in INSTANTS), *(r.recorded_at for r in records)})
    with read(records, tmp_path) as reading:
        for before, end in pairwise(ends):
            compared = Comparison(reading, before, records[before:end])
            if compared.turned():
                continue
            paths = compared.unlike()
            if not paths:
                cuts = list(product(moments, RANK.values()))
                for known, rank in random.Random(seed).sample(cuts, CUTS):
                    cut = Seen(known, None, rank)
                    assert not any(turning(records[:end], before, path, cut) for path in PATHS)
                continue
            found = compared.earlier(paths)
            for known in reversed(moments):
                turning_then = [
                    Changed(path, intervals)
                    for path in paths
                    if (intervals := turning(records[:end], before, path, Seen(known)))
                ]
                if turning_then:
                    assert found is not None
                    assert (found[0] <= known, found[1]) == (True, turning_then)
                    break
            else:
                assert found is None


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
        found = Comparison(reading, before, log.records[before:]).turned()
    assert {each.subject: each.intervals for each in found} == {
        path: intervals
        for path in ("p/a", "p/a/b", "q")
        if (intervals := turning(log.records, before, path))
    }
