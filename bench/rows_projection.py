"""What does a projection cost, and what does it save?"""

from contextlib import closing
from functools import partial
from pathlib import Path

from bench import history, peers
from bench.generator import path_of
from bench.measure import in_turn, peak, process, timed
from bench.rows import Goal, Row, Setting, count
from ledger import application
from ledger.dates.moments import Moment
from ledger.files.announcements import read_lines
from ledger.projections.answers import Answers
from ledger.projections.upkeep import kept_up
from ledger.reading.reading import open_ledger

#: Of so many paths one was touched since.
_TOUCHED = 100
_DAY = "2019-06-15"


def states(setting: Setting) -> list[Row]:
    """The state of every subject at an instant drawn anew each time, with no cut, in process, from
    a projection that is caught up; then from one since which one path in a hundred was touched."""
    ledger = setting.ledger(setting.large)
    path = setting.copied(ledger.path)
    number, chance = ledger.subjects, setting.chance()
    gotten = peers.rebuilding(setting.kept, number, chance)

    def answered() -> None:
        at = Moment("", history.random_instant(chance), None)
        with (
            open_ledger(str(path)) as reading,
            closing(Answers(str(path), reading, reading.cut())) as answers,
        ):
            for _ in answers.states(None, at):
                pass

    _keep(path)
    found = []
    for name, what, goal in (
        ("projected", "projection caught up", Goal(">=", 40.0)),
        ("projected touched", f"1 path in {_TOUCHED} touched since", Goal(">=", 20.0)),
    ):
        took = in_turn(partial(timed, answered), gotten, runs=setting.runs, faster=True)
        found.append(
            Row(
                name,
                f"all {count(number)} subjects, no cut, {what}",
                f"`eventsourcing`, `repository.get` of as many aggregates of {peers.EACH} events",
                took,
                goal,
                floor=f"One state {took.ours / number * 1e6:.1f} us.",
            )
        )
        if len(found) == 1:
            _touch(path, chance.sample(range(number), max(1, number // _TOUCHED)), setting.folder())
    return found


def due(setting: Setting) -> list[Row]:
    """`ledger due --within 30d` of everything, as a process, with a projection that is caught up
    and without one, against all states as JSON Lines without it; and its peak memory."""
    ledger = setting.ledger(setting.large)
    path, program = setting.copied(ledger.path), setting.program
    bare = setting.copied(ledger.path)
    _keep(path)
    words = ("due", _DAY, "--within", "30d", "--format", "jsonl")
    everything = program.command(bare, "at", _DAY, "--format", "jsonl")
    rows = []
    for name, place, goal in (
        ("due projected", path, Goal("<=", 0.1)),
        ("due", bare, Goal("<=", 1.3)),
    ):
        command = program.command(place, *words)
        took = in_turn(
            partial(process, command, env=program.env),
            partial(process, everything, env=program.env),
            runs=setting.runs,
        )
        found = peak(command, env=program.env)
        what = f"`due --within 30d` over {count(ledger.subjects)} subjects"
        rows += [
            Row(name, what, "all states as JSON Lines, without a projection", took, goal),
            Row(f"{name} memory", what, "", None, Goal("<=", 300), found.mebibytes, "MiB"),
        ]
    return rows


def upkeep(setting: Setting) -> list[Row]:
    """`ledger project --anew`, as a process, against all states as JSON Lines; then one
    announcement on a path with 99 below, and catching up by it, in process."""
    ledger = setting.ledger(setting.large)
    path, program = setting.copied(ledger.path), setting.program
    anew = program.command(path, "project", "--anew")
    made = in_turn(
        partial(process, anew, env=program.env),
        partial(
            process, program.command(ledger.path, "at", _DAY, "--format", "jsonl"), env=program.env
        ),
        runs=max(2, setting.runs // 4),
    )
    found = peak(anew, env=program.env)
    folder = setting.folder()
    last = max(0, ledger.subjects // 100 - 1)  # one of the twenty first is busier than any
    took = in_turn(
        lambda: timed(partial(_keep, path)),
        lambda: timed(partial(_touch, path, [last * 100], folder)),
        runs=setting.runs,
    )
    what = f"a projection of {count(ledger.subjects)} subjects made anew"
    return [
        Row("project anew", what, "all states as JSON Lines", made, Goal("<=", 6.0)),
        Row("project memory", what, "", None, Goal("<=", 300), found.mebibytes, "MiB"),
        Row(
            "project",
            "catching up after one announcement on a path with 99 below",
            "appending it",
            took,
            Goal("<=", 20.0),
        ),
    ]


def _keep(path: Path) -> None:
    with open_ledger(str(path)) as reading:
        kept_up(reading, str(path), anew=False, told=lambda _: None)


def _touch(path: Path, numbers: list[int], folder: Path) -> None:
    """One announcement more, with a change of each of these subjects."""
    with open_ledger(str(path)) as reading:
        said = {
            "id": f"touch-{reading.size}",
            "source": {"name": "Platform notice", "authority": "official", "party": "platform"},
            "published": "2020-01-01T00:00:00Z",
            "changes": [
                {"change": "permitted", "subjects": [path_of(number)], "effective": "2020-01-01"}
                for number in numbers
            ],
        }
    lines = history.lines_of(folder, [said], "touch.jsonl")
    with application.open_for_writing(str(path)) as log, lines.open("rb") as stream:
        log.announce_lines(read_lines(stream, ledger_zone="UTC"))
