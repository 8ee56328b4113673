"""How is the state of many subjects drawn for an auditor to read?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cli.tables import grid, heads
from cli.text import WIDTH, columns, escape, pad, width, wrap
from ledger.sayings import Row, cuts, periods
from ledger.sayings.effects import Effects
from ledger.sayings.language import Words, message
from ledger.sayings.names import called, subjects
from ledger.sayings.remark import Remark
from ledger.sayings.speakers import said_by
from ledger.sayings.vocabulary import NONE_LISTED, SAID_BY, STATE, SUBJECT
from ledger.subjects import ancestors

_STATE, _SINCE = 32, 17
_NARROW_SUBJECT, _WIDE_SUBJECT = 22, 40
#: The column of the labels of what stands under a row.
_LABEL = 11
#: The least that is wide enough for a name, and what is for a day that it began by.
_SAID, _WHEN = 16, 15
_HEADING = (SUBJECT, STATE, message("SINCE"), SAID_BY)
#: What is said of expectations by how they stand.
_OPEN = {
    "overdue": message("{count} overdue"),
    "due": message("{count} due and not confirmed"),
    "open": message("{count} open"),
}
#: Words of `--only` after which nothing else needs to be said of what is not listed.
_BY_EFFECT = frozenset(("permitted", "suspended", "set", "undetermined", "unknown"))


class Place(NamedTuple):
    """Where a listed path stands: under which group, how deep below it, and by which name."""

    group: str
    path: str
    level: int
    label: str


def draw(document: Row, words: Words) -> Iterator[str]:
    """The table of the answers that `ledger at` gives, with its head and its foot."""
    descriptions = called(document)
    effects = Effects(words, descriptions)
    yield from _head(document, words)
    yield ""
    if document["states"]:
        yield from _body(document, descriptions.titles(words.language), effects)
        yield ""
    yield from _foot(document, effects)
    yield from heads.again_line(document["again"], words)


def _head(document: Row, words: Words) -> Iterator[str]:
    at, day = document["at"], document["day"]
    moment = periods.moment(at, words, whole=day is not None)
    title = words.tell("What held at {moment}, {zone}", moment=moment, zone=document["zone"])
    yield from heads.paragraph(title)
    yield from map(heads.drawn, (cuts.at(at, words), *cuts.read(document, words, day=day or at)))


def _body(document: Row, titles: Mapping[str, str], effects: Effects) -> Iterator[str]:
    by_path = {row["subject"]: row for row in document["states"]}
    order = places(by_path)
    labels = [width(_label(place)) for place in order]
    first = min(_WIDE_SUBJECT, max(_NARROW_SUBJECT, 1 + max(labels)))
    squeezed = WIDTH - columns()
    state_width, since_width = max(18, _STATE - squeezed // 2), max(11, _SINCE - squeezed // 5)
    # A subject that is wider stands alone on a line above, and who said it, where there is no room
    # for that either, on one below.
    spare = columns() - state_width - since_width + 1
    first = max(_NARROW_SUBJECT, min(first, spare - _SAID))
    below = spare - first < _SAID
    widths: tuple[int, ...] = (first, state_width, since_width, spare - first)
    if below:
        widths = (first, columns() + 1 - first - _WHEN, _WHEN)
    words = effects.words
    heading = tuple(map(words.tell, _HEADING))
    yield from grid.row(heading[: len(widths)], widths)
    yield from [f"      {heading[-1]}"] if below else []
    group = None
    for place in order:
        if place.group != group:
            group = place.group
            yield ""
            if group:
                yield from heads.headed(group, titles)
        row = by_path[place.path]
        said = said_by(row, words)
        cells = (
            _label(place),
            effects.phrase(row, day=True, hindsight=_is_hindsight(row)),
            periods.since(row["since"], row["since_earliest"], words),
            said,
        )
        yield from grid.row(cells[: len(widths)], widths)
        indent = 6 + 2 * place.level
        if below:
            yield from wrap(said, columns(), first=" " * indent, rest=" " * (indent + 2))
        if row["facts"]:
            yield from _under(row, document, effects, by_path, indent=indent)


def places(paths: Iterable[str]) -> list[Place]:
    """The paths by group: each stands under the nearest listed path above it, and those without
    one under their parent. Ordered by segments, so that what is below a path follows it."""
    listed = set(paths)
    found: dict[str, Place] = {}
    for path in sorted(listed, key=lambda each: each.split("/")):
        above = [each for each in ancestors(path)[:-1] if each in listed]
        if above:
            nearest = found[above[-1]]
            label = path[len(above[-1]) + 1 :]
            found[path] = Place(nearest.group, path, nearest.level + 1, label)
        else:
            group, _, label = path.rpartition("/")
            found[path] = Place(group, path, 0, label)
    return sorted(found.values(), key=lambda place: (place.group.split("/"), place.path.split("/")))


def _label(place: Place) -> str:
    indent = "  " * (place.level + 1) if place.group or place.level else ""
    return indent + escape(place.label)


def _is_hindsight(row: Row) -> bool:
    """Whether it was another by what was known at the moment."""
    return any(fact["kind"] == "known_then" for fact in row["facts"])


def _under(
    row: Row, document: Row, effects: Effects, listed: Mapping[str, Row], *, indent: int
) -> Iterable[str]:
    """The lines under a row; what nobody disputes has none, and does not wait for their words."""
    from ledger.sayings.facts import remarks
    from ledger.sayings.telling import Telling

    telling = Telling(effects, document["said"], row, document["at"])
    moment = document["day"] or document["at"]
    return _remarks(remarks(telling, moment, listed), indent=indent)


def _remarks(found: Iterable[Remark], *, indent: int) -> list[str]:
    """Remarks as lines of the table: labels in one column, the text wrapped beside them. They
    stand deeper than the rows below the path of theirs do."""
    result, wide = [], columns()
    for label, text in found:
        begun = " " * indent + (pad(label, _LABEL) if label else "")
        if width(label) >= _LABEL:
            begun += "  "
        rest = " " * (indent + (_LABEL if label else 2))
        result += wrap(text, wide, first=begun, rest=rest)
    return result


def _foot(document: Row, effects: Effects) -> Iterator[str]:
    words, only = effects.words, document["only"]
    said = _counted(document["states"], effects)
    if only:
        listed = words.any_of(map(words.tell, only))
        if _BY_EFFECT.intersection(only):
            said.append(words.tell("Only what is {words} is listed", words=listed))
        else:
            said.append(
                words.tell(
                    "Only what is {words} is listed: what is not may be permitted or suspended all "
                    "the same",
                    words=listed,
                )
            )
    elif document["asked"] is None:
        said += (
            words.tell("What is not listed has no statement of its own: ask for it by name"),
            words.tell("Not listed does not mean permitted"),
        )
    yield from heads.paragraph(words.sentences(said))
    if document["states"]:
        command = f"ledger explain {document['day'] or document['at']} SUBJECT"
        yield words.tell("Why: {command}", command=command)


def _counted(rows: Sequence[Row], effects: Effects) -> list[str]:
    """`14 subjects: 6 permitted, ...` and what of it is in dispute or open: sentences."""
    words = effects.words
    if not rows:
        return [words.tell(NONE_LISTED)]
    told = Counter(
        effects.effect(row["subject"], row["effect"], row["extent"], mark=False) for row in rows
    )
    counts = [
        words.tell("{count} {effect}", count=count, effect=effect)
        for effect, count in sorted(told.items())
    ]
    text = words.colon(subjects(len(rows), words), words.joined(counts))
    points = [*_disputes(rows, words), *_expected(rows, words)]
    if ending := sum(row["until"] is not None for row in rows):
        points.append(words.many(ending, "{count} term ends", "{count} terms end"))
    if late := sum(map(_is_hindsight, rows)):
        points.append(words.tell("{count} known only in hindsight", count=late))
    open_points = words.clauses(points)
    return [text, open_points[0].upper() + open_points[1:]] if points else [text]


def _disputes(rows: Sequence[Row], words: Words) -> Iterable[str]:
    contested = [row for row in rows if row["contested_by"]]
    if not contested:
        return
    count, higher = len(contested), sum(map(_outranked, contested))
    if not higher:
        yield words.tell("{count} contested", count=count)
    elif count == 1:
        yield words.tell("{count} contested, by a higher authority", count=count)
    elif count == higher:
        yield words.tell("{count} contested, all by a higher authority", count=count)
    else:
        yield words.tell(
            "{count} contested, {higher} by a higher authority", count=count, higher=higher
        )


def _outranked(row: Row) -> bool:
    from events.words import RANK

    ours = RANK[row["authority"]] if row["authority"] else 0
    return any(RANK[contest["authority"]] > ours for contest in row["contested_by"])


def _expected(rows: Sequence[Row], words: Words) -> Iterable[str]:
    statuses = {e["change"] + e["status"]: e["status"] for row in rows for e in row["expectations"]}
    counts = Counter(statuses.values())
    parts = [
        words.tell(text, count=counts[status]) for status, text in _OPEN.items() if counts[status]
    ]
    if parts:
        yield words.tell("expectations: {counts}", counts=words.joined(parts))
