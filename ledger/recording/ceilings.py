"""May a source speak under the authority that a file gives it, and has it ever before?

Its ceiling is what the file itself says, else what is recorded. It is no judgement of the ledger's:
who records has set it, so that a fan page is not taken in as official by a slip.
"""

from collections.abc import Sequence
from typing import Final

from events.words import AUTHORITIES, AUTHORITY, RANK
from ledger.files.drafts import OF_SOURCE, DraftDescription
from ledger.stores.log import Log

#: So many sources are remembered, so that memory is bounded; others are asked again.
_ASKED: Final = 10_000


def above(name: str, authority: str, ceiling: str) -> tuple[str, str]:
    """What is wrong with a source that speaks above its ceiling, and what was expected."""
    message = f"{authority} is above the ceiling of {name}, {ceiling}"
    return message, f"{ceiling} or less, or --above-ceiling"


class Ceilings:
    """The limits of sources, and how high each has spoken: in the log, and in the file so far."""

    def __init__(
        self, descriptions: Sequence[DraftDescription] = (), *, above: bool = False
    ) -> None:
        """`descriptions`: what the file says, which is not in the log yet; `above`: no limit is
        looked at."""
        said = (each.data for each in descriptions if each.type == OF_SOURCE)
        self._said = {data["name"]: data["ceiling"] for data in said}
        self._above = above
        self._highest: dict[str, int] = {}

    def broken(self, name: str, authority: str, log: Log) -> str | None:
        """The ceiling that a source of this authority would be above; None where there is none."""
        if self._above or authority == AUTHORITIES[-1]:
            return None
        ceiling = self._said.get(name) or log.ceiling(name)
        return ceiling if ceiling is not None and RANK[authority] > RANK[ceiling] else None

    def highest(self, name: str, log: Log) -> int:
        """The rank of the greatest authority that a source has had until now; 0 where it has not
        spoken."""
        if name not in self._highest:
            if len(self._highest) >= _ASKED:
                self._highest.clear()
            found = (RANK[each] for each in log.authorities(name))
            self._highest[name] = max(found, default=0)
        return self._highest[name]

    def raised(self, name: str, authority: str, log: Log) -> str | None:
        """The greatest authority that a source has had until now, where this one is greater; from
        then on it has this one. None also where it has not spoken."""
        rank, highest = RANK[authority], self.highest(name, log)
        self._highest[name] = max(rank, highest)
        return AUTHORITY[highest] if 0 < highest < rank else None
