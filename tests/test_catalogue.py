"""Does the catalogue of each language say every message of the code, and nothing else?"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from cli.commands.at import ONLY
from cli.text import width
from events import words
from ledger.sayings import language, periods, vocabulary
from tests import console
from tests.desk import REPOSITORY, Desk

SOURCES = sorted(Path(language.CATALOGUES).rglob("*.po"))
#: How the code names a message; `many` has the two forms of one, a fault of a proof has its text.
FAULTS = (
    *("ProofFault", "NoteFault", "SpellingFault", "CheckpointFault", "KeyFault", "TileFault"),
    *("FutureCosignature", "WitnessDisagrees", "StampFault", "IntegrityFault", "HeadFault"),
    *("Unverified", "Unreachable", "WitnessRefused", "UnknownEvent"),
    *("ServerGone", "OlderTables"),
)
KEYWORDS = {"many": (2, 3), **dict.fromkeys(("tell", "message", "Phrase", *FAULTS))}
HAN = r"[\u3400-\u9fff]"
MARKS = "，。；：、（）“”"
#: Questions of which the whole answer is told in the language asked for.
TOLD = (
    "at 2022-10-29",
    "at 2022-10-29 --only contested,overdue",
    "at 2022-10-29 --only permitted",
    "at 2022-10-29T08:00 --known 2022-10-28 --recorded 2026-11-25 --authority official",
    "at 2022-10-29 --recorded @1 --authority binding",
    "due 2022-11-05 --within 30d",
    "due 2022-10-27T12:00 --within 2w",
    "due 2022-10-20 --within 400d",
    "replay",
    "replay --clock published --known 2022-10-28",
    "replay --clock effective",
    "explain 2022-10-29 kuaishou/live-cart/taobao-alliance/tmall",
    "explain 2022-10-29T08:00 kuaishou/live-cart/jd-alliance --authority official",
    "explain 2022-10-29 kuaishou",
)


def called(message: Message) -> tuple[str, ...]:
    """The English of a message: one form, or that of one and that of several."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def texts_of(file: Path) -> Iterator[tuple[str, ...]]:
    """Each message of a module, in its forms."""
    for _line, found, _comments, _context in extract_from_file("python", file, KEYWORDS):
        yield (found,) if isinstance(found, str) else tuple(found)


def of_the_code() -> Iterator[tuple[str, ...]]:
    """Each message of the code."""
    for package in ("cli", "events", "ledger"):
        for file in sorted((REPOSITORY / package).rglob("*.py")):
            yield from texts_of(file)


@pytest.fixture(params=SOURCES, ids=lambda path: path.parent.parent.name)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    """What a translator edits."""
    path: Path = request.param
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(catalogue: Catalog) -> list[Message]:
    """Those of a catalogue but its head."""
    return [message for message in catalogue if message.id]


def told(message: Message) -> tuple[str, ...]:
    """Every form of what is said for a message."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def test_there_is_a_catalogue_of_every_language_but_english() -> None:
    found = {path.parent.parent.name.replace("_", "-") for path in SOURCES}
    assert found == {*language.LANGUAGES} - {language.ENGLISH}


def test_a_catalogue_has_every_message_of_the_code_and_no_other(catalogue: Catalog) -> None:
    """`make catalogue` takes them over."""
    assert {called(message) for message in messages(catalogue)} == set(of_the_code())
    assert not catalogue.obsolete


def trees() -> Iterator[ast.Module]:
    """The modules of the code."""
    for package in ("cli", "events", "ledger"):
        for file in (REPOSITORY / package).rglob("*.py"):
            yield ast.parse(file.read_text("utf-8"))


def of_verdicts() -> set[str]:
    """The faults with which a check or a proof fails, or cannot be made (exit codes 3 and 4)."""
    found = {"IntegrityFault", "Unverified"}
    classes = [node for tree in trees() for node in tree.body if isinstance(node, ast.ClassDef)]
    for _ in range(4):  # so deep they go
        found |= {each.name for each in classes if found & {ast.unparse(b) for b in each.bases}}
    return found


#: Of a policy file that cannot be read, which is bad input; and what only phrases are raised with.
UNTOLD = {"PolicyFault", "Unsigned"}


def test_a_verdict_is_raised_with_a_message_and_its_places() -> None:
    """A text that is put together where it is raised is told in English in every language."""
    assert of_verdicts() - UNTOLD <= set(FAULTS)
    put_together = []
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                name, text = ast.unparse(node.func), node.args[0]
                is_told = name in (*FAULTS, "Phrase", "message")
                if (is_told and isinstance(text, ast.JoinedStr | ast.BinOp)) or (
                    name == "LedgerFault" and node.keywords
                ):
                    put_together.append(ast.unparse(node))
    assert put_together == []


def test_every_message_is_said_in_as_many_forms_as_the_language_has(catalogue: Catalog) -> None:
    assert (catalogue.num_plurals, catalogue.plural_expr) == (1, "0")
    for message in messages(catalogue):
        assert not message.fuzzy, message.id
        assert all(told(message)), message.id
        assert len(told(message)) == 1, message.id


def places(text: str) -> set[str | None]:
    """What a message has places for."""
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


def test_every_message_has_the_places_of_its_english(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        expected = places("".join(called(message)))
        assert all(places(text) == expected for text in told(message)), message.id
        assert "" not in expected, f"{message.id} has a place without a name"


def test_chinese_is_set_as_chinese_readers_expect(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        for text in told(message):
            bare = re.sub(r"\{\w+\}", "字", text)
            assert not re.search(rf"{HAN}[,;:.!?()]|[,;:!?()]{HAN}", bare), text
            assert not re.search(rf" [{MARKS}]|[{MARKS}] ", bare), text
            assert not re.search(rf"{HAN} {HAN}", bare), text
            assert not re.search(rf"{HAN}[0-9A-Za-z@]|[0-9A-Za-z]{HAN}", bare), text
            assert bare == bare.strip(), text


def test_each_word_of_events_and_answers_is_in_the_vocabulary() -> None:
    assert words.EFFECTS == vocabulary.EFFECTS
    assert words.EXTENTS == vocabulary.EXTENTS
    assert words.AUTHORITIES == vocabulary.AUTHORITIES
    assert words.PARTIES == vocabulary.PARTIES
    assert words.CERTAINTIES == vocabulary.CERTAINTIES
    assert tuple(kind.replace("_", " ") for kind in words.CHANGES) == vocabulary.KINDS
    assert set(periods.DOUBTS) == {"~", "?", "%"}
    assert {*ONLY} <= {*vocabulary.EFFECTS, *vocabulary.EXTENTS, *vocabulary.PICKED}


@pytest.mark.parametrize("line", TOLD)
@pytest.mark.usefixtures("strict")
def test_what_is_put_together_from_words_is_asked_for_as_the_catalogue_has_it(
    desk: Desk, line: str
) -> None:
    desk.kuaishou()
    with pytest.raises(LookupError):
        language.catalogue(language.CHINESE).gettext("no such message")
    assert desk.ledger(f"{line} --lang zh-Hans").err == ""


def column(line: str, word: str) -> int:
    """In which column of the terminal a word begins."""
    return width(line[: line.index(word)])


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_the_columns_of_a_chinese_table_line_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    import wcwidth

    desk.kuaishou()
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = desk.done("at 2022-10-29 kuaishou/detail-page --lang zh-Hans").splitlines()
    heading = next(line for line in lines if line.startswith("对象"))
    row = next(line for line in lines if "jd-alliance" in line)
    assert column(row, "允许") == column(heading, "状态")
    assert column(row, "2022-03-01") == column(heading, "起始")
    if columns == 100:
        assert column(row, "Kuaishou E-commerce") == column(heading, "来源")
    for line in lines:
        assert width(line) == wcwidth.wcswidth(line)
        assert width(line) <= columns or len(line.split()) < 4, line


def test_the_tables_are_told_in_chinese_as_the_page_shows(desk: Desk, golden: bool) -> None:
    desk.kuaishou()
    console.check(REPOSITORY / "tests" / "golden" / "zh-Hans.md", desk, golden=golden)


def test_the_page_on_languages_shows_what_is_printed(desk: Desk, golden: bool) -> None:
    desk.kuaishou()
    console.check(REPOSITORY / "docs" / "languages.md", desk, golden=golden)


def test_the_glossary_of_the_page_is_what_the_catalogue_says() -> None:
    page = (REPOSITORY / "docs" / "languages.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| (\S+) \|", page, re.MULTILINE)
    chinese = language.catalogue(language.CHINESE)
    assert len(rows) > 30
    assert [(word, chinese.gettext(word)) for word, _ in rows] == rows
