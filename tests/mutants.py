"""Does some test fail where one line of the product is changed so that it matters?

    python -m tests.mutants --seed 41 --number 80 --contexts FILE ledger/signing cli/commands

Changes are chosen by the seed over the rooms that are named, each is made in a copy of the
repository, and tests run there until one fails: those that enter its line, first those of files
that import its module, of every function its quickest case before its second; at the end, for what
lives or is entered by none, those that bear on its room. Which test enters which line is found by
one run of the suite, which is kept in the file named by `--contexts`, and read from there where it
exists; without that option the tests of the room run alone. What lives is printed: a test is
missing, or the line changes nothing and can go.
"""

import argparse
import ast
import os
import queue
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from coverage import CoverageData

from tests.messages import ROOT

#: What is compared, what else it could be.
_COMPARED = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip
_WRITTEN = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip
#: Of every room: what commands print.
_ALWAYS = ("tests/test_command_pages.py", "tests/test_pages.py")
#: Of a room, besides the tests that import the module.
_ROOMS = {
    "cli": "test_cli_*.py test_on_a_terminal.py test_streams.py",
    "ledger/recording": "test_corrections.py test_adding_evidence.py test_mended_files.py "
    "test_each.py test_told_twice.py test_warned.py test_amending.py test_turned.py "
    "test_ceilings.py test_store_conformance.py test_cli_recording.py",
    "ledger/signing": "test_proving.py test_dossiers.py test_heads.py test_keys.py "
    "test_keeping_keys.py test_tile_folders.py test_attacks_on_heads.py test_exported_folders.py",
    "ledger/history": "test_timeline.py test_diff.py test_due.py test_replay.py "
    "test_cli_history.py",
    "ledger/proofs": "test_tree.py test_note.py test_proof.py test_checkpoint.py test_tiles.py",
    "ledger/dates": "test_moments.py test_edtf.py test_zones.py test_instants.py test_refusals.py "
    "test_meant.py test_dates_page.py",
    "ledger/teams": "test_copying.py test_forged_folders.py test_backups.py test_watching.py",
    "ledger/stores": "test_store_conformance.py test_reading.py test_sqlite_store.py "
    "test_sqlite_files.py test_store_refusals.py test_postgres.py",
    "ledger/answers": "test_candidate_cases.py test_giving_way_cases.py test_contest_cases.py "
    "test_expectation_cases.py test_visible_cases.py test_oracle_cases.py",
}
#: Seconds after which a change counts as noticed: something goes on without end.
_LONGEST = 600
#: Of the tests that enter a line, so many run; before the others a few, which are soon imported.
_MOST, _FIRST = 100, 12
#: What a run leaves out, but where a change is one of the room of PostgreSQL.
_NO_SERVER = ("-k", "not postgres")


class Change(NamedTuple):
    """One change: the characters of a file from `start` to `end` become `new`."""

    file: str
    line: int
    start: int
    end: int
    new: str
    old: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.old!r} -> {self.new!r}"


def changes(path: Path) -> Iterator[Change]:
    """Every change of a file that may matter."""
    text = path.read_text(encoding="utf-8")
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    lines = text.splitlines()

    def place(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    def change(node: ast.AST, old: str, new: str, start: int, end: int) -> Change:
        return Change(str(path.relative_to(ROOT)), node.lineno, start, end, new, old)  # type: ignore[attr-defined]

    def span(node: ast.AST) -> tuple[int, int]:
        return (
            place(node.lineno, node.col_offset),  # type: ignore[attr-defined]
            place(node.end_lineno, node.end_col_offset),  # type: ignore[attr-defined]
        )

    def between(
        node: ast.AST, left: ast.AST, right: ast.AST, old: str, new: str
    ) -> Iterator[Change]:
        start, end = span(left)[1], span(right)[0]
        at = text.find(old, start, end)
        if at >= 0:
            yield change(node, old, new, at, at + len(old))

    tree = ast.parse(text)
    for node in _meant(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            kind = type(node.ops[0])
            yield from between(
                node, node.left, node.comparators[0], _WRITTEN[kind], _COMPARED[kind]
            )
        elif isinstance(node, ast.BoolOp):
            old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            yield from between(node, node.values[0], node.values[1], old, new)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            start, _ = span(node)
            yield change(node, "not ", "", start, start + len("not "))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            old, new = ("+", "-") if isinstance(node.op, ast.Add) else ("-", "+")
            yield from between(node, node.left, node.right, old, new)
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            start, end = span(node)
            new = str(not node.value) if isinstance(node.value, bool) else str(node.value + 1)
            yield change(node, text[start:end], new, start, end)
        elif isinstance(node, ast.Expr | ast.AugAssign | ast.Continue | ast.Raise) and (
            node.lineno == node.end_lineno
            and not isinstance(getattr(node, "value", 0), ast.Constant)
        ):
            start, end = span(node)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
                continue
            yield change(node, text[start:end], "pass", start, end)


def _meant(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but annotations, decorators and imports for types."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child
                yield from _meant(child)


def importers(file: str, root: Path) -> list[str]:
    """The files of tests that import a module."""
    module = file.removesuffix(".py").replace("/", ".")
    parent, _, name = module.rpartition(".")
    importing = (f"from {module} import", f"import {module}", f"from {parent} import {name}\n")
    tests = sorted((root / "tests").glob("test_*.py"))
    found = [each for each in tests if any(how in each.read_text("utf-8") for how in importing)]
    return [str(each.relative_to(root)) for each in found]


def bearing(file: str, root: Path) -> list[str]:
    """The tests that bear on a file: those that import it, those of its room, what is printed."""
    found = importers(file, root)
    for room, names in _ROOMS.items():
        if file.startswith(f"{room}/"):
            for pattern in names.split():
                found += [
                    str(each.relative_to(root)) for each in sorted((root / "tests").glob(pattern))
                ]
    return [each for each in dict.fromkeys([*found, *_ALWAYS]) if (root / each).exists()]


class Suite(NamedTuple):
    """What one run of the suite told: its lines by test, the seconds of each test that passed."""

    data: CoverageData
    seconds: dict[str, float]
    made: float

    def entering(self, change: Change, copy: Path) -> list[str]:
        """The tests that enter the line of a change, in the order in which they are to run.

        Empty where the file was written since: its lines may have moved.
        """
        if (copy / change.file).stat().st_mtime > self.made:
            return []
        paths = [name for name in self.data.measured_files() if name.endswith(f"/{change.file}")]
        found: set[str] = set()
        for path in paths:
            by_line = self.data.contexts_by_lineno(path)
            # a line within an expression may have no code of its own: then the one before it
            line = next((n for n in range(change.line, 0, -1) if n in by_line), 0)
            found |= {name.rpartition("|")[0] for name in by_line.get(line, [])}
        quickest = sorted(found & self.seconds.keys(), key=lambda name: (self.seconds[name], name))
        cases: Counter[str] = Counter()
        importing = set(importers(change.file, copy))
        ranks = {}
        for name in quickest:
            function = name.partition("[")[0]
            ranks[name] = (name.partition("::")[0] not in importing, cases[function])
            cases[function] += 1
        return sorted(quickest, key=ranks.__getitem__)[:_MOST]


def _environment(copy: Path, **more: str) -> dict[str, str]:
    """The copy is imported, in programs that tests start too, and not what is installed."""
    return {**os.environ, "PYTHONPATH": str(copy), **more}


def _pytest(*words: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-m", "not long", *words]


def run(contexts: Path, copy: Path) -> None:
    """Run the suite in a copy, and keep which test enters which line."""
    words = (
        "-n",
        "2",
        "--cov",
        "--cov-context=test",
        "--cov-report=",
        f"--junitxml={contexts}-seconds.xml",
    )
    environment = _environment(copy, COVERAGE_FILE=str(contexts))
    subprocess.run(_pytest(*words, *_NO_SERVER), cwd=copy, env=environment, check=False)


def suite(contexts: Path, copy: Path) -> Suite:
    """What the run kept in a file told, of the tests that passed and are still there."""
    environment = _environment(copy, PYTHONDONTWRITEBYTECODE="")  # compiled once, for every change
    listed = subprocess.run(
        _pytest("--collect-only"),
        cwd=copy, env=environment, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    seconds = {}
    for case in ElementTree.parse(f"{contexts}-seconds.xml").iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        if case.find("failure") is None and case.find("error") is None:
            seconds[name] = float(case.get("time", 0))
    data = CoverageData(str(contexts))
    data.read()
    there = {name: seconds[name] for name in listed if name in seconds}
    return Suite(data, there, contexts.stat().st_mtime)


def _failing(copy: Path, words: Sequence[str]) -> str:
    """The first test that fails in a copy, or what else went wrong; empty where all pass."""
    environment = _environment(copy, PYTHONDONTWRITEBYTECODE="1")
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as printed:
        process = subprocess.Popen(
            _pytest("-x", "--tb=no", "-rfE", *words),
            cwd=copy, env=environment, stdout=printed, stderr=printed, start_new_session=True,
        )  # fmt: skip
        try:
            status = process.wait(_LONGEST)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return "a run without end"
        if status in (0, 5):  # all pass, or none is left
            return ""
        printed.seek(0)
        named = re.findall(r"^(?:FAILED|ERROR) (.*?)(?: - .*)?$", printed.read(), re.MULTILINE)
        if status == 1 and not named:  # no test, but pytest's own folders in the way of another run
            return ""
        return str(named[0]) if named else f"status {status}"


@contextmanager
def changed(change: Change, copy: Path) -> Iterator[None]:
    """A change, made in a copy and taken back."""
    path = copy / change.file
    text, stamp = path.read_text(encoding="utf-8"), path.stat()
    path.write_text(text[: change.start] + change.new + text[change.end :], encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def of_its_line(change: Change, copy: Path, known: Suite) -> str:
    """Which test that enters its line notices the change; empty where none does."""
    tests = known.entering(change, copy)
    parts = filter(None, (tests[:_FIRST], tests[_FIRST:]))
    with changed(change, copy):
        return next(filter(None, (_failing(copy, part) for part in parts)), "")


def of_its_room(change: Change, copy: Path) -> str:
    """Which test that bears on its room notices the change; empty where none does."""
    tests = bearing(change.file, copy)
    with changed(change, copy):
        return _failing(copy, [*tests, *(() if "postgres" in change.file else _NO_SERVER)])


def copied(folder: Path, name: str) -> Path:
    """A copy of the repository as it stands."""
    left = shutil.ignore_patterns(".git", ".*_cache", ".venv", "__pycache__", "dist", "build")
    return shutil.copytree(ROOT, folder / name, ignore=left)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("rooms", nargs="+")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--number", type=int, default=80)
    parser.add_argument("--contexts", type=Path, help="where a run of the suite is kept")
    parser.add_argument("--jobs", type=int, default=2, help="so many changes at a time")
    given = parser.parse_args()
    files = sorted({path for room in given.rooms for path in (ROOT / room).rglob("*.py")})
    every = [change for path in files for change in changes(path)]
    chosen = random.Random(given.seed).sample(every, min(given.number, len(every)))
    with tempfile.TemporaryDirectory() as folder:
        free: queue.Queue[Path] = queue.Queue()
        for number in range(given.jobs):
            free.put(copied(Path(folder), f"copy{number}"))
        known = None
        if given.contexts:
            if not given.contexts.exists():
                run(given.contexts, free.queue[0])
            for copy in free.queue:
                known = suite(given.contexts, copy)

        def tried(change: Change, how: Callable[[Change, Path], str]) -> str:
            copy = free.get()
            try:
                by = how(change, copy)
            finally:
                free.put(copy)
            print(f"caught {change} by {by}" if by else f"lives  {change}", flush=True)
            return by

        living = chosen
        with ThreadPoolExecutor(given.jobs) as pool:
            for how in (
                (partial(of_its_line, known=known), of_its_room) if known else (of_its_room,)
            ):
                found = pool.map(partial(tried, how=how), living)
                living = [each for each, by in zip(living, found, strict=True) if not by]
                print(f"{len(chosen) - len(living)} of {len(chosen)} were caught", flush=True)
    print(*living, sep="\n")


if __name__ == "__main__":
    main()
