"""What does one mapping of a file hold, and what is wrong with it?

A fault does not stop the reading: all that is wrong is collected, with the line and the field.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.faults import Fault, InputFault
from ledger.files.documents import Document
from ledger.files.fields import FieldFault, near_word, shown, what

#: So many are told at once; a file of another kind would drown the reader otherwise.
_MOST: Final = 20


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
    """A mapping in a document; `field` is how faults name it, empty for the whole document."""

    def __init__(
        self, document: Document, value: dict[str, Any], *, field: str, line: int, faults: FaultList
    ) -> None:
        self.document = document
        self.value = value
        self.field = field
        self.line = line
        self.faults = faults
        #: Names that are there but cannot be read: they are not missing as well.
        self.unread: set[str] = set()

    def name(self, name: str) -> str:
        """The field's name as faults give it."""
        return f"{self.field}.{name}" if self.field and name else self.field or name

    def line_of(self, name: str) -> int:
        """The line of a field, or of the part where it has none."""
        return self.document.line_of(self.value, name) if name in self.value else self.line

    def has(self, name: str) -> bool:
        """Whether the field says anything; null says nothing."""
        return self.value.get(name) is not None

    def fault(self, name: str, message: str, expected: str = "") -> None:
        """Notes a fault in a field; an empty name means the part itself."""
        self.faults.add(self.line_of(name), self.name(name), message, expected)

    def only(
        self, names: Sequence[str], synonyms: Mapping[str, str], *, known: Collection[str] = ()
    ) -> None:
        """Notes each field that is not one of `names`; those in `known` belong elsewhere."""
        for written in self.value:
            if written in names:
                continue
            near = near_word(written, names, synonyms)
            self.faults.add(
                self.document.line_of(self.value, written),
                self.name(_inline(written)),
                "has no place here" if written in known else f"unknown field{near}",
                f"one of {', '.join(names)}",
            )

    def need(self, name: str, expected: str) -> bool:
        """Whether the field is there; where not, that is a fault."""
        if self.has(name) or name in self.unread:
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
        except FieldFault as fault:
            self.unread.add(name)
            field = f"{name}.{_inline(fault.within)}" if fault.within else name
            line = self.line_of(name)
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
            self.unread.add(name)
            self.fault(name, f"is {what(value)}", expected)
            return None
        field, line = self.name(name), self.line_of(name)
        return Part(self.document, value, field=field, line=line, faults=self.faults)

    def items(self, name: str, expected: str) -> "Iterator[tuple[str, int, Any]]":
        """(field, line, value) of each item of a list; nothing where there is none."""
        value = self.value.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            self.unread.add(name)
            self.fault(name, f"is {what(value)}", expected)
            return
        for place, item in enumerate(value):
            line = self.document.line_of(value, place)
            yield f"{self.name(name)}[{place + 1}]", line, item

    def parts(self, name: str, expected: str) -> "Iterator[Part]":
        """Each mapping of a list."""
        for field, line, item in self.items(name, f"a list, each {expected}"):
            if isinstance(item, dict):
                yield Part(self.document, item, field=field, line=line, faults=self.faults)
            else:
                self.faults.add(line, field, f"is {what(item)}", expected)


def _inline(written: str) -> str:
    """A field's name as it was written, where that cannot be mistaken for anything else."""
    return written if written.isidentifier() and len(written) <= 40 else shown(written)
