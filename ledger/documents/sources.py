"""What does `ledger sources` answer, as a document?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from events.words import AUTHORITY
from ledger.documents.forms import TypedDict, instant
from ledger.documents.reply import Enquiry, ReadDocument, Reply, ReplyDocument, envelope, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.documents.fields import AuthorityWord, InstantText, Number, PartyWord
    from ledger.reading.view import View


class SourceRow(TypedDict):
    """Who speaks, with which authority, and how often."""

    source: str
    """The name."""
    authority: AuthorityWord | None
    """The authority with which it spoke; null where it has not spoken."""
    party: PartyWord | None
    """Which party it is, where that was said."""
    ceiling: AuthorityWord | None
    """The greatest authority with which it may speak; null without a limit."""
    announcements: Number
    """How many announcements are of it."""
    changes: Number
    """How many changes are of it."""
    first_published: InstantText | None
    """When the first of them was published."""
    last_published: InstantText | None
    """When the last of them was published."""


class SourceLine(ReplyDocument, SourceRow):
    """A line of JSON Lines: one of them, and what it is the answer to."""


class SourcesDocument(ReadDocument):
    """Who speaks in this ledger."""

    sources: list[SourceRow]
    """One row for each name, authority and party, by authority and then by name."""


_COLUMNS: Final = tuple(SourceRow.__annotations__)


def lines(enquiry: Enquiry, rows: Iterable[SourceRow]) -> Reply:
    """These sources, for JSON Lines and CSV."""
    return Reply(envelope("sources", enquiry), "sources", rows, _COLUMNS, plain)


def reply(enquiry: Enquiry, rows: Iterable[SourceRow], view: View) -> Reply:
    """The document of these sources."""
    head = {**envelope("sources", enquiry), "read_to": instant(view.recorded_at)}
    return Reply(head, "sources", rows, _COLUMNS, plain)


def rows(view: View) -> list[SourceRow]:
    """One row for each name, authority and party, by authority and then by name; then those that
    have a ceiling and have not spoken."""
    changes: Counter[tuple[str, int, str | None]] = Counter()
    told: dict[tuple[str, int, str | None], set[str]] = {}
    published: dict[tuple[str, int, str | None], tuple[int, int]] = {}
    for row in view.changes():
        key = (row.source, row.authority, row.party)
        changes[key] += 1
        told.setdefault(key, set()).add(row.announcement)
        first, last = published.get(key, (row.published, row.published))
        published[key] = (min(first, row.published), max(last, row.published))
    ceilings = view.ceilings()
    spoken = sorted(changes, key=lambda key: (-key[1], key[0], key[2] or ""))
    names = {key[0] for key in spoken}
    found: list[SourceRow] = [
        {
            "source": key[0],
            "authority": AUTHORITY[key[1]],
            "party": key[2],
            "ceiling": ceilings.get(key[0]),
            "announcements": len(told[key]),
            "changes": changes[key],
            "first_published": instant(published[key][0]),
            "last_published": instant(published[key][1]),
        }
        for key in spoken
    ]
    for name, ceiling in ceilings.items():
        if name not in names:
            found.append(
                {
                    "source": name,
                    "authority": None,
                    "party": None,
                    "ceiling": ceiling,
                    "announcements": 0,
                    "changes": 0,
                    "first_published": None,
                    "last_published": None,
                }
            )
    return found
