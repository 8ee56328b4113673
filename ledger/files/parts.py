"""What does one mapping of a file hold, and what is wrong with it?

A fault does not stop the reading: all that is wrong is collected, with the line and the field.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from ledger.faults import InputFault
from ledger.files.documents import Document
from ledger.files.texts import FieldFault, ItemFaults, cut_by_a_comma, near_word, shown, what
from ledger.files.yaml_faults import no_field
from ledger.objections import Fault
from ledger.twins import odd

#: So many are told at once; a file of another kind would drown the reader otherwise.
_MOST: Final = 20
_NONE: Final[frozenset[str]] = frozenset()
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class FaultList:
    """The faults of a file so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[Fault] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, line: int, field: str, message: str, expected: str = "") -> None:
        """Notes a fault; raises InputFault where there are too many to go on."""
        self._found.append(Fault(self.file, line, field, message, expected))
        if len(self._found) == _MOST:
            more = Fault(self.file, 0, "", f"has {_MOST} faults so far: what follows was not read")
            raise InputFault([*self._found, more])

    def settle(self) -> None:
        """Raises InputFault where there is any fault."""
        if self._found:
            raise InputFault(sorted(self._found, key=lambda fault: fault.line))


class Part:
    """A mapping in a document.

    How faults name it is only asked where there is one: a long history has very many parts.
    """

    __slots__ = ("_above", "_name", "_place", "document", "faults", "line", "unread", "value")

    def __init__(
        self,
        document: Document,
        value: dict[str, Any],
        faults: FaultList,
        *,
        line: int,
        above: "Part | None" = None,
        name: str = "",
        place: int | None = None,
    ) -> None:
        """`above` is the part that holds it, in its field `name`, there at `place` of a list."""
        self.document = document
        self.value = value
        self.faults = faults
        self.line = line
        self._above, self._name, self._place = above, name, place
        #: Names that are there but cannot be read: they are not missing as well.
        self.unread: frozenset[str] = _NONE

    @property
    def field(self) -> str:
        """How faults name it; empty for the whole document."""
        if self._above is None:
            return ""
        if self._place is None:
            return self._above.name(self._name)
        return self._above.item(self._name, self._place)

    def name(self, name: str) -> str:
        """The field's name as faults give it."""
        outer = self.field
        return f"{outer}.{name}" if outer and name else outer or name

    def item(self, name: str, place: int) -> str:
        """An item of a list, counted from 0, as faults name it."""
        return f"{self.name(name)}[{place + 1}]"

    def line_of(self, name: str) -> int:
        """The line of a field, or of the part where it has none."""
        return self.document.line_of(self.value, name) if name in self.value else self.line

    def item_line(self, name: str, place: int) -> int:
        """The line of an item of a list."""
        return self.document.line_of(self.value[name], place)

    def lines(self) -> tuple[tuple[str, int], ...]:
        """Each field within it, as faults name it from here on, and its line; none where all of the
        document is on one."""
        return tuple(_lines(self.document, self.value)) if self.document.lines else ()

    def fault(self, name: str, message: str, expected: str = "") -> None:
        """Notes a fault in a field; an empty name means the part itself."""
        self.faults.add(self.line_of(name), self.name(name), message, expected)

    def _value_fault(self, name: str, message: str, expected: str) -> None:
        """Notes a fault in what a field says, on the line where that begins."""
        self._cannot(name)
        line = self.document.line_of_value(self.value, name)
        self.faults.add(line, self.name(name), message, expected)

    def item_fault(self, name: str, place: int, message: str, expected: str = "") -> None:
        """Notes a fault in an item of a list."""
        self.faults.add(self.item_line(name, place), self.item(name, place), message, expected)

    def only(
        self,
        names: Collection[str],
        synonyms: Mapping[str, str],
        *,
        known: Collection[str] = (),
        instead: Mapping[str, str] = _NOTHING,
    ) -> None:
        """Notes each field that is not one of `names`; those in `known` belong elsewhere, and
        `instead` says of some what to write."""
        before = ""
        for written in self.value:
            if written not in names:
                expected = instead.get(written, f"one of {', '.join(names)}")
                if written in known:
                    message = "has no place here"
                elif self.document.is_bare(self.value, written) and (why := no_field(written)):
                    message, expected = f"unknown field: {why[0]}", why[1]
                elif before and self.document.is_bare(self.value, written):
                    message, expected = self._goes_on(before, written)
                else:
                    message = f"unknown field{odd(written)}{near_word(written, names, synonyms)}"
                line = self.document.line_of(self.value, written)
                self.faults.add(line, self.name(_inline(written)), message, expected)
            before = written

    def _goes_on(self, before: str, written: str) -> tuple[str, str]:
        """What to say of a text within braces that goes on after a comma: to YAML it ends there."""
        text = self.value[before]
        if not isinstance(text, str) or self.document.is_bare(self.value, before):
            return "unknown field", "the text that it belongs to in quotes"
        message, expected = cut_by_a_comma(
            before, f"{text}{self.document.cut_off(self.value, before)}"
        )
        return f"unknown field: {message}", expected

    def need(self, name: str, expected: str) -> bool:
        """Whether the field is there, and not null; where not, that is a fault."""
        if self.value.get(name) is not None or name in self.unread:
            return True
        self.fault(name, "is missing", expected)
        return False

    def read(self, name: str, reader: Callable[..., Any], *more: Any) -> Any:
        """What the reader makes of a field (and of `more`); None where there is none, or a fault.

        A reader raises FieldFault.
        """
        value = self.value.get(name)
        if value is None:
            return None
        try:
            return reader(value, *more)
        except ItemFaults as fault:
            self._cannot(name)
            for place, each in fault.items:
                self.item_fault(name, place, each.message, each.expected)
            return None
        except FieldFault as fault:
            self._cannot(name)
            field = f"{name}.{_inline(fault.within)}" if fault.within else name
            line = self.document.line_of_value(self.value, name)
            if fault.within and isinstance(value, dict):
                line = self.document.line_of(value, fault.within)
            self.faults.add(line, self.name(field), fault.message, fault.expected)
            return None

    def part(self, name: str, expected: str) -> "Part | None":
        """The mapping in a field; None where there is none, or a fault in it."""
        value = self.value.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self._value_fault(name, f"is {what(value)}", expected)
            return None
        line = self.line_of(name)
        return Part(self.document, value, self.faults, line=line, above=self, name=name)

    def items(self, name: str, expected: str) -> list[Any]:
        """The items of a list; none where there is no list."""
        value = self.value.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self._value_fault(name, f"is {what(value)}", expected)
            return []
        return value

    def parts(self, name: str, expected: str) -> "Iterator[Part]":
        """Each mapping of a list."""
        for place, item in enumerate(self.items(name, f"a list, each {expected}")):
            if isinstance(item, dict):
                line = self.item_line(name, place)
                yield Part(
                    self.document, item, self.faults, line=line, above=self, name=name, place=place
                )
            else:
                self.item_fault(name, place, f"is {what(item)}", expected)

    def _cannot(self, name: str) -> None:
        self.unread |= {name}


def _lines(document: Document, value: Any, within: str = "") -> Iterator[tuple[str, int]]:
    if isinstance(value, dict):
        named = [(f"{within}.{key}" if within else key, key, each) for key, each in value.items()]
    elif isinstance(value, list):
        named = [(f"{within}[{n + 1}]", n, each) for n, each in enumerate(value)]
    else:
        return
    for name, key, each in named:
        yield name, document.line_of(value, key)
        yield from _lines(document, each, name)


def _inline(written: str) -> str:
    """A field's name as it was written, where that cannot be mistaken for anything else."""
    return written if written.isidentifier() and len(written) <= 40 else shown(written)
