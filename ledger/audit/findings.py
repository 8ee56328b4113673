"""What did a check of the whole ledger find wrong, and what could it not decide?"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from ledger.dates.moments import zone
from ledger.sayings import findings as sayings
from ledger.sayings.language import ENGLISH, Words

#: What is checked, in the order in which a report tells of it.
CHECKS: Final = (
    *("schema", "file", "positions", "times", "entries", "tree", "events", "streams"),
    *("announcements", "opening", "keys", "read model", "evidence", "head", "checkpoint", "held"),
    *("witnesses", "time stamp"),
)
#: Those of the ledger itself, and not of what is kept elsewhere.
OF_WHAT_IT_HOLDS: Final = CHECKS[:12]
#: The check of what is derived from the log.
READ_MODEL: Final = "read model"
#: Of one check; more are counted and not kept, so that memory stays bounded.
MOST: Final = 20


class Finding(NamedTuple):
    """One thing that is not as it must be, or (`failed` False) that could not be decided.

    `kind` and `particulars` are those of `ledger.sayings.findings`. `seq` is the position it is
    about, None where it is about no single event. `derived`: it is about what is made from the log
    alone, and `ledger rebuild` makes it anew.
    """

    check: str
    kind: str
    seq: int | None
    particulars: Mapping[str, Any]
    failed: bool
    derived: bool = False

    @property
    def words(self) -> str:
        """What was found, in English."""
        return sayings.found(self.kind, self.particulars, _english())

    def told(self, words: Words) -> str:
        """What was found, and where."""
        told = sayings.found(self.kind, self.particulars, words)
        return told if self.seq is None else words.colon(f"@{self.seq}", told)

    def __str__(self) -> str:
        return self.told(_english())


class Notice(NamedTuple):
    """What is no fault, and worth to be known: of a kind, with its particulars."""

    kind: str
    particulars: Mapping[str, Any]

    def __str__(self) -> str:
        return sayings.noted(*self, _english())


def _english() -> Words:
    return Words(ENGLISH, zone("UTC"))


class Findings:
    """What was found so far, the first 20 of each check."""

    def __init__(self) -> None:
        #: By check: what was kept, and how many there were.
        self.kept: dict[str, list[Finding]] = {}
        self.counts: dict[str, int] = {}
        #: Whether anything failed; whether anything could not be decided.
        self.failed = self.undecided = False

    def add(
        self,
        check: str,
        kind: str,
        *,
        seq: int | None = None,
        failed: bool = True,
        derived: bool = False,
        **particulars: object,
    ) -> None:
        """Something is wrong; or, with `failed` False, it could not be decided."""
        if seq is not None and seq < 1:  # no position of any log
            seq, particulars = None, {**particulars, "at": seq}
        self.failed |= failed
        self.undecided |= not failed
        self.counts[check] = self.counts.get(check, 0) + 1
        kept = self.kept.setdefault(check, [])
        if len(kept) < MOST:
            derived = derived or check == READ_MODEL
            kept.append(Finding(check, kind, seq, particulars, failed, derived))

    def take(self, others: "Findings") -> None:
        """What was found elsewhere too."""
        self.failed |= others.failed
        self.undecided |= others.undecided
        for check, count in others.counts.items():
            self.counts[check] = self.counts.get(check, 0) + count
            kept = self.kept.setdefault(check, [])
            kept += others.kept[check][: MOST - len(kept)]

    def count(self, check: str) -> int:
        """How many were found of a check, kept or not."""
        return self.counts.get(check, 0)

    def all(self) -> Iterable[Finding]:
        """Those kept, check by check; where some were not, a last one says how many."""
        for check in CHECKS:
            kept = self.kept.get(check, [])
            yield from kept
            if more := self.count(check) - len(kept):
                yield kept[-1]._replace(kind="more", seq=None, particulars={"count": more})
