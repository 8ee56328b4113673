"""How is said what comes due on a day, and what was to come on it and does not?

Rows are those of a document of `ledger due`, statements those that it has `said`.
"""

from collections.abc import Sequence
from typing import Final

from ledger.sayings import Row, periods, provenance
from ledger.sayings.characters import escape
from ledger.sayings.effects import Effects, arrow
from ledger.sayings.language import Words, message
from ledger.sayings.provenance import START, TERM

#: Of what comes later so many are named.
_NAMED: Final = 3
_WAS_TO: Final = {
    ("ends", "stated"): message("was to end {day}"),
    ("comes", "stated"): message("was to come {day}"),
    ("starts", "stated"): message("was to start {day}"),
    ("comes", "expected"): message("was expected to come {day}"),
    ("starts", "expected"): message("was expected to start {day}"),
}


def day(row: Row, words: Words) -> str:
    """The day under which it is told: of a term the last on which it holds."""
    ends = row["what"] == "ends"
    return periods.date(periods.number(row["when"]) - ends, words)


def due(row: Row, said: Row, at: periods.AnyInstant, effects: Effects) -> str:
    """What is waited for, ends, starts or is expected, seen from a moment."""
    words, kind = effects.words, row["kind"]
    if kind in ("due", "overdue"):
        return _awaited(row, at, effects)
    if kind == "ends":
        return _ends(row, said, at, effects)
    if kind == "starts":
        told = _starts(row, said, effects)
    else:
        told = words.joined(
            [
                effects.expected(row["subject"], said),
                *_condition(said, words),
                periods.window(said, words),
                words.tell(said["certainty"]),
            ]
        )
    return words.tell("{ahead}: {what}", ahead=_ahead(row, at, words), what=told)


def never(row: Row, said: Row, at: periods.AnyInstant, effects: Effects) -> str:
    """What would start, and ends before it begins."""
    words = effects.words
    return words.tell(
        "{ahead}: {what}, but its term ends before that: {end}",
        ahead=_ahead(row, at, words),
        what=_starts(row, said, effects),
        end=periods.term(said["until"], words),
    )


def moved(row: Row, said: Row, by: Row, effects: Effects) -> str:
    """What was to come on a day, and why it does not: a ban that was put off."""
    words, was, what = effects.words, row["was"], row["what"]
    on = words.tell("on this day")
    if what == "starts" and was["earliest"] != was["latest"]:
        on = words.tell("on this day at the earliest")
        if row["when"] == was["latest"]:
            on = words.tell("by this day")
    happens = "comes" if what == "starts" and said["effect"] is None else what
    first = "stated" if row["certainty"] == "stated" else "expected"
    return words.tell(
        "{was}: {what}; {left}",
        was=words.tell(_WAS_TO[happens, first], day=on),
        what=effects.claimed(said, row["subject"]),
        left=provenance.ended(TERM if what == "ends" else START, was, by, words),
    )


def standing(row: Row, effects: Effects) -> str:
    """What holds for the subject of a row, and what will from then on, where that is known."""
    words, before, then = effects.words, row.get("before"), row.get("then")

    def told(state: Row) -> str:
        return effects.lasting({**state, "subject": row["subject"]})

    if before is None or then is None:
        return words.tell("stands: {state}", state=told(row["stands"]))
    if told(before) == told(then):
        return words.tell("stays: {state}", state=told(then))
    return arrow(told(before), told(then), words)


def span(within: str, words: Words) -> str:
    """How far ahead is looked: `30 days`."""
    count = int(within.rstrip("dwh"))
    if within.endswith("w"):
        return words.many(count, "{count} week", "{count} weeks")
    if within.endswith("h"):
        return words.many(count, "{count} hour", "{count} hours")
    return words.many(count, "{count} day", "{count} days")


def later(what: str, rows: Sequence[Row], within: str, words: Words) -> str:
    """How much of a kind comes after the time asked about, and the first few of it."""
    shown = [words.joined([day(row, words), escape(row["subject"])]) for row in rows[:_NAMED]]
    more = [words.tell("...")] if len(rows) > _NAMED else []
    count, places = len(rows), {"time": span(within, words), "shown": words.clauses(shown + more)}
    if what == "ends":
        return words.many(
            count,
            "Later than {time}: {count} term ({shown})",
            "Later than {time}: {count} terms ({shown})",
            **places,
        )
    if what == "starts":
        return words.many(
            count,
            "Later than {time}: {count} start ({shown})",
            "Later than {time}: {count} starts ({shown})",
            **places,
        )
    return words.many(
        count,
        "Later than {time}: {count} expectation ({shown})",
        "Later than {time}: {count} expectations ({shown})",
        **places,
    )


def _awaited(row: Row, at: periods.AnyInstant, effects: Effects) -> str:
    """An expectation whose time has come, and for how long nobody has confirmed it."""
    words, overdue = effects.words, row["kind"] == "overdue"
    told, earliest, latest = effects.expected(row["subject"], row), row["earliest"], row["latest"]
    if overdue:
        told = words.joined([told, *_condition(row, words)])
        if earliest == latest:
            told = words.tell("{what}, on this day", what=told)
        else:
            told = words.tell("{what}, by this day", what=told)
    else:
        if latest is None:
            told = words.tell("{what}, on this day at the earliest, no last day named", what=told)
        else:
            told = periods.awaited(told, earliest, latest, words)
        told = words.joined([told, *_condition(row, words)])
    count = periods.days_between(row["when"], at, words)
    if not count and overdue:
        return words.tell("OVERDUE since this day: {what}", what=told)
    if not count:
        return words.tell("DUE since this day: {what}", what=told)
    if overdue:
        return words.many(
            count, "OVERDUE for {count} day: {what}", "OVERDUE for {count} days: {what}", what=told
        )
    return words.many(
        count, "DUE for {count} day: {what}", "DUE for {count} days: {what}", what=told
    )


def _ends(row: Row, said: Row, at: periods.AnyInstant, effects: Effects) -> str:
    words, end, afterwards = effects.words, row["when"], said["afterwards"]
    undetermined = afterwards == "undetermined"
    follows = (effects.after if undetermined else effects.follows)(row["subject"], afterwards)
    places = {
        "ahead": _ahead(row, at, words),
        "instant": periods.local(end, words),
        "utc": end,
        "follows": follows,
    }
    if periods.day(end, words) == periods.date(end, words):
        return words.tell("{ahead}, the last day. From {instant} ({utc}) {follows}", **places)
    return words.tell(
        "{ahead}, the day on which it ends. From {instant} ({utc}) {follows}", **places
    )


def _starts(row: Row, said: Row, effects: Effects) -> str:
    words, window = effects.words, periods.window(said, effects.words)
    told = effects.claimed(said, row["subject"])
    if said["effect"] is None:
        return words.joined([told, window])
    return words.tell("{effect} {window}", effect=told, window=window)


def _condition(said: Row, words: Words) -> list[str]:
    return [periods.condition(said["condition"], words)] if said["condition"] else []


def _ahead(row: Row, at: periods.AnyInstant, words: Words) -> str:
    """How far a row lies ahead of a moment; what ends with the day before is told too."""
    ends = row["what"] == "ends"
    count = periods.days_between(at, periods.number(row["when"]) - ends, words)
    if count < 0:
        return words.tell("the day before")
    if count == 0:
        return words.tell("on this day")
    return words.many(count, "in {count} day", "in {count} days")
