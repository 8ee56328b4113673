"""How is said what the recorder corrected and retracted?"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ledger.sayings.characters import escape
from ledger.sayings.language import Words


def corrected(found: Mapping[str, Any], words: Words) -> str:
    """A field that the recorder corrected, with what was recorded first: `CORRECTED by @12:
    effective 2026-12-30, recorded as 2026-12-13`, `CORRECTED by @12, in law#1: ...`."""
    now = words.tell("{field} {value}", field=found["name"], value=value(found["now"], words))
    was = words.tell("recorded as {value}", value=value(found["was"], words))
    places = {"seq": found["seq"], "change": found["of"]}
    if found["of"]:
        lead = words.tell("CORRECTED by @{seq}, in {change}", **places)
    else:
        lead = words.tell("CORRECTED by @{seq}", seq=found["seq"])
    return words.colon(lead, words.joined([now, was]))


def correction(found: Mapping[str, Any], words: Words) -> str:
    """What a correction sets, with what it was: `effective=2026-12-30 (was 2026-12-13)`."""
    was = words.tell("was {value}", value=value(found["was"], words))
    return words.aside(f"{found['name']}={value(found['now'], words)}", was)


def corrections(
    fields: Mapping[str, Any], replaced: Iterable[Mapping[str, Any]], words: Words
) -> Iterator[str]:
    """What a correction sets, each field with what it was, where `replaced` has that."""
    known = {found["name"]: correction(found, words) for found in replaced}
    for name, now in fields.items():
        yield known.get(name) or f"{name}={value(now, words)}"


def value(found: Any, words: Words) -> str:
    """The value of a corrected field, as it was written."""
    if found is None:
        return words.tell("(none)")
    if isinstance(found, Mapping):
        if "text" in found:
            return escape(str(found["text"]))
        return ", ".join(f"{name} {value(each, words)}" for name, each in found.items())
    if isinstance(found, list):
        return f"[{escape(', '.join(found))}]"
    return escape(str(found))


def act(found: Mapping[str, Any], words: Words) -> str:
    """What the recorder did, and why: `population of ID#N on PATH (@46, why: ...)`."""
    told = on(found["target"], found["subject"], words)
    if found["fields"]:
        told = words.tell("{fields} of {change}", fields=words.listed(found["fields"]), change=told)
    return words.aside(told, reasoned(found, words))


def reasoned(found: Mapping[str, Any], words: Words) -> str:
    """By which event the recorder did it, and why."""
    return words.joined([f"@{found['seq']}", why(found["why"], words)])


def on(change: str, subject: str | None, words: Words) -> str:
    """A change, and the one of its subjects that is meant, where that is one alone."""
    if not subject:
        return change
    return words.tell("{change} on {subject}", change=change, subject=escape(subject))


def why(reason: str, words: Words) -> str:
    """For what reason the recorder did it."""
    return words.tell("why: {reason}", reason=escape(reason))
