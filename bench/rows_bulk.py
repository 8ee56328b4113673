"""Does the memory of announcing in bulk grow with the file?"""

from bench import history
from bench.measure import Process, peak
from bench.rows import Goal, Row, Setting, count


def bulk_memory(setting: Setting) -> list[Row]:
    """The process `ledger announce --jsonl FILE`, its peak memory and rate, of a file with
    100,000 changes and of one with ten times as many; each in one transaction. What grows at first
    are the pages, names and dates that it remembers, all of them bounded."""
    few = setting.small
    many = max(setting.large, few)
    small, large = _announced(setting, few), _announced(setting, many)
    grown = large.mebibytes / small.mebibytes
    return [
        Row(
            "bulk memory",
            f"peak memory, `announce --jsonl` of {count(many)} changes",
            "",
            None,
            Goal("<=", 200),
            large.mebibytes,
            "MiB",
            detail=f"{many / large.seconds:,.0f} changes a second",
        ),
        Row(
            "bulk memory grown",
            f"peak memory, `announce --jsonl` of {count(many)} changes, as a multiple of that of "
            f"{count(few)}",
            "",
            None,
            Goal("<=", 1.5),
            grown,
            "x",
            detail=f"{small.mebibytes:.0f} MiB and {few / small.seconds:,.0f} changes a second, "
            f"then {large.mebibytes:.0f} MiB and {many / large.seconds:,.0f}",
        ),
    ]


def _announced(setting: Setting, changes: int) -> Process:
    folder = setting.folder()
    lines = history.changes(folder, changes, max(1, changes // 10))
    ledger = folder / "policy.ledger"
    history.made(ledger)
    program = setting.program
    found = peak(program.command(ledger, "announce", "--jsonl", str(lines)), env=program.env)
    for path in folder.iterdir():
        path.unlink()
    return found
