"""Which read-model rows does a stored event make? Pure; standard library only.

Append and `ledger rebuild` both go through `Derivation`, from the same stored data, so that a
rebuild gives the same rows, column for column. Rows are as written: nothing is corrected or amended
here.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from events.upcasts import UnknownEvent
from events.words import CHANGES, RANK
from ledger.acts import act_of, split_id
from ledger.change_rows import parts
from ledger.contents import saying
from ledger.dates.instants import instant
from ledger.records import UNREADABLE, Cells, Record
from ledger.subjects import particularity, shape

#: A row of the read model, with its table.
TableRow = tuple[str, Cells]

_CHANGES: Final = frozenset(CHANGES)


class Derivation:
    """Makes the rows of a stretch of the log that begins with no announcement half told.

    A row has its table's columns in their order (ledger/stores/schema.py). The row of an
    announcement comes after those of its changes, since it names the last of them.
    """

    __slots__ = ("_announced", "_last", "_lost", "_published")

    def __init__(self) -> None:
        self._announced: Record | None = None
        self._last = 0
        self._published = 0
        self._lost = False

    def of(self, record: Record) -> list[TableRow]:
        """The rows that the log's next event completes. Raises UnknownEvent."""
        announced = self._announced
        if announced is not None and is_of(record, announced):
            self._last = record.seq
            subject = record.data["subject"]
            found: list[TableRow] = [
                ("changes", change_row(record, announced, published=self._published)),
                ("paths", (subject, record.seq, shape(subject))),
            ]
            return found + exception_rows(record.seq, record.data.get("except", ()))
        found = self.end()
        match record.type:
            case "announced":
                self._announced, self._last = record, record.seq
                self._published = instant(record.data["published"]["instant"])
                source = record.data["source"]
                found.append(("sources", (source["name"], source["authority"], record.seq)))
            case "subject_described":
                found += description_rows(record)
            case "source_described":
                found.append(
                    ("ceilings", (record.data["name"], record.seq, record.data["ceiling"]))
                )
            case "corrected" | "retracted":
                found.append(("acts", tuple(act_of(record))))
                fields = record.data.get("fields") or {}
                found += exception_rows(record.seq, fields.get("except") or ())
            case "expired" if "change" not in record.data:
                found.append(("lapses", lapse_row(record)))
            case "opened" | "key_added" | "key_lost" | "evidence_added":
                pass
            case other:
                raise UnknownEvent(
                    "@{seq}: {type} is not an event that can stand here",
                    seq=record.seq,
                    type=other,
                )
        return found

    def read(self, record: Record) -> list[TableRow]:
        """The same; of an event that cannot be read, or cannot stand here, the row of `acts` that
        says so: whoever answers from beyond it stops there. It says so for an announcement's
        changes too."""
        before = self._announced, self._last, self._published
        change = record.type in _CHANGES and "change" in record.data
        if change and self._lost:
            return []
        self._lost = False
        if record.type != UNREADABLE:
            try:
                return self.of(record)
            except ValueError:  # UnknownEvent, an instant that there is none
                self._announced, self._last, self._published = before
        type = record.data["type"] if record.type == UNREADABLE else record.type
        found = [] if type in _CHANGES else self.end()
        self._lost = type == "announced"
        cells = (record.seq, record.recorded_at, UNREADABLE, *[None] * 5, "", None)
        return [*found, ("acts", cells)]

    def end(self) -> list[TableRow]:
        """The row of the announcement that was told last, where there is one."""
        announced, self._announced = self._announced, None
        if announced is None:
            return []
        return [
            ("announcements", announcement_row(announced, self._last, published=self._published))
        ]


def rows(records: Iterable[Record]) -> Iterator[TableRow]:
    """All rows of a stretch of the log: see `Derivation`."""
    derivation = Derivation()
    for record in records:
        yield from derivation.of(record)
    yield from derivation.end()


def change_row(record: Record, announced: Record, *, published: int | None = None) -> Cells:
    """The row of `changes` for a change or an amendment of `announced`, published then."""
    if published is None:
        published = instant(announced.data["published"]["instant"])
    data, source = record.data, announced.data["source"]
    found = parts(record.type, data, source)
    announcement, n = split_id(data["change"])
    of_announcement, of_n = split_id(data["of"]) if "of" in data else (None, None)
    return (
        found.latest,
        particularity(data["subject"]),
        published,
        RANK[source["authority"]],
        record.seq,
        data["subject"],
        record.recorded_at,
        announcement,
        n,
        found.earliest,
        found.until,
        of_announcement,
        of_n,
        saying(found.said),
    )


def exception_rows(seq: int, paths: Iterable[str]) -> list[TableRow]:
    """A row of `exceptions` for each path that a change, or a correction of one, excepts."""
    return [("exceptions", (path, seq)) for path in dict.fromkeys(paths)]


def announcement_row(announced: Record, last_seq: int, *, published: int) -> Cells:
    """The row of `announcements`; `last_seq` is the position of its last change."""
    data = announced.data
    source = data["source"]
    return (
        data["id"],
        announced.seq,
        last_seq,
        announced.recorded_at,
        source["name"],
        source["authority"],
        source.get("party"),
        published,
        data["published"]["text"],
        data.get("title"),
        data.get("url"),
        data.get("language"),
        data["zone"],
    )


def lapse_row(record: Record) -> Cells:
    """The row of `lapses` for an expiry that the recorder told."""
    data = record.data
    announcement, n = split_id(data["of"])
    return (announcement, n, data["subject"], instant(data["until"]["instant"]), record.seq)


def description_rows(record: Record) -> Iterator[TableRow]:
    """The row of `subjects`, and one of `aliases` for each alias."""
    data = record.data
    path, aliases = data["path"], data.get("aliases", ())
    more = (data.get(name) and _json(data[name]) for name in ("titles", "words"))
    yield "subjects", (path, record.seq, data.get("title"), _json(aliases), *more)
    for alias in dict.fromkeys(aliases):
        yield "aliases", (alias, record.seq, path)


def is_of(record: Record, announced: Record) -> bool:
    """Whether a record is a change of that announcement: the recorder's `expired` has no id."""
    change = record.data.get("change") if record.type in _CHANGES else None
    return change is not None and change.rpartition("#")[0] == announced.data["id"]


def _json(value: Any) -> str:
    """Canonical: the keys are ASCII and there are no floats (DESIGN 6)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
