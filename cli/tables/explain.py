"""How is an explanation drawn from its document: the answer, then the steps that led to it?"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from cli.tables import heads
from cli.text import columns, escape, pad, width, wrap
from ledger.sayings import Row, corrections, cuts, effects, entries, facts, periods
from ledger.sayings.effects import Effects
from ledger.sayings.language import Words
from ledger.sayings.names import called
from ledger.sayings.remark import Remark
from ledger.sayings.speakers import said_by
from ledger.sayings.statements import origin, phrase
from ledger.sayings.steps import Steps, held
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import HINDSIGHT, SAID_TO_HAVE_LAPSED, UNKNOWN
from ledger.subjects import is_pattern


def draw(document: Row, words: Words) -> Iterator[str]:
    """The lines of an explanation."""
    drawing = _Drawing(document, words)
    yield from drawing.head()
    yield ""
    yield from drawing.answer()
    for number, step in enumerate(drawing.steps(), 1):
        yield ""
        lead = f"{number} "
        for line in step:
            if line.startswith(" "):
                yield line
            else:
                yield from wrap(line, columns(), first=lead, rest="  ")
                lead = "  "
    yield ""
    yield from drawing.foot()
    yield from heads.again_line(document["again"], words)


class _Drawing:
    """One explanation."""

    def __init__(self, document: Row, words: Words) -> None:
        self._document, self._words = document, words
        self._state, self._found = document["state"], document["steps"]
        self._called = called(document)
        self._effects = Effects(words, self._called)
        said = document["said"] | {str(row["seq"]): row for row in document["statements"]}
        self._telling = Telling(self._effects, said, self._state, document["at"])
        self._said = Steps(self._found, self._telling)

    def head(self) -> Iterator[str]:
        """The subject, and which instants were resolved."""
        document, words = self._document, self._words
        yield from heads.headed(document["path"], self._called.titles(words.language))
        yield heads.drawn(cuts.at(document["at"], words))
        yield from map(heads.drawn, cuts.read(document, words))

    def answer(self) -> Iterator[str]:
        """The answer, and what made it another than was known."""
        words, state = self._words, self._state
        late = [*self._remarks("said_later", "known_then")]
        told = [
            self._holds(late=bool(late)),
            words.tell("Said by {who}", who=said_by(state, words)),
        ]
        if state["change"] is None:
            marked = [words.tell(UNKNOWN), *([words.tell(HINDSIGHT)] if late else [])]
            told = [
                words.tell("{state}: nothing recorded decides", state=words.joined(marked)),
                words.tell("Neither permitted nor suspended is known"),
            ]
        if state["otherwise"]:
            others, effect = effects.others(state["extent"], words), self._effects.beyond(state)
            told.append(_capital(words.colon(others, effect)))
        yield from _labelled(words.tell("ANSWER"), words.sentences(told))
        for each in late:
            yield from _labelled(each.label, each.text)

    def _holds(self, *, late: bool) -> str:
        """What holds and since when, how far and how long, with its marks."""
        words, state = self._words, self._state
        deciding = self._telling.deciding
        if deciding is None:
            return ""
        effect = self._effects.effect(
            state["subject"], state["effect"], state["extent"], state["value"]
        )
        since = state["since"], state["since_earliest"]
        if state["extent"] == "partial":
            told = [effect, periods.since_when(*since, words)]
        else:
            told = [periods.held_since(effect, *since, words)]
        if state["extent"] != "full":
            told.append(effects.share(state["population"], words))
        if deciding["kind"] == "expired":
            told.append(words.tell(SAID_TO_HAVE_LAPSED))
        elif not state["lapsed"]:
            told.append(periods.term(state["until"], words))
        told += filter(None, [held(state, words)])
        if state["except"]:
            told.append(effects.excepting(state["except"], words))
        marks = map(words.tell, effects.marks(state, day=True, hindsight=late))
        return words.clauses(filter(None, [words.joined(told), words.joined(marks)]))

    def steps(self) -> Iterator[Iterable[str]]:
        """The lines of each step; those that begin with a blank are indented as they are."""
        words, state, found, said = self._words, self._state, self._found, self._said
        yield self._spoken()
        if found["order"]:
            yield [
                words.tell("The order: the latest start comes last"),
                *_entry(" < ".join(map(said.place, found["order"])), rest=4),
            ]
        else:
            yield [words.tell("The order: nothing was in force by then")]
        yield self._gave_way()
        yield [self._run(said.deciding())]
        since = [held(state, words)] if self._telling.deciding else []
        set_by = self._remarks("start_set", "term_set", "confirmed_amended")
        since += [each.text for each in set_by]
        yield [self._run(said.since()), *map(_capital, filter(None, since))]
        yield [said.otherwise()]
        around = [
            words.tell(
                "May have changed by then: {statements}",
                statements=said.starts(state["may_have_changed"]),
            ),
            words.tell(
                "Scheduled after it: {statements}", statements=said.starts(state["scheduled"])
            ),
        ]
        some = state["may_have_changed"] or state["scheduled"]
        yield around if some else [self._run(around)]
        yield self._expected()
        yield self._contested()
        yield [self._within_the_day()]

    def _spoken(self) -> Iterator[str]:
        """Step 1, with the statement of each line, who said it, and of which path."""
        words, rows = self._words, self._document["statements"]
        announcements = {row["change"].rpartition("#")[0] for row in rows}
        places = {
            "changes": entries.many("change", len(rows), words),
            "announcements": entries.many("announced", len(announcements), words),
        }
        if any(is_pattern(row["subject"]) for row in rows):
            yield words.tell(
                "Who spoke of it, on this path or one that covers it: {changes} of {announcements}",
                **places,
            )
        else:
            yield words.tell(
                "Who spoke of it, on this path or one above it: {changes} of {announcements}",
                **places,
            )
        for part, spoken in groupby(rows, itemgetter("part")):
            yield f"  {words.tell(part)}"
            for row in spoken:
                yield from self._line(row)
        yield from wrap(words.sentences(self._acts()), columns(), first="  ", rest="    ")
        if hidden := len(self._found["hidden"]):
            text = words.tell(
                "Not seen: {changes} published after the cut-off or of lesser authority than asked "
                "for",
                changes=entries.many("change", hidden, words),
            )
            yield from wrap(words.sentences([text]), columns(), first="  ", rest="  ")

    def _line(self, row: Row) -> Iterator[str]:
        words, lead = self._words, f"    {row['letter']:<3}"
        indent = " " * len(lead)
        under = [
            (words.tell("note"), row["note"]),
            (words.tell("quote"), row["quote"]),
        ]
        under = [each for each in under if each[1]]
        if row["kind"] == "noted":
            what = escape(under.pop(0)[1]) if under else words.tell("noted")
        else:
            what = phrase(row, self._telling)
        id = f"{escape(row['change'])} @{row['seq']}"
        lines = wrap(what, columns(), first=lead, rest=indent)
        if width(lines[-1]) + 2 + width(id) <= columns():
            lines[-1] = pad(lines[-1], columns() - width(id)) + id
        else:
            lines.append(" " * (columns() - width(id)) + id)
        yield from lines
        yield from wrap(origin(row, self._telling), columns(), first=indent, rest=indent)
        told = [words.colon(name, escape(text)) for name, text in under]
        told += [corrections.corrected(each, words) for each in row["corrected"]]
        for text in told:
            yield from wrap(text, columns(), first=indent, rest=f"{indent}  ")

    def _acts(self) -> Iterator[str]:
        """What was withdrawn, amended, corrected or retracted on the way to this reading."""
        words, rows, acts = self._words, self._document["statements"], self._found["acts"]

        def listed(found: Iterable[str]) -> str:
            return words.clauses(found) or words.tell("none")

        withdrawn = sorted({row["change"] for row in rows if row["withdrawn"]})
        amended = sorted({row["change"] for row in rows if row["amended_by"]})
        yield words.tell("Withdrawn: {changes}", changes=listed(withdrawn))
        yield words.tell("Amended: {changes}", changes=listed(amended))
        told = {
            kind: listed(corrections.act(act, words) for act in acts if act["kind"] == kind)
            for kind in ("corrected", "retracted")
        }
        yield words.tell("Corrected by the recorder: {acts}", acts=told["corrected"])
        yield words.tell("Retracted: {acts}", acts=told["retracted"])

    def _gave_way(self) -> Iterator[str]:
        """Step 3, and why what decides is no claim after the fact."""
        words, gone = self._words, self._found["gave_way"]
        yield words.tell("What gave way:") if gone else words.tell("What gave way: nothing")
        for each in gone:
            yield from self._lettered(each, self._said.gave_way(each))
        if timely := self._said.timely():
            yield timely

    def _expected(self) -> Iterator[str]:
        """Step 8, with what became of each expectation."""
        words, outcomes = self._words, self._found["outcomes"]
        yield words.tell("Expected:") if outcomes else words.tell("Expected: nothing")
        for each in outcomes:
            yield from self._lettered(each, self._said.outcome(each))
        if self._state["expectations"]:
            yield words.tell("Passing the date does not make it a fact")

    def _contested(self) -> Iterator[str]:
        """Step 9, and which word is the last of the highest authority."""
        state, said = self._state, self._said
        if not state["contested_by"]:
            yield self._words.tell("Contested by: nobody")
        yield from map(said.contest, state["contested_by"])
        if silence := [*said.silence()]:
            yield self._run(silence)
        yield from map(said.set_aside, state["set_aside"])

    def _within_the_day(self) -> str:
        """Step 10."""
        words, document = self._words, self._document
        if document["day"] is None:
            return words.tell("Changed during the day: not asked, for an instant was asked for")
        return words.tell(
            "Changed during {day}: {statements}",
            day=document["day"],
            statements=self._said.starts(self._state["changed_during_day"]),
        )

    def foot(self) -> Iterator[str]:
        """What lies below and beside it, and how to see more."""
        words, state = self._words, self._state
        if below := self._found["below"]:
            paths = words.listed(map(escape, below))
            text = words.tell("Below this path, statements of their own: {paths}", paths=paths)
            yield from heads.paragraph(text)
        for each in self._remarks("also_covered"):
            yield from heads.paragraph(_capital(each.text))
        if state["change"] is not None:
            shown = f"ledger show {state['change'].rpartition('#')[0]}"
            proof = f"ledger prove @{state['seq']} -o FILE"
            told = [
                words.tell("Sources in full: {command}", command=shown),
                words.tell("Proof: {command}", command=proof),
            ]
            line = "   ".join(told)
            yield from [line] if width(line) <= columns() else told

    def _remarks(self, *kinds: str) -> Iterator[Remark]:
        """What is told of these facts under a row of `ledger at`."""
        found = [fact for fact in self._state["facts"] if fact["kind"] in kinds]
        state = {**self._state, "facts": found}
        telling = Telling(self._effects, self._telling.said, state, self._telling.at)
        return facts.remarks(telling, self._document["day"] or self._document["at"])

    def _lettered(self, entry: Row, text: str) -> list[str]:
        return _entry(f"{self._said.letter(entry['said'])} {text}", rest=7)

    def _run(self, sentences: Iterable[str]) -> str:
        """Running text without its last mark."""
        return self._words.sentences(sentences)[:-1]


def _entry(text: str, *, rest: int) -> list[str]:
    return wrap(text, columns(), first=" " * 4, rest=" " * rest)


def _labelled(label: str, text: str) -> list[str]:
    return wrap(text, columns(), first=f"{label}  ", rest=" " * (width(label) + 2))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
