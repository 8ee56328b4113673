"""Does the code keep to its own plan: imports one way, small files, light reading?"""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {"events": set(), "ledger": {"events"}, "cli": {"events", "ledger"}}
FILES = sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The top-level names that a file imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    ours = imported(path) & set(PACKAGES)
    assert ours <= PACKAGES[package] | {package}


def modules() -> dict[str, set[str]]:
    """Each module of ours by name, and those of ours that it imports, inside functions too."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in FILES}
    found: dict[str, set[str]] = {}
    for name, path in names.items():
        found[name] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                inside = {f"{node.module}.{alias.name}" for alias in node.names}
                found[name] |= ({node.module} | inside) & set(names)
    return found


def test_no_two_modules_need_each_other() -> None:
    TopologicalSorter(modules()).prepare()


def test_no_two_rooms_need_each_other() -> None:
    """A room is a folder within ledger/ or cli/, or a module beside such folders."""
    rooms: dict[str, set[str]] = {}
    for name, needed in modules().items():
        here = ".".join(name.split(".")[:2])
        rooms.setdefault(here, set()).update(".".join(n.split(".")[:2]) for n in needed)
    assert "ledger.answers" in rooms["ledger.history"]
    TopologicalSorter({room: needed - {room} for room, needed in rooms.items()}).prepare()


def test_the_answer_and_its_grounds_know_of_no_store() -> None:
    """Whatever they are made of is handed in: they are pure."""
    rows = {"ledger.stores", "ledger.reading", "ledger.records", "ledger.descriptions"}
    needed = modules()
    pure = [m for m in needed if m.startswith(("ledger.answers.", "ledger.grounds."))]
    assert len(pure) > 10
    for module in pure:
        rooms = {".".join(name.split(".")[:2]) for name in needed[module]}
        assert not rooms & rows, module


def test_the_oracle_shares_no_rule_with_the_product() -> None:
    found = set()
    for path in (ROOT / "tests" / "oracle").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
            elif isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
    own = {name for name in found if name.startswith("tests.oracle")}
    ours = {name for name in found - own if name.startswith(("events", "ledger"))}
    assert ours == {"ledger.dates.instants"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_past_400_lines_says_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400 or "400 lines" in text[:2000]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_opens_with_the_question_it_answers(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


#: What begins with an underscore and is public all the same, as its documentation says.
PUBLIC = {"_replace", "_make", "_fields", "_asdict", "_field_defaults"}
#: The one way to end a forked process without what its parent has yet to do.
ALLOWED = {"os._exit"}
#: Rooms that are being rebuilt.
EXEMPT: tuple[str, ...] = ()


def reached(tree: ast.Module) -> set[str]:
    """The private attributes and names of others that a module reaches into, as written.

    A class's own are those of self, cls and super(), and of what a method says is of its class.
    """
    found: set[str] = set()

    def look(node: ast.AST, own: str | None, mine: frozenset[str]) -> None:
        if isinstance(node, ast.ClassDef):
            own = node.name
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            mine |= {
                each.arg
                for each in arguments
                if each.arg in ("self", "cls")
                or (each.annotation and ast.unparse(each.annotation).strip("'") == own)
            }
        elif isinstance(node, ast.ImportFrom):
            found.update(
                each.name for each in node.names if each.name.strip("_") and each.name[0] == "_"
            )
        elif isinstance(node, ast.Attribute) and node.attr[0] == "_" and node.attr[:2] != "__":
            whose = ast.unparse(node.value)
            if node.attr not in PUBLIC and whose not in mine and whose != "super()":
                found.add(ast.unparse(node))
        for child in ast.iter_child_nodes(node):
            look(child, own, mine)

    look(tree, None, frozenset())
    return found - ALLOWED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class A:\n    def f(self, b):\n        return b._rows", {"b._rows"}),
        ("class A:\n    def f(self):\n        return self.b._rows", {"self.b._rows"}),
        ("class A:\n    def f(self, b: 'A'):\n        return b._rows, self._rows", set()),
        ("class A:\n    def f(self, b: 'B'):\n        return b._rows", {"b._rows"}),
        ("from a import _b", {"_b"}),
        ("import a\na._b()", {"a._b"}),
        ("import os\nos._exit(0)", set()),
        ("from __future__ import annotations\nrow._replace(a=1)", set()),
    ],
)
def test_what_is_private_to_another_is_told_from_what_is_ones_own(
    text: str, expected: set[str]
) -> None:
    assert reached(ast.parse(text)) == expected


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_module_reaches_into_what_is_private_to_another(path: Path) -> None:
    if not str(path.relative_to(ROOT)).startswith(EXEMPT):
        assert reached(ast.parse(path.read_text(encoding="utf-8"))) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_is_guarded_by_an_assertion(path: Path) -> None:
    """`python -O` leaves them out, and who meets one is told nothing."""
    if not str(path.relative_to(ROOT)).startswith(EXEMPT):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]


def types(path: Path) -> set[str]:
    """The names of the types that a module defines: classes, aliases and variables of types; one
    that is private, or there for type checkers alone, is still a name to learn."""
    found = set()
    body = ast.parse(path.read_text(encoding="utf-8")).body
    guarded = (each for under in body if isinstance(under, ast.If) for each in under.body)
    for node in (*body, *guarded):
        if isinstance(node, ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = ast.unparse(target).lstrip("_")
            if name[:1].isupper() and not name.isupper() and "." not in name:
                found.add(name)
    return {name.lstrip("_") for name in found}


def test_a_type_name_is_defined_once() -> None:
    """Who reads `Source` is to know which one without looking at the imports."""
    where: dict[str, list[str]] = {}
    for path in FILES:
        for name in types(path):
            where.setdefault(name, []).append(str(path.relative_to(ROOT)))
    assert len(where) > 500
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def test_a_type_is_told_from_a_constant(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        "class _Told: ...\nRow = dict\nLIMIT = 3\n_T: Final = 1\nfound = []\nRows.limit = 1\n"
        "if TYPE_CHECKING:\n    Take = int\n"
    )
    assert types(module) == {"Told", "Row", "Take"}


def test_one_place_reads_the_clock() -> None:
    calls = {"time.time(", "time.time_ns(", "datetime.now(", "date.today(", "datetime.utcnow("}
    readers = {
        str(path.relative_to(ROOT))
        for path in FILES
        if any(call in path.read_text(encoding="utf-8") for call in calls)
    }
    assert readers == {"ledger/dates/instants.py"}


def test_ledger_at_loads_the_standard_library_and_click_alone(sample_ledger: Path) -> None:
    program = (
        "import sys\n"
        "from cli.main import main\n"
        "sys.argv = ['ledger', '--ledger', sys.argv[1], 'at', '2022-10-29']\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as stop:\n"
        "    assert not stop.code, stop.code\n"
        "tops = {name.partition('.')[0] for name in sys.modules}\n"
        "print('LOADED', *sorted(tops - set(sys.stdlib_module_names)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(sample_ledger)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    loaded = set(done.stdout.rpartition("LOADED")[2].split())
    # what an interpreter's own start-up brings in (site hooks of editable installs) is not ours
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*{n.partition('.')[0] for n in sys.modules})"],
        capture_output=True,
        text=True,
        check=True,
    )
    ours = {name for name in loaded if not name.startswith("_sysconfigdata")}  # zoneinfo's
    assert ours - set(bare.stdout.split()) <= {"cli", "ledger", "events", "click", "wcwidth"}
