"""How are warnings told, each with its place?"""

from collections.abc import Iterable

from ledger.dates.moments import zone as zone_named
from ledger.documents.warnings import row
from ledger.objections import Warned
from ledger.sayings.language import ENGLISH, Words
from ledger.sayings.warnings import placed


def worded(found: Iterable[Warned], zone: str = "Asia/Shanghai") -> tuple[str, ...]:
    """In English, their dates in a zone."""
    words = Words(ENGLISH, zone_named(zone))
    return tuple(placed(row(each), words) for each in found)
