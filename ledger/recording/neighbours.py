"""Which statements of the log are neighbours of a new one, and were they meant to stay so?"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from events.words import STATEMENTS, claim
from ledger.answers.visible import Cut, Statement, acts_in_effect, statements
from ledger.claims import split_id
from ledger.recording.doubts import Saying, doubts
from ledger.recording.targets import corrected
from ledger.records import Record
from ledger.stores import Log
from ledger.subjects import ancestors

#: A path with more events than this is not looked at: `announce` waits for it, with the lock held.
_BUSY: Final = 64
#: Of one call so many new statements are looked at, and so many events beside them read.
_STATEMENTS: Final = 200
_EVENTS: Final = 2_000


class Neighbours:
    """What one call still looks at, over all its transactions."""

    def __init__(self) -> None:
        self._statements = _STATEMENTS
        self._events = _EVENTS

    @property
    def left(self) -> int:
        """How many new statements are still looked at."""
        return self._statements if self._events > 0 else 0

    def warnings(self, log: Log, records: Sequence[Record]) -> Iterator[tuple[int, str]]:
        """Whole messages on the statements of an announcement, each with the number of its change.

        `records` are it and its first changes, which the log has; what was recorded before counts.
        """
        told: set[tuple[str, ...]] = set()
        announced, *changes = records
        own = [announced, *(record for record in changes if record.type in STATEMENTS)]
        for new in said(own):
            if not self.left:
                return
            self._statements -= 1
            others = [
                each
                for path in ancestors(new.subject)
                for each in self._standing(log, path, before=announced.seq)
            ]
            for kind, other, message in doubts(new, others):
                if (asked := (new.change, kind, other)) not in told:
                    told.add(asked)
                    yield split_id(new.change)[1], message

    def _standing(self, log: Log, path: str, *, before: int) -> list[Saying]:
        """What is stated on exactly this path by events before a position; of a busy one none."""
        if not 0 < log.version(path) <= _BUSY or self._events <= 0:
            return []
        records = [record for record in log.about(path) if record.seq < before]
        self._events -= len(records)
        return list(said(records))


def said(records: Sequence[Record]) -> Iterator[Saying]:
    """What is stated of what holds in these records, by position, as it stands among them.

    They are in the log's order, and of each change whatever it needs is among them.
    """
    by_position = {record.seq: record for record in records}
    acts = acts_in_effect(records)
    for statement in statements(records, Cut()):
        if (
            statement.effect is None
            or statement.certainty != "stated"
            or not statement.speaks
            or statement.amends
        ):
            continue
        yield _said(statement, by_position, acts)


def _said(statement: Statement, by_position: dict[int, Record], acts: Sequence[Record]) -> Saying:
    root = statement.confirms or statement
    kind, data = _corrected(root, by_position, acts)
    _, own = _corrected(statement, by_position, acts)
    data |= {name: own[name] for name in ("value", "population") if name in own}
    effect, extent = claim(kind, data)
    population = data.get("population") or {}
    return Saying(
        change=statement.change,
        subject=statement.subject,
        effect=effect or "",
        extent=extent or "",
        value=data.get("value"),
        population=(population.get("percent"), population.get("words")),
        latest=statement.latest,
        until=statement.until,
        afterwards=statement.afterwards,
        authority=statement.authority,
        published=statement.published,
        seq=statement.seq,
        excepted=tuple(data.get("except") or ()),
        replaces=tuple(data.get("replaces") or ()),
        confirms=statement.confirms.change if statement.confirms else None,
    )


def _corrected(
    statement: Statement, by_position: dict[int, Record], acts: Sequence[Record]
) -> tuple[str, dict[str, Any]]:
    record = by_position[statement.seq]
    own = [act for act in acts if act.data["target"] == statement.change]
    return corrected(record.type, record.data, own, subject=statement.subject)
