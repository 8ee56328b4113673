"""Is each question to a ledger written once, whichever the database, and each store opened once?"""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from ledger.acts import Act
from ledger.stores import questions
from ledger.stores.schema import READ_MODEL

ROOT = Path(__file__).parent.parent
FILES = sorted(p for package in ("events", "ledger", "cli") for p in (ROOT / package).rglob("*.py"))
ROOM = ROOT / "ledger" / "stores"
TABLES = "|".join(("stored_events", *READ_MODEL))
QUESTION = re.compile(rf"\bSELECT\b.*\bFROM (changes|stored_events|{TABLES})\b")
WRITING = re.compile(rf"\b(INSERT\b.*\bINTO|UPDATE|DELETE FROM) ({TABLES})\b")
#: What may be asked of one database by name, outside of the room: what its errors mean, and what
#: only a file or only a server has.
BY_NAME = {"fault", "gather", "ServerGone", "Roles", "statements"}
#: Asks a table of the same name in a temporary file of its own.
PRIVATE = {ROOT / "ledger" / "recording" / "spool.py"}


def texts(tree: ast.AST) -> list[str]:
    """The SQL that a module writes, as one line each, with values and positions called alike."""
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    found = []
    for node in ast.walk(tree):
        if id(node) in inner:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        text = re.sub(r"%[sb]|\?\d", "?", text).replace("notification_id", "rowid")
        found.append(" ".join(text.split()))
    return [text for text in found if QUESTION.search(text) or WRITING.search(text)]


def written(files: list[Path]) -> dict[Path, list[str]]:
    return {path: texts(ast.parse(path.read_text(encoding="utf-8"))) for path in files}


def test_only_the_stores_ask_a_ledger() -> None:
    found = {path for path, asked in written(FILES).items() if asked}
    assert {path.parent for path in found - PRIVATE} == {ROOM}


def test_each_question_is_written_once() -> None:
    counted = Counter(text for asked in written(FILES).values() for text in asked)
    assert [text for text, count in counted.items() if count > 1] == []
    assert len(counted) > 40


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'SELECT path FROM paths WHERE seq = ?'", "'SELECT path FROM paths WHERE seq = %s'"),
        ("'SELECT rowid FROM changes'", "'SELECT notification_id '\n'FROM changes'"),
        ("f'SELECT {A} FROM acts'", "f'SELECT {B} FROM acts'"),
        ("'INSERT INTO paths VALUES (?)'", "'INSERT INTO paths VALUES (%b)'"),
    ],
)
def test_a_question_in_the_words_of_another_database_is_known_again(one: str, other: str) -> None:
    found = [texts(ast.parse(f"x = ({text})")) for text in (one, other)]
    assert found[0] == found[1] != []


def test_one_place_opens_a_store() -> None:
    taken: dict[str, set[str]] = {}
    for path in FILES:
        where = str(path.relative_to(ROOT))
        if path.parent == ROOM:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and re.match(
                r"ledger\.stores\.(sqlite|postgres)_", node.module or ""
            ):
                taken.setdefault(where, set()).update(each.name for each in node.names)
    assert taken
    assert not {where: names - BY_NAME for where, names in taken.items() if names - BY_NAME}


def test_the_fields_of_an_act_are_asked_for_in_its_order() -> None:
    assert f"SELECT {', '.join(Act._fields)} FROM acts" == questions.ACTS
