"""Does what a file costs grow with its square, where it says very much of one thing?"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import history, long_files
from bench.long_files import Announcement
from bench.measure import Process, peak, ratio
from bench.rows import Goal, Row, Setting, count
from ledger import application

#: At most so many times as long as the peer, and at most so many times its memory.
_LONGER = Goal("<=", 4.0)
_LARGER = Goal("<=", 2.0)
#: Rows of the table, each below one path with as many changes to come.
_ROWS = 729


def confirmed(setting: Setting) -> list[Row]:
    """`ledger announce --jsonl FILE`, as a process, in one transaction: one change that is recorded
    is confirmed 400 times in one announcement. The peer tells as many plain changes, to a ledger
    that holds the same."""
    number = _number(setting, 400)
    return _announced(
        setting,
        "confirmed",
        f"announcing {count(number)} confirmations of one change",
        [long_files.one()],
        long_files.together(long_files.confirming(number)),
        long_files.together(long_files.plain(number)),
    )


def amended(setting: Setting) -> list[Row]:
    """The same of one file with an announcement of 2,000 changes, each amended after it by an
    announcement of its own. The peer tells as many plain changes after it, each in its own."""
    number = _number(setting, 2_000)
    first = long_files.each_own(number)
    return _announced(
        setting,
        "amended",
        f"announcing {count(number)} changes together, then an amendment of each",
        [],
        [first, *long_files.apart(long_files.amending_each(number))],
        [first, *long_files.apart(long_files.plain(number))],
    )


def by_subject(setting: Setting) -> list[Row]:
    """The same of a recorded change of 2,000 subjects, which is amended for each of them alone, in
    one announcement. The peer tells as many plain changes, to a ledger that holds the same."""
    number = _number(setting, 2_000)
    return _announced(
        setting,
        "by subject",
        f"announcing an amendment for each of {count(number)} subjects of one change",
        [long_files.all_in_one(number)],
        long_files.together(long_files.amending_by_subject(number)),
        long_files.together(long_files.plain(number)),
    )


def large_table(setting: Setting) -> list[Row]:
    """`ledger at DATE SUBJECT`, as a process: the table of 729 rows below a path of which as many
    changes are still to come, which all of them inherit. The peer is the same answer as JSON."""
    number = _number(setting, _ROWS)
    coming = [
        {"change": "suspended", "subjects": ["platform"], "effective": f"{2100 + n}-01-01"}
        for n in range(number)
    ]
    root = long_files.announcement("coming", coming)
    ledger = _made(setting, [root, long_files.each_own(number)])
    program, asked = setting.program, ("at", "2024-06-15", "platform", "--format")
    return _compared(
        setting,
        "large table",
        f"`ledger at DATE SUBJECT` as a table of {count(number)} rows below a path with "
        f"{count(number)} changes to come",
        "the same as JSON",
        lambda form: peak(
            program.command(ledger, *asked, "table" if form else "json"), env=program.env
        ),
    )


def _number(setting: Setting, whole: int) -> int:
    return max(2, min(whole, setting.small // 40))


def _announced(
    setting: Setting,
    name: str,
    what: str,
    recorded: Sequence[Announcement],
    ours: Sequence[Announcement],
    peer: Sequence[Announcement],
) -> list[Row]:
    before = _made(setting, recorded)
    program = setting.program
    files = [history.lines_of(setting.folder(), told, "told.jsonl") for told in (peer, ours)]

    def told(which: bool) -> Process:
        ledger = setting.copied(before)
        found = peak(
            program.command(ledger, "announce", "--jsonl", str(files[which])), env=program.env
        )
        shutil.rmtree(ledger.parent)
        return found

    return _compared(setting, name, what, "as many plain changes", told)


def _compared(
    setting: Setting, name: str, what: str, peer: str, run: Callable[[bool], Process]
) -> list[Row]:
    """A row of the time, and one of the memory; `run`: ours where it is asked for, else the
    peer's."""
    run(True), run(False)
    pairs = [(run(True), run(False)) for _ in range(max(1, setting.runs // 2))]
    seconds = ratio([(ours.seconds, other.seconds) for ours, other in pairs])
    memory = ratio([(ours.mebibytes, other.mebibytes) for ours, other in pairs])
    return [
        Row(name, what, peer, seconds, _LONGER),
        Row(
            f"{name} memory",
            f"peak memory, {what}, as a multiple of that of {peer}",
            "",
            None,
            _LARGER,
            memory.median,
            "x",
            detail=f"{memory.ours:.0f} MiB against {memory.peer:.0f}",
        ),
    ]


def _made(setting: Setting, told: Sequence[Announcement]) -> Path:
    path = setting.folder() / "policy.ledger"
    application.init(str(path), origin=history.ORIGIN)
    if told:
        history.announce(path, history.lines_of(path.parent, told, "before.jsonl"))
    history.at_rest(path)
    return path
