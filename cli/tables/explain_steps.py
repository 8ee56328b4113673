"""How is each step of section 5 said in words, with who said what?

One function a step, numbered as there. Letters name the statements of step 1.
"""

from collections.abc import Iterator
from itertools import pairwise

from cli.question import Question
from cli.tables import provenance, wording, written
from cli.tables.explain_words import Words, compared, listed, speaker
from cli.tables.explained import Explained
from cli.tables.remarks import replaced
from cli.text import columns, escape, pad, width, wrap
from events.words import AUTHORITY
from ledger.answers import explain
from ledger.answers.answer import Outcome
from ledger.answers.way import GivenWay
from ledger.statements import Statement
from ledger.subjects import is_pattern


def steps(question: Question, found: Explained) -> Iterator[str]:
    """The ten steps, a blank line before each."""
    teller = _Teller(question, found)
    for number, told in enumerate(
        (
            teller.spoken(),
            teller.order(),
            teller.gave_way(),
            teller.deciding(),
            teller.since(),
            teller.otherwise(),
            teller.around(),
            teller.expected(),
            teller.contested(),
            teller.within_the_day(),
        ),
        1,
    ):
        yield ""
        lead = f"{number} "
        for line in told:
            if line.startswith(" "):
                yield line
            else:
                yield from wrap(line, columns(), first=lead, rest="  ")
                lead = "  "


class _Teller(Words):
    """The steps of one explanation."""

    def spoken(self) -> Iterator[str]:
        """Step 1, with the statement of each line, who said it, and of which path."""
        lines = self.found.lines
        announcements = {line.statement.announcement for line in lines}
        changes = wording.many(len(lines), "change")
        told = wording.many(len(announcements), "announcement")
        covers = any(is_pattern(line.statement.subject) for line in lines)
        which = "that covers" if covers else "above"
        yield f"Who spoke of it, on this path or one {which} it: {changes} of {told}"
        part = None
        for line in lines:
            if line.part != part:
                part = line.part
                yield f"  {part}"
            yield from self._line(line)
        yield from self._acts()

    def _line(self, line: explain.Line) -> Iterator[str]:
        s = line.statement
        lead = f"    {line.letter:<3}"
        what = self.note(s) if line.part == explain.NOTE else self.what(s)
        id = f"{escape(s.change)} @{s.seq}"
        lines = wrap(what, columns(), first=lead, rest=" " * len(lead))
        if width(lines[-1]) + 2 + width(id) <= columns():
            lines[-1] = pad(lines[-1], columns() - width(id)) + id
        else:
            lines.append(" " * (columns() - width(id)) + id)
        yield from lines
        said = f"{speaker(s, full=True)}; published {self.date(s.published)}{self.via(s)}"
        yield from wrap(
            f"{said}; {self.where(s)}", columns(), first=" " * len(lead), rest=" " * len(lead)
        )
        aside = self.found.aside(s)
        told = [f"{name}: {escape(text)}" for name, text in aside[line.part == explain.NOTE :]]
        for text in (*told, *written.corrections(self.found.corrected(s))):
            yield from wrap(text, columns(), first=" " * len(lead), rest=" " * (len(lead) + 2))

    def _acts(self) -> Iterator[str]:
        """What was withdrawn, amended, corrected or retracted on the way to this reading."""
        spoken = self.working.way.visible
        corrected = [a for a in self.found.acts if a.kind == "corrected"]
        retracted = [a for a in self.found.acts if a.kind == "retracted"]
        acts = [
            listed("Withdrawn", sorted({s.change for s in spoken if s.withdrawn})),
            listed("Amended", sorted({s.change for s in spoken if s.amended_by})),
            listed("Corrected by the recorder", map(self.act, corrected)),
            listed("Retracted", map(self.act, retracted)),
        ]
        yield from wrap(" ".join(acts), columns(), first="  ", rest="    ")
        hidden = self.found.hidden
        if hidden:
            what = wording.many(len(hidden), "change")
            yield from wrap(
                f"Not seen: {what} published after the cut-off or of lesser authority than asked "
                "for.",
                columns(),
                first="  ",
                rest="  ",
            )

    def order(self) -> Iterator[str]:
        """Step 2: the candidates in a chain."""
        candidates = self.working.candidates
        if not candidates:
            yield "The order: nothing was in force by then"
            return
        yield "The order: the latest start comes last"
        chain = [f"{self.letter(candidates[0])} {self.edge(candidates[0].latest)}"]
        for first, then in pairwise(candidates):
            why = explain.later_because(first, then)
            reason = "" if why == "starts later" else f" ({why})"
            chain.append(f"<  {self.letter(then)} {self.edge(then.latest)}{reason}")
        yield from wrap("  ".join(chain), columns(), first="    ", rest="    ")

    def gave_way(self) -> Iterator[str]:
        """Step 3, and why what decides is no claim after the fact."""
        gone = self.working.weighed.gave_way[::-1]
        yield "What gave way:" + ("" if gone else " nothing")
        for each in gone:
            yield from wrap(self._why_gone(each), columns(), first="    ", rest="       ")
        deciding = self.working.deciding
        if deciding is None or deciding.authority == max(AUTHORITY):
            return
        lead = f"{self.letter(deciding)} is not a claim after the fact: "
        if deciding.published <= deciding.latest:
            yield lead + "it was published before its start or with it"
            return
        same = list(self.working.way.spoken_between(deciding))
        what = "spoke" if not same else "said otherwise"
        where = f"{self.path(deciding)} and below it"
        if any(is_pattern(path.path) for path in self.working.way.paths):
            where = "paths of as many segments or more"
        yield (
            f"{lead}on {where} on the way to the subject no greater authority {what} from its "
            f"start, {self.clock(deciding.latest)}, to its publication, "
            f"{self.clock(deciding.published)}"
        )

    def _why_gone(self, gone: GivenWay) -> str:
        name = self.letter(gone.statement)
        if gone.reason == "replaced" and gone.to is not None:
            return f"{name}  {self._replaced(gone.statement, gone.to)}"
        if gone.reason == "previous":
            end = self.day(gone.statement.until or 0)
            return f"{name}  its term ended at {end}, and what held before it holds again"
        if gone.reason == "completion":
            if gone.to is None:
                return f"{name}  the end of a grayscale test: by itself it opens nothing"
            return f"{name}  the grayscale test that {self.letter(gone.to)} ended"
        by = gone.to
        who = f"{speaker(by)}, in {by.change}," if by else "a greater authority"
        when = self.date(by.published) if by else ""
        return (
            f"{name}  a claim after the fact: {who} spoke on {when}, at or after its start, "
            f"{self.edge(gone.statement.latest)}, and before its publication, "
            f"{self.date(gone.statement.published)}, and did not say the same"
        )

    def _replaced(self, s: Statement, by: Statement) -> str:
        """Whose place it had, and who took that."""
        how = "" if s.change in by.said.replaces else f"confirms {s.of}, which is "
        return (
            f"{how}replaced by {self.letter(by)}, {speaker(by)}, in {by.change}, from "
            f"{self.edge(by.latest)} on"
        )

    def deciding(self) -> Iterator[str]:
        """Step 4."""
        state, deciding = self.state, self.working.deciding
        if deciding is None:
            yield "What decides: nothing is left, so that the effect is unknown"
            return
        left = len(self.working.weighed.left)
        what = ", the last in the order" if left > 1 else ": nothing else is left"
        text = f"What decides: {self.letter(deciding)}{what}. "
        if deciding.kind == "expired":
            text += "It says that what held before has lapsed, and not what follows"
        elif self.state.lapsed:
            end = self.day(deciding.until or 0)
            said = deciding.afterwards
            follows = "nothing said what follows"
            if said != "undetermined":
                follows = f"{self.effects.word(state.subject, said)} follows"
            text += (
                f"It lapsed at {end}; {follows}. What held before it does not come back by itself"
            )
        elif deciding.until is None:
            text += "It has not lapsed: no end was said"
        else:
            text += f"It has not lapsed: {wording.term(deciding.until, self.zone)}"
        yield text

    def since(self) -> Iterator[str]:
        """Step 5."""
        state, deciding = self.state, self.working.deciding
        if deciding is None or state.since is None:
            yield "Since: not asked, for nothing decides"
            return
        name = self.letter(deciding)
        if state.since == deciding.latest and not state.lapsed:
            how = f"{name}'s start"
        elif state.since == deciding.until:
            how = f"the end of {name}'s term"
        else:
            how = "the end of the last term after which what held before it holds again"
        text = f"Since {self.clock(state.since)}, {how}"
        if state.since_earliest is None:
            text += ". The start itself was not said: some time up to then"
        elif state.since_earliest != state.since:
            text += f". The start lies between {self.clock(state.since_earliest)} and then"
        if state.qualifier:
            text += f" (marked {state.qualifier} by the source)"
        if state.lapsed:
            yield f"{text}. It has lapsed"
        elif deciding.kind == "expired":
            yield text
        elif state.until is None:
            yield f"{text}. No end was said"
        else:
            yield f"{text}. Its end: {wording.term(state.until, self.zone)}"
        if held := self.held():
            yield f"{held[0].upper()}{held[1:]}"
        for text in provenance.amended(self.working.way, deciding, self.zone):
            yield f"{text[0].upper()}{text[1:]}"

    def otherwise(self) -> Iterator[str]:
        """Step 6."""
        deciding = self.working.deciding
        if deciding is None:
            yield "For those not reached: not asked, for nothing decides"
            return
        if self.state.otherwise is None:
            yield "For those not reached: not asked, for what holds reaches all"
            return
        name, beyond = self.letter(deciding), self.working.otherwise
        by = f"by {self.letter(beyond)}" if beyond else "for nothing else is left"
        yield (
            f"For those whom {name} does not reach: {self.effects.beyond(self.state)}, {by} "
            f"(the order again without {name})"
        )

    def around(self) -> Iterator[str]:
        """Step 7."""
        maybe = [self.started(id) for id in self.state.may_have_changed]
        later = [self.started(id) for id in self.state.scheduled]
        if not maybe and not later:
            yield "May have changed by then: nothing.  Scheduled after it: nothing"
            return
        yield f"May have changed by then: {'; '.join(maybe) or 'nothing'}"
        yield f"Scheduled after it: {'; '.join(later) or 'nothing'}"

    def expected(self) -> Iterator[str]:
        """Step 8, with what became of each expectation."""
        outcomes = self.working.outcomes
        if not outcomes:
            yield "Expected: nothing"
            return
        yield "Expected:"
        for each in outcomes:
            yield from wrap(self._became(each), columns(), first="    ", rest="       ")
        if any(each.status in ("open", "due", "overdue") for each in outcomes):
            yield "Passing the date does not make it a fact"

    def _became(self, outcome: Outcome) -> str:
        s, by = outcome.statement, outcome.by
        name = self.letter(s)
        if outcome.status == "lapsed":
            return f"{name}  lapsed: its term has ended"
        if by is not None and outcome.status == "replaced":
            return f"{name}  {self._replaced(s, by)}"
        if by is not None and outcome.status == "confirmed":
            return f"{name}  confirmed by {self.letter(by)}, {speaker(by)}"
        if by is not None:
            return f"{name}  met by {self.letter(by)}, {speaker(by)}"
        what = {"open": "open", "due": "DUE", "overdue": "OVERDUE"}[outcome.status]
        return f"{name}  {what}: {self.window(s)}; met by nothing, confirmed by nobody"

    def contested(self) -> Iterator[str]:
        """Step 9, and which word is the last of the highest authority."""
        contests, aside = self.state.contested_by, self.state.set_aside
        if not contests:
            yield "Contested by: nobody"
        deciding = self.working.deciding
        for contest in contests:
            s = self.statement(contest.change)
            if contest.reason == "replacement":
                whom = replaced(s, deciding)
                says = f"says that it replaces {whom}, and does not, for want of authority"
            elif contest.effect is None:
                says = f"whose word ({wording.kind(s.kind)}) does not apply, for want of authority"
            else:
                says = f"says {self.effects.against(self.state, contest)}"
            if contest.effect and s.lapsed(self.working.at):
                says += f" once its term has ended, {self.day(s.until or 0)}"
            after = " after the fact" if contest.reason == "after_the_fact" else ""
            yield (
                f"CONTESTED by {self.letter(s)}: {speaker(s)}{compared(s, deciding)}, {says}{after}"
            )
        last = explain.greatest_silence(self.working)
        if contests and deciding is not None and last is not None:
            word = AUTHORITY[last.authority]
            yield (
                f"{self.letter(deciding)} decides because it comes last in the order; "
                f"{AUTHORITY[deciding.authority]} never silently outranks {word}. No {word} "
                f"statement that was in force by then was published after "
                f"{self.date(last.published)}"
            )
        for contest in aside:
            s = self.statement(contest.change)
            claims = self.effects.against(self.state, contest)
            yield (
                f"SET ASIDE: {self.letter(s)}, {speaker(s)}, says {claims}; a later word that is "
                "left covers it"
            )

    def within_the_day(self) -> Iterator[str]:
        """Step 10."""
        if self.found.at.day is None:
            yield "Changed during the day: not asked, for an instant was asked for"
            return
        day = self.date(self.found.at.instant)
        found = [self.started(id) for id in self.state.changed_during_day]
        yield f"Changed during {day}: {'; '.join(found) or 'nothing'}"
