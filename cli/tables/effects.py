"""How is what holds called: its effect, how far it reaches and to what, in its subject's words?

One place, so that a state, a claim, an expectation and what holds for the rest are called alike in
every table. What a subject's effects are called (`words`) counts wherever something is told of it.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from cli.tables import wording
from cli.text import escape

if TYPE_CHECKING:
    from ledger.answers.state import Contest, Expectation, State
    from ledger.descriptions import Descriptions
    from ledger.statements import Statement

LANGUAGE: Final = "en"
#: The marks that a state keeps over a stretch of time, in the order of its row.
LASTING: Final = ("EXCEPTED", "LAPSED", "CONTESTED", "SET ASIDE", "INHERITED")
#: What a row says for an effect that reaches only some.
_MARKED: Final = {"partial": ", PARTIAL", "gradual": " GRADUALLY", "grayscale": " in GRAYSCALE"}
_PLAIN: Final = {"partial": " partly", "gradual": " gradually", "grayscale": " in grayscale"}


class Effects:
    """Effects in the words of the subjects of which they are told; those of no subject are told as
    they are recorded."""

    def __init__(self, called: "Descriptions | None" = None) -> None:
        self._called = called

    def word(self, subject: str | None, effect: str) -> str:
        """What an effect is called for a subject: `permitted`, or `in force`."""
        if self._called is None or subject is None:
            return effect
        return escape(self._called.words_of(subject, effect, LANGUAGE) or effect)

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
            return "the end of the grayscale test"
        if effect == "unknown":
            return "UNKNOWN" if mark else effect
        word = self.word(subject, effect)
        far = _MARKED.get(extent or "", "") if mark else _PLAIN.get(extent or "", "")
        far = f" only{far}" if only and far else far
        if not value:
            return word + far
        if effect == "set":
            return f"{word} {escape(value)}{far}"
        to = f" ({escape(value)})"
        return f"{word}{to}{far}" if far.startswith(",") else f"{word}{far}{to}"

    def in_full(
        self, subject: str | None, effect: str | None, extent: str | None, value: str | None = None
    ) -> str:
        """As `effect` in small letters, but a full one is said to be so: `permitted in full`."""
        if extent != "full" or effect not in ("permitted", "suspended"):
            return self.effect(subject, effect, extent, value, mark=False)
        to = f" ({escape(value)})" if value else ""
        return f"{self.word(subject, effect)} in full{to}"

    def claimed(self, said: "Statement", subject: str | None = None) -> str:
        """What a statement claims, in running text, told of its path or of a subject that it
        covers; and why where it was said to lapse."""
        words = self.effect(
            subject or said.subject, said.effect, said.extent, said.value, mark=False
        )
        return f"{words} (said to have lapsed)" if said.kind == "expired" else words

    def expected(self, subject: str, found: "Expectation | Statement") -> str:
        """What is expected of a subject."""
        return self.in_full(subject, found.effect, found.extent, found.value)

    def against(self, state: "State", contest: "Contest") -> str:
        """What a contest claims, beside a state: `permitted only gradually`, `set 6%`."""
        other = contest.effect == state.effect and contest.extent != state.extent
        if other and contest.extent == "full":
            return self.in_full(state.subject, contest.effect, contest.extent, contest.value)
        return self.effect(
            *(state.subject, contest.effect, contest.extent, contest.value), mark=False, only=other
        )

    def phrase(
        self,
        state: "State",
        *,
        day: bool = False,
        hindsight: bool = False,
        only: tuple[str, ...] = (),
        mark: bool = True,
    ) -> str:
        """A state in one phrase: `permitted GRADUALLY, CONTESTED`. `only` keeps those marks; for
        `day` and `hindsight` see `wording.marks`; without `mark` in small letters."""
        found = wording.marks(state, day=day, hindsight=hindsight)
        if only:
            found = [each for each in found if each in only]
        if not mark:
            found = [each.lower() for each in found]
        return ", ".join([self._held(state, mark=mark), *found])

    def lasting(self, state: "State") -> str:
        """The same with the marks that it keeps over a stretch of time."""
        return self.phrase(state, only=LASTING)

    def told(self, state: "State") -> str:
        """A state without marks, in small letters."""
        return self._held(state, mark=False)

    def _held(self, state: "State", *, mark: bool) -> str:
        return self.effect(state.subject, state.effect, state.extent, state.value, mark=mark)

    def beyond(self, state: "State") -> str:
        """What holds for those whom a state does not reach: `suspended partly`, `unknown`."""
        other = state.otherwise
        if other is None:
            return "unknown"
        return self.effect(state.subject, other.effect, other.extent, other.value, mark=False)

    def rest(self, state: "State") -> str:
        """Whom a state does not reach, what holds for them, and by which word:
        `those not reached yet: suspended, kuaishou-2022-02-22#1`."""
        by = state.otherwise.change if state.otherwise else None
        found = f"{wording.others(state.extent)}: {self.beyond(state)}"
        return f"{found}, {by}" if by else found

    def follows(self, subject: str | None, afterwards: str) -> str:
        """What a source said follows a term, as an effect: `permitted follows, as the source
        said`."""
        return f"{self.word(subject, afterwards)} follows, as the source said"

    def after(self, subject: str | None, afterwards: str) -> str:
        """What a source said follows a term; behind its last day, which belongs to it still."""
        return {
            "undetermined": "what follows is not determined",
            "previous": "after that what held before it holds again",
        }.get(afterwards, f"{self.word(subject, afterwards)} after that")


#: Of events, which are told in the words that they were recorded in.
RECORDED: Final = Effects()


def excepting(paths: Iterable[str]) -> str:
    """`except us/evictions/commercial and us/evictions/hotels`."""
    return f"except {' and '.join(map(escape, paths))}"


def replacing(changes: Iterable[str]) -> str:
    """`replaces gl-8k#1`."""
    return f"replaces {', '.join(map(escape, changes))}"
