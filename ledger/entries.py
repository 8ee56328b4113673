"""Which bytes of an event are hashed, exported and proved? Standard library only.

An entry frames the stored row as canonical JSON, its state as it stands and never encoded again:
`{"data":STATE,"origin":…,"recorded_at":…,"seq":…,"stream":…,"type":…,"version":…}` (DESIGN 6).
"""

import json
import re
from json.encoder import encode_basestring as quoted
from typing import Any, Final, NamedTuple

from ledger.dates.instants import instant, render
from ledger.faults import Phrase, said

#: The length of an entry in a tile is a uint16 (C2SP tlog-tiles).
LONGEST: Final = 65_535


_HEAD: Final = b'{"data":'
_STRING: Final = rb'("(?:[^"\\]|\\.)*")'
#: What follows the data, up to the end: no text that stands in those can be taken for it.
_TAIL: Final = re.compile(
    rb',"origin":'
    + _STRING
    + rb',"recorded_at":"([^"]+)","seq":([0-9]{1,18}),"stream":'
    + _STRING
    + rb',"type":'
    + _STRING
    + rb',"version":([0-9]{1,18})\}\Z'
)


class EntryFault(ValueError):
    """Bytes that cannot be an entry, or an event too long for one; str() is the message."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(str(phrase))
        self.phrase = phrase


class NewEvent(NamedTuple):
    """An event that is to be appended: its type, its stream and its stored bytes."""

    type: str
    stream: str
    state: bytes


class Entry(NamedTuple):
    """An entry taken apart: `state` in bytes, `recorded_at` in microseconds."""

    state: bytes
    origin: str
    recorded_at: int
    seq: int
    stream: str
    type: str
    version: int

    def framed(self) -> bytes:
        """The entry's bytes. Raises EntryFault where they are more than 65,535."""
        return frame(
            self.state,
            Heading(self.origin, self.recorded_at),
            seq=self.seq,
            stream=self.stream,
            type=self.type,
            version=self.version,
        )


class Heading:
    """What all entries of one transaction share: the log's origin and the record time."""

    __slots__ = ("before", "recorded_at")

    def __init__(self, origin: str, recorded_at: int) -> None:
        self.recorded_at = recorded_at
        self.before = f',"origin":{quoted(origin)},"recorded_at":"{render(recorded_at)}","seq":'


def frame(
    state: bytes, heading: Heading, *, seq: int, stream: str, type: str, version: int
) -> bytes:
    """The entry's bytes; `state` is canonical JSON. Raises EntryFault beyond 65,535 bytes."""
    place = f'{heading.before}{seq},"stream":{quoted(stream)}'
    head = f'{place},"type":{quoted(type)},"version":{version}}}'
    entry = _HEAD + state + head.encode()
    if len(entry) > LONGEST:
        raise EntryFault(too_long(len(entry)))
    return entry


def check_length(event: NewEvent, *, origin: str) -> None:
    """Raises EntryFault where the entry is longer than an entry may be, at any position.

    Asked before there is one: `frame` has the last word, a few digits later.
    """
    type, stream, state = event
    if len(state) > LONGEST // 2:
        frame(state, Heading(origin, 0), seq=1, stream=stream, type=type, version=1)


def too_long(size: int) -> Phrase:
    """Why an event of `size` bytes is refused, and what to do."""
    return Phrase(
        "this would be an entry of {size} bytes, and one has at most {most}: put the long text "
        "into a file and give that as evidence",
        size=f"{size:,}",
        most=f"{LONGEST:,}",
    )


def unframe(entry: bytes) -> Entry:
    """The parts of an entry, of which it is the only framing. Raises EntryFault."""
    try:
        parts: dict[str, Any] = json.loads(
            entry, parse_float=_never, parse_constant=_never, parse_int=_exact
        )
        state = json.dumps(
            parts["data"], ensure_ascii=False, separators=(",", ":"), sort_keys=True
        ).encode()
        found = Entry(
            state,
            parts["origin"],
            instant(parts["recorded_at"]),
            parts["seq"],
            parts["stream"],
            parts["type"],
            parts["version"],
        )
        # [7] and {} are written alike in JSON and in Python
        same = type(found.seq) is type(found.version) is int and found.framed() == entry
    except EntryFault:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        why = Phrase("not an entry of a ledger: {fault}", fault=said(fault))
        raise EntryFault(why) from None
    if not same:
        raise EntryFault(Phrase("not an entry of a ledger: its bytes are not canonical"))
    return found


def taken_apart(entry: bytes) -> Entry:
    """The same of an entry whose data may be no canonical JSON, as who copies a log needs: its
    parts give these very bytes. Raises EntryFault."""
    found = _TAIL.search(entry)
    try:
        if found is not None and entry.startswith(_HEAD):
            origin, at, seq, stream, type, version = (each.decode() for each in found.groups())
            texts = (json.loads(each) for each in (origin, stream, type))
            named, of, kind = texts
            state = entry[len(_HEAD) : found.start()]
            apart = Entry(state, named, instant(at), int(seq), of, kind, int(version))
            if apart.framed() == entry:
                return apart
    except ValueError:
        pass
    raise EntryFault(Phrase("not an entry of a ledger"))


def _never(number: str) -> int:
    raise ValueError(f"{number} is no integer")


def _exact(number: str) -> int:
    """RFC 8785 has no integer beyond 2**53."""
    if len(number) > 17 or abs(int(number)) >= 2**53:
        raise ValueError(f"{number[:20]} is beyond 2**53")
    return int(number)
