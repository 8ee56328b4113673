"""Is each text, field, kind of a fact and question to a store written in one place?"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.messages import literal
from tests.test_catalogue import texts_of
from tests.test_house import FILES, ROOT

#: A label of one word is a word of the trade: `key` is the key in every table.
LABEL = re.compile(r"[\w-]+")
#: How a question in SQL begins.
SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH) .")


def repeated(places: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """What stands in more than one place, and where."""
    found: dict[str, list[str]] = defaultdict(list)
    for what, where in places:
        if where not in found[what]:
            found[what].append(where)
    return {what: where for what, where in found.items() if len(where) > 1}


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Each text of a module that is no label, and the module."""
    for forms in texts_of(path):
        if not LABEL.fullmatch(forms[0]):
            yield forms[0], str(path)


def alike(path: Path) -> Iterator[tuple[str, str]]:
    """The same without what small differences are made of: capitals, marks, the names of places."""
    for text, _ in texts(path):
        bare = re.sub(r"\{\w+\}", "{}", text)
        words = re.findall(r"\w+", bare.casefold())
        if len(words) > 1:
            yield " ".join(re.findall(r"\w+|\{\}", bare.casefold())), text


def kinds(path: Path) -> Iterator[tuple[str, str]]:
    """Each kind of the facts that a module declares, and the type that has it."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not (isinstance(node, ast.ClassDef) and node.name.endswith("Fact")):
            continue
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and ast.unparse(field.target) == "kind":
                for each in ast.walk(field.annotation):
                    if isinstance(each, ast.Constant):
                        yield str(each.value), node.name


def fields(path: Path) -> Iterator[tuple[str, str]]:
    """Each field of the documents that a module declares, with its docstring, and its type."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            for line, text in zip(node.body, node.body[1:], strict=False):
                if isinstance(line, ast.AnnAssign) and isinstance(text, ast.Expr):
                    about = ast.unparse(text).strip("'")
                    yield f"{ast.unparse(line.target)}: {about}", f"{path.stem}.{node.name}"


def questions(path: Path) -> Iterator[tuple[str, str]]:
    """Each question in SQL of a module, and its line."""
    inside: set[ast.AST] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        text = None if node in inside else literal(node)
        if text is not None:
            inside.update(ast.walk(node))
            if SQL.match(text):
                yield " ".join(text.split()), f"{path}:{getattr(node, 'lineno', 0)}"


def test_no_text_is_written_in_two_modules() -> None:
    """What several tell is a function of ledger/sayings, or a name of its vocabulary."""
    assert not repeated(found for path in FILES for found in texts(path))


#: Different things that are written alike.
DIFFERENT = {
    "said by {}",  # a sentence, a clause, and what differs
    "contested by {}",  # who does, and what differs
    "amended by {}",  # which do, and what differs
    "{} in grayscale",  # the mark of a row, and running text
    "set aside",
    "{} is missing",  # a position of the log, and a file
    "{} cannot be read {}",  # evidence, and a tile
    "{} does not hold the hashes of the entries below it",  # a dossier is checked by itself
}


def test_no_two_texts_differ_by_accident() -> None:
    found = repeated(found for path in FILES for found in alike(path))
    assert set(found) == DIFFERENT, found


@pytest.mark.parametrize("module", ["chronicle", "facts"])
def test_each_kind_of_a_fact_is_of_one_type(module: str) -> None:
    found = list(kinds(ROOT / "ledger" / "documents" / f"{module}.py"))
    assert len(found) > 10
    assert not repeated(found)


#: Fields that several types declare in the same words, and that are to go.
SHARED_FIELDS = {
    *(
        "amended_by",
        "amends",
        "at",
        "authority",
        "change",
        "day",
        "derived",
        "earliest",
        "events",
        "facts",
        "format",
        "held_since",
        "id",
        "kind",
        "latest",
        "named",
        "origin",
        "party",
        "published",
        "qualifier",
        "root",
        "said",
        "seq",
        "size",
        "source",
        "stands",
        "subject",
        "target",
        "title",
        "titles",
        "unapplied",
        "until",
        "what",
        "why",
        "words",
    ),
}


def test_a_field_of_a_document_is_declared_once() -> None:
    """What several documents have is of a type that they share."""
    found = repeated(
        each for path in (ROOT / "ledger" / "documents").glob("*.py") for each in fields(path)
    )
    shared = {field.partition(":")[0] for field in found}
    assert shared <= SHARED_FIELDS, {f: at for f, at in found.items() if f not in SHARED_FIELDS}
    assert shared == SHARED_FIELDS, "what is declared once now leaves the list"


def test_no_question_to_a_store_is_written_twice() -> None:
    found = [each for path in FILES for each in questions(path)]
    assert len(found) > 60
    assert not repeated(found)


def test_what_is_written_twice_is_found(tmp_path: Path) -> None:
    one, two = tmp_path / "one.py", tmp_path / "two.py"
    one.write_text(
        'words.tell("withdrawn by {who}")\nwords.tell("Ends on {when}")\nwords.tell("key")\n'
    )
    two.write_text(
        'message("withdrawn by {who}")\nwords.many(n, "ends on: {date}", "end on: {date}")\n'
        'words.tell("key")\nask("SELECT 1 FROM a")\nask(f"SELECT 1 FROM a")\n'
        'class AFact:\n    kind: Literal["new"]\nclass BFact:\n    kind: Form(enum=["new"])\n'
    )
    both = (one, two)
    assert list(repeated(f for path in both for f in texts(path))) == ["withdrawn by {who}"]
    assert "ends on {}" in repeated(f for path in both for f in alike(path))
    assert list(repeated(questions(two))) == ["SELECT 1 FROM a"]
    assert list(repeated(kinds(two))) == ["new"]
    three = tmp_path / "three.py"
    three.write_text(
        'class A:\n    at: str\n    """When."""\nclass B:\n    at: int\n    """When."""\n'
    )
    assert repeated(fields(three)) == {"at: When.": ["three.A", "three.B"]}
