"""What can an announcement say about a subject, in the form in which it is stored?

One class for each word of DESIGN 4. `change` is the id `ANNOUNCEMENT#N`, `subject` one path: a
change of several subjects is several events. What is None is left out of the stored bytes.
"""

from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator

from events.values import (
    Afterwards,
    Certainty,
    ChangeId,
    Effective,
    Path,
    Population,
    StartedEffect,
    Text,
    Until,
)


class Change(BaseModel):
    """One thing that an announcement says about one subject."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    type: ClassVar[str]

    change: ChangeId
    subject: Path
    note: Text | None = None
    quote: Text | None = None


class Statement(Change):
    """A change that says what holds, or that something happened."""

    effective: Effective | None = None
    certainty: Certainty = "stated"
    condition: Text | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.condition is not None) != (self.certainty == "conditional"):
            raise ValueError("condition goes with certainty conditional, and only with it")
        if self.effective is None and self.certainty == "stated" and self.type != "noted":
            raise ValueError("a stated change says when it is effective")
        return self


class TermStatement(Statement):
    """A statement that may end: with `until`, and what the source says follows it."""

    until: Until | None = None
    afterwards: Afterwards = "undetermined"


class Start(TermStatement):
    """A statement that reaches some at first: it chooses its effect, and says on how many."""

    effect: StartedEffect = "permitted"
    population: Population | None = None


class Permitted(TermStatement):
    """Opened, or stays open."""

    type: ClassVar[str] = "permitted"


class Suspended(TermStatement):
    """Closed."""

    type: ClassVar[str] = "suspended"


class GrayscaleStarted(Start):
    """A pilot on a few began."""

    type: ClassVar[str] = "grayscale_started"


class GrayscaleCompleted(Statement):
    """The pilot ended, which by itself opens nothing."""

    type: ClassVar[str] = "grayscale_completed"


class RolloutStarted(Start):
    """Opening or closing step by step began."""

    type: ClassVar[str] = "rollout_started"


class FullyRecovered(TermStatement):
    """Opened to all again."""

    type: ClassVar[str] = "fully_recovered"


class Expired(Statement):
    """A source says that a rule has lapsed (the recorder's own `expired` is `TermLapsed`)."""

    type: ClassVar[str] = "expired"


class Noted(Statement):
    """Kept for the record; it changes no state."""

    type: ClassVar[str] = "noted"


class Amendment(Change):
    """What a later announcement does to an earlier change, named by `of`."""

    of: ChangeId


class Rescheduled(Amendment):
    """A new `effective`; without one, put off to an unknown day."""

    type: ClassVar[str] = "rescheduled"

    effective: Effective | None = None


class TermChanged(Amendment):
    """A new `until`, `..` lifting the term; and `afterwards` if the source says so."""

    type: ClassVar[str] = "term_changed"

    until: Until
    afterwards: Afterwards | None = None


class Withdrawn(Amendment):
    """Taken back, for the past too, as seen from the withdrawal's publication on."""

    type: ClassVar[str] = "withdrawn"


class Confirmed(Amendment):
    """A statement of the confirmer's own: as its target, but for what it says itself."""

    type: ClassVar[str] = "confirmed"

    effective: Effective | None = None
    until: Until | None = None
    afterwards: Afterwards | None = None
    population: Population | None = None
