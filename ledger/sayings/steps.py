"""How are the steps of an answer said (DESIGN 5), with letters for statements?

Each text is one fact; what a step lists is told entry by entry.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from events.words import RANK
from ledger.sayings import Row, contests, names, periods
from ledger.sayings.characters import escape
from ledger.sayings.language import Words, message
from ledger.sayings.speakers import said_by, speaker
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import CONTESTED, DUE, OVERDUE, SET_ASIDE
from ledger.subjects import is_pattern

#: The parts that statements play, as documents call them.
PARTS: Final = (
    message("in force by then"),
    message("expected only"),
    message("perhaps in force already"),
    message("not in force yet"),
    message("ended before it could begin"),
    message("excepts this path, or one above it"),
    message("changes another statement"),
    message("taken back"),
    message("changes no state (kept for the record)"),
)
_LATER: Final = {
    "deeper": message("same start, deeper path"),
    "closer": message("same start, as deep, fewer * in its path"),
    "published": message("same start and path, published later"),
    "authority": message("same start, path and publication, higher authority"),
    "recorded": message("the same in all else, recorded later"),
}
_SINCE: Final = {
    "start": message("Since {instant}, {letter}'s start"),
    "end": message("Since {instant}, the end of {letter}'s term"),
    "return": message(
        "Since {instant}, the end of the last term after which what held before it holds again"
    ),
}
_STATUS: Final = {"open": message("open"), "due": DUE, "overdue": OVERDUE}
_BY: Final = {
    "confirmed": message("confirmed by {letter}, {who}"),
    "met": message("met by {letter}, {who}"),
}


def held(state: Row, words: Words) -> str:
    """Since when what holds has held, where that is not since what decides began."""
    since, start = state["held_since"], state["since"]
    if since is None or start is None or since == start:
        return ""
    date = periods.edge(since, words)
    if periods.number(since) < periods.number(start):
        return words.tell("held since {date} without a break, by others before", date=date)
    return words.tell("held without a break only since {date}", date=date)


class Steps:
    """Those of one answer; `found` is what a document says of them."""

    def __init__(self, found: Row, telling: Telling) -> None:
        self._found, self._telling = found, telling
        self._words, self._state = telling.words, telling.state
        self._deciding = telling.deciding

    def letter(self, seq: int) -> str:
        """The letter of a statement."""
        return str(self._said(seq)["letter"])

    def _said(self, seq: int) -> Row:
        return self._telling.said[str(seq)]

    def _edge(self, said: Row) -> str:
        return periods.edge(said["latest"], self._words)

    def place(self, entry: Row) -> str:
        """A candidate in the order: `b 2022-10-28 (same start, deeper path)`."""
        said = self._said(entry["said"])
        told = f"{said['letter']} {self._edge(said)}"
        why = _LATER.get(entry["because"])
        return self._words.aside(told, self._words.tell(why)) if why else told

    def gave_way(self, entry: Row) -> str:
        """Why a candidate gave way."""
        words, said = self._words, self._said(entry["said"])
        by = self._telling.found(entry["to"])
        if entry["reason"] == "previous":
            return words.tell(
                "its term ended at {date}, and what held before it holds again",
                date=periods.day(said["until"], words),
            )
        if by is None:
            return words.tell("the end of a grayscale test: by itself it opens nothing")
        if entry["reason"] == "replaced":
            return self._replaced(said, by)
        if entry["reason"] == "completion":
            return words.tell("the grayscale test that {letter} ended", letter=by["letter"])
        return words.tell(
            "a claim after the fact: {who}, in {change}, spoke on {date}, at or after its start, "
            "{start}, and before its publication, {published}, and did not say the same",
            who=said_by(by, words),
            change=by["change"],
            date=periods.date(by["published"], words),
            start=self._edge(said),
            published=periods.date(said["published"], words),
        )

    def _replaced(self, said: Row, by: Row) -> str:
        """Who took its place, or that of what it confirms."""
        words = self._words
        told = words.tell(
            "replaced by {letter}, {who}, in {change}, from {date} on",
            letter=by["letter"],
            who=said_by(by, words),
            change=by["change"],
            date=self._edge(by),
        )
        if said["change"] in by["replaces"]:
            return told
        return words.tell("confirms {change}, which is {what}", change=said["of"], what=told)

    def timely(self) -> str:
        """Why what decides is no claim after the fact; empty where nobody could say otherwise."""
        words, said = self._words, self._deciding
        if said is None or RANK[said["authority"]] == max(RANK.values()):
            return ""
        if periods.number(said["published"]) <= periods.number(said["latest"]):
            return words.tell(
                "{letter} is not a claim after the fact: it was published before its start or with "
                "it",
                letter=said["letter"],
            )
        if any(map(is_pattern, self._found["paths"])):
            paths = words.tell("paths of as many segments or more")
        elif said["subject"] == self._telling.subject:
            paths = words.tell("this path and below it")
        else:
            paths = words.tell("{subject} and below it", subject=escape(said["subject"]))
        places = {
            "letter": said["letter"],
            "paths": paths,
            "start": periods.local(said["latest"], words),
            "published": periods.local(said["published"], words),
        }
        if self._found["deciding"]["between"]:
            return words.tell(
                "{letter} is not a claim after the fact: on {paths} on the way to the subject no "
                "greater authority said otherwise from its start, {start}, to its publication, "
                "{published}",
                **places,
            )
        return words.tell(
            "{letter} is not a claim after the fact: on {paths} on the way to the subject no "
            "greater authority spoke from its start, {start}, to its publication, {published}",
            **places,
        )

    def deciding(self) -> Iterator[str]:
        """What decides, and whether it has lapsed: sentences."""
        words, said = self._words, self._deciding
        if said is None:
            yield words.tell("What decides: nothing is left, so that the effect is unknown")
            return
        if self._found["deciding"]["left"] > 1:
            yield words.tell("What decides: {letter}, the last in the order", letter=said["letter"])
        else:
            yield words.tell("What decides: {letter}: nothing else is left", letter=said["letter"])
        if said["kind"] == "expired":
            yield words.tell("It says that what held before has lapsed, and not what follows")
        elif self._state["lapsed"]:
            yield words.clauses(self._lapse(said))
            yield words.tell("What held before it does not come back by itself")
        elif said["until"] is None:
            yield words.tell("It has not lapsed: no end was said")
        else:
            term = periods.term(said["until"], words)
            yield words.tell("It has not lapsed: {term}", term=term)

    def _lapse(self, said: Row) -> Iterator[str]:
        words, telling = self._words, self._telling
        yield words.tell("It lapsed at {date}", date=periods.day(said["until"], words))
        yield telling.effects.follows(telling.subject, said["afterwards"])

    def since(self) -> Iterator[str]:
        """Since when it holds, and until when: sentences."""
        words, state, said = self._words, self._state, self._deciding
        if said is None:
            yield words.tell("Since: not asked, for nothing decides")
            return
        text = _SINCE[self._found["deciding"]["since"]]
        when = periods.local(state["since"], words)
        told = [words.tell(text, instant=when, letter=said["letter"])]
        if state["since_earliest"] is None:
            told.append(words.tell("The start itself was not said: some time up to then"))
        elif state["since_earliest"] != state["since"]:
            first = periods.local(state["since_earliest"], words)
            told.append(words.tell("The start lies between {instant} and then", instant=first))
        if state["qualifier"]:
            sign = words.tell("marked {sign} by the source", sign=state["qualifier"])
            told[-1] = words.aside(told[-1], sign)
        yield from told
        if state["lapsed"]:
            yield words.tell("It has lapsed")
        elif said["kind"] != "expired" and state["until"] is None:
            yield words.tell("No end was said")
        elif said["kind"] != "expired":
            yield words.tell("Its end: {term}", term=periods.term(state["until"], words))

    def otherwise(self) -> str:
        """What holds for those not reached, and by which statement."""
        words, said = self._words, self._deciding
        if said is None:
            return words.tell("For those not reached: not asked, for nothing decides")
        if self._state["otherwise"] is None:
            return words.tell("For those not reached: not asked, for what holds reaches all")
        effect, letter = self._telling.effects.beyond(self._state), said["letter"]
        other = self._telling.found(self._found["otherwise"])
        if other is None:
            return words.tell(
                "For those whom {letter} does not reach: {effect}, for nothing else is left (the "
                "order again without {letter})",
                letter=letter,
                effect=effect,
            )
        return words.tell(
            "For those whom {letter} does not reach: {effect}, by {other} (the order again without "
            "{letter})",
            letter=letter,
            effect=effect,
            other=other["letter"],
        )

    def starts(self, changes: Iterable[str]) -> str:
        """Statements of a list of the state, each with its start."""
        found = [self._start(self._said(self._found["meant"][change])) for change in changes]
        return self._words.clauses(found) if found else self._words.tell("nothing")

    def _start(self, said: Row) -> str:
        window = self._telling.start(said, periods.window(said, self._words))
        return self._words.joined([said["letter"], window])

    def outcome(self, entry: Row) -> str:
        """What became of an expectation."""
        words, said = self._words, self._said(entry["said"])
        by, status = self._telling.found(entry["by"]), entry["status"]
        if status == "lapsed":
            return words.tell("lapsed: its term has ended")
        if by is not None and status == "replaced":
            return self._replaced(said, by)
        if by is None:
            start = self._telling.start(said, periods.window(said, words))
            return words.tell(
                "{status}: {start}; met by nothing, confirmed by nobody",
                status=words.tell(_STATUS[status]),
                start=start,
            )
        return words.tell(_BY[status], letter=by["letter"], who=said_by(by, words))

    def contest(self, entry: Row) -> str:
        """Who contests what holds, and how."""
        words, said = self._words, self._said(self._found["meant"][entry["change"]])
        told = [said_by(said, words), *self._compared(said)]
        if entry["reason"] == "replacement":
            whom = contests.replaced(said, self._deciding, words)
            told.append(
                words.tell(
                    "says that it replaces {change}, and does not, for want of authority",
                    change=whom,
                )
            )
        elif entry["effect"] is None:
            told.append(
                words.tell(
                    "whose word ({kind}) does not apply, for want of authority",
                    kind=names.kind(said["kind"], words),
                )
            )
        else:
            told.append(self._says(entry, said))
        return words.tell(
            "{mark} by {letter}: {claim}",
            mark=words.tell(CONTESTED),
            letter=said["letter"],
            claim=words.joined(told),
        )

    def _says(self, entry: Row, said: Row) -> str:
        words, claim = self._words, self._telling.effects.against(self._state, entry)
        if self._telling.lapsed(said):
            date = periods.day(said["until"], words)
            says = words.tell(
                "says {claim} once its term has ended, {date}", claim=claim, date=date
            )
        else:
            says = contests.says(claim, words)
        if entry["reason"] != "after_the_fact":
            return says
        return words.tell("{says} after the fact", says=says)

    def _compared(self, said: Row) -> Iterator[str]:
        deciding, words = self._deciding, self._words
        if deciding is None or said["authority"] == deciding["authority"]:
            return
        than = speaker(deciding["source"], deciding["authority"], None, words)
        if RANK[said["authority"]] > RANK[deciding["authority"]]:
            yield words.tell("higher than {who}", who=than)
        else:
            yield words.tell("lower than {who}", who=than)

    def silence(self) -> Iterator[str]:
        """Why what decides does so although a greater authority says otherwise, and since when
        that has said nothing: sentences."""
        last, words = self._telling.found(self._found["silence"]), self._words
        if last is None or self._deciding is None:
            return
        authority = words.tell(last["authority"])
        yield words.tell(
            "{letter} decides because it comes last in the order; {authority} never silently "
            "outranks {other}",
            letter=self._deciding["letter"],
            authority=words.tell(self._deciding["authority"]),
            other=authority,
        )
        yield words.tell(
            "No {authority} statement that was in force by then was published after {date}",
            authority=authority,
            date=periods.date(last["published"], words),
        )

    def set_aside(self, entry: Row) -> str:
        """What a later general word covers."""
        words, said = self._words, self._said(self._found["meant"][entry["change"]])
        return words.tell(
            "{mark}: {letter}, {who}, says {claim}; a later word that is left covers it",
            mark=words.tell(SET_ASIDE),
            letter=said["letter"],
            who=said_by(said, words),
            claim=self._telling.effects.against(self._state, entry),
        )
