"""How are results shown, and what does docs/benchmarks.md say?"""

import inspect
import os
import platform
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.rows import Measured, Row, Setting, count

_LIBRARIES = ("eventsourcing", "click", "pydantic", "duckdb")
_HEAD = ("what", "against", "ratio", "spread", "goal", "met", "")


def table(rows: Iterable[Row]) -> str:
    """One Markdown table."""
    return "\n".join([_line(_HEAD), _line("---" for _ in _HEAD), *map(line, rows)])


def line(row: Row) -> str:
    """One row of it."""
    return _line(_cells(row))


def machine() -> str:
    """On what it was measured, without a name of anything of anybody's."""
    versions = [f"{name} {_version(name)}" for name in _LIBRARIES]
    return (
        f"{platform.machine()}, {os.cpu_count()} cores{_processor()}, {_memory()}, "
        f"{platform.system()}; Python {platform.python_version()}, SQLite "
        f"{sqlite3.sqlite_version}, {', '.join(versions)}"
    )


def page(
    setting: Setting,
    rows: Sequence[Row],
    measured: Mapping[str, Measured],
    *,
    command: str,
) -> str:
    """docs/benchmarks.md."""
    missed = [row for row in rows if row.goal is not None and not row.goal.met(_number(row))]
    parts = [
        "# Benchmarks",
        "",
        "Ratios against a peer, measured in turn in the same run (A B A B), each pair by itself: "
        "the median, and in brackets the least and the greatest. Seconds depend on the machine; "
        "these depend on it less. Run it again:",
        "",
        "```sh",
        "python -m pip install -e '.[test,bench]'",
        command,
        "```",
        "",
        f"Measured on {machine()}.",
        "",
        table(rows),
        "",
        "`x as long`: how many times as long ours takes; `x as fast`: how many times as fast it "
        "is.",
        "",
        "## Where a goal is not met",
        "",
        *([f"- **{row.name}**: {_missed(row)}" for row in missed] or ["Nowhere."]),
        "",
        "## What each row measures",
        "",
        *(f"- **{name}**: {_words(call)}" for name, call in measured.items()),
        "",
        "The histories come from a seeded generator (`bench/generator.py`): "
        f"{count(setting.small)} and {count(setting.large)} events, over a tenth as many subjects. "
        "Most subjects say little, twenty very busy ones say much; three changes in ten have a "
        "term, one in seven amends an earlier one, every hundredth path is above 99 others.",
        "",
    ]
    return "\n".join(parts)


def _cells(row: Row) -> tuple[str, ...]:
    goal, met = "", ""
    if row.goal is not None:
        goal = f"{row.goal.sign} {row.goal.value:g}"
        met = "yes" if row.goal.met(_number(row)) else "**no**"
    if row.ratio is None:
        unit = f" {row.unit}" if row.unit else ""
        return row.what, "", f"{row.found:.3g}{unit}", "", goal, met, row.detail
    found = row.ratio
    spread = f"{_digits(found.least)} to {_digits(found.greatest)}"
    faster = "fast" if found.faster else "long"
    times = f"{_seconds(found.ours)} against {_seconds(found.peer)}"
    detail = row.detail or times
    return row.what, row.peer, f"{_digits(found.median)} x as {faster}", spread, goal, met, detail


def _number(row: Row) -> float:
    return row.ratio.median if row.ratio is not None else row.found or 0.0


def _missed(row: Row) -> str:
    assert row.goal is not None
    found = f"{_digits(_number(row))}, where the goal is {row.goal.sign} {row.goal.value:g}"
    return f"{found}. {row.floor or row.detail}"


def _words(call: Measured) -> str:
    return " ".join((inspect.getdoc(call) or "").split())


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _digits(number: float) -> str:
    return (
        f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"
    )


def _seconds(seconds: float) -> str:
    if seconds < 0.001:
        return f"{seconds * 1e6:.1f} us"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return ""
    for line in info.read_text().splitlines():
        if line.startswith("model name"):
            return f" of {line.partition(':')[2].strip()}"
    return ""


def _memory() -> str:
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return "memory unknown"
    return f"{total / 2**30:.0f} GiB of memory"
