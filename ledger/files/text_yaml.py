"""What does a YAML file say, with every scalar read as text and every line kept?

YAML 1.2 by libyaml's parser, of which only the events are used: nothing is resolved, so `no`,
`1.10` and `2022-03-01` stay what was written. What can make one thing stand for another (anchors,
aliases, tags, merge keys, a key twice, a second document) is refused, and so is what libyaml reads
and YAML 1.2 does not: a comment without a blank before it, quotes that swallow the next field.
What a plain text may have lost is kept beside it, for the field to judge (`Plain`).
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import yaml

from events.fields import OF_ANNOUNCEMENTS, OF_CHANGES
from ledger.files.documents import DEPTH, NULLS, Document, Plain, refused
from ledger.files.texts import cut_by_a_comma
from ledger.files.yaml_faults import explained, slip
from ledger.twins import ODD_BLANKS

#: Read by YAML 1.1 as line breaks, not by 1.2; and controls, which it has only as escapes.
_UNSAFE: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
#: A comment behind a plain text; behind what is empty; within brackets, where a comma may end it.
_COMMENT: Final = re.compile(r"[ \t]+(#.*)")
_COMMENT_ALONE: Final = re.compile(r"[ \t]*(#.*)")
_COMMENT_INSIDE: Final = re.compile(r"(?:[ \t]+|,[ \t]*)(#.*)")
#: Commas before a place, no further back than this; what stands without a colon behind a place.
_COMMA: Final = re.compile(r"\s*,[\s,]*\Z")
_FAR: Final = 200
_BARE: Final = re.compile(r"(?:,[^,:{}\[\]#\n]*(?=[,}]))*")
_BREAK: Final = re.compile(r"[ \t]*\n\s*")
_ODD_BLANKS: Final = frozenset(ODD_BLANKS)
#: What a comment may begin with.
_CUTTING: Final = frozenset(" \t,#")
#: A comment that no blank parts from the quotes or the bracket before it.
_STUCK: Final = ("#", ",#")
_FIELDS: Final = (
    *(name for field in (*OF_CHANGES, *OF_ANNOUNCEMENTS) for name in field.name.split(".")),
    *("id", "zone", "via", "evidence", "changes", "change", "subjects", "sources", "announcements"),
    *("path", "titles", "aliases", "words", "name", "ceiling", "percent"),
)
#: How a line begins that is a line of its own: an item of a list, a field.
_ITEM: Final = re.compile(rf"[-－][ \t{ODD_BLANKS}]")
_FIELD: Final = re.compile(rf"[\"']?(?:{'|'.join(_FIELDS)})[\"']?[ \t{ODD_BLANKS}]*[:：]")
#: libyaml where PyYAML has it, as its wheels do; PyYAML's own parser refuses a little more.
_PARSER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Key(NamedTuple):
    """A field's name that waits for its value: its line, and where it stands in the text."""

    name: str
    line: int
    start: int
    end: int


class _Block(NamedTuple):
    """The column of the innermost list or mapping without brackets; whether within brackets."""

    column: int
    inside: bool


_OUTSIDE: Final = _Block(-1, False)


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
        raise refused(name, *explained(fault, text)) from None
    except yaml.YAMLError as fault:
        raise refused(name, 0, f"is not YAML: {fault}") from None


def _document(events: Iterator[Any], name: str, text: str) -> Document:
    """Builds the tree without recursion: a stack of the open mappings and lists."""
    document = Document(name, None)
    stack: list[Any] = []
    keys: list[_Key | None] = []  # per open container: a key that waits for its value
    blocks: list[_Block] = []  # per open container: how far in what belongs to it stands
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
                key = keys[-1] if keys else None
                if key is None and stack and type(stack[-1]) is dict:
                    value: Any = event.value  # a field's name
                    if value[:1] in _ODD_BLANKS and (found := slip(value)):
                        raise refused(name, line, *found)
                else:
                    value = _scalar(event, text, name, blocks[-1] if blocks else _OUTSIDE)
                if not value and key is not None:
                    between = text[key.end : _mark(event).index]
                    if ":" not in between:
                        before = document.bare.setdefault(id(stack[-1]), {})
                        before[key.name] = _between(text, key.start)
            else:
                value = {} if isinstance(event, yaml.MappingStartEvent) else []
                document.lines[id(value)] = {}
            _place(document, stack, keys, value, event, text)
            if not isinstance(value, str):
                if len(stack) == DEPTH:
                    raise refused(name, line, f"is nested deeper than {DEPTH} levels")
                stack.append(value)
                keys.append(None)
                blocks.append(_block(event, blocks[-1] if blocks else _OUTSIDE))
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            keys.pop()
            if blocks.pop().inside:
                _check_end(event, text, name)
    return document


def _place(
    document: Document,
    stack: list[Any],
    keys: list[_Key | None],
    value: Any,
    event: Any,
    text: str,
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
        if line > waiting.line and isinstance(value, str):
            document.below.setdefault(id(container), {})[waiting.name] = line
        keys[-1] = None
        return
    if not isinstance(value, str):
        raise refused(document.file, line, "a list or mapping stands as a key", "a field's name")
    if value == "<<":
        raise refused(document.file, line, "<< is a merge key", "the fields themselves")
    if value in container:
        if document.is_bare(container, value):
            _check_thousands(document, container, value, event, text)
        first = lines[value]
        raise refused(
            document.file,
            line,
            f"{value!r} is here twice, first on line {first}",
            "each field once",
        )
    keys[-1] = _Key(value, line, _mark(event).index, event.end_mark.index)


def _check_thousands(
    document: Document, container: dict[str, Any], value: str, event: Any, text: str
) -> None:
    """Refuses what stands twice behind commas, as in `1,000,000`: the text before goes on there."""
    name = next(each for each in reversed(container) if not document.is_bare(container, each))
    if isinstance(container[name], str):
        start, end = _mark(event).index, event.end_mark.index
        behind = _BARE.match(text, end)
        more = f"{_between(text, start)}{value}{behind.group() if behind else ''}"
        whole = f"{container[name]}{document.cut_off(container, name)}{more}"
        message, expected = cut_by_a_comma(name, whole)
        raise refused(document.file, _line(event), f"{value!r} is no field: {message}", expected)


def _between(text: str, start: int) -> str:
    """The commas before a place, with the blanks around them; a line break is a blank there."""
    found = _COMMA.search(text, max(0, start - _FAR), start)
    return _BREAK.sub(" ", found.group()) if found else ", "


def _block(event: Any, outer: _Block) -> _Block:
    if not event.flow_style:
        return _Block(_mark(event).column, False)
    return outer if outer.inside else _Block(outer.column, True)


def _scalar(event: Any, text: str, name: str, block: _Block) -> str:
    """The text that was written, with what it may have lost. Raises InputFault."""
    value: str = event.value
    style, end = event.style, event.end_mark
    cutting = not style and text[end.index : end.index + 1] in _CUTTING
    if not (style or cutting or value in NULLS or " " in value or "\n" in value):
        return value  # as nearly all are
    start = event.start_mark
    if style and style in "|>":
        if not value.strip():
            header = text[start.index :].partition("\n")[0].strip()
            message = f"{header!r} stands for a text on the lines below it, and there is none"
            raise refused(name, _line(event), message, "a text, in quotes where it begins so")
        return value
    several = end.line - start.line
    if several:
        _check_lines(event, text, name, block)
    if style:
        _check_end(event, text, name)
        return value
    behind = None
    if cutting:
        pattern = _COMMENT_INSIDE if block.inside else _COMMENT
        behind = (pattern if value else _COMMENT_ALONE).match(text, end.index)
    if behind or several or value in NULLS:
        return Plain(value, behind.group(1) if behind else "", several + 1)
    return value


def _check_lines(event: Any, text: str, name: str, block: _Block) -> None:
    """Of a text on several lines, plain or in quotes: none is a line of its own (YAML 1.2, 6.3.1).

    libyaml does not ask how far in the lines of a text in quotes stand.
    """
    written = text[event.start_mark.index : event.end_mark.index].splitlines()
    for number, each in enumerate(written[1:], start=_line(event) + 1):
        bare = each.lstrip(" \t")
        if not bare:
            continue
        begun = f"the text that begins on line {_line(event)}"
        if event.style and len(each) - len(bare) <= block.column:
            message = f"{begun} goes on here, and is not indented below its field"
            raise refused(name, number, message, f"{event.style} where that text ends")
        swallowed = _FIELD.match(bare) if block.inside or not event.style else None
        if swallowed or (not event.style and _ITEM.match(bare)):
            if found := slip(text.splitlines()[_line(event) - 1]):
                raise refused(name, _line(event), *found)
            own = bare if len(bare) <= 40 else f"{bare[:37]}..."
            message = f"{own!r} is read as part of {begun}"
            expected = "it as far in as what it belongs to, or all of the text in quotes"
            ends = f"{event.style} above it, where that text ends"
            raise refused(name, number, message, ends if event.style else expected)


def _check_end(event: Any, text: str, name: str) -> None:
    """After quotes and brackets: a comment has a blank before it (YAML 1.2, 6.6)."""
    end = event.end_mark
    if text.startswith(_STUCK, end.index):
        what = "quote" if isinstance(event, yaml.ScalarEvent) else "bracket"
        message = f"# follows the closing {what} without a blank"
        expected = "a blank before a comment, or all of the text in quotes"
        raise refused(name, int(end.line) + 1, message, expected)


def _check_plainness(event: Any, name: str) -> None:
    line = _line(event)
    if event.anchor is not None:
        expected = "the value without it, or all of it in quotes"
        raise refused(name, line, f"&{event.anchor} is an anchor", expected)
    if event.tag is not None:
        raise refused(
            name,
            line,
            f"{event.tag!r} is a tag",
            "the value without it: every value is a text (in quotes where it begins with !)",
        )


def _mark(event: Any) -> Any:
    return event.start_mark


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02X}" if number < 0x100 else f"\\u{number:04X}"
