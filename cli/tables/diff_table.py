"""How are the differences between two moments drawn for an auditor to read?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from cli.comparison import Compared, Side, caused
from cli.tables import heads, page, stretches, wording
from cli.tables.causes import Cited, sentence
from cli.tables.effects import Effects
from cli.tables.remarks import replaced
from cli.text import columns, escape, pad, width, wrap
from ledger.answers.state import Contest, State
from ledger.answers.way import Way
from ledger.documents.margins import Margins
from ledger.history.diff import (
    CHANGED,
    EXPECTATION,
    FIRST_STATED,
    KINDS,
    OTHER_GROUND,
    SAME,
    Difference,
)

_HEADINGS: Final = {
    CHANGED: ("~", "CHANGED"),
    FIRST_STATED: ("+", "FIRST STATED"),
    OTHER_GROUND: ("=", "SAME STATE, OTHER GROUND"),
    EXPECTATION: ("!", "SAME STATE, WHAT IS EXPECTED OR TOLD BESIDE IT DIFFERS"),
    SAME: (" ", "THE SAME"),
}
_COUNTED: Final = {
    CHANGED: "changed",
    FIRST_STATED: "first stated",
    OTHER_GROUND: "on other ground",
    EXPECTATION: "with something else expected or told beside",
    SAME: "the same",
}
_PATH: Final = 50
Line = tuple[str, str]


class Row(NamedTuple):
    """A difference, and what is told under it; rows that are told the same stand together."""

    found: Difference
    turn: str
    lines: tuple[Line, ...]


def show(compared: Compared, found: Iterable[Difference], *, every: bool) -> bool:
    """Print the table; whether anything differs."""
    counts: Counter[str] = Counter()
    listed: dict[str, list[Row]] = {kind: [] for kind in KINDS}
    margins = Margins(compared.question.reading, compared.later.view)
    for each in found:
        counts[each.kind] += 1
        if each.kind != SAME:
            listed[each.kind].append(_row(compared, each, margins))
        elif every:
            listed[SAME].append(Row(each, _effects(compared).lasting(each.after), ()))
    page.show(
        [
            *_head(compared),
            *(line for kind in KINDS for line in _section(kind, listed[kind], compared)),
            "",
            *_foot(counts, every=every),
            *heads.again_line(compared.again),
        ]
    )
    return counts.total() > counts[SAME]


def _head(compared: Compared) -> Iterator[str]:
    question, zone = compared.question, compared.question.zone
    first, second, at = compared.first, compared.second, compared.first.at
    if compared.clock == "effective":
        yield from heads.paragraph(
            f"What differs between two moments of the effective clock, {question.zone_name}"
        )
        yield _moment(compared, "from", first)
        yield _moment(compared, "to", second)
        yield heads.known(question)
        yield heads.recorded(question)
    else:
        verb = {"published": "known", "recorded": "recorded"}[compared.clock]
        yield from heads.paragraph(
            f"What was {verb} of {heads.moment(at, zone)}, {question.zone_name}: "
            f"by {first.text}, and by {second.text}"
        )
        yield heads.instant("holds at", at.instant, zone)
        yield _moment(compared, "from", first)
        yield _moment(compared, "to", second)
        yield heads.recorded(question) if compared.clock == "published" else heads.known(question)
    if question.asking.authority != "third-party":
        yield heads.sources(question)
    if compared.reversed:
        yield heads.line("note", "the first moment is the later one: told backwards")


def _moment(compared: Compared, name: str, side: Side) -> str:
    zone = compared.question.zone
    if compared.clock == "recorded":
        asked = side.asked and side.asked.instant
        return heads.reached(name, asked, side.view, zone, before=f"{side.text}, ")
    weekday = f"{heads.weekday(side.when, zone)} "
    return heads.instant(name, side.when, zone, before=weekday)


def _section(kind: str, rows: Sequence[Row], compared: Compared) -> Iterator[str]:
    if not rows:
        return
    sign, heading = _HEADINGS[kind]
    yield ""
    title = f"{heading}: {len(rows)}"
    gloss = _gloss(kind, rows, compared)
    if gloss and width(title) + 3 + width(gloss) <= columns():
        yield f"{title}   {gloss}"
    else:
        yield title
        yield from wrap(gloss, columns(), first="  ", rest="  ") if gloss else ()
    groups: dict[tuple[str, tuple[Line, ...]], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.turn if row.lines else "", row.lines), []).append(row)
    for group in groups.values():
        for row in group:
            yield from _shown(sign, row)
        for label, text in group[0].lines:
            begun = f"    {pad(label, 9)}" if width(label) < 9 else f"    {label}  "
            yield from wrap(text, columns(), first=begun, rest=" " * 13)


def _gloss(kind: str, rows: Sequence[Row], compared: Compared) -> str:
    """What the heading of what was first stated does not mean."""
    if kind != FIRST_STATED:
        return ""
    if compared.clock != "effective":
        return f"(nothing was {_verb(compared)} of it before)"
    between = any(
        row.found.after.since_earliest is not None
        and row.found.after.since_earliest > compared.first.when
        for row in rows
    )
    if between:
        return "(nobody says what held before)"
    return "(nobody says that anything changed between the two moments)"


def _verb(compared: Compared) -> str:
    return "known" if compared.clock == "published" else "recorded"


def _shown(sign: str, row: Row) -> Iterator[str]:
    begun = f"{sign} {escape(row.found.subject)}"
    if width(begun) < _PATH and _PATH + width(row.turn) <= columns():
        yield pad(begun, _PATH) + row.turn
    elif width(begun) + 3 + width(row.turn) <= columns():
        yield f"{begun}   {row.turn}"
    else:
        yield begun
        yield from wrap(row.turn, columns(), first=" " * 13, rest=" " * 13)


def _row(compared: Compared, found: Difference, margins: Margins) -> Row:
    phrase = _effects(compared).lasting
    turn = f"{phrase(found.before)} -> {phrase(found.after)}"
    if found.kind == EXPECTATION:
        turn = phrase(found.after)
    return Row(found, turn, tuple(_lines(compared, found, margins)))


def _effects(compared: Compared) -> Effects:
    return Effects(compared.question.view.called)


def _lines(compared: Compared, found: Difference, margins: Margins) -> Iterator[Line]:
    zone = compared.question.zone
    after = compared.second.view.way(found.subject)
    effects = _effects(compared)
    way = compared.later.view.way(found.subject)
    cited = Cited(zone, found.subject, effects, way, margins)
    same = effects.lasting(found.before) == effects.lasting(found.after)
    if found.kind != EXPECTATION and same:
        yield "differs", "; ".join(stretches.unlike(found.before, found.after, zone, effects))
    for cause in caused(compared, found):
        label = "because" if cause.how != "stands" else "so stands"
        if compared.reversed:
            label = "without" if cause.how != "stands" else "and"
        yield label, sentence(cause, cited)
    for contest in found.after.contested_by if found.kind != EXPECTATION else ():
        yield "against", _contest(found.after, contest, after, cited)
    for contest in found.after.set_aside if found.kind != EXPECTATION else ():
        covers = "a later word covers it, though it does not name it"
        yield "set aside", f"{_contest(found.after, contest, after, cited)}: {covers}"
    for each in found.after.expectations:
        if each.status != "open" or found.kind == EXPECTATION:
            said = after.of(each.change)
            who = f", {cited.who(said)}" if said else ""
            word = "EXPECTED" if each.status == "open" else each.status.upper()
            what = effects.expected(found.subject, each)
            yield "and now", f"{word}, not confirmed: {what}{who}, {each.change}"
    if found.kind == EXPECTATION:
        yield from _no_longer(found, cited)


def _no_longer(found: Difference, cited: Cited) -> Iterator[Line]:
    """What was expected, or may have been, and is so no more."""
    left = {each.change for each in found.after.expectations}
    for each in found.before.expectations:
        if each.change not in left:
            what = cited.effects.expected(found.subject, each)
            yield "no longer", f"{each.status.upper()}: {what}, {each.change}"
    for change in found.after.may_have_changed:
        if change not in found.before.may_have_changed:
            yield "and now", f"it may have changed already, {change}"
    for change in found.before.may_have_changed:
        if change not in found.after.may_have_changed:
            yield "no longer", f"that it may have changed, {change}"
    for what, was, now in (
        ("scheduled", found.before.scheduled, found.after.scheduled),
        ("changed within the day", found.before.changed_during_day, found.after.changed_during_day),
    ):
        if gained := [change for change in now if change not in was]:
            yield "and now", f"{what}: {', '.join(gained)}"
        if lost := [change for change in was if change not in now]:
            yield "no longer", f"{what}: {', '.join(lost)}"
    if found.before.named != found.after.named:
        said = "something" if found.after.named else "nothing"
        yield "and now", f"{said} is said of it"


def _contest(state: State, contest: Contest, said: Way, cited: Cited) -> str:
    found = said.of(contest.change)
    who = wording.speaker(contest.source, contest.authority) if not found else cited.who(found)
    if contest.reason == "replacement" and found:
        what = f"replaces {replaced(found, said.of(state.change or ''))}, which does not apply"
    elif contest.effect is None:
        what = f"{wording.kind(found.kind) if found else contest.reason}, which does not apply"
    else:
        what = cited.effects.against(state, contest)
    whose = f", of all of {wording.last(found.subject)}" if found and cited.above(found) else ""
    return f"{who}: {what}{whose}, {contest.change}"


def _foot(counts: Counter[str], *, every: bool) -> list[str]:
    total = counts.total()
    parts = [
        f"{counts[kind]} {_COUNTED[kind]}"
        for kind in KINDS
        if counts[kind] or kind in (CHANGED, FIRST_STATED, SAME)
    ]
    hint = " (--all lists them)" if counts[SAME] and not every else ""
    return heads.paragraph(f"{wording.many(total, 'subject')}: {', '.join(parts)}{hint}.")
