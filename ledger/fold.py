"""What holds for a subject at a moment, folded from the settled rows of its path and those above?

DESIGN 5 for the read model. `ledger/answer.py` is the same section over events, line by line;
property tests hold the two equal.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from events.words import AUTHORITY, OPEN_EARLIEST, OPEN_LATEST
from ledger.rows import AUTHORITY_RANK, Row
from ledger.settled import Settled, Voice
from ledger.state import Contest, Expectation, Otherwise, Population, State
from ledger.undisputed import undisputed, unknown

Said = tuple[str | None, str | None]
Listed = TypeVar("Listed", Contest, Expectation)

_published = attrgetter("published")
_NO_LISTS: tuple[Any, ...] = (False, (), (), (), (), (), ())


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
    if not named:
        named = any(path.named for path in chain)
    chain = [path for path in chain if path.listed]
    sole = undisputed(subject, chain, at, day=day, named=named)
    if sole is not None:
        return sole
    candidates: list[Row] = []
    later: list[Row] = []
    for path in chain:
        for claim in map(Row._make, path.stated):
            (candidates if claim.latest <= at else later).append(claim)
    if len(chain) > 1:
        candidates.sort(key=_order)
    rumours, previous, left = _give_way(candidates, chain, at)
    deciding = left[-1] if left else None

    lapsed = deciding is not None and _lapsed(deciding, at)
    answer = ("unknown", None) if deciding is None else _answer(deciding, at)
    contests, asides = _contests(answer, deciding, left, rumours, at)
    if deciding is None:
        found = unknown(subject)
    else:
        contests += _unapplied(deciding, candidates, chain)
        since, since_earliest, qualifier = _since(deciding, previous, at)
        found = State(
            subject,
            *answer,
            None if lapsed else _population(deciding),
            None if lapsed else _otherwise(deciding, left, at),
            since,
            since_earliest,
            qualifier,
            None if lapsed else deciding.until,
            lapsed,
            AUTHORITY[deciding.authority],
            deciding.source,
            deciding.party,
            deciding.published,
            _id(deciding),
            deciding.seq,
            None if deciding.subject == subject else deciding.subject,
            _amended_by(deciding, chain),
            *_NO_LISTS,
        )
    return found._replace(
        named=named,
        may_have_changed=_ids(claim for claim in later if claim.earliest <= at),
        scheduled=_ids(claim for claim in later if claim.earliest > at),
        contested_by=_deepest(contests),
        set_aside=_deepest(asides),
        changed_during_day=() if day is None else _ids(_changed(candidates, day)),
        expectations=_expectations(answer, lapsed, candidates, chain, at),
    )


def _give_way(
    candidates: Sequence[Row], chain: Sequence[Settled], at: int
) -> tuple[list[Row], list[Row], list[Row]]:
    """(claims after the fact, lapsed ones that leave it to `previous`, what is left): 5.3."""
    rumours: list[Row] = []
    previous: list[Row] = []
    left: list[Row] = []
    loudest = max((row[AUTHORITY_RANK] for path in chain for row in path.spoken), default=0)
    voices: dict[str, list[Voice]] = {}
    #: Path -> the greatest authority of its completions later in the order.
    completed: dict[str, int] = {}
    for claim in reversed(candidates):
        if claim.afterwards == "previous" and _lapsed(claim, at):
            previous.append(claim)
        elif claim.kind == "grayscale_completed":
            completed[claim.subject] = max(completed.get(claim.subject, 0), claim.authority)
        elif claim.extent == "grayscale" and claim.authority <= completed.get(claim.subject, 0):
            pass
        elif claim.authority < loudest and _after_the_fact(claim, voices or _voices(voices, chain)):
            rumours.append(claim)
        else:
            left.append(claim)
    left.reverse()
    return rumours, previous, left


def _voices(voices: dict[str, list[Voice]], chain: Sequence[Settled]) -> dict[str, list[Voice]]:
    voices.update((path.path, path.voices()) for path in chain)
    return voices


def _after_the_fact(claim: Row, voices: dict[str, list[Voice]]) -> bool:
    """Whether a greater authority, here or below, said otherwise since its start before it did."""
    if claim.published <= claim.latest:
        return False
    same = (claim.effect, claim.extent)
    for path, spoken in voices.items():
        if len(path) < len(claim.subject):
            continue
        for index in range(bisect_left(spoken, claim.latest, key=_published), len(spoken)):
            voice = spoken[index]
            if voice.published >= claim.published:
                break
            if voice.authority > claim.authority and voice.claim != same:
                return True
    return False


def _answer(claim: Row, at: int) -> tuple[str, str | None]:
    """Effect and extent where this one decides (5.4)."""
    if _lapsed(claim, at):
        return claim.afterwards or "undetermined", "full"
    assert claim.effect is not None
    return claim.effect, claim.extent


def _claimed(claim: Row, at: int) -> Said | None:
    """What it claims at `at` (5.9); None where nothing."""
    if not _lapsed(claim, at):
        return None if claim.effect is None else (claim.effect, claim.extent)
    if claim.afterwards in ("permitted", "suspended"):
        return claim.afterwards, "full"
    return None


def _since(deciding: Row, previous: Iterable[Row], at: int) -> tuple[int, int | None, str | None]:
    """(since, since_earliest, qualifier): 5.5."""
    if deciding.until is not None and deciding.until <= at:
        since, stated = deciding.until, False
    else:
        since, stated = deciding.latest, True
    for claim in previous:
        if claim.until is not None and claim.until > since and _order(claim) > _order(deciding):
            since, stated = claim.until, False
    if not stated:
        return since, since, None
    return since, _or_none(deciding.earliest, OPEN_EARLIEST), deciding.qualifier


def _otherwise(deciding: Row, left: Sequence[Row], at: int) -> Otherwise | None:
    """What holds for those not reached (5.6): what gave way stays so, since who spoke still did."""
    if deciding.extent == "full":
        return None
    for claim in reversed(left):
        if claim.extent != "full" and claim.subject == deciding.subject:
            continue
        if claim.authority < deciding.authority:
            claimed = _claimed(claim, at)
            if claimed is not None and claimed[0] == deciding.effect:
                continue
        return Otherwise(_answer(claim, at)[0], _id(claim))
    return Otherwise("unknown", None)


def _contests(
    answer: tuple[str, str | None],
    deciding: Row | None,
    left: Sequence[Row],
    rumours: Iterable[Row],
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
                contests.append((_depth(claim), _contest(claim, "claim", said)))
            elif deciding is not None and _depth(claim) > _depth(deciding):
                asides.append((_depth(claim), _contest(claim, "superseded", said)))
        for lower in range(1, rank + 1):
            if claim.published > newest[lower]:
                newest[lower] = claim.published
            sources[lower].add(claim.source)
    for claim in rumours:
        said = _claimed(claim, at)
        if said is not None and said != answer:
            contests.append((_depth(claim), _contest(claim, "after_the_fact", said)))
    return contests, asides


def _unapplied(
    deciding: Row, candidates: Sequence[Row], chain: Sequence[Settled]
) -> list[tuple[int, Contest]]:
    """What did not apply to the deciding change for want of authority (5.9)."""
    path = next(path for path in chain if path.path == deciding.subject)
    found = [
        (
            _depth(deciding),
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
            (_depth(claim), _contest(claim, "completion", (None, None)))
            for claim in candidates
            if claim.kind == "grayscale_completed"
            and claim.subject == deciding.subject
            and _order(claim) > _order(deciding)
        ]
    return found


def _expectations(
    answer: Said, lapsed: bool, candidates: Sequence[Row], chain: Sequence[Settled], at: int
) -> tuple[Expectation, ...]:
    """Those neither lapsed, settled nor met (5.8)."""
    found: list[tuple[int, Expectation]] = []
    for path in chain:
        for claim in map(Row._make, path.expected):
            if _lapsed(claim, at):
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
            found.append((_depth(claim), _expectation(claim, at)))
    return _deepest(found)


def _expectation(claim: Row, at: int) -> Expectation:
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
        claim.certainty or "stated",
        AUTHORITY[claim.authority],
        claim.source,
        status,
    )


def _changed(candidates: Iterable[Row], day: tuple[int, int]) -> Iterable[Row]:
    """Those that closed, or lapsed, within the day after its first instant (5.10)."""
    first, last = day
    for claim in candidates:
        closed = first <= claim.earliest and first < claim.latest <= last
        if closed or (claim.until is not None and first < claim.until <= last):
            yield claim


def _population(claim: Row) -> Population | None:
    if claim.percent is None and claim.words is None:
        return None
    return Population(claim.percent, claim.words)


def _contest(claim: Row, reason: str, said: Said) -> Contest:
    return Contest(_id(claim), *said, AUTHORITY[claim.authority], claim.source, reason)


def _deepest(entries: list[tuple[int, Listed]]) -> tuple[Listed, ...]:
    """Sorted by change id in code points, each id once, for the deepest path (5)."""
    entries.sort(key=lambda entry: entry[0])
    by_id = {entry.change: entry for _, entry in entries}
    return tuple(by_id[change] for change in sorted(by_id))


def _ids(claims: Iterable[Row]) -> tuple[str, ...]:
    return tuple(sorted({_id(claim) for claim in claims}))


def _amended_by(deciding: Row, chain: Sequence[Settled]) -> tuple[str, ...]:
    """What counts for it and for what it confirms, sorted, each once."""
    path = next(path for path in chain if path.path == deciding.subject)
    return tuple(sorted(set(path.amended_by.get(deciding.seq, ()))))


def _order(claim: Row) -> tuple[int, int, int, int, int]:
    """DESIGN 5.2."""
    return claim.latest, _depth(claim), claim.published, claim.authority, claim.seq


def _depth(claim: Row) -> int:
    return claim.subject.count("/")


def _lapsed(claim: Row, at: int) -> bool:
    return claim.until is not None and claim.until <= at


def _id(claim: Row) -> str:
    return f"{claim.announcement}#{claim.n}"


def _or_none(instant: int, open_end: int) -> int | None:
    return None if instant == open_end else instant
