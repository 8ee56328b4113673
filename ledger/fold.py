"""What holds for a subject at a moment, folded from the settled rows of its path and those above?

DESIGN 5 for the read model. `ledger/answer.py` is the same section over events, line by line;
property tests hold the two equal.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TypeVar

from events.words import AUTHORITY, OPEN_EARLIEST, OPEN_LATEST
from ledger.settled import Claim, Settled, Voice
from ledger.state import Contest, Expectation, Otherwise, Population, State

Said = tuple[str | None, str | None]
Listed = TypeVar("Listed", Contest, Expectation)

_published = attrgetter("published")


def state(
    subject: str,
    chain: Sequence[Settled],
    at: int,
    *,
    day: tuple[int, int] | None = None,
    named: bool = False,
) -> State:
    """The answer for `subject` at `at`, with the first and last instant of the day if it was one.

    `chain` has the settled paths from the top to the subject itself, those without rows left out.
    `named` says whether something visible lies below; on the chain it is seen here.
    """
    candidates: list[Claim] = []
    later: list[Claim] = []
    for path in chain:
        for claim in path.stated:
            (candidates if claim.latest <= at else later).append(claim)
    if len(chain) > 1:
        candidates.sort()
    rumours, previous, left = _give_way(candidates, chain, at)
    deciding = left[-1] if left else None

    effect, extent, lapsed = "unknown", None, False
    if deciding is not None:
        lapsed = deciding.until <= at
        effect, extent = _answer(deciding, at)
    answer = (effect, extent)
    contests, asides = _contests(answer, deciding, left, rumours, at)
    if deciding is not None:
        contests += _unapplied(deciding, candidates, chain)

    since: int | None = None
    start: Claim | None = None
    if deciding is not None:
        since = deciding.until if lapsed else deciding.latest
        start = None if lapsed else deciding
        # Position alone is unique: the order decides who comes after.
        ended = max((claim.until for claim in previous if claim > deciding), default=since)
        if ended > since:
            since, start = ended, None
    return State(
        subject=subject,
        effect=effect,
        extent=extent,
        population=_population(deciding, lapsed),
        otherwise=_otherwise(deciding, lapsed, effect, left, at),
        since=since,
        since_earliest=since if start is None else _or_none(start.earliest, OPEN_EARLIEST),
        qualifier=None if start is None else start.qualifier,
        until=None if deciding is None or lapsed else _or_none(deciding.until, OPEN_LATEST),
        lapsed=lapsed,
        authority=None if deciding is None else AUTHORITY[deciding.authority],
        source=None if deciding is None else deciding.source,
        party=None if deciding is None else deciding.party,
        published=None if deciding is None else deciding.published,
        change=None if deciding is None else _id(deciding),
        seq=None if deciding is None else deciding.seq,
        inherited_from=None if deciding is None or deciding.path == subject else deciding.path,
        amended_by=() if deciding is None else tuple(sorted(set(deciding.amended_by))),
        named=named or any(path.named for path in chain),
        may_have_changed=_ids(claim for claim in later if claim.earliest <= at),
        scheduled=_ids(claim for claim in later if claim.earliest > at),
        contested_by=_deepest(contests),
        set_aside=_deepest(asides),
        changed_during_day=() if day is None else _ids(_changed(candidates, day)),
        expectations=_expectations(answer, lapsed, candidates, chain, at),
    )


def _give_way(
    candidates: Sequence[Claim], chain: Sequence[Settled], at: int
) -> tuple[list[Claim], list[Claim], list[Claim]]:
    """(claims after the fact, lapsed ones that leave it to `previous`, what is left): 5.3."""
    rumours: list[Claim] = []
    previous: list[Claim] = []
    left: list[Claim] = []
    loudest = max((voice.authority for path in chain for voice in path.voices), default=0)
    #: Path -> the greatest authority of its completions later in the order.
    completed: dict[str, int] = {}
    for claim in reversed(candidates):
        if claim.until <= at and claim.afterwards == "previous":
            previous.append(claim)
        elif claim.kind == "grayscale_completed":
            completed[claim.path] = max(completed.get(claim.path, 0), claim.authority)
        elif claim.extent == "grayscale" and claim.authority <= completed.get(claim.path, 0):
            pass
        elif claim.authority < loudest and _after_the_fact(claim, chain):
            rumours.append(claim)
        else:
            left.append(claim)
    left.reverse()
    return rumours, previous, left


def _after_the_fact(claim: Claim, chain: Sequence[Settled]) -> bool:
    """Whether a greater authority, here or below, said otherwise since its start before it did."""
    if claim.published <= claim.latest:
        return False
    same = (claim.effect, claim.extent)
    for path in reversed(chain):
        if len(path.path) < len(claim.path):
            break
        voices = path.voices
        for index in range(bisect_left(voices, claim.latest, key=_published), len(voices)):
            voice: Voice = voices[index]
            if voice.published >= claim.published:
                break
            if voice.authority > claim.authority and voice.claim != same:
                return True
    return False


def _answer(claim: Claim, at: int) -> tuple[str, str | None]:
    """Effect and extent where this one decides (5.4)."""
    if claim.until <= at:
        return claim.afterwards, "full"
    assert claim.effect is not None
    return claim.effect, claim.extent


def _claimed(claim: Claim, at: int) -> Said | None:
    """What it claims at `at` (5.9); None where nothing."""
    if claim.until > at:
        return None if claim.effect is None else (claim.effect, claim.extent)
    if claim.afterwards in ("permitted", "suspended"):
        return claim.afterwards, "full"
    return None


def _otherwise(
    deciding: Claim | None, lapsed: bool, effect: str, left: Sequence[Claim], at: int
) -> Otherwise | None:
    """What holds for those not reached (5.6): what gave way stays so, since who spoke still did."""
    if deciding is None or lapsed or deciding.extent == "full":
        return None
    for claim in reversed(left):
        if claim.extent != "full" and claim.path == deciding.path:
            continue
        if claim.authority < deciding.authority:
            claimed = _claimed(claim, at)
            if claimed is not None and claimed[0] == effect:
                continue
        return Otherwise(_answer(claim, at)[0], _id(claim))
    return Otherwise("unknown", None)


def _contests(
    answer: tuple[str, str | None],
    deciding: Claim | None,
    left: Sequence[Claim],
    rumours: Iterable[Claim],
    at: int,
) -> tuple[list[tuple[int, Contest]], list[tuple[int, Contest]]]:
    """(contested_by, set_aside), each with its depth, of those that claim another (5.9)."""
    contests: list[tuple[int, Contest]] = []
    asides: list[tuple[int, Contest]] = []
    #: For each rank: the last publication, and the sources, of those later that rank so or more.
    newest = [OPEN_EARLIEST] * 5
    sources: tuple[set[str], ...] = (set(), set(), set(), set(), set())
    for claim in reversed(left):
        rank = claim.authority
        said = _claimed(claim, at)
        if said is not None and said != answer:
            superseded = newest[rank] > claim.published or claim.source in sources[rank]
            if not superseded:
                contests.append((claim.depth, _contest(claim, "claim", said)))
            elif deciding is not None and claim.depth > deciding.depth:
                asides.append((claim.depth, _contest(claim, "superseded", said)))
        for lower in range(1, rank + 1):
            if claim.published > newest[lower]:
                newest[lower] = claim.published
            sources[lower].add(claim.source)
    for claim in rumours:
        said = _claimed(claim, at)
        if said is not None and said != answer:
            contests.append((claim.depth, _contest(claim, "after_the_fact", said)))
    return contests, asides


def _unapplied(
    deciding: Claim, candidates: Sequence[Claim], chain: Sequence[Settled]
) -> list[tuple[int, Contest]]:
    """What did not apply to the deciding change for want of authority (5.9)."""
    path = next(path for path in chain if path.path == deciding.path)
    found = [
        (
            deciding.depth,
            Contest(
                f"{row.announcement}#{row.n}",
                None,
                None,
                AUTHORITY[row.authority],
                row.source,
                "amendment",
            ),
        )
        for row in path.unapplied.get((deciding.announcement, deciding.n), ())
    ]
    if deciding.extent == "grayscale":
        found += [
            (claim.depth, _contest(claim, "completion", (None, None)))
            for claim in candidates
            if claim.kind == "grayscale_completed"
            and claim.path == deciding.path
            and claim > deciding
        ]
    return found


def _expectations(
    answer: Said, lapsed: bool, candidates: Sequence[Claim], chain: Sequence[Settled], at: int
) -> tuple[Expectation, ...]:
    """Those neither lapsed, settled nor met (5.8)."""
    found: list[tuple[int, Expectation]] = []
    for path in chain:
        for claim in path.expected:
            if claim.until <= at:
                continue
            if path.confirmed.get((claim.announcement, claim.n), 0) >= claim.authority:
                continue
            said = (claim.effect, claim.extent)
            if not lapsed and answer == said and at >= claim.earliest:
                continue
            if any(
                (met.effect, met.extent) == said
                and met.authority >= claim.authority
                and met.published >= claim.published
                and met.latest >= claim.earliest
                for met in candidates
            ):
                continue
            found.append((claim.depth, _expectation(claim, at)))
    return _deepest(found)


def _expectation(claim: Claim, at: int) -> Expectation:
    if at > claim.latest:
        status = "overdue"
    elif OPEN_EARLIEST < claim.earliest <= at:
        status = "due"
    else:
        status = "open"
    return Expectation(
        _id(claim),
        claim.effect,
        claim.extent,
        _or_none(claim.earliest, OPEN_EARLIEST),
        _or_none(claim.latest, OPEN_LATEST),
        claim.certainty,
        AUTHORITY[claim.authority],
        claim.source,
        status,
    )


def _changed(candidates: Iterable[Claim], day: tuple[int, int]) -> Iterable[Claim]:
    """Those that closed, or lapsed, within the day after its first instant (5.10)."""
    first, last = day
    for claim in candidates:
        closed = first <= claim.earliest and first < claim.latest <= last
        if closed or first < claim.until <= last:
            yield claim


def _population(deciding: Claim | None, lapsed: bool) -> Population | None:
    if deciding is None or lapsed or (deciding.percent is None and deciding.words is None):
        return None
    return Population(deciding.percent, deciding.words)


def _contest(claim: Claim, reason: str, said: Said) -> Contest:
    return Contest(_id(claim), *said, AUTHORITY[claim.authority], claim.source, reason)


def _deepest(entries: list[tuple[int, Listed]]) -> tuple[Listed, ...]:
    """Sorted by change id in code points, each id once, for the deepest path (5)."""
    entries.sort(key=lambda entry: entry[0])
    by_id = {entry.change: entry for _, entry in entries}
    return tuple(by_id[change] for change in sorted(by_id))


def _ids(claims: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(sorted({_id(claim) for claim in claims}))


def _id(claim: Claim) -> str:
    return f"{claim.announcement}#{claim.n}"


def _or_none(instant: int, open_end: int) -> int | None:
    return None if instant == open_end else instant
