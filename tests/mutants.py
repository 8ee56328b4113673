"""Does some test fail where one line of the product is changed so that it matters?

    python -m tests.mutants --seed 41 --number 80 ledger/signing cli/commands

Changes are chosen by the seed over the rooms that are named, each is made in a copy of the
repository, and the tests that bear on it run there until one fails. What lives is printed: a test
is missing, or the line changes nothing and can go.
"""

import argparse
import ast
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

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
    "cli": "test_cli_*.py",
    "ledger/recording": "test_corrections.py test_adding_evidence.py test_mended_files.py "
    "test_each.py test_told_twice.py test_warned.py test_amending.py test_turned.py "
    "test_store_conformance.py test_cli_recording.py",
    "ledger/signing": "test_proving.py test_dossiers.py test_heads.py test_keys.py "
    "test_keeping_keys.py test_tile_folders.py test_attacks_on_heads.py test_exported_folders.py",
    "ledger/history": "test_timeline.py test_diff.py test_due.py test_replay.py "
    "test_cli_history.py",
    "ledger/proofs": "test_tree.py test_note.py test_proof.py test_checkpoint.py test_tiles.py",
    "ledger/dates": "test_moments.py test_edtf.py test_zones.py test_instants.py test_refusals.py "
    "test_meant.py test_dates_page.py",
    "ledger/teams": "test_copying.py test_backups.py test_watching.py",
    "ledger/stores": "test_store_conformance.py test_reading.py test_sqlite_store.py "
    "test_sqlite_files.py test_store_refusals.py",
    "ledger/answers": "test_candidate_cases.py test_giving_way_cases.py test_contest_cases.py "
    "test_expectation_cases.py test_visible_cases.py test_oracle_cases.py",
}
#: Seconds after which a change counts as noticed: something goes on without end.
_LONGEST = 240


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
            start, end = span(node)[0], span(node.operand)[0]
            yield change(node, "not ", "", start, end)
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


def bearing(file: str) -> list[str]:
    """The tests that bear on a file: those that import it, those of its room, what is printed."""
    module = file.removesuffix(".py").replace("/", ".")
    parent, _, name = module.rpartition(".")
    importing = (f"from {module} import", f"import {module}", f"from {parent} import {name}\n")
    tests = sorted((ROOT / "tests").glob("test_*.py"))
    found = [each for each in tests if any(how in each.read_text("utf-8") for how in importing)]
    for room, names in _ROOMS.items():
        if file.startswith(f"{room}/"):
            for pattern in names.split():
                found += sorted((ROOT / "tests").glob(pattern))
    named = [str(each.relative_to(ROOT)) for each in found]
    return [each for each in dict.fromkeys([*named, *_ALWAYS]) if (ROOT / each).exists()]


def lives(change: Change, copy: Path) -> bool:
    """Whether no test notices the change, which is made in the copy and taken back."""
    path = copy / change.file
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: change.start] + change.new + text[change.end :], encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-qq", "-p", "no:cacheprovider"]
    try:
        return not subprocess.run(
            [*command, "-m", "not long", "-k", "not postgres", *bearing(change.file)],
            cwd=copy, timeout=_LONGEST, capture_output=True, check=False,
        ).returncode  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    finally:
        path.write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("rooms", nargs="+")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--number", type=int, default=80)
    given = parser.parse_args()
    files = sorted({path for room in given.rooms for path in (ROOT / room).rglob("*.py")})
    every = [change for path in files for change in changes(path)]
    chosen = random.Random(given.seed).sample(every, min(given.number, len(every)))
    living = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(
            ROOT, copy, ignore=shutil.ignore_patterns(".*", "*.ledger-*", "dist", "build")
        )
        for number, change in enumerate(chosen, 1):
            alive = lives(change, copy)
            living += [change] if alive else []
            print(
                f"{number} of {len(chosen)} {'LIVES ' if alive else 'caught'} {change}", flush=True
            )
    print(f"{len(chosen) - len(living)} of {len(chosen)} changes were caught", *living, sep="\n")


if __name__ == "__main__":
    main()
