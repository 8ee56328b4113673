"""What have the recorder's own acts, corrected and retracted, made of the rows as written?

Acts are visible by recorded alone (DESIGN 4): whoever reads up to a position hands in the acts up
to it. Retracting an act undoes it, and a later act may undo that in turn.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from events.words import CLAIMS, OPEN_EARLIEST, OPEN_LATEST, RANK, STARTS
from ledger.dates.instants import instant
from ledger.rows import Row


class Act(NamedTuple):
    """A row of the table `acts`, as far as answers need it; `fields` is the JSON text."""

    seq: int
    kind: str
    announcement: str | None
    n: int | None
    act_seq: int | None
    subject: str | None
    fields: str | None


Target = tuple[str, int | None, str | None]


class Rulings:
    """The acts that count, by what they are about: an announcement, a change, one of its paths."""

    def __init__(self, acts: Iterable[Act]) -> None:
        self._fields: dict[Target, dict[str, Any]] = {}
        self._retracted: set[Target] = set()
        #: Announcements that any act is about: rows of all others are as written.
        self.touched: set[str] = set()
        for act in _counting(acts):
            if act.announcement is None:
                continue
            target = (act.announcement, act.n, act.subject)
            self.touched.add(act.announcement)
            if act.kind == "retracted":
                self._retracted.add(target)
                continue
            # Position decides between a correction of all paths and one of a single path, so
            # each value is kept with the position that gave it.
            fields = self._fields.setdefault(target, {})
            for name, value in json.loads(act.fields or "{}").items():
                fields.pop(name, None)
                fields[name] = (act.seq, value)

    def retracted(self, row: Row) -> bool:
        """Whether the row's announcement, its change, or its change on this path is taken out."""
        announcement, n = row.announcement, row.n
        return bool(
            self._retracted
            and not self._retracted.isdisjoint(
                (
                    (announcement, None, None),
                    (announcement, n, None),
                    (announcement, n, row.subject),
                )
            )
        )

    def corrected(self, row: Row) -> Row:
        """The row with every correction that is about it, in the order of their positions."""
        announcement, n = row.announcement, row.n
        found = [
            (seq, name, value)
            for target in (
                (announcement, None, None),
                (announcement, n, None),
                (announcement, n, row.subject),
            )
            for name, (seq, value) in self._fields.get(target, {}).items()
        ]
        if not found:
            return row
        found.sort(key=lambda entry: entry[0])
        fields = {name: value for _, name, value in found}
        kind = fields.get("change") or row.kind
        columns: dict[str, Any] = {}
        for _, name, value in found:  # in turn: `population` may come after a part of it
            columns.update(_columns(name, value, kind))
        if "change" in fields:
            columns |= _said(kind, row, fields)
        return row._replace(**columns)


def _counting(acts: Iterable[Act]) -> list[Act]:
    """Those not undone by a later one that counts, in the order of their positions."""
    undone: set[int] = set()
    kept: list[Act] = []
    for act in sorted(acts, reverse=True):
        if act.seq in undone:
            continue
        if act.act_seq is not None:
            undone.add(act.act_seq)
        kept.append(act)
    kept.reverse()
    return kept


def _said(kind: str, row: Row, fields: dict[str, Any]) -> dict[str, Any]:
    """The columns of a corrected word: only what starts something keeps an effect of its own."""
    effect, extent = CLAIMS[kind]
    if kind in STARTS:
        effect = fields.get("effect", row.effect if row.kind in STARTS else None) or effect
    afterwards = fields.get("afterwards", row.afterwards) or "undetermined"
    return {"kind": kind, "effect": effect, "extent": extent, "afterwards": afterwards}


def _columns(name: str, value: Any, kind: str) -> dict[str, Any]:
    """Which columns a corrected field sets; None clears it. Others change no answer."""
    match name:
        case "effective":
            window = value or {}
            return {
                "earliest": _instant(window.get("earliest"), OPEN_EARLIEST),
                "latest": _instant(window.get("latest"), OPEN_LATEST),
                "qualifier": window.get("qualifier"),
                "has_window": int(value is not None),
            }
        case "until":
            end = (value or {}).get("instant")
            return {
                "until": None if end is None else instant(end),
                "has_term": int(value is not None),
            }
        case "effect":
            return {"effect": value or CLAIMS[kind][0]}
        case "certainty":
            return {"certainty": value or "stated"}
        case "afterwards":
            return {"afterwards": value or ("undetermined" if kind in CLAIMS else None)}
        case "population":
            few = value or {}
            return {"percent": few.get("percent"), "words": few.get("words")}
        case "population.percent" | "population.words":
            return {name.partition(".")[2]: value}
        case "published":
            return {"published": instant(value["instant"])}
        case "source":
            return {
                "source": value["name"],
                "authority": RANK[value["authority"]],
                "party": value.get("party"),
            }
        case "source.name":
            return {"source": value}
        case "source.authority":
            return {"authority": RANK[value]}
        case "source.party":
            return {"party": value}
    return {}


def _instant(text: str | None, otherwise: int) -> int:
    return otherwise if text is None else instant(text)
