"""Of a long list of a state, what is told one by one, and what is said of the rest?

A table is read by people, and what one path says is told under every row below it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from cli.tables.grounds import Grounds
from cli.tables.wording import english
from events.words import RANK
from ledger.answers.state import Contest, Expectation
from ledger.sayings import remark
from ledger.sayings.remark import Remark

_Entry = TypeVar("_Entry")
#: So many are told one by one.
FEW: Final = 5


def contests(found: Sequence[Contest]) -> Sequence[Contest]:
    """Those of which is told, of very many those of the greatest authority."""
    return _first(found, lambda each: -RANK[each.authority])


def expectations(found: Sequence[Expectation]) -> Sequence[Expectation]:
    """Those of which is told, of very many those that are overdue and due."""
    return _first(found, lambda each: ("overdue", "due", "open").index(each.status))


def coming(changes: Sequence[str], grounds: Grounds) -> Sequence[str]:
    """Of changes that have not begun for certain those of which is told, of very many the next."""
    return changes if len(changes) <= FEW else grounds.next(changes, FEW)


def rest(label: str, words: str, found: Sequence[object]) -> Iterator[Remark]:
    """How many are not told one by one, in these words with `{}` for the number, and where they
    are; nothing where there is none."""
    if len(found) > FEW:
        yield remark.rest(label, words.format(len(found) - FEW), english())


def _first(found: Sequence[_Entry], order: Callable[[_Entry], int]) -> Sequence[_Entry]:
    return found if len(found) <= FEW else sorted(found, key=order)[:FEW]
