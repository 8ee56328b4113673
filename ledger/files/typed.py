"""How is a stored value typed on the command line, so that it is read as the same again?

The inverse of `ledger.files.fields.parse_field`, which is asked whether it is.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from events.fields import CORRECTED
from ledger.files.fields import LISTS, parse_field
from ledger.files.texts import FieldFault
from ledger.quotes import quoted

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: An item that stands in a list of YAML as it is.
_PLAIN: Final = re.compile(r"[\w./#-]+")


def typed(kind: str, name: str, value: Any, zone: "ZoneInfo") -> dict[str, str]:
    """The text of a field, by its name; of a population perhaps that of its parts. None clears.

    `kind` is the word of a change or `announced`; dates are those of the zone where they can be.
    """
    if value is None:
        return {name: ""}
    found: dict[str, str] = {}
    for found in _ways(CORRECTED[kind][name].type, name, value):
        if _reads(kind, name, found, value, zone):
            break
    return found


def meaning(value: Any) -> Any:
    """A stored value without how it was written, where it says besides which instants it means."""
    if isinstance(value, Mapping) and len(value) > 1:
        return {name: part for name, part in value.items() if name != "text"}
    return value


def command(*words: str) -> str:
    """A command line of these words, each quoted for a shell."""
    return " ".join(map(quoted, ("ledger", *words)))


def _ways(type: str, name: str, value: Any) -> Iterator[dict[str, str]]:
    """Ways to type it, the first of which that is read as the same is the one."""
    if type in LISTS:
        yield {name: f"[{', '.join(map(_item, value))}]"}
    elif type == "population":
        yield {name: f"{value['percent']}%" if "percent" in value else value["words"]}
        yield {f"{name}.{part}": value.get(part, "") for part in ("percent", "words")}
    elif isinstance(value, Mapping):
        yield {name: value["text"]}
        yield {name: _exactly(value)}
    else:
        yield {name: str(value)}


def _item(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _exactly(value: Mapping[str, str]) -> str:
    """A date as the instants that it means, whatever the zone."""
    if "instant" in value:
        return value["instant"]
    earliest, latest = value.get("earliest", ".."), value.get("latest", "..")
    window = earliest if earliest == latest else f"{earliest}/{latest}"
    return window + value.get("qualifier", "")


def _reads(kind: str, name: str, texts: Mapping[str, str], value: Any, zone: "ZoneInfo") -> bool:
    """Whether these texts are read as the value."""
    try:
        read = {each: parse_field(kind, each, text, zone) for each, text in texts.items()}
    except FieldFault:
        return False
    if name in read:
        return bool(meaning(read[name]) == meaning(value))
    parts = {each.rpartition(".")[2]: part for each, part in read.items() if part is not None}
    return bool(parts == value)


def lines(found: Sequence[str], most: int) -> tuple[str, ...]:
    """So many of them, and how many more there are."""
    more = len(found) - most
    return (*found[:most], f"and {more} more") if more > 0 else tuple(found)
