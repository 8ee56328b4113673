"""How are statements, their windows and their speakers said in an explanation?"""

from collections.abc import Iterable

from cli.question import Question
from cli.tables import provenance, wording, written
from cli.tables.effects import Effects, excepting, replacing
from cli.tables.explained import Explained
from cli.text import escape
from events.words import AUTHORITY
from ledger.acts import Act
from ledger.answers import explain
from ledger.answers.provenance import START, TERM, before
from ledger.dates.moments import local
from ledger.statements import Statement
from ledger.subjects import is_pattern


class Words:
    """The words of one explanation, in the zone it is told in."""

    def __init__(self, question: Question, found: Explained) -> None:
        self.zone = question.zone
        self.effects = Effects(question.view.called)
        self.found = found
        self.working = found.working
        self.state = found.working.state

    def via(self, s: Statement) -> str:
        """Who passed it on, as a newspaper quotes a notice: it changes no answer."""
        via = self.found.quoted(s)
        return f"; as quoted by {escape(via)}" if via else ""

    def letter(self, statement: Statement) -> str:
        return self.found.letter(statement)

    def what(self, s: Statement) -> str:
        """What a statement says as it stands, in a phrase."""
        if s.amends:
            was = before(self.working.way, s)
            said = written.change(self.found.data(s), s.kind, self.zone, was=was)
            why = None if s.withdrawn else explain.unapplied(s, self.working.way)
            return f"{said}, of {s.of}" + (f"; {why}" if why else "")
        return f"confirmed, of {s.of}: {self.claim(s)}" if s.of else self.claim(s)

    def claim(self, s: Statement) -> str:
        sure = s.certainty == "stated" and s.kind != "fully_recovered"
        if s.completes:
            words = "grayscale test ended,"
        elif sure:
            words = self.effects.claimed(s, self.state.subject)
        else:
            words = self.effects.expected(self.state.subject, s)
        doubt = wording.doubt(s.qualifier)
        parts = [f"{words} {wording.window(s, self.zone)}{doubt}{self.aside(s)}"]
        if s.certainty != "stated":
            parts.append(wording.condition(s.condition) if s.condition else s.certainty)
        if s.extent in ("partial", "gradual", "grayscale"):
            parts.append(wording.share(s.population))
        if not s.completes and s.kind != "expired" and (s.until or s.certainty == "stated"):
            parts.append(wording.term(s.until, self.zone) + self.aside(s, TERM))
        if s.said.excepts:
            parts.append(excepting(s.said.excepts))
        if s.said.replaces:
            parts.append(replacing(s.said.replaces))
        if s.lapsed(self.working.at):
            parts.append("LAPSED")
        return ", ".join(parts)

    def held(self) -> str:
        """Since when what holds has held, where that is not since what decides began."""
        state = self.state
        if state.held_since is None or state.since is None or state.held_since == state.since:
            return ""
        since = self.edge(state.held_since)
        if state.held_since < state.since:
            return f"held since {since} without a break, by others before"
        return f"held without a break only since {since}"

    def window(self, s: Statement) -> str:
        return wording.window(s, self.zone) + self.aside(s)

    def aside(self, s: Statement, kind: str = START) -> str:
        """Who set its start or its term last, and what it was."""
        return provenance.aside(self.working.way, s, self.zone, kind)

    def note(self, s: Statement) -> str:
        data = self.found.data(s)
        return escape(data.get("note") or data.get("quote") or "noted")

    def act(self, act: Act) -> str:
        """What the recorder did, and why: `population of ID#N on PATH (@46, why: ...)`."""
        fields = f"{', '.join(act.corrections)} of " if act.kind == "corrected" else ""
        only = f" on {escape(act.subject)}" if act.subject else ""
        return f"{fields}{act.target}{only} (@{act.seq}, why: {escape(act.why)})"

    def where(self, s: Statement) -> str:
        if s.subject == self.state.subject:
            return "on this path"
        covers = ", which covers it" if is_pattern(s.subject) else ""
        return f"on {escape(s.subject)}{covers}"

    def path(self, s: Statement) -> str:
        return "this path" if s.subject == self.state.subject else escape(s.subject)

    def started(self, id: str) -> str:
        s = self.statement(id)
        return f"{self.letter(s)}, {self.window(s)}"

    def statement(self, id: str) -> Statement:
        found = self.working.way.of(id)
        if found is None:
            raise LookupError(id)
        return found

    def day(self, instant: int) -> str:
        return wording.day(instant, self.zone)

    def edge(self, instant: int) -> str:
        return wording.edge(instant, self.zone)

    def date(self, instant: int) -> str:
        return wording.date(instant, self.zone)

    def clock(self, instant: int) -> str:
        return local(instant, self.zone)


def speaker(s: Statement, *, full: bool = False) -> str:
    if full:
        party = s.party if s.party != AUTHORITY[s.authority] else None
        return ", ".join(filter(None, (escape(s.source), AUTHORITY[s.authority], party)))
    return wording.who(s)


def compared(s: Statement, deciding: Statement | None) -> str:
    if deciding is None or s.authority == deciding.authority:
        return ""
    than = wording.speaker(deciding.source, AUTHORITY[deciding.authority])
    return f", {'higher' if s.authority > deciding.authority else 'lower'} than {than}"


def listed(lead: str, found: Iterable[str]) -> str:
    return f"{lead}: {'; '.join(found) or 'none'}."
