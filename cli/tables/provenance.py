"""How is said where a start or a term was moved to, who did so, and what it was before?"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cli.tables import wording
from ledger.answers import provenance
from ledger.answers.provenance import START, Setting

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.answers.way import Way
    from ledger.statements import Statement

#: The earliest and the latest start; None where it is open.
Window = tuple[int | None, int | None]


def moved(was: "Statement | None", now: Window, zone: "ZoneInfo") -> str:
    """What a rescheduling says, with what it was where that is known: `put off to 2026-12-30 from
    2025-12-30`, `brought forward to`, `dated`, `put off from 2025-12-30 to a day not said`."""
    stood = was and wording.ends(was)
    verb, to = _moved(stood, now), _place(now, zone)
    if stood is None:
        return f"{verb} to {to}"
    if now == (None, None):
        return f"put off from {_place(stood, zone)} to {to}"
    if verb == "dated":
        return f"dated {to}{_before(stood, zone)}"
    return f"left at {to}" if verb == "left" else f"{verb} to {to} from {_place(stood, zone)}"


def changed(was: "Statement | None", now: int | None, zone: "ZoneInfo") -> str:
    """What a change of term says, with what it was where that is known: `term prolonged to last day
    2021-07-31 from last day 2021-06-30`, `term lifted, it was last day 2021-06-30`."""
    if was is None:
        return "term lifted" if now is None else f"term changed to {_end(now, zone)}"
    verb = _changed(was.until, now)
    if verb == "lifted":
        return f"term lifted, it was {_end(was.until, zone)}"
    if verb == "set":
        return f"term set to {_end(now, zone)}, no end before"
    if verb == "left":
        return f"term left at {_end(now, zone)}"
    return f"term {verb} to {_end(now, zone)} from {_end(was.until, zone)}"


def left(kind: str, found: Setting, zone: "ZoneInfo") -> str:
    """What became of a start, or of a term, that stands no more: `put off to 2025-10-15 by Council,
    official, published 2025-04-28, third#1`, `withdrawn by ...`."""
    by = found.by
    who = f"{wording.who(by)}, published {wording.date(by.published, zone)}, {by.change}"
    if by.kind == "withdrawn":
        return f"withdrawn by {who}"
    if kind != START:
        verb = _changed(found.was.until, by.until)
        to = "" if verb == "lifted" else f" to {_end(by.until, zone)}"
        return f"term {verb}{to} by {who}"
    now = wording.ends(by)
    verb = _moved(wording.ends(found.was), now)
    return f"{verb}{'' if verb == 'dated' else ' to'} {_place(now, zone)} by {who}"


def amendment(way: "Way", said: "Statement", zone: "ZoneInfo") -> str:
    """What a rescheduling or a change of term of a way says, with what it was."""
    was = provenance.before(way, said)
    if said.kind == START:
        return moved(was, wording.ends(said), zone) + wording.doubt(said.qualifier)
    return changed(was, said.until, zone)


def sentences(
    found: Mapping[str, Setting], zone: "ZoneInfo", *, published: bool = True
) -> Iterator[str]:
    """Who set a start and a term last, and what they were: `put off from 2025-12-30 by Council,
    official, published 2025-12-20, third#1 (at first 2024-12-30, law#1)`."""
    for kind, each in found.items():
        by = each.by
        date = f", published {wording.date(by.published, zone)}" if published else ""
        told = _set(kind, each, f"{wording.who(by)}{date}, {by.change}", zone)
        if each.first is not each.was:
            told += f" (at first {_said(kind, each.first, zone)}, {each.first.change})"
        yield told


def amended(way: "Way", said: "Statement", zone: "ZoneInfo") -> Iterator[str]:
    """The same of a statement; and what became of what it confirms, where it says that itself."""
    found = provenance.settings(way, said)
    yield from sentences(found, zone)
    own = {each.by.change for each in found.values()}
    if rest := [id for id in said.amended_by if id not in own]:
        yield f"what it confirms, {said.of}, was amended by {', '.join(rest)}"


def aside(way: "Way", said: "Statement", zone: "ZoneInfo", kind: str = START) -> str:
    """Behind a start, or a term, who set it last, by its id alone, and what it was: ` (put off from
    2025-12-30 by third#1)`; or nothing."""
    return behind(provenance.setting(way, said, kind), zone, kind)


def behind(found: Setting | None, zone: "ZoneInfo", kind: str) -> str:
    """The same of what set it."""
    return f" ({_set(kind, found, found.by.change, zone)})" if found else ""


def _set(kind: str, found: Setting, by: str, zone: "ZoneInfo") -> str:
    was = _said(kind, found.was, zone)
    if kind == START:
        verb = _moved(wording.ends(found.was), wording.ends(found.by))
        if verb == "dated":
            return f"dated by {by}{_before(wording.ends(found.was), zone)}"
    else:
        verb = _changed(found.was.until, found.by.until)
        if verb == "lifted":
            return f"term lifted by {by}, it was {was}"
        if verb == "set":
            return f"term set by {by}, no end before"
        verb = f"term {verb}"
    return f"{verb} at this by {by}" if verb.endswith("left") else f"{verb} from {was} by {by}"


def _said(kind: str, said: "Statement", zone: "ZoneInfo") -> str:
    """The start, or the term, of a statement."""
    return _place(wording.ends(said), zone) if kind == START else _end(said.until, zone)


def _moved(was: Window | None, now: Window) -> str:
    """What became of a start: one that is told more closely is `dated`."""
    if now == (None, None):
        return "put off"
    if was is None:
        return "moved"
    if was == now:
        return "left"
    first = _order(was[0], now[0], opened=-1)
    last = _order(was[1], now[1], opened=1)
    if first >= 0 and last >= 0:
        return "put off"
    if first <= 0 and last <= 0:
        return "brought forward"
    return "dated" if first > 0 else "moved"


def _changed(was: int | None, now: int | None) -> str:
    """What became of a term."""
    if was == now:
        return "left"
    if now is None:
        return "lifted"
    if was is None:
        return "set"
    return "prolonged" if now > was else "cut short"


def _order(was: int | None, now: int | None, *, opened: int) -> int:
    """Whether an end of a window went down (-1), stayed (0) or went up (1); an open one lies beyond
    all others, on the side `opened`."""
    if was == now:
        return 0
    if was is None:
        return -opened
    if now is None:
        return opened
    return 1 if now > was else -1


def _place(window: Window, zone: "ZoneInfo") -> str:
    """`2026-12-30`, `some time up to 2022-10-28`, `a day not said`."""
    told = wording.start(*window, zone)
    return told.removeprefix("from ").removeprefix("on ")


def _before(was: Window, zone: "ZoneInfo") -> str:
    return f", before: {_place(was, zone)}"


def _end(until: int | None, zone: "ZoneInfo") -> str:
    """`last day 2021-06-30`, an instant, `no end`."""
    return "no end" if until is None else wording.term(until, zone).removeprefix("until ")
