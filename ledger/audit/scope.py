"""What does a check of a ledger exclude, and what can it not? Pure."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from ledger.audit.audited_heads import HELD, HERE, Judged

#: What may have happened all the same, the gravest first: a checkpoint from outside speaks against
#: the ledger; it was rolled back or rewritten by who holds the key, but not by who cannot write the
#: head kept here; what was done before the checkpoint from outside, and after it by who holds the
#: key; it was rewritten by anybody, without a key or beyond the last signature; its end was cut; it
#: is another ledger; its key took over unsigned from one that was lost; evidence is gone; record
#: times are wrong, of what a time stamp bounds from above and of what none does; what no hash can
#: show, with and without record times.
KINDS: Final = (
    *("refuted", "rolled_back", "head_here", "before", "after", "no_key", "unsigned", "cut"),
    *("replaced", "key_lost", "evidence", "dated", "undated", "misquoted", "misnamed"),
)


class Open(NamedTuple):
    """One thing that is left open, of KINDS, of which positions; None where it is of no such. `at`:
    by when a time stamp shows them to have been there."""

    kind: str
    first: int | None = None
    last: int | None = None
    at: int | None = None


class Compared(NamedTuple):
    """How far the log is vouched for, as positions, 0 where it is not.

    `signed`: by a signature at all; `held`: by a checkpoint that the reader kept; `witnessed`: by
    a quorum of witnesses.
    """

    size: int
    signed: int
    held: int
    witnessed: int

    @property
    def outside(self) -> int:
        """How far it is vouched for by what others kept or saw."""
        return max(self.held, self.witnessed)


def compared(size: int, found: Sequence[Judged]) -> Compared:
    """How far the checkpoints go that agree with the log."""
    good = [judged for judged in found if judged.counts]

    def reach(wanted: Sequence[Judged]) -> int:
        return max((judged.head.checkpoint.size for judged in wanted), default=0)

    return Compared(
        size,
        reach(good),
        reach([j for j in good if j.head.kind == HELD]),
        reach([j for j in good if j.quorum and j.seen]),
    )


def left_open(
    reach: Compared,
    found: Sequence[Judged],
    *,
    has_key: bool,
    pinned: bool,
    lost: int | None = None,
    evidence: bool,
    refuted: bool,
) -> list[Open]:
    """What may have happened all the same.

    `refuted`: a checkpoint that came from outside speaks against the ledger. `lost`: from which
    position on its key counts without a signature, where nobody wrote that key down.
    """
    told, outside, size = [], reach.outside, reach.size
    if refuted:
        told.append(Open("refuted", last=outside or None))
    elif outside == 0:
        told.append(Open("rolled_back"))
        if any(j.counts and j.head.kind == HERE for j in found):
            told.append(Open("head_here"))
    if outside > 0:
        told.append(Open("before", 1, outside))
    if 0 < outside < size and not refuted:
        told.append(Open("after", outside + 1, size))
    if not has_key:
        told.append(Open("no_key"))
    elif reach.signed < size:
        told.append(Open("unsigned", reach.signed + 1, size))
    longer = any(j.signed_by is not None and j.head.checkpoint.size > size for j in found)
    if size and not longer:  # else it is not left open: it was found
        told.append(Open("cut", last=size))
    if has_key and not pinned:
        told.append(Open("replaced"))
    if lost is not None:
        told.append(Open("key_lost", lost))
    if not evidence:
        told.append(Open("evidence"))
    stamped = [(j.head.checkpoint.size, -j.stamp.at) for j in found if j.stamp is not None]
    if not stamped:
        return [*told, Open("misquoted")]
    covered, at = max(stamped)
    told.append(Open("dated", 1, covered, -at))
    if covered < size:
        told.append(Open("undated", covered + 1, size))
    return [*told, Open("misnamed")]
