"""Why is the answer what it is: which statement played which part in which step?

Pure, over `answer.working`. Nothing is decided here: it only says of every statement what
section 5 of the design made of it, in an order in which that can be told.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from ledger.answers.answer import Working
from ledger.answers.provenance import counting
from ledger.answers.way import Way
from ledger.statements import Statement
from ledger.subjects import segments

IN_FORCE: Final = "in force by then"
EXPECTED: Final = "expected only"
PERHAPS: Final = "perhaps in force already"
LATER: Final = "not in force yet"
NEVER: Final = "ended before it could begin"
AMENDMENT: Final = "changes another statement"
EXCEPTING: Final = "excepts this path, or one above it"
WITHDRAWN: Final = "taken back"
NOTE: Final = "changes no state (kept for the record)"
#: In the order in which the first step tells them.
PARTS: Final = (IN_FORCE, EXPECTED, PERHAPS, LATER, NEVER, EXCEPTING, AMENDMENT, WITHDRAWN, NOTE)


class Line(NamedTuple):
    """A statement with the letter by which the explanation names it, and the part it plays."""

    letter: str
    statement: Statement
    part: str


def lines(working: Working) -> list[Line]:
    """Every statement on the path or above it, by part and then in the order of step 2."""
    spoken = working.way.visible
    excepting = {each.seq for each in spoken if working.way.excepted(each)}
    parts = {each.seq: part(each, working.at, excepts=each.seq in excepting) for each in spoken}
    ordered = sorted(spoken, key=lambda s: (PARTS.index(parts[s.seq]), s))
    return [Line(letter(n), s, parts[s.seq]) for n, s in enumerate(ordered)]


def part(statement: Statement, at: int, *, excepts: bool = False) -> str:
    """The part a statement plays at the moment asked for: one of PARTS; `excepts`: it excepts a
    path on the way."""
    if statement.withdrawn:
        return WITHDRAWN
    if statement.kind == "noted":
        return NOTE
    if statement.amends:
        return AMENDMENT
    if excepts:
        return EXCEPTING
    if statement.never:
        return NEVER
    if statement.certainty != "stated":
        return EXPECTED
    if statement.latest <= at:
        return IN_FORCE
    return PERHAPS if statement.earliest <= at else LATER


def letter(number: int) -> str:
    """`a` to `z`, then `aa`, `ab` and so on."""
    first, last = divmod(number, 26)
    return (letter(first - 1) if first else "") + chr(ord("a") + last)


def later_because(first: Statement, then: Statement) -> str:
    """Why `then` comes after `first` in the order of step 2: the first key that differs."""
    if first.latest != then.latest:
        return "starts later"
    if segments(first.particularity) != segments(then.particularity):
        return "same start, deeper path"
    if first.particularity != then.particularity:
        return "same start, as deep, fewer * in its path"
    if first.published != then.published:
        return "same start and path, published later"
    if first.authority != then.authority:
        return "same start, path and publication, higher authority"
    return "the same in all else, recorded later"


def greatest_silence(working: Working) -> Statement | None:
    """The last statement of a state by the highest authority among those left, where one of a
    greater authority than what decides says otherwise: after it nobody of that authority stated
    anything."""
    deciding = working.deciding
    if deciding is None:
        return None
    above: list[Statement] = [
        s for s in reversed(working.weighed.left) if s.authority > deciding.authority
    ]
    others = {contest.change for contest in working.state.contested_by}
    if not any(s.change in others for s in above):
        return None
    highest = max(s.authority for s in above)
    loudest: list[Statement] = [s for s in above if s.authority == highest]
    return max(loudest, key=lambda s: s.published)


def unapplied(amendment: Statement, way: Way) -> str | None:
    """Why an amendment that is not withdrawn changes nothing here; None where it applies."""
    path = way.path(amendment.subject)
    changed = path.by_id.get(amendment.of or "") if path else None
    if changed is None:
        return "what it changes is not seen here"
    if amendment.authority < changed.authority:
        return "does not apply: of lesser authority than what it would change"
    if amendment.kind != "withdrawn" and amendment.change not in changed.amended_by:
        other = counting(way, amendment)
        by = f"{other.change}, the last of its kind," if other else "another one of its kind"
        return f"does not count: {by} does"
    return None


def below(subject: str, paths: Sequence[str]) -> list[str]:
    """The paths below a subject, as they continue it."""
    return [path[len(subject) + 1 :] for path in paths if path.startswith(f"{subject}/")]
