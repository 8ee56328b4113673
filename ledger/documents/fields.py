"""Which forms have the fields of documents: an instant, the id of a change, a word?

Nothing of it is needed to build a document: modules have it for type checkers alone, and
`schema.py` asks for it.
"""

from typing import Annotated, Any

from events.words import AFTERWARDS, AUTHORITIES, CERTAINTIES, EFFECTS, EXTENTS, PARTIES


class Form:
    """What the JSON Schema of a field says besides its type; pydantic asks for it by name."""

    def __init__(self, **keywords: Any) -> None:
        self.keywords = keywords

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {**handler(core), **self.keywords}


InstantText = Annotated[
    str,
    Form(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?Z$"),
]
DayText = Annotated[str, Form(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
ChangeId = Annotated[str, Form(pattern=r"^[a-z0-9][a-z0-9._-]*#[1-9][0-9]*$")]
PathText = Annotated[str, Form(minLength=1)]
ValueText = Annotated[str, Form(minLength=1, maxLength=500)]
Number = Annotated[int, Form(minimum=0)]
PercentNumber = Annotated[int | float, Form(exclusiveMinimum=0, maximum=100)]
EffectWord = Annotated[str, Form(enum=list(EFFECTS))]
ExtentWord = Annotated[str, Form(enum=list(EXTENTS))]
AuthorityWord = Annotated[str, Form(enum=list(AUTHORITIES))]
PartyWord = Annotated[str, Form(enum=list(PARTIES))]
CertaintyWord = Annotated[str, Form(enum=list(CERTAINTIES))]
AfterwardsWord = Annotated[str, Form(enum=list(AFTERWARDS))]
QualifierSign = Annotated[str, Form(enum=["~", "?", "%"])]
ExceptedPaths = Annotated[
    list[PathText], Form(description="The paths to which it does not apply, as written.")
]
FirstInstant = Annotated[
    InstantText | None, Form(description="Its first instant; null: as far back as can be asked.")
]
EndInstant = Annotated[
    InstantText | None, Form(description="The first instant after it; null: for ever.")
]
#: The first and the last instant of a time that was asked about.
SpanFirst = Annotated[InstantText, Form(description="The first instant of the time asked about.")]
SpanLast = Annotated[InstantText, Form(description="The last instant of the time asked about.")]
#: Two moments of one clock: instants, or positions of the recorded clock.
PointText = InstantText | Annotated[str, Form(pattern="^@[0-9]+$")]
FirstPoint = Annotated[PointText, Form(description="The first of the two moments.")]
SecondPoint = Annotated[PointText, Form(description="The second of the two moments.")]
