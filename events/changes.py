"""What can an announcement say about a subject, in the form in which it is stored?

One model for each word of DESIGN 4, with the fields that `events.fields` gives it. `change` is the
id `ANNOUNCEMENT#N`, `subject` one path: a change of several subjects is several events. What is
None is left out of the stored bytes.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict, create_model, model_validator

from events.fields import CARRIED, DEFAULTS
from events.values import ChangeReference, SubjectPath, Text, form
from events.words import CHANGES, STATEMENTS


class Change(BaseModel):
    """One thing that an announcement says about one subject."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    type: ClassVar[str]

    change: ChangeReference
    subject: SubjectPath
    role: Text | None = None


class StatedChange(Change):
    """A change that says what holds, or that something happened."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        said = vars(self)
        if (said["condition"] is not None) != (said["certainty"] == "conditional"):
            raise ValueError("condition goes with certainty conditional, and only with it")
        if said["effective"] is None and said["certainty"] == "stated" and self.type != "noted":
            raise ValueError("a stated change says when it is effective")
        if said.get("effect") == "set" and said["value"] is None:
            raise ValueError("what starts to be set says its value")
        return self


_MEANING: Final = {
    "permitted": "Opened, or stays open.",
    "suspended": "Closed.",
    "set": "A fee, a rate, a quota or a level is what `value` says.",
    "grayscale_started": "A pilot on a few began.",
    "grayscale_completed": "The pilot ended, which by itself opens nothing.",
    "rollout_started": "Opening or closing step by step began.",
    "fully_recovered": "Opened to all again.",
    "expired": (
        "A source says that a rule has lapsed (the recorder's own `expired` is `TermLapsed`)."
    ),
    "noted": "Kept for the record; it changes no state.",
    "rescheduled": "A new `effective`; without one, put off to an unknown day.",
    "term_changed": (
        "A new `until`, `..` lifting the term; and `afterwards` if the source says so."
    ),
    "withdrawn": "Taken back, for the past too, as seen from the withdrawal's publication on.",
    "confirmed": (
        "A statement of the confirmer's own: as its target, but for what it says itself."
    ),
}


def _model(kind: str) -> type[Change]:
    """The model of one word, called as the word is: `grayscale_started`, `GrayscaleStarted`."""
    defaults = DEFAULTS.get(kind, {})
    said: dict[str, Any] = {}
    for name, field in CARRIED[kind].items():
        if kind in field.needed:
            said[name] = form(field)
        elif name in defaults:
            said[name] = (form(field), defaults[name])
        else:
            said[name] = (form(field) | None, None)
    model = create_model(
        "".join(part.capitalize() for part in kind.split("_")),
        __base__=StatedChange if kind in STATEMENTS else Change,
        __doc__=_MEANING[kind],
        __module__=__name__,
        **said,
    )
    model.type = kind
    return model


#: Word -> its model.
MODELS: Final[Mapping[str, type[Change]]] = {kind: _model(kind) for kind in CHANGES}
