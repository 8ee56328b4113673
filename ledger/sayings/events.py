"""How is one event of the log named in a replay, and what is told of it?

Events are rows of a document of `ledger replay`: as `log` has them, with facts.
"""

from collections.abc import Iterator
from typing import Final

from events.words import CHANGES, KEYS, claim
from ledger.sayings import Row, entries, periods
from ledger.sayings.characters import escape
from ledger.sayings.corrections import why
from ledger.sayings.effects import Effects, share
from ledger.sayings.language import Words, message
from ledger.sayings.periods import DOUBTS
from ledger.sayings.provisions import amended, bounds, population
from ledger.sayings.vocabulary import EXPECTED, START_NOT_SAID

_CERTAINTIES: Final = {
    "expected": EXPECTED,
    "conditional": message("CONDITIONAL"),
}
_UNCHANGED: Final = {
    "noted": message("changes no answer: kept for the record"),
    "completion": message("no state changes: it opens nothing by itself"),
    "lapsed_already": message("changes no answer: its term had run out without this event too"),
}
_YEAR: Final = 365.2425
#: From so many days on a lag is told in years.
_YEARS: Final = 730


class ReplayEvent:
    """An event in words: as it is read with what was corrected, or `as_recorded`."""

    def __init__(self, row: Row, effects: Effects, *, as_recorded: bool) -> None:
        self.row = {**row, "reading": None} if as_recorded else row
        self._effects, self._words = effects, effects.words
        self.type: str = row["type"]
        read = entries.reading(self.row)
        self._kind: str = read["type"]
        self._data: Row = read["data"]

    def fact(self, kind: str) -> Row | None:
        """The fact of a kind; None where there is none."""
        return next((fact for fact in self.row["facts"] if fact["kind"] == kind), None)

    @property
    def is_change(self) -> bool:
        """Whether it is one that an announcement made."""
        return self.type in CHANGES and "change" in self._data

    @property
    def word(self) -> str:
        """What it is called."""
        return entries.label(self._kind, self._words)

    @property
    def claims(self) -> str | None:
        """The effect that it claims."""
        effect, extent = claim(self._kind, self._data)
        if not effect:
            return None
        value = self._data.get("value")
        return self._effects.effect(self._data["subject"], effect, extent, value, mark=False)

    @property
    def about(self) -> str:
        """What it is about: of a change its path."""
        if self.is_change:
            return escape(self._data["subject"])
        row, words, seq = self.row, self._words, self.row["seq"]
        if self.type in KEYS:
            # ORIGIN+ID+KEY without the key: base64 has a + too, and no origin has one
            named = ((name, self._data.get(name)) for name in ("lost", "key"))
            short = {name: "+".join(each.split("+")[:2]) for name, each in named if each}
            row = {**row, "reading": {**entries.reading(row), "data": {**self._data, **short}}}
        told = entries.about(row, words)
        reaching = self.fact("changes")
        if reaching is None or reaching["last"] <= seq:
            return told
        changes = span(seq + 1, reaching["last"], words)
        return words.joined([told, words.tell("with {span}", span=changes)])

    def details(self) -> Iterator[str]:
        """What stands under it: title, reason, what became of it."""
        words, data = self._words, self._data
        if self.type == "announced" and data.get("title"):
            yield escape(data["title"])
        if "why" in data:
            yield words.clauses([why(data["why"], words), *entries.by(data, words)])
        yield from entries.since(self.row, words)

    def speaker(self) -> str:
        """Who said it, and how long before it was recorded."""
        words, published = self._words, self._data["published"]["instant"]
        who, when = entries.speaker(self._data, words)
        lag = _lag(published, self.row["recorded_at"], words)
        return words.clauses([who, words.joined([when, *lag])])

    def unchanged(self, counting: str) -> str | None:
        """Why no answer changed, where that is told; `counting`: of which answers that is said."""
        found, words = self.fact("unchanged"), self._words
        if found is None:
            return None
        if found["why"] == "nothing":
            return counting
        if found["why"] != "not_stated":
            return words.tell(_UNCHANGED[found["why"]])
        only = words.tell(
            "no state changes: {certainty} only", certainty=words.tell(self._data["certainty"])
        )
        latest = (self._data.get("effective") or {}).get("latest")
        if latest is None:
            return only
        overdue = words.tell("{when} it counts as OVERDUE", when=periods.overdue(latest, words))
        return words.clauses([only, overdue])

    def remark(self) -> str:
        """What the word and the stretches below it do not say."""
        return self._words.joined(self._remarks())

    def _remarks(self) -> Iterator[str]:
        words, data, kind = self._words, self._data, self._kind
        if not self.is_change:
            return
        certainty = data.get("certainty", "stated")
        if "of" in data:
            yield words.tell("of {change}", change=data["of"])
        if certainty != "stated":
            yield words.tell(_CERTAINTIES[certainty])
        yield from self._start()
        if data.get("value"):
            yield escape(data["value"])
        if data.get("condition"):
            yield periods.condition(data["condition"], words)
        if data.get("population"):
            yield share(population(data), words)
        if kind == "term_changed":
            yield amended(kind, data, words, was=self.row["amends"])
        yield from bounds(kind, data, words)

    def _start(self) -> Iterator[str]:
        """When it begins, where no stretch says that."""
        words, kind = self._words, self._kind
        window, stated = (
            self._data.get("effective"),
            self._data.get("certainty") in (None, "stated"),
        )
        earliest, latest = (window or {}).get("earliest"), (window or {}).get("latest")
        if kind == "rescheduled":
            yield amended(kind, self._data, words, was=self.row["amends"])
            return
        if window and (earliest != latest or not stated or kind == "confirmed"):
            if earliest != latest and stated and kind != "grayscale_completed":
                yield words.tell(START_NOT_SAID)
            if earliest is None and latest is not None:
                yield periods.since(latest, None, words)
            else:
                yield periods.start(earliest, latest, words)
        if window and window.get("qualifier"):
            yield words.tell(DOUBTS[window["qualifier"]])


def span(first: int, last: int, words: Words) -> str:
    """Positions of the log: `@4`, `@4 to @9`."""
    if last <= first:
        return f"@{first}"
    return periods.span(f"@{first}", f"@{last}", words)


def _lag(published: periods.AnyInstant, recorded: periods.AnyInstant, words: Words) -> list[str]:
    days = periods.days_between(published, recorded, words)
    if days < 0:
        return [words.tell("DATED AFTER IT WAS RECORDED")]
    if days == 0:
        return []
    if days >= _YEARS:
        years = int(days / _YEAR)
        return [words.tell("{count} YEARS BEFORE IT WAS RECORDED", count=years)]
    return [
        words.many(
            days, "{count} DAY BEFORE IT WAS RECORDED", "{count} DAYS BEFORE IT WAS RECORDED"
        )
    ]
