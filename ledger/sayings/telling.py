"""What is told of one subject at a moment, and what does its wording lean on?"""

from ledger.sayings import Row, Said, names, periods, provenance, speakers
from ledger.sayings.effects import Effects
from ledger.sayings.language import Words
from ledger.sayings.provenance import TERM


class Telling:
    """The words of effects, what a document says of statements by position, the `state` that is
    told, which has its `subject`, and the moment that it is of."""

    __slots__ = ("at", "effects", "said", "state")

    def __init__(self, effects: Effects, said: Said, state: Row, at: periods.AnyInstant) -> None:
        self.effects, self.said, self.state, self.at = effects, said, state, at

    @property
    def words(self) -> Words:
        """The language and the zone."""
        return self.effects.words

    @property
    def subject(self) -> str:
        """The path of which is told."""
        return str(self.state["subject"])

    @property
    def deciding(self) -> Row | None:
        """The statement that decides."""
        return self.found(self.state["seq"])

    def found(self, seq: int | None) -> Row | None:
        """The statement at a position."""
        return None if seq is None else self.said.get(str(seq))

    def claimed(self, said: Row) -> str:
        """What a statement claims; and that it is not stated, where it is not."""
        told = self.effects.claimed(said, self.subject)
        if said["certainty"] == "stated" or said["effect"] is None:
            return told
        return self.words.aside(told, self.words.tell(said["certainty"]))

    def begun(self, said: Row) -> str:
        """What a statement claims, and when it begins: `permitted, from 2022-03-01 (put off from
        2022-02-01 by b#1)`."""
        told = [self.claimed(said), periods.window(said, self.words)]
        return self.start(said, self.words.joined(told))

    def start(self, said: Row, told: str) -> str:
        """What tells the start of a statement, and behind it what set that."""
        return provenance.aside(told, said, self.said, self.words)

    def term(self, said: Row, told: str) -> str:
        """What tells the term of a statement, and behind it what set that."""
        return provenance.aside(told, said, self.said, self.words, TERM)

    def whose(self, said: Row) -> list[str]:
        """Of which path it was said, where that is not the one that is told of."""
        subject = said["subject"]
        if subject == self.subject and self.state["inherited_from"] is not None:
            return [self.words.tell("of {subject} itself", subject=names.last(subject))]
        return self.covering(said)

    def covering(self, said: Row) -> list[str]:
        """The same without what distinguishes its own word from what it inherits."""
        if said["subject"] == self.subject:
            return []
        return [self.words.tell("of all of {subject}", subject=names.last(said["subject"]))]

    def who(self, said: Row | None, entry: Row) -> str:
        """Who said it; of an `entry` without its statement as that has it."""
        if said is None:
            return speakers.speaker(entry["source"], entry["authority"], None, self.words)
        return speakers.said_by(said, self.words)

    def known(self, said: Row | None, entry: Row) -> str:
        """The same, and when it was published, of what nobody could know at the moment."""
        who = self.who(said, entry)
        if said is None or periods.number(said["known"]) <= periods.number(self.at):
            return who
        late = self.words.tell("after the moment asked for")
        return self.words.joined([who, speakers.published(said, self.words), late])

    def lapsed(self, said: Row) -> bool:
        """Whether the term of a statement has run out by the moment."""
        until = said["until"]
        return until is not None and periods.number(until) <= periods.number(self.at)
