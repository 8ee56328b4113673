"""What does a check of a ledger exclude, and what can it not? Pure: words for a verdict."""

from collections.abc import Sequence
from typing import NamedTuple

from ledger.audit.audited_heads import HELD, HERE, Judged


class Compared(NamedTuple):
    """How far the log is vouched for, as positions, 0 where it is not.

    `signed`: by a signature at all; `held`: by a checkpoint that the reader kept; `witnessed`: by
    a quorum of witnesses.
    """

    size: int
    signed: int
    held: int
    witnessed: int


def compared(size: int, found: Sequence[Judged]) -> Compared:
    """How far the checkpoints go that agree with the log."""
    good = [judged for judged in found if judged.counts]

    def reach(wanted: Sequence[Judged]) -> int:
        return max((judged.kept.checkpoint.size for judged in wanted), default=0)

    return Compared(
        size,
        reach(good),
        reach([j for j in good if j.kept.kind == HELD]),
        reach([j for j in good if j.quorum and j.seen]),
    )


def not_excluded(
    reach: Compared,
    found: Sequence[Judged],
    *,
    has_key: bool,
    pinned: bool,
    evidence: bool,
    refuted: bool,
) -> list[str]:
    """What may have happened all the same, a sentence each, the gravest first.

    `refuted`: a checkpoint that came from outside speaks against the ledger.
    """
    words = []
    outside = max(reach.held, reach.witnessed)
    if refuted:
        words.append(_of_the_refuted(outside))
    elif outside == 0:
        words.append(
            "A rollback, or a history rewritten and signed anew by who holds the key: nothing that "
            "somebody else kept was compared. Only --held FILE, a checkpoint kept elsewhere, or "
            "witnesses exclude it."
        )
        if any(j.counts and j.kept.kind == HERE for j in found):
            words.append(
                "The head kept on this machine excludes that for those alone who can write the "
                "ledger and not the folder where the head is."
            )
    if outside > 0:
        words.append(
            f"What was done to @1 to @{outside} before that checkpoint was given out: it shows "
            "what they were from then on."
        )
    if 0 < outside < reach.size and not refuted:
        words.append(
            f"A rollback or a rewriting of @{outside + 1} to @{reach.size} by who holds the key: "
            f"what was compared from outside ends at @{outside}."
        )
    if not has_key:
        words.append(
            "Any rewriting, by anybody who can write the file: this ledger has no key (ledger key "
            "adopt)."
        )
    elif reach.signed < reach.size:
        first = reach.signed + 1
        words.append(
            f"A rewriting of @{first} to @{reach.size} by anybody who can write the file: no "
            "signed head that the log goes on from covers them (ledger checkpoint)."
        )
    longer = any(j.signed_by is not None and j.kept.checkpoint.size > reach.size for j in found)
    if reach.size and not longer:  # else it is not left open: it was found
        words.append(
            f"Events after @{reach.size} that were there and were cut away: no checkpoint of a "
            "longer log was compared."
        )
    if has_key and not pinned:
        words.append(
            "Another ledger in its place, with a key of its own: the key was taken from the ledger "
            "itself. --key VKEY compares it with the one that you wrote down."
        )
    if not evidence:
        words.append("Evidence that is missing or altered: it was not looked at.")
    words.append(
        "A source misquoted, or something never recorded; a record time that the recorder's own "
        "clock had wrong; a recorder named falsely. No hash can show these."
    )
    return words


def _of_the_refuted(outside: int) -> str:
    """What is open where a checkpoint from outside disagrees, and one agrees up to `outside`."""
    against = "a checkpoint from outside was compared and speaks against this ledger (found, above)"
    if outside == 0:
        return f"Which of its events are what they were: {against}, and none vouches for any of it."
    return (
        f"Which of its events after @{outside} are what they were: {against}, and none that agrees "
        "reaches further."
    )
