"""How long does one answer take from nothing, as a process?"""

import sys
from functools import partial
from random import Random

from bench import history
from bench.generator import path_of
from bench.measure import in_turn, process
from bench.rows import Goal, Row, Setting, count


def cold(setting: Setting) -> list[Row]:
    """`ledger at DATE SUBJECT`, started as the console script that pip writes, bytecode there;
    another date and another subject each time. The peer is Python importing click and sqlite3
    and nothing else: what any such command costs before it does anything."""
    return [_against_imports(setting, setting.small, 1.6, "cold")]


def cold_large(setting: Setting) -> list[Row]:
    """The same on the large ledger; and against itself on a ledger of 1,000 events: the cost of an
    answer follows the answer, not the log. The busiest subjects have over a thousand changes of
    their own, and as many on the path above; they are beside it, with no goal, as the answer alone
    and as the table, which explains what each of those has to do with it."""
    chance = setting.chance()
    large, little = setting.ledger(setting.large), setting.ledger(min(1_000, setting.small))
    grown = in_turn(
        lambda: _at(setting, large, chance.randrange(20, large.subjects), chance.random()),
        lambda: _at(setting, little, chance.randrange(20, little.subjects), chance.random()),
        runs=3 * setting.runs,
    )
    busy = [
        Row(
            f"cold busy {form}",
            f"cold `ledger at DATE SUBJECT`, {count(large.events)} events, a very busy subject, "
            f"as {form}",
            "`python -c 'import click, sqlite3'`",
            in_turn(
                partial(_busy, setting, large, chance, form),
                lambda: _imports(setting),
                runs=max(2, setting.runs // 2),
            ),
            None,
        )
        for form in ("json", "table")
    ]
    return [
        _against_imports(setting, setting.large, 1.5, "cold large"),
        Row(
            "cold grown",
            f"cold `ledger at DATE SUBJECT`, {count(large.events)} events",
            f"the same, {count(little.events)} events",
            grown,
            Goal("<=", 1.15),
        ),
        *busy,
    ]


def _against_imports(setting: Setting, events: int, most: float, name: str) -> Row:
    ledger = setting.ledger(events)
    chance = setting.chance()
    found = in_turn(
        lambda: _at(setting, ledger, chance.randrange(20, ledger.subjects), chance.random()),
        lambda: _imports(setting),
        runs=3 * setting.runs,
    )
    return Row(
        name,
        f"cold `ledger at DATE SUBJECT`, {count(events)} events",
        "`python -c 'import click, sqlite3'`",
        found,
        Goal("<=", most),
    )


def _at(
    setting: Setting, ledger: history.Ledger, subject: int, when: float, *, form: str = "table"
) -> float:
    day, path = f"{2010 + int(when * 13)}-06-15", path_of(subject)
    command = setting.program.command(ledger.path, "at", day, path, "--format", form)
    return process(command, env=setting.program.env)


def _busy(setting: Setting, large: history.Ledger, chance: Random, form: str) -> float:
    return _at(setting, large, chance.randrange(1, 20), chance.random(), form=form)


def _imports(setting: Setting) -> float:
    return process([sys.executable, "-c", "import click, sqlite3"], env=setting.program.env)
