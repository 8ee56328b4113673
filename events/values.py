"""Which values do events hold, and in which form are they stored?"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints, model_validator

from events import descriptions, fields
from events.descriptions import Worded as Worded
from events.words import Authority as Authority
from events.words import Party as Party

#: RFC 3339 in UTC with `Z`, six decimals only where it is not whole seconds (DESIGN 8).
Instant = Annotated[
    str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z$")
]
#: An announcement's id, a slug (DESIGN 2).
AnnouncementId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=255)
]
#: `ANNOUNCEMENT#N`, N from 1.
ChangeReference = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*#[1-9][0-9]*$")]
#: What a correction or retraction names; a retraction also an earlier act by `@SEQ`.
ActReference = Annotated[
    str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9._-]*(#[1-9][0-9]*)?|@[1-9][0-9]*)$")
]
#: A subject's path as `ledger.subjects` admits it has at most so many bytes, and so characters.
LONGEST_PATH: Final = 2_000
#: A subject's path: NFC, 1 to 16 segments.
SubjectPath = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PATH)]
#: Decimal text over 0 and at most 100, without exponent or trailing zeros.
Percent = Annotated[
    str, StringConstraints(pattern=r"^(0\.[0-9]*[1-9]|[1-9][0-9]?(\.[0-9]*[1-9])?|100)$")
]
Text = Annotated[str, StringConstraints(min_length=1)]
#: What something is permitted, suspended or set to, in the source's words (DESIGN 4).
Worth = Annotated[str, StringConstraints(min_length=1, max_length=fields.LONGEST_VALUE)]
#: RFC 8785 numbers are exact up to 2**53 - 1.
Count = Annotated[StrictInt, Field(ge=0, le=2**53 - 1)]

#: A language tag of BCP 47.
Language = Annotated[str, StringConstraints(pattern=rf"^{descriptions.LANGUAGE}$")]
_Word = Annotated[str, StringConstraints(min_length=1, max_length=descriptions.LONGEST_WORD)]
#: How an effect is called: in any language, or by language.
OwnWords = _Word | Annotated[dict[Language, _Word], Field(min_length=1)]


class Value(BaseModel):
    """A part of an event: it never changes, and holds nothing that it does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Effective(Value):
    """When a change holds from: `text` as written; an open end is left out (DESIGN 3)."""

    text: Text
    earliest: Instant | None = None
    latest: Instant | None = None
    qualifier: Annotated[str, StringConstraints(pattern=r"^[~?%]+$")] | None = None


class Until(Value):
    """When a change ends: the exclusive instant, left out where the text is `..`."""

    text: Text
    instant: Instant | None = None


class End(Value):
    """When a term ran out: what has no end never does."""

    text: Text
    instant: Instant


class Published(Value):
    """From when an utterance counts as known: `text` as written."""

    text: Text
    instant: Instant


class Population(Value):
    """Whom a grayscale test or a rollout reaches: a share, words of the source, or both."""

    percent: Percent | None = None
    words: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.percent is None and self.words is None:
            raise ValueError("a population has a percent, words, or both")
        return self


class Source(Value):
    """Who speaks: the name by which it is known, its authority and its party."""

    name: Text
    authority: Authority
    party: Party | None = None


class Via(Value):
    """Who passed an utterance on, as a newspaper quotes a notice; it changes no answer."""

    name: Text
    published: Published | None = None
    url: Text | None = None


class Evidence(Value):
    """A file kept beside the ledger under its SHA-256 in hexadecimal; `size` in bytes."""

    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    size: Count
    media_type: Text


_FORMS: Final[Mapping[fields.Type, Any]] = {
    "change": ChangeReference,
    "changes": Annotated[tuple[ChangeReference, ...], Field(min_length=1)],
    "paths": Annotated[tuple[SubjectPath, ...], Field(min_length=1)],
    "value": Worth,
    "window": Effective,
    "term": Until,
    "line": Text,
    "prose": Text,
    "population": Population,
    "percent": Percent,
    "publication": Published,
    "url": Text,
    "language": Text,
    "name": Text,
}


def form(field: fields.Field) -> Any:
    """The type of a field's stored value, for a model."""
    return cast("Any", Literal)[field.words] if field.type == "word" else _FORMS[field.type]
