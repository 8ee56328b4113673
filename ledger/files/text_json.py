"""What does a JSON file say, as I-JSON, and on which line is each part of it?

I-JSON (RFC 7493): no key twice in an object, no lone surrogate, no NaN. Numbers keep their text.
"""

import json
import re
from typing import Any, Final, NoReturn

from ledger.faults import InputFault
from ledger.files.documents import DEPTH, Document, NumberText, refused
from ledger.twins import named

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9.eE+-])")
_WORD: Final = re.compile(r"[A-Za-z0-9_+.-]+")
_WORDS: Final = {"true": True, "false": False, "null": None}
_END: Final[dict[type, str]] = {dict: "}", list: "]"}
#: Only such an escape can leave half a character.
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def parse(text: str, name: str) -> Document:
    """The document, with the line of every part. Raises InputFault at the first fault."""
    return _JsonReader(text, name).document()


def parse_line(text: str, name: str, line: int) -> Document:
    """The document of one line of JSON Lines: all of it is on `line`. Raises InputFault."""
    if not _HALF.search(text):
        try:
            value, end = _FAST.raw_decode(text, _space(text, 0))
            if _space(text, end) == len(text):
                return Document(name, value, line)
        except (ValueError, RecursionError):
            pass
    # Something is wrong with it, or may be: read it again by the reader that says what.
    return _JsonReader(text, name, line).document()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key is here twice")
    return result


def _no_constant(word: str) -> NoReturn:
    raise ValueError(word)


_FAST: Final = json.JSONDecoder(
    object_pairs_hook=_once,
    parse_int=NumberText,
    parse_float=NumberText,
    parse_constant=_no_constant,
)


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


class _JsonReader:
    """One pass over a text, without recursion: a stack of the open objects and arrays."""

    def __init__(self, text: str, name: str, line: int = 1) -> None:
        self._text = text
        self._name = name
        self._at = 0
        self._counted = 0
        self._line = line

    def document(self) -> Document:
        document = Document(self._name, None)
        stack: list[Any] = []
        key: str | None = None
        while True:
            self._skip()
            line = self._here()
            container = stack[-1] if stack else None
            closing = _END[type(container)] if stack else ""
            if closing and not container and key is None and self._take(closing):
                stack.pop()
            elif isinstance(container, dict) and key is None:
                key = self._key(container, document)
                document.lines[id(container)][key] = line
                continue
            else:
                value = self._value(document)
                if container is None:
                    document.value, document.line = value, line
                elif key is not None:
                    container[key], key = value, None
                else:
                    document.lines[id(container)][len(container)] = line
                    container.append(value)
                if isinstance(value, dict | list):
                    if len(stack) == DEPTH:
                        raise self._refused(f"is nested deeper than {DEPTH} levels")
                    stack.append(value)
                    continue
            if self._close(stack):
                return document

    def _close(self, stack: list[Any]) -> bool:
        """After a value: closes what ends here. Whether that was the end of the document."""
        while stack:
            self._skip()
            if self._take(","):
                self._skip()
                if self._text[self._at : self._at + 1] in ("]", "}"):
                    raise self._refused("a comma stands before the end", "no comma there")
                return False
            end = _END[type(stack[-1])]
            if not self._take(end):
                raise self._refused(f"{self._shown()} stands here", f"a comma or {end}")
            stack.pop()
        self._skip()
        if self._at < len(self._text):
            raise self._refused(f"{self._shown()} follows the end", "one JSON value in all")
        return True

    def _key(self, container: dict[str, Any], document: Document) -> str:
        if not self._text.startswith('"', self._at):
            raise self._refused(f"{self._shown()} stands here", "a field's name in double quotes")
        key = self._string()
        if key in container:
            first = document.lines[id(container)][key]
            raise self._refused(f"{key!r} is here twice, first on line {first}", "each field once")
        self._skip()
        if not self._take(":"):
            raise self._refused(f"{self._shown()} stands after {key!r}", "a colon")
        return key

    def _value(self, document: Document) -> Any:
        text, at = self._text, self._at
        first = text[at : at + 1]
        if first == '"':
            return self._string()
        if first in ("{", "["):
            self._at += 1
            value: Any = {} if first == "{" else []
            document.lines[id(value)] = {}
            return value
        if number := _NUMBER.match(text, at):
            self._at = number.end()
            return NumberText(number.group())
        word = _WORD.match(text, at)
        if word and word.group() in _WORDS:
            self._at = word.end()
            return _WORDS[word.group()]
        raise self._refused(f"{self._shown()} stands here", "a JSON value")

    def _string(self) -> str:
        try:
            value, end = _FAST.raw_decode(self._text, self._at)
        except json.JSONDecodeError as fault:
            self._at = fault.pos
            raise self._refused(f"a text is not JSON: {fault.msg}") from None
        if found := _SURROGATE.search(value):
            raise self._refused(
                f"a text holds half a character, the lone surrogate \\u{ord(found.group()):04x}"
            )
        self._at = end
        return str(value)

    def _skip(self) -> None:
        self._at = _space(self._text, self._at)

    def _take(self, character: str) -> bool:
        if self._text.startswith(character, self._at):
            self._at += 1
            return True
        return False

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = max(self._counted, self._at)
        return self._line

    def _shown(self) -> str:
        if self._at >= len(self._text):
            return "the end of the text"
        word = _WORD.match(self._text, self._at)
        return repr(word.group()[:20]) if word else named(self._text[self._at])

    def _refused(self, message: str, expected: str = "") -> InputFault:
        return refused(self._name, self._here(), message, expected)
