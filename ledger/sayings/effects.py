"""How is what holds called: its effect, how far it reaches and to what, in its subject's words?

One place, so that a state, a claim, an expectation and what holds for the rest are called alike in
every table. What a subject's effects are called (`words`) counts wherever something is told of it.
States, contests and statements are taken as documents write them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ledger.descriptions import Descriptions
from ledger.sayings import vocabulary
from ledger.sayings.characters import escape
from ledger.sayings.language import Words, message

#: What a row says for an effect that reaches only some; in small letters; and where it claims less
#: than what it stands beside.
_MARKED: Final = {
    "partial": message("{effect}, PARTIAL"),
    "gradual": message("{effect} GRADUALLY"),
    "grayscale": message("{effect} in GRAYSCALE"),
}
_PLAIN: Final = {
    "partial": message("{effect} partly"),
    "gradual": message("{effect} gradually"),
    "grayscale": message("{effect} in grayscale"),
}
_ONLY: Final = {
    "partial": message("{effect} only partly"),
    "gradual": message("{effect} only gradually"),
    "grayscale": message("{effect} only in grayscale"),
}


class Effects:
    """Effects in the words of the subjects of which they are told; without such words, as those of
    an event, in the words of the trade. `subject`: of states that do not name it, as those of a
    timeline."""

    def __init__(
        self, words: Words, called: Descriptions | None = None, *, subject: str | None = None
    ) -> None:
        self.words = words
        self._called, self._subject = called, subject

    def word(self, subject: str | None, effect: str) -> str:
        """What an effect is called for a subject: `permitted`, or `in force`."""
        if self._called is not None and subject is not None:
            own = self._called.words_of(subject, effect, self.words.language)
            if own:
                return escape(own)
        return self.words.tell(effect)

    def effect(
        self,
        subject: str | None,
        effect: str | None,
        extent: str | None,
        value: str | None = None,
        *,
        mark: bool = True,
        only: bool = False,
    ) -> str:
        """`permitted`, `permitted GRADUALLY`, `set 6%`, `permitted (only to wind down), PARTIAL`,
        `UNKNOWN`; without `mark` in small letters, for running text, `only` where it claims less
        than what it stands beside."""
        if effect is None:
            return self.words.tell("the end of a grayscale test")
        if effect == "unknown":
            return self.words.tell(vocabulary.UNKNOWN if mark else effect)
        told = self.word(subject, effect)
        far = (_MARKED if mark else _ONLY if only else _PLAIN).get(extent or "")
        if value and effect == "set":
            told, value = self.words.tell("{effect} {value}", effect=told, value=escape(value)), ""
        if value and far == _MARKED["partial"]:
            told, value = self.words.aside(told, escape(value)), ""
        if far:
            told = self.words.tell(far, effect=told)
        return self.words.aside(told, escape(value)) if value else told

    def in_full(
        self, subject: str | None, effect: str | None, extent: str | None, value: str | None = None
    ) -> str:
        """As `effect` in small letters, but a full one is said to be so: `permitted in full`."""
        if effect is None or extent != "full" or effect not in ("permitted", "suspended"):
            return self.effect(subject, effect, extent, value, mark=False)
        told = self.words.tell("{effect} in full", effect=self.word(subject, effect))
        return self.words.aside(told, escape(value)) if value else told

    def claimed(self, said: Mapping[str, Any], subject: str | None = None) -> str:
        """What a statement claims, in running text, told of its path or of a subject that it
        covers; and why where it was said to lapse."""
        told = self.effect(
            subject or said["subject"], said["effect"], said["extent"], said["value"], mark=False
        )
        if said["kind"] != "expired":
            return told
        return self.words.tell("{effect} (said to have lapsed)", effect=told)

    def expected(self, subject: str, found: Mapping[str, Any]) -> str:
        """What is expected of a subject."""
        return self.in_full(subject, found["effect"], found["extent"], found["value"])

    def against(self, state: Mapping[str, Any], contest: Mapping[str, Any]) -> str:
        """What a contest claims, beside a state: `permitted only gradually`, `set 6%`."""
        claim = (self._of(state), contest["effect"], contest["extent"], contest["value"])
        other = contest["effect"] == state["effect"] and contest["extent"] != state["extent"]
        if other and contest["extent"] == "full":
            return self.in_full(*claim)
        return self.effect(*claim, mark=False, only=other)

    def phrase(
        self,
        state: Mapping[str, Any],
        *,
        day: bool = False,
        hindsight: bool = False,
        only: tuple[str, ...] = (),
        mark: bool = True,
    ) -> str:
        """A state in one phrase: `permitted GRADUALLY, CONTESTED`. `only` keeps those marks; for
        `day` and `hindsight` see `marks`; without `mark` in small letters."""
        found = marks(state, day=day, hindsight=hindsight)
        told = [self.words.tell(each) for each in found if not only or each in only]
        if not mark:
            told = [each.lower() for each in told]
        return self.words.joined([self._held(state, mark=mark), *told])

    def lasting(self, state: Mapping[str, Any]) -> str:
        """The same with the marks that it keeps over a stretch of time."""
        return self.phrase(state, only=vocabulary.LASTING)

    def told(self, state: Mapping[str, Any]) -> str:
        """A state without marks, in small letters."""
        return self._held(state, mark=False)

    def _of(self, state: Mapping[str, Any]) -> str | None:
        subject: str | None = state.get("subject", self._subject)
        return subject

    def _held(self, state: Mapping[str, Any], *, mark: bool) -> str:
        return self.effect(
            self._of(state), state["effect"], state["extent"], state["value"], mark=mark
        )

    def beyond(self, state: Mapping[str, Any]) -> str:
        """What holds for those whom a state does not reach: `suspended partly`, `unknown`."""
        other = state["otherwise"]
        if other is None:
            return self.words.tell("unknown")
        return self.effect(
            self._of(state), other["effect"], other["extent"], other["value"], mark=False
        )

    def rest(self, state: Mapping[str, Any]) -> str:
        """Whom a state does not reach, what holds for them, and by which word:
        `those not reached yet: suspended, kuaishou-2022-02-22#1`."""
        by = state["otherwise"] and state["otherwise"]["change"]
        found = self.words.colon(others(state["extent"], self.words), self.beyond(state))
        return self.words.joined([found, by]) if by else found

    def follows(self, subject: str | None, afterwards: str) -> str:
        """What a source said follows a term that ended: `permitted follows, as the source said`,
        `nothing said what follows`."""
        if afterwards == "undetermined":
            return self.words.tell("nothing said what follows")
        if afterwards == "previous":
            return self.words.tell("what held before it holds again")
        return self.words.tell(
            "{effect} follows, as the source said", effect=self.word(subject, afterwards)
        )

    def after(self, subject: str | None, afterwards: str) -> str:
        """What a source said follows a term; behind its last day, which belongs to it still."""
        if afterwards == "undetermined":
            return self.words.tell("what follows is not determined")
        if afterwards == "previous":
            return self.words.tell("after that what held before it holds again")
        return self.words.tell("{effect} after that", effect=self.word(subject, afterwards))


def marks(state: Mapping[str, Any], *, day: bool = False, hindsight: bool = False) -> list[str]:
    """The marks of a state as messages, in the order in which rows show them; with `day` what
    changed within the day is told, and with `hindsight` that it was another by what was known
    then."""
    statuses = {each["status"] for each in state.get("expectations", ())}
    return [
        mark
        for mark, holds in (
            (vocabulary.EXCEPTED, state["except"]),
            (vocabulary.LAPSED, state["lapsed"]),
            (vocabulary.CONTESTED, state["contested_by"]),
            (vocabulary.SET_ASIDE, state["set_aside"]),
            (vocabulary.INHERITED, state["inherited_from"] is not None),
            (vocabulary.OVERDUE, "overdue" in statuses),
            (vocabulary.DUE, "due" in statuses),
            (vocabulary.CHANGED, day and state.get("changed_during_day")),
            (vocabulary.HINDSIGHT, hindsight),
        )
        if holds
    ]


def arrow(before: str, after: str, words: Words) -> str:
    """`suspended -> permitted`."""
    return words.tell("{before} -> {after}", before=before, after=after)


def share(population: Mapping[str, Any] | None, words: Words) -> str:
    """`share not said`, `10%`, `10% (invited merchants)` or the source's words."""
    percent = "" if population is None else percentage(population["percent"])
    few = escape(population["words"]) if population and population["words"] else ""
    if percent and few:
        return words.aside(percent, few)
    return percent or few or words.tell("share not said")


def percentage(percent: float | str | None) -> str:
    """`10%`, `12.5%`; nothing where it is not said."""
    if percent is None:
        return ""
    text = str(percent)
    if "e" in text:
        from decimal import Decimal

        text = format(Decimal(text), "f")
    return f"{text}%"


def others(extent: str | None, words: Words) -> str:
    """Those whom a state in this extent does not reach: a pilot need not ever reach them, and what
    is said of a part is never to."""
    if extent == "grayscale":
        return words.tell("those not in the test")
    if extent == "partial":
        return words.tell("the rest")
    return words.tell("those not reached yet")


def excepting(paths: Iterable[str], words: Words) -> str:
    """`except us/evictions/commercial and us/evictions/hotels`."""
    return words.tell("except {subjects}", subjects=words.all_of(map(escape, paths)))


def replacing(changes: Iterable[str], words: Words) -> str:
    """`replaces gl-8k#1`."""
    return words.tell("replaces {changes}", changes=words.listed(map(escape, changes)))
