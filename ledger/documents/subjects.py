"""What does `ledger subjects` answer, as a document?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from ledger.descriptions import Description
from ledger.documents.forms import TypedDict, instant
from ledger.documents.reply import Enquiry, ReadDocument, Reply, ReplyDocument, envelope, plain
from ledger.history.replay import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ledger.documents.fields import Number, PathText
    from ledger.reading.view import View


class SubjectRow(TypedDict):
    """What a path is called, and how much is said of it."""

    path: PathText
    """The path."""
    title: str | None
    """Its title in no particular language."""
    titles: Mapping[str, str]
    """Its titles by language."""
    aliases: list[str]
    """Other names, each of which stands for the path as a first segment."""
    words: Mapping[str, str | Mapping[str, str]]
    """How its effects are called, each in one text or by language."""
    statements: Number
    """How many visible statements are on it."""


class SubjectLine(ReplyDocument, SubjectRow):
    """A line of JSON Lines: one of them, and what it is the answer to."""


class SubjectsDocument(ReadDocument):
    """Of which subjects anything is recorded, and what they are called."""

    subjects: list[SubjectRow]
    """The subjects, sorted by path."""


_COLUMNS: Final = ("path", "title", "aliases", "statements")


def lines(enquiry: Enquiry, rows: Iterable[SubjectRow]) -> Reply:
    """These subjects, for JSON Lines and CSV."""
    return Reply(envelope("subjects", enquiry), "subjects", rows, _COLUMNS, plain)


def reply(enquiry: Enquiry, rows: Iterable[SubjectRow], view: View) -> Reply:
    """The document of these subjects."""
    head = {**envelope("subjects", enquiry), "read_to": instant(view.recorded_at)}
    return Reply(head, "subjects", rows, _COLUMNS, plain)


def rows(view: View, under: Sequence[str]) -> list[SubjectRow]:
    """One row a path, sorted, of all or of those at and below the paths given."""
    described = view.descriptions()
    counts = Counter(row.subject for row in view.changes())
    nothing = Description(None, ())
    return [
        {
            "path": path,
            "title": said.title,
            "titles": dict(said.titles),
            "aliases": list(said.aliases),
            "words": dict(said.words),
            "statements": counts[path],
        }
        for path in sorted({*counts, *described})
        if not under or within(path, under)
        for said in (described.get(path, nothing),)
    ]
