"""What is a ledger told, turn after turn, as users tell it?"""

import json
from typing import Any, NamedTuple

Fields = dict[str, Any]


class Announced(NamedTuple):
    """An announcement, as an item of a file."""

    recorded_at: int
    said: Fields

    @property
    def file(self) -> str:
        """A whole announcement file that tells it."""
        return json.dumps(
            {"format": "policy-ledger/1", "zone": "UTC", "announcements": [self.said]}
        )


class Corrected(NamedTuple):
    """`ledger correct TARGET FIELD=VALUE…`."""

    recorded_at: int
    target: str
    fields: dict[str, str]
    subject: str | None


class Retracted(NamedTuple):
    """`ledger retract TARGET`; of an act by `@SEQ`."""

    recorded_at: int
    target: str
    subject: str | None


class Lapsed(NamedTuple):
    """What `ledger expire` tells of a term."""

    recorded_at: int
    of: str
    subject: str


Turn = Announced | Corrected | Retracted | Lapsed
