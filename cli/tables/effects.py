"""How do the tables that are not drawn from documents yet call what holds?

They have states, contests and statements, and are told in English: see cli/tables/wording.py.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from cli.tables.wording import english
from ledger.documents.state import row
from ledger.sayings import effects, vocabulary

if TYPE_CHECKING:
    from ledger.answers.state import Contest, Expectation, State
    from ledger.descriptions import Descriptions
    from ledger.statements import Statement

LASTING: Final = vocabulary.LASTING


class Effects(effects.Effects):
    """As that of ledger/sayings, and of what is no document too."""

    def __init__(self, called: "Descriptions | None" = None) -> None:
        super().__init__(english(), called)

    def claimed(self, said: "Statement | Mapping[str, Any]", subject: str | None = None) -> str:
        """What a statement claims."""
        return super().claimed(_claim(said), subject)

    def expected(self, subject: str, found: "Expectation | Statement | Mapping[str, Any]") -> str:
        """What is expected of a subject."""
        return super().expected(subject, _claim(found))

    def against(
        self, state: "State | Mapping[str, Any]", contest: "Contest | Mapping[str, Any]"
    ) -> str:
        """What a contest claims, beside a state."""
        return super().against(_claim(state), _claim(contest))

    def phrase(
        self,
        state: "State | Mapping[str, Any]",
        *,
        day: bool = False,
        hindsight: bool = False,
        only: tuple[str, ...] = (),
        mark: bool = True,
    ) -> str:
        """A state in one phrase."""
        return super().phrase(_row(state), day=day, hindsight=hindsight, only=only, mark=mark)

    def lasting(self, state: "State | Mapping[str, Any]") -> str:
        """The same with the marks that it keeps over a stretch of time."""
        return super().lasting(_row(state))

    def rest(self, state: "State | Mapping[str, Any]") -> str:
        """Whom a state does not reach, and what holds for them."""
        return super().rest(_row(state))

    def told(self, state: "State | Mapping[str, Any]") -> str:
        """A state without marks, in small letters."""
        return super().told(_claim(state))

    def beyond(self, state: "State | Mapping[str, Any]") -> str:
        """What holds for those whom a state does not reach."""
        return super().beyond(_row(state))


def _row(state: "State | Mapping[str, Any]") -> Mapping[str, Any]:
    return state if isinstance(state, Mapping) else row(state)


def _claim(found: Any) -> Mapping[str, Any]:
    """What is claimed, by the fields that words are made of."""
    if isinstance(found, Mapping):
        return found
    fields = ("subject", "kind", "effect", "extent", "value")
    return {name: getattr(found, name, None) for name in fields}


#: Of events, which are told in the words that they were recorded in.
RECORDED: Final = Effects()


def excepting(paths: Iterable[str]) -> str:
    """`except us/evictions/commercial and us/evictions/hotels`."""
    return effects.excepting(paths, english())


def replacing(changes: Iterable[str]) -> str:
    """`replaces gl-8k#1`."""
    return effects.replacing(changes, english())
