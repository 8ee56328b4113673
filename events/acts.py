"""What happens in the log besides changes: openings, keys, announcements, the recorder's acts?

`recorder` is who told the ledger: asserted, not authenticated (DESIGN 2). `role` is the role that
appended it on a server, which holds to that.
"""

from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from events.fields import CORRECTED
from events.values import (
    ActReference,
    AnnouncementId,
    Authority,
    ChangeReference,
    Count,
    End,
    Evidence,
    Language,
    OwnWords,
    Published,
    Source,
    SubjectPath,
    Text,
    Via,
    Worded,
    form,
)


class ActEvent(BaseModel):
    """An event that is not a change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    type: ClassVar[str]

    recorder: Text | None = None
    role: Text | None = None


class Opened(ActEvent):
    """The ledger was made: its name and its zone for bare dates, fixed for ever."""

    type: ClassVar[str] = "opened"

    origin: Text
    zone: Text


class KeyAdded(ActEvent):
    """A signing key counts from here on: `key` is the verifier key of a signed note.

    A rotation says by which key it is signed for, and how: `by` a verifier key, `signature` in
    base64.
    """

    type: ClassVar[str] = "key_added"

    key: Text
    by: Text | None = None
    signature: Text | None = None


class KeyLost(ActEvent):
    """The key in force, `lost`, was lost: it could not sign for `key`, which counts from here on.

    Nothing but this event says whose the new key is, and why.
    """

    type: ClassVar[str] = "key_lost"

    lost: Text
    key: Text
    why: Text


class SubjectDescribed(ActEvent):
    """A path was given titles, aliases and words, which replace all that it had.

    `titles` are by language; `words` by effect, each of any language or by language.
    """

    type: ClassVar[str] = "subject_described"

    path: SubjectPath
    title: Text | None = None
    aliases: tuple[Text, ...] = ()
    titles: Annotated[dict[Language, Text], Field(min_length=1)] | None = None
    words: Annotated[dict[Worded, OwnWords], Field(min_length=1)] | None = None


class SourceDescribed(ActEvent):
    """A source may speak under no greater authority than `ceiling`, until it is said again."""

    type: ClassVar[str] = "source_described"

    name: Text
    ceiling: Authority


class Announced(ActEvent):
    """A source spoke once; its `changes` changes follow as events of their own.

    `zone` is the one in which its naive dates were read.
    """

    type: ClassVar[str] = "announced"

    id: AnnouncementId
    source: Source
    published: Published
    title: Text | None = None
    url: Text | None = None
    language: Text | None = None
    evidence: tuple[Evidence, ...] = ()
    via: Via | None = None
    zone: Text
    changes: Count


class Corrections(BaseModel):
    """The fields that a correction sets: what is not set stays, null clears.

    Names are those of a change and of an announcement, dotted for a field within.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("a correction corrects at least one field")
        for name, field in _CORRECTED.items():
            inside = name.replace(".", "_")
            if field.always and inside in self.model_fields_set and getattr(self, inside) is None:
                raise ValueError(f"{name} cannot be cleared: it is needed")
        return self


#: Every field that a correction of anything may set, by name.
_CORRECTED: Final = {name: field for fields in CORRECTED.values() for name, field in fields.items()}

if TYPE_CHECKING:
    CorrectedFields = Corrections
else:
    CorrectedFields = create_model(
        "CorrectedFields",
        __base__=Corrections,
        __doc__=Corrections.__doc__,
        __module__=__name__,
        **{
            name.replace(".", "_"): (
                form(field) | None,
                Field(default=None, alias=name if "." in name else None),
            )
            for name, field in _CORRECTED.items()
        },
    )


class Corrected(ActEvent):
    """The recorder mended what the ledger got wrong: which fields, to what, and why."""

    type: ClassVar[str] = "corrected"

    target: ActReference
    subject: SubjectPath | None = None
    fields: CorrectedFields
    why: Text


class Retracted(ActEvent):
    """The recorder took out what the ledger got wrong: an announcement, a change, or an act."""

    type: ClassVar[str] = "retracted"

    target: ActReference
    subject: SubjectPath | None = None
    why: Text


class EvidenceAdded(ActEvent):
    """The recorder found files that belong to an announcement, after it was recorded; and why."""

    type: ClassVar[str] = "evidence_added"

    target: AnnouncementId
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    why: Text


class TermLapsed(ActEvent):
    """The recorder found that a term has run out; its type word is `expired`, with `of`."""

    type: ClassVar[str] = "expired"

    of: ChangeReference
    subject: SubjectPath
    until: End
