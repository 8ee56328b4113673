"""No announcement goes by this name: what was meant by it?"""

from collections.abc import Iterable

from ledger.quotes import quoted
from ledger.sayings.language import english
from ledger.sayings.names import apart
from ledger.subjects import covers, nearest


def meant(
    name: str,
    *,
    size: int,
    paths: Iterable[str],
    sources: Iterable[str] = (),
    ids: Iterable[str] = (),
) -> str:
    """What was likely meant, and what to type for it: an event by its position, a subject, a
    source, or an announcement of nearly that id; of which the ledger has these."""
    from difflib import get_close_matches

    number = name.partition("#")[0]
    if number.isascii() and number.isdigit() and len(number) < 19:
        if 1 <= int(number) <= size:
            return f"did you mean the event at that position, @{int(number)}?"
        return f"an event is named by its position, @1 to @{size}, or an announcement by its id"
    listed = list(paths)
    if any(covers(name, path) for path in listed):
        return f"it is a subject, whose events `ledger log --subject {quoted(name)}` lists"
    if name in sources:
        return f"it is a source, whose events `ledger log --source {quoted(name)}` lists"
    if near := get_close_matches(name, ids, 1):
        return f"did you mean {near[0]}?"
    if path := nearest(name, listed, elsewhere=True):
        lead = "an id has no slash; the" if "/" in name else "the"
        return (
            f"{lead} nearest subject is {path}{apart(path, name, english())}, whose events "
            f"`ledger log --subject {quoted(path)}` lists"
        )
    return "ledger log --kind announced lists them"
