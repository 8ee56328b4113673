"""Which dates of an announcement are so far from its publication that the year looks mistyped?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ledger.files.drafts import DraftChange
from ledger.files.parts import Part
from ledger.objections import Warned

_YEARS: Final = 100
_DATES: Final = (("effective", ("earliest", "latest")), ("until", ("instant",)))


def distant_dates(
    part: Part, published: Mapping[str, str], changes: Sequence[DraftChange]
) -> tuple[tuple[int, Warned], ...]:
    """A line and a warning for each `effective` and `until` that is over 100 years away.

    `published` and the changes are in the stored form, `part` is the announcement.
    """
    found = list(_distant(published["instant"], changes))
    if not found:
        return ()
    lines = dict(part.lines())
    return tuple(
        (
            lines.get(field, line),
            Warned(
                "distant date",
                {"date": text, "years": _YEARS, "side": side, "published": published["text"]},
                field=part.name(field),
            ),
        )
        for field, line, text, side in found
    )


def _distant(published: str, changes: Sequence[DraftChange]) -> Iterator[tuple[str, int, str, str]]:
    """Field, line of the change, what it says, and on which side it is."""
    year, day = int(published[:4]), published[4:]
    for change in changes:
        for name, ends in _DATES:
            said = change.data.get(name) or {}
            for instant in (said[end] for end in ends if end in said):
                away = (int(instant[:4]) - year, instant[4:])
                if not (-_YEARS, day) <= away <= (_YEARS, day):
                    side = "before" if away < (0, day) else "after"
                    yield f"changes[{change.n}].{name}", change.line, said["text"], side
                    break
