"""What is one stored event to those who read the log?"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from events.words import REWRITTEN, TYPES

#: seq, recorded_at, type, state: a row of the log, as far as it is read.
LogRow = tuple[int, int, str, bytes]

#: A row of any table, in the order of its columns.
Cells = tuple[str | int | bytes | None, ...]

#: States decoded in one go.
_BATCH: Final = 64
#: Types of which an event of the first format is read as it is.
_AS_IS: Final = frozenset(TYPES) - REWRITTEN
#: The type of the record of what cannot be read.
UNREADABLE: Final = "unreadable"
_scan: Final = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


class Record(NamedTuple):
    """A stored event, decoded and upcast: `recorded_at` in microseconds, `data` its state."""

    seq: int
    recorded_at: int
    type: str
    data: dict[str, Any]


def decode(seq: int, recorded_at: int, type: str, state: bytes) -> Record:
    """A row of the log as a record. Raises ValueError, events.upcasts.UnknownEvent."""
    return Record(seq, recorded_at, type, upcast(type, _said(state)))


def records(rows: Iterable[LogRow], *, batch: int = _BATCH) -> Iterator[Record]:
    """Rows of the log as records, a stream; raises what `decode` does, at the same row.

    At most `batch` rows are decoded ahead, and no more than were read before: who stops after
    the first has decoded little else.
    """
    remaining = iter(rows)
    size = 1
    while read := list(islice(remaining, size)):
        states = _together([row[3] for row in read])
        for (seq, recorded_at, type, _), data in zip(read, states, strict=True):
            yield Record(seq, recorded_at, type, upcast(type, data))
        size = min(2 * size, batch)


def passing(rows: Iterable[LogRow]) -> Iterator[Record]:
    """Rows of the log as records, also of a log in which some are no events that this program can
    read: of those the type is UNREADABLE, and the data say as which they are stored."""
    from events.shapes import fits

    for seq, recorded_at, type, state in rows:
        try:
            found = Record(seq, recorded_at, type, upcast(type, _said(state)))
            if fits(type, found.data):
                yield found
                continue
        except (ValueError, TypeError, AttributeError, RecursionError):
            pass
        yield Record(seq, recorded_at, UNREADABLE, {"type": type})


def record(row: LogRow, *, passed: bool) -> Record:
    """One row: as `passing` has it where what cannot be read is `passed` over, else as `decode`."""
    return next(passing([row])) if passed else decode(*row)


def upcast(type: str, data: dict[str, Any]) -> dict[str, Any]:
    """The data in its type's present format; upcasts are loaded where there is anything to do."""
    if type in _AS_IS and "format" not in data:
        return data
    from events import upcasts

    return upcasts.upcast(type, data)


def _said(state: bytes) -> dict[str, Any]:
    """What stored bytes say, as `json.loads` has it: ValueError where they are not JSON, or nest
    deeper than can be read.

    Canonical JSON has nothing around it, so the scanner beneath `json.loads` does, which takes a
    third less time: a long log is little else.
    """
    text = str(state, "utf-8")
    try:
        data, end = _scan(text, 0)
    except StopIteration:
        end = -1
    except RecursionError as fault:
        raise ValueError(str(fault)) from None
    return data if end == len(text) else json.loads(text)  # type: ignore[no-any-return]


def _together(states: Sequence[bytes]) -> Iterable[dict[str, Any]]:
    """What each of them says, scanned as one array, whose keys are then made once.

    One that is not JSON spoils the array, and they are read one by one up to it. Only two such
    that make up for each other could be taken for something else, and nobody who can write them
    gains by it: what is read is what the log says, and `verify` reads each by itself.
    """
    try:
        found = _said(b"[%b]" % b",".join(states))
    except ValueError:
        found = {}
    return found if len(found) == len(states) else map(_said, states)  # type: ignore[return-value]
