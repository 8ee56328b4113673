"""What does a case of section 5 ask, and in which words is it told?"""

from collections.abc import Callable
from typing import Any

from ledger.answers.state import Contest, State
from tests.told_logs import Log

#: (records, path, WHEN, known, position, floor) -> the answer at the end of that day.
Asked = Callable[..., State]


def suspended(path: str, effective: str, **fields: Any) -> tuple[str, str, dict[str, Any]]:
    return "suspended", path, {"effective": effective, **fields}


def permitted(path: str, effective: str, **fields: Any) -> tuple[str, str, dict[str, Any]]:
    return "permitted", path, {"effective": effective, **fields}


def amended(kind: str, path: str, of: str, **fields: Any) -> tuple[str, str, dict[str, Any]]:
    return kind, path, {"of": of, **fields}


def closed() -> Log:
    """`a` is suspended from 1 February, said officially on 5 January."""
    return Log().announce("n1", suspended("a", "2026-02-01"), published="2026-01-05")


def changes(contests: tuple[Contest, ...]) -> list[tuple[str, str]]:
    return [(contest.change, contest.reason) for contest in contests]
