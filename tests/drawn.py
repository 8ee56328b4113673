"""What does a table draw from its document alone, in a language?"""

import gettext
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ledger.dates.moments import zone
from ledger.sayings.language import Words


def drawn(
    draw: Callable[[Any, Words], Iterable[str]], document: Mapping[str, Any], tag: str
) -> str:
    """The text of a table of a document that was parsed from JSON."""
    parts = draw(document, Words(tag, zone(document.get("zone", "UTC"))))
    return "".join(f"{each.rstrip()}\n" for part in parts for each in part.split("\n"))


class Strict(gettext.NullTranslations):
    """Stands behind a catalogue: what comes to it, the catalogue does not say."""

    def gettext(self, message: str) -> str:
        raise LookupError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise LookupError(msgid1)
