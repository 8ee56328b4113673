"""Why is the answer what it is: which statement played which part in which step?

Pure, over `answer.working`. Nothing is decided here: it only says of every statement what
section 5 of the design made of it, in an order in which that can be told.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from ledger.answers.answer import Working
from ledger.answers.way import Way
from ledger.grounds.provenance import overtaking, withdrawing
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

#: Why a statement comes after another: it starts later; of one start, its path is deeper, or as
#: deep with fewer `*`; of one path, it was published later; with that, by a higher authority;
#: with all of that, it was recorded later.
REASONS: Final = ("starts", "deeper", "closer", "published", "authority", "recorded")


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
    """Why `then` comes after `first` in the order of step 2, of REASONS: the first key that
    differs."""
    keys = (
        (first.latest, then.latest),
        (segments(first.particularity), segments(then.particularity)),
        (first.particularity, then.particularity),
        (first.published, then.published),
        (first.authority, then.authority),
    )
    return next((why for why, (a, b) in zip(REASONS, keys, strict=False) if a != b), REASONS[-1])


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


class Unapplied(NamedTuple):
    """Why an amendment changes nothing: it is `withdrawn`, what it changes is `unseen` or has more
    authority (`outranked`), or another of its kind counts (`overtaken`); and by which change."""

    why: str
    by: str | None = None


def unapplied(amendment: Statement, way: Way) -> Unapplied | None:
    """Why an amendment changes nothing here; None where it applies."""
    if amendment.withdrawn:
        back = withdrawing(way, amendment)
        return Unapplied("withdrawn", back.change if back else None)
    path = way.path(amendment.subject)
    changed = path.by_id.get(amendment.of or "") if path else None
    if changed is None:
        return Unapplied("unseen")
    if amendment.authority < changed.authority:
        return Unapplied("outranked")
    other = overtaking(way, amendment)
    return other and Unapplied("overtaken", other.change)


def below(subject: str, paths: Sequence[str]) -> list[str]:
    """The paths below a subject, as they continue it."""
    return [path[len(subject) + 1 :] for path in paths if path.startswith(f"{subject}/")]
