"""Which read-model rows does a stored event make? Pure; standard library only.

Append and `ledger rebuild` both go through `Claims`, from the same stored data, so that a rebuild
gives the same rows, column for column. Rows are as written: nothing is corrected or amended here.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from events.words import CHANGES, CLAIMS, OPEN_EARLIEST, OPEN_LATEST, RANK
from ledger.dates.instants import instant
from ledger.records import Record
from ledger.rows import said

Row = tuple[str, tuple[Any, ...]]

_CHANGES: Final = frozenset(CHANGES)


class UnknownEvent(ValueError):
    """An event of a type, or in a place, that this program does not know. str() says which."""


class Claims:
    """Makes the rows of a stretch of the log that begins with no announcement half told.

    A row has its table's columns in their order (ledger/stores/schema.py). The row of an
    announcement comes after those of its changes, since it names the last of them.
    """

    __slots__ = ("_announced", "_last", "_published")

    def __init__(self) -> None:
        self._announced: Record | None = None
        self._last = 0
        self._published = 0

    def of(self, record: Record) -> list[Row]:
        """The rows that the log's next event completes. Raises UnknownEvent."""
        announced = self._announced
        if announced is not None and record.type in _CHANGES and _is_of(record, announced):
            self._last = record.seq
            return [
                ("changes", change_row(record, announced, published=self._published)),
                ("paths", (record.data["subject"], record.seq)),
            ]
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
                found.append(("acts", act_row(record)))
            case "expired" if "change" not in record.data:
                found.append(("lapses", lapse_row(record)))
            case "opened" | "key_added":
                pass
            case other:
                raise UnknownEvent(f"@{record.seq}: {other} is not an event that can stand here")
        return found

    def end(self) -> list[Row]:
        """The row of the announcement that was told last, where there is one."""
        announced, self._announced = self._announced, None
        if announced is None:
            return []
        return [
            ("announcements", announcement_row(announced, self._last, published=self._published))
        ]


def rows(records: Iterable[Record]) -> Iterator[Row]:
    """All rows of a stretch of the log: see `Claims`."""
    claims = Claims()
    for record in records:
        yield from claims.of(record)
    yield from claims.end()


def change_row(
    record: Record, announced: Record, *, published: int | None = None
) -> tuple[Any, ...]:
    """The row of `changes` for a change or an amendment of `announced`, published then."""
    if published is None:
        published = instant(announced.data["published"]["instant"])
    data = record.data
    kind = record.type
    effect, extent = CLAIMS.get(kind, (None, None))
    window = data.get("effective")
    earliest, latest = OPEN_EARLIEST, OPEN_LATEST
    qualifier = None
    if window is not None:
        if "earliest" in window:
            earliest = instant(window["earliest"])
        if "latest" in window:
            same = window["latest"] == window.get("earliest")
            latest = earliest if same else instant(window["latest"])
        qualifier = window.get("qualifier")
    term = data.get("until")
    until = instant(term["instant"]) if term is not None and "instant" in term else None
    population = data.get("population") or {}
    announcement, n = split_id(data["change"])
    of_announcement, of_n = split_id(data["of"]) if "of" in data else (None, None)
    source = announced.data["source"]
    return (
        data["subject"],
        latest,
        published,
        RANK[source["authority"]],
        record.seq,
        record.recorded_at,
        announcement,
        n,
        earliest,
        until,
        of_announcement,
        of_n,
        said(
            kind,
            data.get("effect", effect),
            extent,
            data.get("afterwards"),
            data.get("certainty"),
            source["name"],
            source.get("party"),
            population.get("percent"),
            population.get("words"),
            qualifier,
            int(window is not None),
            int(term is not None),
        ),
    )


def announcement_row(announced: Record, last_seq: int, *, published: int) -> tuple[Any, ...]:
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


def act_row(record: Record) -> tuple[Any, ...]:
    """The row of `acts` for a correction or a retraction."""
    data = record.data
    announcement, n, act_seq = split_target(data["target"])
    fields = data.get("fields")
    return (
        record.seq,
        record.recorded_at,
        record.type,
        announcement,
        n,
        act_seq,
        data.get("subject"),
        None if fields is None else _json(fields),
        data["why"],
        data.get("recorder"),
    )


def lapse_row(record: Record) -> tuple[Any, ...]:
    """The row of `lapses` for an expiry that the recorder told."""
    data = record.data
    announcement, n = split_id(data["of"])
    return (announcement, n, data["subject"], instant(data["until"]["instant"]), record.seq)


def description_rows(record: Record) -> Iterator[Row]:
    """The row of `subjects`, and one of `aliases` for each alias."""
    data = record.data
    path, aliases = data["path"], data["aliases"]
    more = (data.get(name) and _json(data[name]) for name in ("titles", "words"))
    yield "subjects", (path, record.seq, data.get("title"), _json(aliases), *more)
    for alias in dict.fromkeys(aliases):
        yield "aliases", (alias, record.seq, path)


def split_id(change: str) -> tuple[str, int]:
    """`ANNOUNCEMENT#N` -> (announcement, n)."""
    announcement, _, n = change.rpartition("#")
    return announcement, int(n)


def split_target(target: str) -> tuple[str | None, int | None, int | None]:
    """`ID`, `ID#N` or `@SEQ` -> (announcement, n, act_seq), None where there is none."""
    if target.startswith("@"):
        return None, None, int(target[1:])
    if "#" in target:
        return *split_id(target), None
    return target, None, None


def _is_of(record: Record, announced: Record) -> bool:
    """Whether a change is the announcement's: the recorder's `expired` has no id of its own."""
    change = record.data.get("change")
    return change is not None and change.rpartition("#")[0] == announced.data["id"]


def _json(value: Any) -> str:
    """Canonical: the keys are ASCII and there are no floats (DESIGN 6)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
