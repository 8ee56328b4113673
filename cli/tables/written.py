"""How is a correction told in the tables that are not drawn from documents yet?"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cli.tables.wording import english
from ledger.sayings import corrections as sayings

if TYPE_CHECKING:
    from ledger.documents.margins import Corrected


def correction(fields: Mapping[str, Any], replaced: "Iterable[Corrected]") -> Iterator[str]:
    """What a correction sets, each field with what it was, where that is known:
    `effective=2026-12-30 (was 2026-12-13)`."""
    was = {each.name: f" (was {value(each.was)})" for each in replaced}
    for name, now in fields.items():
        yield f"{name}={value(now)}{was.get(name, '')}"


def corrections(found: "Iterable[Corrected]", *, since: bool = False) -> Iterator[str]:
    """See ledger/sayings/corrections.py."""
    return (sayings.corrected(each._asdict(), english(), since=since) for each in found)


def value(found: object) -> str:
    """See ledger/sayings/corrections.py."""
    return sayings.value(found, english())
