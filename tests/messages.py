"""With which messages does the product refuse, warn or find fault, and which does a test quote?

A message is a text of three words or more in what is raised, or handed to what collects faults,
warnings and findings. It is quoted where a test, a golden text or an example of a page has words of
it that no other message has.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
#: What stands for a value in the text of an f-string.
_GAP = "\0"
#: Calls whose texts somebody reads.
_TELLING = {"fault", "item_fault", "refused", "_refused", "wrong", "Warned", "warn", "UsageError"}
#: Raised for programmers: no user can meet them.
_OURS = {"AssertionError", "LookupError", "OSError", "RuntimeError", "TypeError", "ValueError"}
_SHORTEST = 8
#: Where findings are worded.
_FINDINGS = "ledger/sayings/findings.py"


class Message(NamedTuple):
    """A text of the product, with gaps for its values."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text.replace(_GAP, '…')}"


def literal(node: ast.AST) -> str | None:
    """The text of a literal or an f-string; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
        return re.sub(r"\{\w+\}", _GAP, text)
    if isinstance(node, ast.JoinedStr):
        return "".join(literal(value) or _GAP for value in node.values)
    return None


def _texts(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Every literal within, each f-string as one."""
    text = literal(node)
    if text is not None:
        yield getattr(node, "lineno", 0), text
        return
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


def _called(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else node
    return getattr(function, "attr", getattr(function, "id", ""))


def _told(node: ast.AST, file: str) -> Iterable[ast.AST]:
    """What of a statement or a call is a message, or holds one."""
    if isinstance(node, ast.Raise) and node.exc is not None:
        return [] if _called(node.exc) in _OURS else [node.exc]
    if isinstance(node, ast.Call):
        name = _called(node)
        if name in _TELLING or (name.endswith("Fault") and name not in _OURS):
            return [*node.args, *(each.value for each in node.keywords)]
        if name == "Phrase" or (name == "message" and file == _FINDINGS):
            return node.args
    return []


def _plain(text: str) -> str:
    return " ".join(text.split())


def messages() -> list[Message]:
    """All of them, in order."""
    found = set()
    for package in ("cli", "events", "ledger"):
        for path in (ROOT / package).rglob("*.py"):
            file = str(path.relative_to(ROOT))
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for part in _told(node, file):
                    found |= {Message(file, line, _plain(text)) for line, text in _texts(part)}
    return sorted(each for each in found if len(re.findall(r"[^\W\d_]{2,}", each.text)) >= 3)


def _runs(text: str, *lengths: int) -> set[str]:
    """Each three words that stand together; of a text with none, each two."""
    for length in lengths or (3, 2):
        found = set()
        for piece in text.split(_GAP):
            words = [word for each in piece.split() if (word := each.strip(".,:;()'`@#^$\""))]
            found |= {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}
        if found:
            return found
    return set()


@cache
def _quotations() -> list[str]:
    """The texts of the tests, the golden ones, and what the examples of the pages print."""
    found = []
    for path in (ROOT / "tests").rglob("*.py"):
        if path.name == "test_messages.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [text.replace("\\", "") for _, text in _texts(tree)]
    found += [path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.txt")]
    for path in (ROOT / "docs").rglob("*.md"):
        found += re.findall(r"```console.*?```", path.read_text("utf-8"), re.DOTALL)
    return found


def quoted(told: list[Message]) -> set[Message]:
    """Those that a test quotes."""
    often = Counter(run for text in {each.text for each in told} for run in _runs(text))
    own = {each: {run for run in _runs(each.text) if often[run] == 1} for each in told}
    own = {each: runs or _runs(each.text) for each, runs in own.items()}
    said = {
        run for text in _quotations() for run in _runs(_plain(text), 3) | _runs(_plain(text), 2)
    }
    found = {each for each in told if own[each] & said}
    # a few letters of one message alone are enough too
    whole = defaultdict(set)
    for each in told:
        whole[each.text].add(each)
    everything = "\n".join(whole)
    pieces = (part for text in _quotations() for part in re.split(r"\.\*|[\n\0]", text))
    for piece in {_plain(each).strip(".,:;()'`\"") for each in pieces}:
        if len(piece) >= _SHORTEST and everything.count(piece) == 1:
            found |= next(each for text, each in whole.items() if piece in text)
    return found
