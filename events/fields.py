"""Which fields may a change have, and what is each? Standard library only.

A field is declared here and nowhere else. What is asked of it follows from its type: the model that
stores it (`events.values`), how a file, an option and a correction are read, the JSON Schema of a
file, and the pattern by which `verify` knows it at once.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from events.words import (
    AFTERWARDS,
    AMENDMENTS,
    AUTHORITIES,
    CERTAINTIES,
    CHANGES,
    PARTED,
    PARTIES,
    STARTED,
    STARTS,
    STATEMENTS,
    TERMLESS,
)

#: What a value can be: the id of a change or several, from when and until when something holds, one
#: word of a list, what something is set to, a text of one line or of several, whom something
#: reaches, a share of them, paths; of an announcement when it could be known, where it stands, in
#: which language.
Type = Literal[
    "change",
    "changes",
    "paths",
    "value",
    "window",
    "term",
    "word",
    "line",
    "prose",
    "population",
    "percent",
    "publication",
    "url",
    "language",
    "name",
]


#: A value has at most so many characters.
LONGEST_VALUE: Final = 500


class Field(NamedTuple):
    """A field, by the name that a file, a correction and the stored event give it.

    `kinds` are the types of event that may have it, `needed` those that must, each with what was
    expected where it is missing. `about` says what it is, `words` are those that a "word" may be.
    `default` is what a statement means that does not say it. `corrected`: whether it can be.
    """

    name: str
    type: Type
    kinds: tuple[str, ...]
    about: str
    words: tuple[str, ...] = ()
    default: str | None = None
    needed: Mapping[str, str] = MappingProxyType({})
    corrected: bool = True

    @property
    def always(self) -> bool:
        """Whether nothing that may have it can be without it."""
        return set(self.kinds) <= set(self.needed)


_NAMING: Final = (*AMENDMENTS, "confirmed")
_TERMED: Final = tuple(kind for kind in STATEMENTS if kind not in TERMLESS)
_ENDING: Final = (*_TERMED, "term_changed", "confirmed")
_SPOKEN: Final = ("announced",)

#: Those of changes, in the order in which messages name them.
OF_CHANGES: Final = (
    Field(
        "of",
        "change",
        _NAMING,
        "the change that it is about, as ANNOUNCEMENT#N",
        needed=dict.fromkeys(_NAMING, "the change that it is about, as ANNOUNCEMENT#N"),
        corrected=False,
    ),
    Field(
        "effective",
        "window",
        (*STATEMENTS, "rescheduled", "confirmed"),
        "from when on: a date, an instant, or an EDTF date",
    ),
    Field(
        "until",
        "term",
        _ENDING,
        "the last day on which it holds, the instant of its end, or `..` for none",
        needed={"term_changed": "the new last day, or `..` where it is lifted"},
    ),
    Field(
        "afterwards",
        "word",
        _ENDING,
        "what the source says follows that",
        words=AFTERWARDS,
        default="undetermined",
    ),
    Field(
        "certainty",
        "word",
        STATEMENTS,
        "stated unless told, or only expected",
        words=CERTAINTIES,
        default="stated",
    ),
    Field("condition", "line", STATEMENTS, "what a conditional change depends on"),
    Field(
        "effect",
        "word",
        STARTS,
        "what is started: permitted unless told",
        words=STARTED,
        default="permitted",
    ),
    Field(
        "value",
        "value",
        (*_TERMED, "confirmed"),
        "what it is permitted, suspended or set to, as the source words it: 6%",
        needed={"set": "what it is set to, such as 6%"},
    ),
    Field(
        "population",
        "population",
        (*PARTED, *STARTS, "confirmed"),
        "whom it reaches: 10%, or words of the source",
    ),
    Field("except", "paths", _TERMED, "paths that its subjects cover, to which it does not apply"),
    Field("replaces", "changes", _TERMED, "changes whose place it takes, as ANNOUNCEMENT#N"),
    Field("note", "prose", CHANGES, "the recorder's own words"),
    Field("quote", "prose", CHANGES, "the source's own words"),
)

#: Those of an announcement that can be corrected, a dot before what lies within another.
OF_ANNOUNCEMENTS: Final = (
    Field(
        "source.name",
        "name",
        _SPOKEN,
        "the name by which the source is known",
        needed={"announced": "the name by which the source is known"},
    ),
    Field(
        "source.authority",
        "word",
        _SPOKEN,
        "with what authority it speaks",
        words=AUTHORITIES,
        needed={"announced": f"one of {', '.join(AUTHORITIES)}"},
    ),
    Field("source.party", "word", _SPOKEN, "which side it is on", words=PARTIES),
    Field(
        "published",
        "publication",
        _SPOKEN,
        "when it could be known: a day, an instant, or an EDTF date with an end",
        needed={"announced": "a day or an instant, such as 2022-10-28"},
    ),
    Field("title", "line", _SPOKEN, "its title, in one line"),
    Field("url", "url", _SPOKEN, "where it was published"),
    Field("language", "language", _SPOKEN, "its language in BCP 47, such as zh"),
)

#: What the change says, which a correction may set too: the stored event has it as its type.
WORD: Final = Field(
    "change",
    "word",
    STATEMENTS,
    "what it says",
    words=STATEMENTS,
    needed=dict.fromkeys(STATEMENTS, f"one of {', '.join(STATEMENTS)}"),
)

#: The parts that a value of a type has, which a correction names `FIELD.PART`.
_PARTS: Final[Mapping[Type, tuple[tuple[str, Type], ...]]] = {
    "population": (("percent", "percent"), ("words", "line"))
}

#: Kind -> the fields that it may have, by name.
CARRIED: Final[Mapping[str, Mapping[str, Field]]] = {
    kind: {field.name: field for field in (*OF_CHANGES, *OF_ANNOUNCEMENTS) if kind in field.kinds}
    for kind in (*CHANGES, *_SPOKEN)
}
#: Kind -> what the fields that a statement of it does not say mean, by name.
DEFAULTS: Final[Mapping[str, Mapping[str, str]]] = {
    kind: {name: field.default for name, field in CARRIED[kind].items() if field.default}
    for kind in STATEMENTS
}


def _corrected(kind: str) -> dict[str, Field]:
    fields = [field for field in CARRIED[kind].values() if field.corrected]
    parts = [
        Field(f"{field.name}.{part}", type, field.kinds, field.about)
        for field in fields
        for part, type in _PARTS.get(field.type, ())
    ]
    word = (WORD,) if kind in WORD.kinds else ()
    return {field.name: field for field in (*word, *fields, *parts)}


#: Kind -> the fields that a correction of it may set, by name, and after them parts of fields.
CORRECTED: Final[Mapping[str, Mapping[str, Field]]] = {kind: _corrected(kind) for kind in CARRIED}
