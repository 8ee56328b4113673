"""Which known name is a new one likely meant for?

An alias names a subject when asking; a change told of one founds a subject of that name, and from
then on the query means the new one (DESIGN 8).
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from ledger.files.drafts import OF_SUBJECT, DraftDescription
from ledger.reports import Near
from ledger.stores.log import Log
from ledger.subjects import SubjectFault, look_alikes, nearest, subject_path

#: So many first segments are remembered, so that memory is bounded; others are asked again.
_ASKED: Final = 10_000
#: New names are compared with known ones so many times; the first of them at any rate.
_COMPARED: Final = 100_000
_NEAR: Final = 20


class Aliases:
    """What first segments stand for, by the log and by the titles of the file itself."""

    def __init__(self, descriptions: Sequence[DraftDescription] = ()) -> None:
        """`descriptions`: what the file says, which is not in the log yet."""
        subjects = (said.data for said in descriptions if said.type == OF_SUBJECT)
        self._described = {data["path"]: data["aliases"] for data in subjects}
        self._asked: dict[str, list[str]] = {}

    def hint(self, path: str, log: Log) -> dict[str, Any]:
        """Of which paths its first segment is an alias, and which paths may be meant, where these
        are none too long to be such; empty where it is none."""
        first, slash, rest = path.partition("/")
        meant = self._asked.get(first)
        if meant is None:
            if len(self._asked) >= _ASKED:
                self._asked.clear()
            meant = self._asked[first] = self._meant(first, log)
        if not meant:
            return {}
        paths = [f"{each}{slash}{rest}" for each in meant]
        return {
            "alias": first,
            "alias_of": meant,
            "meant": paths if all(map(_is_path, paths)) else [],
        }

    def _meant(self, first: str, log: Log) -> list[str]:
        told = {path for path in log.aliased(first) if path not in self._described}
        told.update(path for path, aliases in self._described.items() if first in aliases)
        return [] if not told or log.begins(first) else sorted(told)


def near(names: Sequence[str], known: Collection[str]) -> list[Near]:
    """The names, each with the nearest known one; where there are many of both only the first new
    ones, 20 at least."""
    looked = max(_NEAR, _COMPARED // (len(known) or 1))
    alike = look_alikes(names)
    return [
        Near(name, (nearest(name, known) if number < looked else None) or alike.get(name))
        for number, name in enumerate(names)
    ]


def _is_path(text: str) -> bool:
    """Whether it is none too long to be one."""
    try:
        subject_path(text)
    except SubjectFault:
        return False
    return True
