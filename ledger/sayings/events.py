"""How is one event of the log named in a replay, and what is told of it?

Events are rows of a document of `ledger replay`: stored data, with facts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from events.words import CHANGES, claim
from ledger.sayings import names, periods, provenance
from ledger.sayings.characters import escape
from ledger.sayings.corrections import corrected, corrections, value
from ledger.sayings.effects import Effects, excepting, replacing, share
from ledger.sayings.entries import by, files
from ledger.sayings.language import Words, message
from ledger.sayings.periods import DOUBTS
from ledger.sayings.provenance import TERM
from ledger.sayings.provisions import population
from ledger.sayings.speakers import speaker

Row = Mapping[str, Any]

#: What events are called that are no changes.
_KINDS: Final = {
    "opened": message("opened"),
    "key_added": message("key added"),
    "subject_described": message("named"),
    "source_described": message("limited"),
    "announced": message("announced"),
    "corrected": message("corrected"),
    "retracted": message("retracted"),
    "evidence_added": message("evidence"),
    "expired": message("expired"),
}
_CERTAINTIES: Final = {
    "expected": message("EXPECTED"),
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


class Event:
    """An event in words, as it was recorded, or as it is read with what was corrected."""

    def __init__(self, row: Row, facts: Sequence[Row], effects: Effects) -> None:
        self.row, self.facts = row, facts
        self._effects, self._words = effects, effects.words
        read = self.fact("read") or row
        self.type: str = row["type"]
        self._kind: str = read["type"]
        self._data: Row = read["data"]

    def fact(self, kind: str) -> Row | None:
        """The fact of a kind; None where there is none."""
        return next((fact for fact in self.facts if fact["kind"] == kind), None)

    @property
    def is_change(self) -> bool:
        """Whether it is one that an announcement made."""
        return self.type in CHANGES and "change" in self._data

    @property
    def word(self) -> str:
        """What it is called."""
        if self.is_change:
            return names.kind(self._kind, self._words)
        return self._words.tell(_KINDS[self.type])

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
        words, data = self._words, self._data
        match self.type:
            case "opened":
                return words.joined([escape(data["origin"]), data["zone"]])
            case "key_added":
                # ORIGIN+ID+KEY: base64 has a + too, and no origin has one
                return escape("+".join(data["key"].split("+")[:2]))
            case "subject_described":
                return _named(data, words)
            case "source_described":
                most = words.tell("at most {authority}", authority=words.tell(data["ceiling"]))
                return words.colon(escape(data["name"]), most)
            case "announced":
                return self._announced()
            case "corrected":
                replaced = (fact for fact in self.facts if fact["kind"] == "replaced")
                told = words.clauses(corrections(data["fields"], replaced, words))
                return words.colon(_target(data, words), told)
            case "retracted":
                return _target(data, words)
            case "evidence_added":
                return words.colon(data["target"], words.listed(files(data, words)))
        return escape(data["subject"]) if self.is_change else self._expired()

    def _announced(self) -> str:
        reaching, seq = self.fact("changes"), self.row["seq"]
        if reaching is None or reaching["last"] <= seq:
            return str(self._data["id"])
        changes = span(seq + 1, reaching["last"], self._words)
        return self._words.joined([self._data["id"], self._words.tell("with {span}", span=changes)])

    def _expired(self) -> str:
        words, data, found = self._words, self._data, self.fact("term_set")
        term = value(data["until"], words)
        if found is not None:
            by = provenance.set_by(TERM, found["was"], found["by"], found["by"]["change"], words)
            term = words.aside(term, by)
        told = words.tell("the term of {change}, {term}, has run out", change=data["of"], term=term)
        return words.colon(escape(data["subject"]), told)

    def details(self) -> Iterator[str]:
        """What stands under it: title, reason, what became of it."""
        words, data = self._words, self._data
        if self.type == "announced" and data.get("title"):
            yield escape(data["title"])
        if self.type in ("corrected", "retracted", "evidence_added"):
            why = words.colon(words.tell("why"), escape(data["why"]))
            yield words.clauses([why, *by(data, words)])
        for fact in self.facts:
            if fact["kind"] == "retracted_since":
                yield words.tell("RETRACTED since, by @{seq}", seq=fact["seq"])
            elif fact["kind"] in ("corrected", "corrected_since"):
                yield corrected(fact, words, since=fact["kind"] == "corrected_since")

    def speaker(self) -> str:
        """Who said it, and how long before it was recorded."""
        words, data = self._words, self._data
        source, published = data["source"], data["published"]["instant"]
        who = [speaker(source["name"], source["authority"], source.get("party"), words)]
        if via := data.get("via"):
            who.append(words.tell("as quoted by {source}", source=escape(via["name"])))
        date = words.tell("published {date}", date=periods.date(published, words))
        when = [date, *_lag(published, self.row["recorded_at"], words)]
        return words.clauses([words.joined(who), words.joined(when)])

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
        if data.get("until"):
            end = data["until"].get("instant")
            if kind == "term_changed":
                yield provenance.changed(self._stood, {"until": end}, words)
            else:
                yield words.tell("no end") if end is None else periods.term(end, words)
            if data.get("afterwards", "undetermined") != "undetermined":
                yield Effects(words).after(None, data["afterwards"])
        if data.get("population"):
            yield share(population(data), words)
        if data.get("except"):
            yield excepting(data["except"], words)
        if data.get("replaces"):
            yield replacing(data["replaces"], words)

    def _start(self) -> Iterator[str]:
        """When it begins, where no stretch says that."""
        words, kind = self._words, self._kind
        window, stated = (
            self._data.get("effective"),
            self._data.get("certainty") in (None, "stated"),
        )
        earliest, latest = (window or {}).get("earliest"), (window or {}).get("latest")
        if kind == "rescheduled":
            now = {"earliest": earliest, "latest": latest}
            yield provenance.moved(self._stood, now, words)
        elif window and (earliest != latest or not stated or kind == "confirmed"):
            if earliest != latest and stated and kind != "grayscale_completed":
                yield words.tell("start not said")
            if earliest is None and latest is not None:
                yield periods.since(latest, None, words)
            else:
                yield periods.start(earliest, latest, words)
        if window and window.get("qualifier"):
            yield words.tell(DOUBTS[window["qualifier"]])

    @property
    def _stood(self) -> Row | None:
        found = self.fact("stood")
        return found and found["was"]


def span(first: int, last: int, words: Words) -> str:
    """Positions of the log: `@4`, `@4 to @9`."""
    if last <= first:
        return f"@{first}"
    return words.tell("@{first} to @{last}", first=first, last=last)


def _named(data: Row, words: Words) -> str:
    told = escape(data["path"])
    if data.get("title"):
        told = words.colon(told, escape(data["title"]))
    if data["aliases"]:
        aliases = words.listed(map(escape, data["aliases"]))
        told = words.joined([told, words.tell("also {aliases}", aliases=aliases)])
    return words.clauses([told, *names.particulars(data, words)])


def _target(data: Row, words: Words) -> str:
    if not data.get("subject"):
        return str(data["target"])
    subject = escape(data["subject"])
    return words.tell("{change} for {subject}", change=data["target"], subject=subject)


def _lag(published: periods.Instant, recorded: periods.Instant, words: Words) -> list[str]:
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
