"""What may a change say, by itself and of an earlier one? Pure, over the stored form (DESIGN 4)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final, NamedTuple

from events.fields import CARRIED, OF_CHANGES
from events.words import AMENDMENTS, CHANGES, STATEMENTS, TERMLESS
from ledger.coverage import Coverage
from ledger.dates.moments import instant


class Problem(NamedTuple):
    """One thing that a rule forbids: in which field, what is wrong, and what was expected."""

    field: str
    message: str
    expected: str = ""


#: Every field that some change may carry.
FIELDS: Final = frozenset(field.name for field in OF_CHANGES)
_STRAY: Final = {kind: FIELDS - set(CARRIED[kind]) for kind in CHANGES}


#: What nothing takes the place of.
_IRREPLACEABLE: Final = (*AMENDMENTS, "noted")
#: So many paths are named in a message.
_NAMED: Final = 5
#: What a confirmation may say itself where what it confirms may, and which may.
_OWN: Final = {
    name: [kind for kind in STATEMENTS if name in CARRIED[kind]]
    for name in ("until", "afterwards", "value", "population")
}


def whole(kind: str, data: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a change by itself, as a file says it or as a correction leaves it.

    `data` is in the stored form; a value of None counts as absent.
    """
    said = {name for name, value in data.items() if value is not None}
    carried = CARRIED[kind]
    found = [
        Problem(name, f"has no place in {kind}", f"only {', '.join(carried)}")
        for name in sorted(said & _STRAY[kind])
    ]
    found += [
        Problem(name, "is missing", field.needed[kind])
        for name, field in carried.items()
        if name not in said and kind in field.needed
    ]
    if kind in STATEMENTS:
        found += _certain(kind, data, said)
    if data.get("effect") == "set" and "value" not in said:
        message = f"is missing: a {kind} of effect set needs it"
        found.append(Problem("value", message, "what it is set to, such as 6%"))
    return found + _ordered(data)


def _certain(kind: str, data: Mapping[str, Any], said: set[str]) -> list[Problem]:
    found = []
    certainty = data.get("certainty") or "stated"
    if certainty == "conditional" and "condition" not in said:
        found.append(Problem("condition", "is missing", "what a conditional change depends on"))
    if certainty != "conditional" and "condition" in said:
        found.append(
            Problem("condition", f"is here, but certainty is {certainty}", "certainty: conditional")
        )
    if certainty == "stated" and kind != "noted" and "effective" not in said:
        expected = "a date, or ../DATE where the source speaks of the past without one"
        found.append(Problem("effective", f"is missing: a stated {kind} needs it", expected))
    return found


def _ordered(data: Mapping[str, Any]) -> list[Problem]:
    """`until` lies after the earliest start."""
    starts = (data.get("effective") or {}).get("earliest")
    ends = (data.get("until") or {}).get("instant")
    if starts is None or ends is None or instant(starts) < instant(ends):
        return []
    written = data["until"]["text"]
    start = data["effective"]["text"]
    return [Problem("until", f"{written} is not after the start, {start}", "a later end")]


def amending(
    kind: str,
    data: Mapping[str, Any],
    *,
    target: str,
    target_data: Mapping[str, Any],
    confirmed: str | None = None,
) -> list[Problem]:
    """What is wrong with an amendment or confirmation of a change of the kind `target`.

    `target_data` is as written there; `confirmed` is the kind that a target which is itself a
    confirmation confirms. Whether its subjects are among the target's is asked elsewhere.
    """
    of = data["of"]
    root = confirmed if target == "confirmed" and confirmed else target
    if kind == "withdrawn":
        return []
    if target in AMENDMENTS or (kind == "confirmed" and target == "confirmed"):
        only = "a statement" if kind == "confirmed" else "a statement or a confirmation"
        return [Problem("of", f"{of} is {target}, which cannot be {kind}", only)]
    if root == "noted":
        return [Problem("of", f"{of} is noted, which cannot be {kind}", "one that changes a state")]
    found = []
    if kind == "term_changed" and root in TERMLESS:
        found.append(
            Problem("of", f"{of} is {root}, which has no term", "one that may have a term")
        )
    if kind == "confirmed":
        found += [
            Problem(name, f"is not for the confirmation of {root}", f"that of {', '.join(having)}")
            for name, having in _OWN.items()
            if data.get(name) is not None and root not in having
        ]
        window = target_data.get("effective") or {}
        if data.get("effective") is None and window.get("latest") is None:
            written = f"is {window['text']}" if window else "is not said"
            found.append(
                Problem(
                    "effective",
                    f"is missing: the start of {of} {written}, which has no end",
                    "the date from which it is confirmed",
                )
            )
    return found


def named(data: Mapping[str, Any]) -> Iterator[tuple[str, int | None, str]]:
    """The changes that a change names: the field, the place where that is a list, and the id."""
    if "of" in data:
        yield "of", None, data["of"]
    for place, id in enumerate(data.get("replaces") or ()):
        yield "replaces", place, id


def replacing(
    id: str, subjects: Sequence[str], versions: Iterable[tuple[str, Coverage]]
) -> Problem | None:
    """What is wrong with replacing the change `id` on some of these subjects.

    `versions` are the kinds of that change, each with the subjects on which it is of that kind.
    """
    met = []
    known: list[Coverage] = []
    for kind, theirs in versions:
        known.append(theirs)
        if any(map(theirs.meets, subjects)):
            met.append(kind)
    if not met:
        message = f"{id} is of {_several(*known)}, which none of its subjects meets"
        return Problem("replaces", message, "a change of what it is about itself")
    if any(kind not in _IRREPLACEABLE for kind in met):
        return None
    expected = "one that changes a state" if met[0] == "noted" else "a statement or a confirmation"
    return Problem("replaces", f"{id} is {met[0]}, which cannot be replaced", expected)


def excepting(paths: Sequence[str], subjects: Sequence[str]) -> Iterator[tuple[int, Problem]]:
    """What is wrong with the paths to which a change of these subjects does not apply, each by
    its place."""
    own = Coverage(subjects)
    for place, path in enumerate(paths):
        if path in own:
            message = f"{path} is a subject of this change itself"
        elif not own.covers(path):
            message = f"{path} is not below any of its subjects"
        else:
            continue
        yield place, Problem("except", message, f"a path below {_several(subjects)}")


def _several(*paths: Sequence[str]) -> str:
    """Some of the paths, and how many more there are."""
    first = ", ".join(islice(chain(*paths), _NAMED))
    more = sum(map(len, paths)) - _NAMED
    return f"{first} and {more} more" if more > 0 else first
