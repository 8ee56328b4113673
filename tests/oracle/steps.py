"""What decides for a subject at a moment? Steps 1 to 4 of DESIGN 5, and its words."""

from collections.abc import Sequence
from typing import NamedTuple

from tests.oracle.paths import covers, segments, words
from tests.oracle.statements import Claim, Statement


class GivenWay(NamedTuple):
    """A candidate that gave way: `replaced`, `previous`, `completion` or `after_the_fact`."""

    statement: Statement
    reason: str
    to: Statement | None


class Working(NamedTuple):
    """What the steps come to; lists of candidates are in the order of step 2."""

    subject: str
    at: int
    way: list[Statement]
    heard: list[Statement]
    speakers: list[Statement]
    candidates: list[Statement]
    gave_way: list[GivenWay]
    left: list[Statement]
    deciding: Statement | None


def working(standing: Sequence[Statement], subject: str, at: int) -> Working:
    """Steps 1 to 4, over the statements of a log as they stand."""
    # "On the paths that cover the subject, itself among them (*its way*)"
    way = [s for s in standing if s.visible and covers(s.subject, subject)]
    # "Left out, here and below: `noted`; …; a change whose term ends before its window opens;
    # one that excepts a path on the way." Amendments state nothing.
    heard = [
        s
        for s in way
        if not s.amends
        and s.kind != "noted"
        and not s.withdrawn
        and not never(s)
        and not excepting(s, subject)
    ]
    # "To speak: any visible change or amendment but `noted`, applied or not, left out by 1 or not,
    # that is not withdrawn and excepts no path on the way."
    speakers = [
        s for s in way if s.kind != "noted" and not s.withdrawn and not excepting(s, subject)
    ]
    # 1: "visible stated changes, not withdrawn, whose window has closed: `latest <= at`"
    candidates = [s for s in heard if s.certainty == "stated" and s.latest <= at]
    candidates.sort(key=order)  # 2
    gave_way = giving_way(candidates, speakers, at)  # 3
    left = still_left(candidates, gave_way)
    deciding = left[-1] if left else None  # 4: "the last of what is left"
    return Working(subject, at, way, heard, speakers, candidates, gave_way, left, deciding)


def never(s: Statement) -> bool:
    """“A change whose term ends before its window opens (`until <= earliest`).”"""
    return s.until is not None and s.until <= s.earliest


def excepting(s: Statement, subject: str) -> bool:
    """“One that excepts a path on the way.”"""
    return any(covers(path, subject) for path in s.excepts)


def order(s: Statement) -> tuple[int, int, int, int, int, int]:
    """2: “(latest, segments of path, segments that are not `*`, published, authority,
    position)”."""
    return s.latest, segments(s.subject), words(s.subject), s.published, s.authority, s.seq


def lapsed(s: Statement, at: int) -> bool:
    """“`until <= at`”"""
    return s.until is not None and s.until <= at


def differ(one: Claim, other: Claim) -> bool:
    """“Two claims *differ* where their effects or extents do, or where both have a value and these
    do.”"""
    return (one.effect, one.extent) != (other.effect, other.extent) or another_value(
        one.value, other.value
    )


def another_value(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def claim_at(s: Statement, at: int) -> Claim | None:
    """9: what it claims at `at`, “once lapsed: what `afterwards` says, in full, if that is
    permitted or suspended; else nothing”. A completion claims nothing."""
    if lapsed(s, at):
        if s.afterwards in ("permitted", "suspended"):
            return Claim(s.afterwards, "full", None)
        return None
    return None if s.effect is None else s.claim


def answer_of(s: Statement, at: int) -> Claim:
    """4: “If it has lapsed, the effect is what `afterwards` says, in full and without population,
    value or exceptions.”"""
    return Claim(s.afterwards, "full", None) if lapsed(s, at) else s.claim


def still_left(candidates: Sequence[Statement], gave_way: Sequence[GivenWay]) -> list[Statement]:
    gone = [each.statement.seq for each in gave_way]
    return [s for s in candidates if s.seq not in gone]


# 3. What gives way


def giving_way(
    candidates: Sequence[Statement], speakers: Sequence[Statement], at: int
) -> list[GivenWay]:
    """3: “Of these reasons the first that fits counts.”"""
    found = []
    for s in candidates:
        if by := replaced(s, candidates, speakers):
            found.append(GivenWay(s, "replaced", by))
        elif lapsed(s, at) and s.afterwards == "previous":
            found.append(GivenWay(s, "previous", None))
        elif s.completes:
            found.append(GivenWay(s, "completion", None))
        elif by := completed(s, candidates, speakers):
            found.append(GivenWay(s, "completion", by))
        elif by := after_the_fact(s, speakers):
            found.append(GivenWay(s, "after_the_fact", by))
    return found


def replaced(
    s: Statement, candidates: Sequence[Statement], speakers: Sequence[Statement]
) -> Statement | None:
    """“A candidate of at least its authority `replaces` it, …, whatever became of that candidate,
    unless it fits what is said of a claim after the fact below.”"""
    for by in candidates:
        if by.authority >= s.authority and names(by, s) and not after_the_fact(by, speakers):
            return by
    return None


def names(by: Statement, s: Statement) -> bool:
    """Whether `by` “`replaces` it, or what it confirms where it was published before that
    candidate”."""
    if s.change in by.replaces:
        return True
    return s.kind == "confirmed" and s.of in by.replaces and s.published < by.published


def completed(
    s: Statement, candidates: Sequence[Statement], speakers: Sequence[Statement]
) -> Statement | None:
    """“Every `grayscale_completed` that is not replaced, and with it the grayscale changes on the
    path written alike before it (in the order) of no greater authority.”"""
    for by in candidates:
        if (
            by.completes
            and not replaced(by, candidates, speakers)
            and s.extent == "grayscale"
            and s.subject == by.subject
            and order(s) < order(by)
            and s.authority <= by.authority
        ):
            return by
    return None


def after_the_fact(s: Statement, speakers: Sequence[Statement]) -> Statement | None:
    """“One of whose path, or of a path on the way that has no fewer segments, a greater authority
    spoke at or after its start (`latest`) and before its publication, saying anything but the
    same.”"""
    for by in speakers:
        if (
            segments(by.subject) >= segments(s.subject)
            and by.authority > s.authority
            and s.latest <= by.published < s.published
            and not says_the_same(by, s)
        ):
            return by
    return None


def says_the_same(by: Statement, s: Statement) -> bool:
    """“A change or confirmation that is stated as it stands, and does not differ.”"""
    return not by.amends and by.certainty == "stated" and not differ(by.claim, s.claim)
