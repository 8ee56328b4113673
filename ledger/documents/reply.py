"""What was asked and read, and what does every answer carry around its rows?"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.documents.forms import PARTS, TypedDict, instant
from ledger.sayings import Row as Row

if TYPE_CHECKING:
    from ledger.documents.announcements import Announcements
    from ledger.documents.fields import AuthorityWord, InstantText, Number

Flat = Callable[[Row, "Announcements"], Row]


class Enquiry(NamedTuple):
    """Of which ledger something was asked, under which cut-offs, and how to ask it again: instants
    in microseconds, None without a cut-off; `size`: so many events were read."""

    origin: str
    zone: str
    known: int | None
    recorded: int | None
    authority: str
    size: int
    again: str


class ReplyDocument(TypedDict):
    """What every answer of a reading command has around its rows."""

    format: str
    """The format of this document, with its version."""
    origin: str
    """The name of the ledger."""
    zone: str
    """The time zone in which bare dates were read."""
    known: "InstantText | None"
    """Only what was known by then counts; null without a cut-off."""
    recorded: "InstantText | None"
    """By when the events read were recorded: as asked, else when the last of them was."""
    authority_floor: "AuthorityWord"
    """The least authority that counts."""
    size: "Number"
    """How many events were read: the first so many of the log."""
    again: str
    """The command that gives this answer again for ever."""


class ReadDocument(ReplyDocument):
    """What every whole answer has besides."""

    read_to: "InstantText | None"
    """When the last of the events read was recorded; null where none was."""


class Reply(NamedTuple):
    """A document in its parts: the fields of its head, and its rows under one more, which may be
    a stream. `columns` are those of CSV, `flat` makes a row for them of one of the document's.
    With `alone` a line of JSON Lines is a row and nothing else. `tail` gives the fields that come
    after the rows, once these were taken; only JSON has them."""

    head: Row
    under: str
    rows: Iterable[Row]
    columns: tuple[str, ...]
    flat: Flat
    alone: bool = False
    tail: Callable[[], Row] = dict

    def document(self) -> dict[str, Any]:
        """The whole of it, of what is not long."""
        return {**self.head, self.under: list(self.rows), **self.tail()}


def envelope(name: str, enquiry: Enquiry, **fields: Any) -> dict[str, Any]:
    """The head of `policy-ledger/NAME/1`; `fields` come after the zone."""
    return {
        "format": f"policy-ledger/{name}/1",
        "origin": enquiry.origin,
        "zone": enquiry.zone,
        **fields,
        "known": instant(enquiry.known),
        "recorded": instant(enquiry.recorded),
        "authority_floor": enquiry.authority,
        "size": enquiry.size,
        "again": enquiry.again,
    }


def plain(row: Row, _: "Announcements") -> Row:
    """The row as it is."""
    return row


def titled(row: Row, announcements: "Announcements") -> Row:
    """The row with its objects as fields of their own (PARTS), and with the title and the url of
    the announcement that its change is of."""
    return {**spread(row, PARTS), **announcements.called(row["change"])}


def spread(row: Row, parts: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The row with these parts of its objects as fields of their own, NAME_PART."""
    flat = dict(row)
    for name, each in parts.items():
        found = row.get(name) or {}
        for part in each:
            flat[f"{name}_{part}"] = found.get(part)
    return flat


def columns(names: Iterable[str], parts: Mapping[str, Iterable[str]] = PARTS) -> tuple[str, ...]:
    """The columns of a row of these fields, once it was `titled`."""
    found: list[str] = []
    for name in names:
        found += [f"{name}_{part}" for part in parts[name]] if name in parts else [name]
    return (*found, "title", "url")
