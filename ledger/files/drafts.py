"""What does a file tell, with everything resolved that can be without the log?"""

from typing import Any, Final, NamedTuple

from ledger.entries import NewEvent
from ledger.objections import Fault, Warned


class DraftChange(NamedTuple):
    """A change that is to be recorded.

    `data` is in the stored form but for `subject`; `subjects` are the paths in the order written:
    of an amendment that names none they are empty until those of its target are known. `line` is
    where it begins.
    """

    n: int
    kind: str
    data: dict[str, Any]
    subjects: tuple[str, ...]
    line: int


class EvidenceFile(NamedTuple):
    """A regular file that an announcement names: `path` to read it, `name` as written there, at
    most `largest` bytes."""

    path: str
    name: str
    line: int
    field: str
    largest: int


class Draft(NamedTuple):
    """An announcement that is to be recorded.

    `announced` is in the stored form but for `recorder`. `field` is how faults name it, `warnings`
    have the line of each, `lines` those of its fields where they are not all the same. `end` is how
    far the file is read with it: in bytes of a stream, or announcements of a file that is read at
    once. Once it is checked, `announced` has the digests of its evidence, every change has its
    subjects, and `events` are what it becomes, in the order of the log.
    """

    announced: dict[str, Any]
    changes: tuple[DraftChange, ...]
    evidence: tuple[EvidenceFile, ...]
    file: str
    line: int
    field: str = ""
    warnings: tuple[tuple[int, Warned], ...] = ()
    lines: tuple[tuple[str, int], ...] = ()
    end: int = 0
    events: tuple[NewEvent, ...] = ()

    @property
    def id(self) -> str:
        """The announcement's."""
        return str(self.announced["id"])

    def fault(
        self, field: str, message: str, expected: str = "", *, line: int | None = None
    ) -> Fault:
        """What is wrong with a field, by its name within the announcement: on the line of that
        field, where it is known, else on the one given, or its own."""
        line = dict(self.lines).get(field, self.line if line is None else line)
        within = ".".join(part for part in (self.field, field) if part)
        return Fault(self.file, line, within, message, expected)


#: The types of event that say something of a subject, and of a source, itself.
OF_SUBJECT: Final = "subject_described"
OF_SOURCE: Final = "source_described"


class DraftDescription(NamedTuple):
    """What is said of a subject or a source itself, as an event of that type stores it but for
    `recorder`."""

    type: str
    data: dict[str, Any]
    file: str
    line: int
    field: str


class Batch(NamedTuple):
    """What one file tells: of subjects, of sources, then announcements; warnings name
    their places."""

    file: str
    descriptions: tuple[DraftDescription, ...]
    drafts: tuple[Draft, ...]
    warnings: tuple[Warned, ...]
