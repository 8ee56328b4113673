"""Which expectations are neither lapsed, settled nor met? DESIGN 5.8 for the read model."""

from collections.abc import Iterable, Sequence

from events.words import AUTHORITY, OPEN_EARLIEST, OPEN_LATEST
from ledger.answers.disputed import deepest
from ledger.answers.settled import Settled
from ledger.answers.state import Expectation
from ledger.rows import Claim, Row, depth, identifier, lapsed


def expectations(
    answer: Claim, over: bool, chain: Sequence[Settled], at: int
) -> tuple[Expectation, ...]:
    """Those of the settled paths; `over`: the answer, of effect and extent, has lapsed."""
    found: list[tuple[int, Expectation]] = []
    for path in chain:
        for row in path.expected:
            claim = Row._make(row)
            said = (claim.effect, claim.extent)
            if (
                lapsed(row, at)
                or path.confirmed.get((claim.announcement, claim.n), 0) >= claim.authority
                or (not over and answer == said and at >= claim.earliest)
                or _met_for_good(claim, chain, at)
            ):
                continue
            found.append((depth(row), _expectation(claim, at)))
    return deepest(found)


def _met_for_good(claim: Row, chain: Iterable[Settled], at: int) -> bool:
    """A completion, which has no effect, is met by a completion."""
    said = (claim.effect, claim.extent)
    return any(
        row.latest <= at
        and (row.effect, row.extent) == said
        and row.authority >= claim.authority
        and row.published >= claim.published
        and row.latest >= claim.earliest
        for path in chain
        for row in map(Row._make, path.stated)
    )


def _expectation(claim: Row, at: int) -> Expectation:
    if at > claim.latest:
        status = "overdue"
    elif OPEN_EARLIEST < claim.earliest <= at:
        status = "due"
    else:
        status = "open"
    return Expectation(
        identifier(claim),
        claim.effect,
        claim.extent,
        None if claim.earliest == OPEN_EARLIEST else claim.earliest,
        None if claim.latest == OPEN_LATEST else claim.latest,
        claim.certainty or "stated",
        AUTHORITY[claim.authority],
        claim.source,
        status,
    )
