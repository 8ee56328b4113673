"""What do paths of which a segment stands for any cost an answer that they do not cover?"""

from pathlib import Path

from bench import history
from bench.generator import path_of
from bench.measure import in_turn, timed
from bench.rows import Goal, Row, Setting, count
from ledger.answers.state import State
from ledger.dates.moments import Moment
from ledger.reading.reading import open_ledger

#: Of each shape that a pattern has one word is its own; the last has 16 segments.
_SHAPES = ("platform-00000/*/x{}", "*/y{}", "platform-00000/*/*/z{}", "/".join("*" * 15) + "/w{}")
_PATTERNS = 10_000
#: So many answers at a time.
_ANSWERS = 200


def patterns(setting: Setting) -> list[Row]:
    """`at` of one subject after another, in process, each in a ledger opened anew; against the same
    ledger without patterns."""
    ledger = setting.ledger(setting.small)
    number = min(_PATTERNS, setting.small)
    with_patterns = _with_patterns(setting, ledger.path, number)
    chance = setting.chance()

    def answered(path: Path) -> float:
        asked = [
            (path_of(chance.randrange(20, ledger.subjects)), history.random_instant(chance))
            for _ in range(_ANSWERS)
        ]
        return timed(lambda: [_state(path, *each) for each in asked])

    found = in_turn(
        lambda: answered(with_patterns), lambda: answered(ledger.path), runs=setting.runs
    )
    return [
        Row(
            "patterns",
            f"`at` of a subject in process, {count(ledger.events)} events and {count(number)} "
            "paths with `*` that do not cover it",
            "the same ledger without those",
            found,
            Goal("<=", 1.3),
            detail=f"{found.ours / _ANSWERS * 1e6:.0f} us an answer",
        )
    ]


def _state(path: Path, subject: str, instant: int) -> State:
    with open_ledger(str(path)) as reading:
        return reading.cut().state(subject, Moment("", instant, None))


def _with_patterns(setting: Setting, ledger: Path, number: int) -> Path:
    copy = setting.copied(ledger)
    told = (
        {
            "id": f"patterns-{start}",
            "source": {"name": "Platform notice", "authority": "official", "party": "platform"},
            "published": "2024-01-01",
            "changes": [
                {
                    "change": "permitted",
                    "subjects": [_SHAPES[place % len(_SHAPES)].format(place)],
                    "effective": "2024-01-01",
                }
                for place in range(start, min(start + 500, number))
            ],
        }
        for start in range(0, number, 500)
    )
    history.announce(copy, history.lines_of(setting.folder(), told, "patterns.jsonl"))
    history.at_rest(copy)
    return copy
