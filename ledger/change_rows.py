"""What of a change's data has columns of its own in a row, and what data does a row stand for?

Pure; standard library only. Instants are microseconds; open ends the sentinels of events.words.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from events.words import OPEN_EARLIEST, OPEN_LATEST
from ledger.dates.instants import instant, render
from ledger.statements import Statement

#: What has columns of its own, or changes no answer.
_APART: Final = frozenset({"change", "subject", "of", "note", "quote", "role"})
#: What `said` has besides the fields of the event.
_ABOUT: Final = frozenset({"kind", "source", "party"})


class Parts(NamedTuple):
    """An event's data as a row has it: its instants, and `said`, the rest that answers need."""

    earliest: int
    latest: int
    until: int | None
    said: dict[str, Any]


def parts(kind: str, data: Mapping[str, Any], source: Mapping[str, Any]) -> Parts:
    """The parts of a change of that kind, said by that source; both in the stored form."""
    said = {name: value for name, value in data.items() if name not in _APART}
    said |= {"kind": kind, "source": source["name"]}
    if source.get("party") is not None:
        said["party"] = source["party"]
    earliest, latest, until = OPEN_EARLIEST, OPEN_LATEST, None
    window, term = data.get("effective"), data.get("until")
    if window is not None:
        if "earliest" in window:
            earliest = instant(window["earliest"])
        if "latest" in window:
            same = window["latest"] == window.get("earliest")
            latest = earliest if same else instant(window["latest"])
        qualifier = window.get("qualifier")
        said["effective"] = {} if qualifier is None else {"qualifier": qualifier}
    if term is not None:
        said["until"] = {}
        if "instant" in term:
            until = instant(term["instant"])
    return Parts(earliest, latest, until, said)


def data_of(statement: Statement) -> dict[str, Any]:
    """The data of a statement's event in the stored form, as far as a row has it; what stands for
    the text of a date says nothing."""
    said = statement.said
    data = {name: value for name, value in said.data.items() if name not in _ABOUT}
    if said.has_window:
        window = {**data["effective"], "text": "?"}
        if statement.earliest != OPEN_EARLIEST:
            window["earliest"] = render(statement.earliest)
        if statement.latest != OPEN_LATEST:
            window["latest"] = render(statement.latest)
        data["effective"] = window
    if said.has_term:
        end = statement.until
        data["until"] = {"text": ".."} if end is None else {"text": "?", "instant": render(end)}
    return data
