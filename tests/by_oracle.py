"""What does the oracle answer, as a state of the product, so that the two can be compared?"""

from collections.abc import Sequence
from typing import NamedTuple

from events.words import AUTHORITY
from ledger.answers.state import State
from ledger.records import Record
from tests.oracle import answer
from tests.oracle.same import told
from tests.oracle.statements import Cut as OracleCut
from tests.oracle.statements import Statement, statements


class Seen(NamedTuple):
    """A cut of the oracle's: an instant, a number of events, a rank."""

    known: int | None = None
    position: int | None = None
    floor: int = 1


def state(records: Sequence[Record], subject: str, at: int, seen: Seen | None = None) -> State:
    """The answer at an instant."""
    known, position, floor = seen or Seen()
    return told(
        State,
        answer.state(records, subject, at, known=known, position=position, floor=AUTHORITY[floor]),
    )


def said(records: Sequence[Record], seen: Seen | None = None) -> list[Statement]:
    """Every change and amendment, as it stands."""
    return statements(records, OracleCut(*(seen or Seen())))
