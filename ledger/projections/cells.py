"""How is a state written in columns, and made of them again?

A list is empty in most states: then its cell is null. Ids have no blanks, so that blanks stand
between them; what else is nested is JSON.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from ledger.answers.state import Contest, Expectation, Otherwise, State
from ledger.contents import Share
from ledger.records import Cells

_new: Final = tuple.__new__
_encoded: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decoded: Final = json.JSONDecoder().raw_decode
_Nested = TypeVar("_Nested", bound=NamedTuple)


def cells(state: State) -> Cells:
    """A state as columns: its fields, of which what is scheduled comes last, since that alone turns
    often; without its subject, without `named`, which all are that are listed, and without what a
    bare date adds. Each stands here by its place: this is done for every state there is."""
    _, effect, extent, population, value, excepted, otherwise = state[:7]
    amended, _, maybe, scheduled, contested, aside, _, expected = state[21:]
    return (
        *(effect, extent, _encoded(population) if population else None, value),
        _encoded(excepted) if excepted else None,
        _encoded(otherwise) if otherwise else None,
        *state[7:21],
        " ".join(amended) if amended else None,
        " ".join(maybe) if maybe else None,
        _encoded(contested) if contested else None,
        _encoded(aside) if aside else None,
        _encoded(expected) if expected else None,
        " ".join(scheduled) if scheduled else None,
    )


def state(row: Sequence[Any]) -> State:
    """The state of a subject's path and these columns."""
    path, effect, extent, population, value, excepted, otherwise = row[:7]
    amended, maybe, contested, aside, expected, scheduled = row[21:]
    return _new(
        State,
        (
            *(path, effect, extent, population and _parted(population, Share), value),
            tuple(json.loads(excepted)) if excepted else (),
            otherwise and _parted(otherwise, Otherwise),
            *row[7:13],
            row[13] == 1,
            *row[14:21],
            tuple(amended.split(" ")) if amended else (),
            True,
            tuple(maybe.split(" ")) if maybe else (),
            tuple(scheduled.split(" ")) if scheduled else (),
            _entries(contested, Contest) if contested else (),
            _entries(aside, Contest) if aside else (),
            (),
            _entries(expected, Expectation) if expected else (),
        ),
    )


@lru_cache(maxsize=1024)
def _parted(text: str, type: type[_Nested]) -> _Nested:
    """An object of a few values, which each stand in very many states."""
    return _new(type, json.loads(text))


def _entries(text: str, type: type[_Nested]) -> tuple[_Nested, ...]:
    return tuple([_new(type, each) for each in _decoded(text)[0]])
