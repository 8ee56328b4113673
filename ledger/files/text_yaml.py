"""What does a YAML file say, with every scalar read as text and every line kept?

YAML 1.2 by libyaml's parser, of which only the events are used: nothing is resolved, so `no`,
`1.10` and `2022-03-01` stay what was written. What can make one thing stand for another (anchors,
aliases, tags, merge keys, a key twice, a second document) is refused.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import yaml

from ledger.files.documents import DEPTH, Document, refused

#: Read by YAML 1.1 as line breaks, not by 1.2; and controls, which it has only as escapes.
_UNSAFE: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
#: A plain text of one word, in a list or not.
_PLAIN: Final = re.compile(r"[^\s,\]}\"]+")
#: libyaml where PyYAML has it, as its wheels do; PyYAML's own parser refuses a little more.
_PARSER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Key(NamedTuple):
    """A field's name that waits for its value: its line, and where it ends in the text."""

    name: str
    line: int
    end: int


def parse(text: str, name: str) -> Document:
    """The one document of a text. Raises InputFault with the line of the first thing refused."""
    if found := _UNSAFE.search(text):
        raise refused(
            name,
            text.count("\n", 0, found.start()) + 1,
            f"holds U+{ord(found.group()):04X} as it is",
            f'an escape in double quotes, such as "{_escape(found.group())}"',
        )
    try:
        return _document(yaml.parse(text, Loader=_PARSER), name, text)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 0
        raise refused(name, line, *_explained(fault, text, line)) from None
    except yaml.YAMLError as fault:
        raise refused(name, 0, f"is not YAML: {fault}") from None


def _document(events: Iterator[Any], name: str, text: str) -> Document:
    """Builds the tree without recursion: a stack of the open mappings and lists."""
    document = Document(name, None)
    stack: list[Any] = []
    keys: list[_Key | None] = []  # per open container: a key that waits for its value
    seen = False
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if seen:
                line = _line(event)
                raise refused(name, line, "a second document begins here", "one document in a file")
            seen = True
        elif isinstance(event, yaml.AliasEvent):
            raise refused(
                name,
                _line(event),
                f"*{event.anchor} is an alias to YAML",
                f'the text in quotes: "*{event.anchor}" (or the value itself, written out)',
            )
        elif isinstance(event, yaml.NodeEvent):
            _check_plainness(event, name)
            line = _line(event)
            if isinstance(event, yaml.ScalarEvent):
                value: Any = event.value
                if not value and keys and (key := keys[-1]) is not None:
                    between = text[key.end : _mark(event).index]
                    if ":" not in between:
                        document.bare.setdefault(id(stack[-1]), set()).add(key.name)
            else:
                value = {} if isinstance(event, yaml.MappingStartEvent) else []
                document.lines[id(value)] = {}
            _place(document, stack, keys, value, event)
            if not isinstance(value, str):
                if len(stack) == DEPTH:
                    raise refused(name, line, f"is nested deeper than {DEPTH} levels")
                stack.append(value)
                keys.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            keys.pop()
    return document


def _place(
    document: Document,
    stack: list[Any],
    keys: list[_Key | None],
    value: Any,
    event: Any,
) -> None:
    line = _line(event)
    if not stack:
        document.value, document.line = value, line
        return
    container = stack[-1]
    lines = document.lines[id(container)]
    if isinstance(container, list):
        lines[len(container)] = line
        container.append(value)
        return
    if (waiting := keys[-1]) is not None:
        container[waiting.name] = value
        lines[waiting.name] = waiting.line
        keys[-1] = None
        return
    if not isinstance(value, str):
        raise refused(document.file, line, "a list or mapping stands as a key", "a field's name")
    if value == "<<":
        raise refused(document.file, line, "<< is a merge key", "the fields themselves")
    if value in container:
        first = lines[value]
        raise refused(
            document.file,
            line,
            f"{value!r} is here twice, first on line {first}",
            "each field once",
        )
    keys[-1] = _Key(value, line, event.end_mark.index)


def _check_plainness(event: Any, name: str) -> None:
    line = _line(event)
    if event.anchor is not None:
        raise refused(name, line, f"&{event.anchor} is an anchor", "the value without it")
    if event.tag is not None:
        raise refused(
            name, line, f"{event.tag!r} is a tag", "the value without it: every value is a text"
        )


def _mark(event: Any) -> Any:
    return event.start_mark


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _explained(fault: yaml.MarkedYAMLError, text: str, line: int) -> tuple[str, str]:
    """What is wrong, in the words of a person where libyaml has none, and what was expected."""
    problem = fault.problem or str(fault)
    lines = text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())] and (
        "cannot start any token" in problem or "tab character" in problem
    ):
        return "a tab stands where the line is indented", "spaces"
    if "cannot start any token" in problem:
        mark = fault.problem_mark
        character = written[mark.column : mark.column + 1] if mark else ""
        return f"{character!r} cannot begin a plain text", "the text in quotes"
    if fault.context and "scanning an alias" in fault.context and fault.context_mark:
        mark = fault.context_mark
        found = _PLAIN.match(lines[mark.line], mark.column)
        alias = found.group() if found else "*"
        return f"{alias} begins as an alias does in YAML", f'the text in quotes: "{alias}"'
    if "mapping values are not allowed" in problem:
        return "a colon and a blank stand within a plain text", "the text in quotes"
    if "maximum nesting depth" in problem:  # libyaml's own, which it may meet before any event
        return f"is nested deeper than {DEPTH} levels", ""
    if "invalid Unicode character escape" in problem:
        return "an escape stands for a surrogate", "the character itself"
    context = f" {fault.context}" if fault.context else ""
    begun = fault.context_mark.line + 1 if fault.context_mark else line
    if context and begun != line:
        context += f" that begins on line {begun}"
    return f"is not YAML: {problem}{context}", ""


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02X}" if number < 0x100 else f"\\u{number:04X}"
