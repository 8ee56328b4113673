"""What stands under a row of an answer, one footnote each: contests, expectations, who said so?

Each has the fields by which its row is found, as `row_NAME`; in `field` the one of the row that
names it; its own fields, as JSON has them; and how the announcement that it is of is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from ledger.documents.announcements import Announcements
    from ledger.documents.reply import Row

Notes = Iterator[Mapping[str, Any]]


class Footnotes(NamedTuple):
    """The `columns` of the footnotes of a document, and what makes those of one row."""

    columns: tuple[str, ...]
    under: Callable[[Row, Announcements], Notes]


_STATE: Final = (
    *("change", "otherwise", "amended_by", "may_have_changed", "scheduled", "contested_by"),
    *("set_aside", "changed_during_day", "expectations"),
)
_DUE: Final = ("change", "amended_by", "stands", "before", "then")
_SAID: Final = ("source", "authority", "party", "published", "title", "url")
_CLAIM: Final = ("field", "change", "effect", "extent", "value")
_EXPECTED: Final = ("until", "earliest", "latest", "certainty", "status", "reason")
_CAUSE: Final = ("how", "seq", "type", "subject", "qualifier", "recorder", "why")


def _state(row: Row, announcements: Announcements) -> Notes:
    return _named(row, _STATE, announcements)


def _stretch(row: Row, announcements: Announcements) -> Notes:
    return ({"row_from": row["from"], **note} for note in _state(row, announcements))


def _difference(row: Row, announcements: Announcements) -> Notes:
    for side in ("before", "after"):
        for note in _state(row[side], announcements):
            yield {**note, "field": f"{side}_{note['field']}"}
    yield from _named({**row["after"], "because": row["because"]}, ("because",), announcements)


def _due(row: Row, announcements: Announcements) -> Notes:
    return _named(row, _DUE, announcements)


def _event(row: Row, announcements: Announcements) -> Notes:
    said = {**row["data"], **row["data"].get("fields", {})}
    key = {"row_seq": row["seq"]}
    named = {**said, "subject": row["subject"], "change": row["change"]}
    for note in _named(named, ("of", "replaces"), announcements):
        yield {**key, **note}
    for file in said.get("evidence") or ():
        yield {**key, "field": "evidence", **file}


def _path(row: Row, _: Announcements) -> Notes:
    key = {"row_path": row["path"]}
    for language, text in row["titles"].items():
        yield {**key, "field": "titles", "language": language, "text": text}
    for text in row["aliases"]:
        yield {**key, "field": "aliases", "text": text}
    for effect, word in row["words"].items():
        for language, text in word.items() if isinstance(word, Mapping) else [(None, word)]:
            yield {**key, "field": "words", "effect": effect, "language": language, "text": text}


def _speaker(row: Row, announcements: Announcements) -> Notes:
    key = {name: row[name] for name in ("source", "authority", "party")}
    for id in announcements.of(**key):
        said = announcements.said(id)
        told = {name: said[name] for name in ("published", "title", "url")}
        own = {f"row_{name}": value for name, value in key.items()}
        yield {**own, "field": "announcements", "announcement": id, **told}


def _named(row: Row, fields: tuple[str, ...], announcements: Announcements) -> Notes:
    """One for each change that these fields of a row name."""
    key = {"row_subject": row["subject"], "row_change": row["change"]}
    for field in fields:
        found = row.get(field) or ()
        for each in found if isinstance(found, list) else [found]:
            entry = {"change": each} if isinstance(each, str) else each
            if entry and entry["change"] is not None:
                said = announcements.said(entry["change"].rpartition("#")[0])
                yield {**key, "field": field, **said, **entry}


_ROW: Final = ("row_subject", "row_change")
_OF: Final = {
    "at": Footnotes((*_ROW, *_CLAIM, *_EXPECTED, *_SAID), _state),
    "timeline": Footnotes(
        ("row_subject", "row_from", "row_change", *_CLAIM, "from", "to", *_EXPECTED, *_SAID),
        _stretch,
    ),
    "diff": Footnotes((*_ROW, *_CLAIM, *_CAUSE, *_EXPECTED, *_SAID), _difference),
    "due": Footnotes((*_ROW, *_CLAIM, *_SAID), _due),
    "log": Footnotes(
        ("row_seq", *_ROW, "field", "change", *_SAID, "sha256", "size", "media_type"), _event
    ),
    "subjects": Footnotes(("row_path", "field", "effect", "language", "text"), _path),
    "sources": Footnotes(
        (
            *("row_source", "row_authority", "row_party", "field", "announcement"),
            *("published", "title", "url"),
        ),
        _speaker,
    ),
}


def of(format: str) -> Footnotes:
    """Those of the document `policy-ledger/NAME/1`."""
    return _OF[format.split("/")[1]]
