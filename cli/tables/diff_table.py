"""How are the differences between two moments drawn for an auditor to read?"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cli.tables import heads
from cli.text import columns, escape, pad, width, wrap
from events.words import AUTHORITIES
from ledger.sayings import Row, cuts, names, periods
from ledger.sayings.causes import sentence
from ledger.sayings.differences import beside, turned, unlike
from ledger.sayings.effects import Effects, arrow
from ledger.sayings.language import Words, message
from ledger.sayings.names import called
from ledger.sayings.remark import Remark
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import SO_STANDS

#: By kind, in the order in which they are told: a sign, a heading, and how they are counted.
_KINDS: Final = {
    "changed": ("~", message("CHANGED: {count}"), message("{count} changed")),
    "first_stated": ("+", message("FIRST STATED: {count}"), message("{count} first stated")),
    "other_ground": (
        "=",
        message("SAME STATE, OTHER GROUND: {count}"),
        message("{count} on other ground"),
    ),
    "expectation": (
        "!",
        message("SAME STATE, WHAT IS EXPECTED OR TOLD BESIDE IT DIFFERS: {count}"),
        message("{count} with something else expected or told beside"),
    ),
    "same": (" ", message("THE SAME: {count}"), message("{count} the same")),
}
#: Those that are counted where there is none, too.
_COUNTED: Final = ("changed", "first_stated", "same")
_PATH: Final = 50
_LABEL: Final = 9


class _DrawnLine(NamedTuple):
    """A difference, and what is told under it; those that are told the same stand together."""

    subject: str
    turn: str
    remarks: tuple[Remark, ...]


def draw(document: Row, words: Words) -> Iterator[str]:
    """The table of what `ledger diff` gives, with its head and its foot."""
    effects = Effects(words, called(document))
    yield from _head(document, words)
    for kind in _KINDS:
        found = [each for each in document["differences"] if each["kind"] == kind]
        if found:
            yield from _section(kind, found, document, effects)
    yield ""
    yield from _foot(document, words)
    yield from heads.again_line(document["again"], words)


def _head(document: Row, words: Words) -> Iterator[str]:
    clock, at, zone = document["clock"], document["at"], document["zone"]
    first, second = document["moments"]
    known, *recorded, sources = cuts.read(document, words)
    if clock == "effective":
        yield from heads.paragraph(
            words.tell("What differs between two moments of the effective clock, {zone}", zone=zone)
        )
    else:
        places = {
            "moment": periods.moment(at, words, whole=document["day"] is not None),
            "zone": zone,
            "first": first["text"],
            "second": second["text"],
        }
        if clock == "published":
            title = words.tell(
                "What was known of {moment}, {zone}: by {first}, and by {second}", **places
            )
        else:
            title = words.tell(
                "What was recorded of {moment}, {zone}: by {first}, and by {second}", **places
            )
        yield from heads.paragraph(title)
        yield heads.drawn(cuts.at(at, words))
    for label, moment, when in (
        (words.tell("from"), first, document["from"]),
        (words.tell("to"), second, document["to"]),
    ):
        if clock == "recorded":
            yield from map(heads.drawn, cuts.reached(label, moment, words))
        else:
            yield heads.drawn(cuts.weekday(label, when, words))
    yield from map(heads.drawn, [known] if clock != "published" else [])
    yield from map(heads.drawn, recorded if clock != "recorded" else [])
    if document["authority_floor"] != AUTHORITIES[-1]:
        yield heads.drawn(sources)
    if document["backwards"]:
        told = words.tell("the first moment is the later one: told backwards")
        yield heads.line(words.tell("note"), told)


def _section(kind: str, found: Sequence[Row], document: Row, effects: Effects) -> Iterator[str]:
    words, (sign, heading, _) = effects.words, _KINDS[kind]
    yield ""
    title = words.tell(heading, count=len(found))
    gloss = _gloss(found, document, words) if kind == "first_stated" else ""
    if gloss and width(title) + 3 + width(gloss) <= columns():
        yield f"{title}   {gloss}"
    else:
        yield title
        yield from wrap(gloss, columns(), first="  ", rest="  ") if gloss else ()
    groups: dict[tuple[str, tuple[Remark, ...]], list[_DrawnLine]] = {}
    for each in found:
        line = _line(each, document, effects)
        groups.setdefault((line.turn if line.remarks else "", line.remarks), []).append(line)
    for (_, remarks), lines in groups.items():
        for line in lines:
            yield from _shown(sign, line)
        for label, text in remarks:
            begun = f"    {pad(label, _LABEL)}" if width(label) < _LABEL else f"    {label}  "
            yield from wrap(text, columns(), first=begun, rest=" " * (4 + _LABEL))


def _gloss(found: Sequence[Row], document: Row, words: Words) -> str:
    """What the heading of what was first stated does not mean."""
    if document["clock"] == "published":
        return words.tell("(nothing was known of it before)")
    if document["clock"] == "recorded":
        return words.tell("(nothing was recorded of it before)")
    first = periods.number(document["from"])
    starts = [each["after"]["since_earliest"] for each in found]
    if any(start is not None and periods.number(start) > first for start in starts):
        return words.tell("(nobody says what held before)")
    return words.tell("(nobody says that anything changed between the two moments)")


def _line(found: Row, document: Row, effects: Effects) -> _DrawnLine:
    before, after = effects.lasting(found["before"]), effects.lasting(found["after"])
    told = arrow(before, after, effects.words)
    if found["kind"] in ("expectation", "same"):
        told = after
    remarks = () if found["kind"] == "same" else tuple(_remarks(found, document, effects))
    return _DrawnLine(found["subject"], told, remarks)


def _remarks(found: Row, document: Row, effects: Effects) -> Iterator[Remark]:
    words, before, after = effects.words, found["before"], found["after"]
    telling = Telling(effects, found["said"], after, document["at"] or document["to"])
    expects = found["kind"] == "expectation"
    if not expects and effects.lasting(before) == effects.lasting(after):
        yield Remark(words.tell("differs"), words.clauses(unlike(before, after, effects)))
    for cause in found["because"]:
        stands = cause["how"] == "stands"
        if document["backwards"]:
            label = words.tell("and") if stands else words.tell("without")
        else:
            label = words.tell(SO_STANDS) if stands else words.tell("because")
        yield Remark(label, sentence(cause, telling))
    yield from beside(found, telling)
    if expects:
        yield from turned(found, telling)


def _shown(sign: str, line: _DrawnLine) -> Iterator[str]:
    begun = f"{sign} {escape(line.subject)}"
    if width(begun) < _PATH and _PATH + width(line.turn) <= columns():
        yield pad(begun, _PATH) + line.turn
    elif width(begun) + 3 + width(line.turn) <= columns():
        yield f"{begun}   {line.turn}"
    else:
        yield begun
        indent = " " * (4 + _LABEL)
        yield from wrap(line.turn, columns(), first=indent, rest=indent)


def _foot(document: Row, words: Words) -> list[str]:
    counts = document["counts"]
    parts = [
        words.tell(counted, count=counts[kind])
        for kind, (_, _, counted) in _KINDS.items()
        if counts[kind] or kind in _COUNTED
    ]
    subjects = names.subjects(sum(counts.values()), words)
    told = words.colon(subjects, words.joined(parts))
    if counts["same"] and all(each["kind"] != "same" for each in document["differences"]):
        told = words.aside(told, words.tell("--all lists them"))
    return heads.paragraph(words.sentences([told]))
