"""How is said what a change provides, as it is stored?

Its dates are those of the zone; with `verbatim` they are the source's own text.
"""

from collections.abc import Iterator

from events.words import STARTS, claim
from ledger.sayings import Row, names, periods, provenance
from ledger.sayings.characters import escape
from ledger.sayings.effects import Effects, excepting, replacing, share
from ledger.sayings.language import Words


def provision(
    kind: str, data: Row, words: Words, *, was: Row | None = None, verbatim: bool = False
) -> str:
    """A change or an amendment in a phrase: `permitted gradually from 2022-10-28, share not said,
    no end`; `was`: of which the start, or the term, stood before it."""
    effects, (effect, extent) = Effects(words), claim(kind, data)
    stated, value = _stated(data), data.get("value")
    told = []
    if effect is not None:
        if kind == "fully_recovered" or not stated:
            told.append(effects.in_full(None, effect, extent, value))
        else:
            told.append(effects.effect(None, effect, extent, value, mark=False))
    elif kind in ("rescheduled", "term_changed"):
        told.append(amended(kind, data, words, was=was, verbatim=verbatim))
    else:
        told.append(names.kind(kind, words))
    if data.get("effective") and kind != "rescheduled":
        start = _start(data["effective"], words, verbatim)
        told[0] = periods.begun(told[0], start, words)
    if value and effect is None:
        told.append(words.tell("value {value}", value=escape(value)))
    if not stated:
        condition = data.get("condition")
        told.append(
            periods.condition(condition, words) if condition else words.tell(data["certainty"])
        )
    if kind in STARTS or data.get("population"):
        told.append(share(population(data), words))
    return words.joined([*told, *bounds(kind, data, words, verbatim=verbatim)])


def amended(kind: str, data: Row, words: Words, *, was: Row | None, verbatim: bool = False) -> str:
    """Where a start is moved to, or what a change of term does."""
    if kind == "rescheduled":
        return _moved(data.get("effective"), words, was, verbatim)
    return _changed(data["until"], words, was, verbatim)


def bounds(kind: str, data: Row, words: Words, *, verbatim: bool = False) -> Iterator[str]:
    """Its term, what follows that, what it does not apply to, and what it replaces."""
    term = data.get("until")
    if term and kind != "term_changed":
        yield _end(term, words, verbatim)
    if term and "instant" in term and data.get("afterwards", "undetermined") != "undetermined":
        yield Effects(words).after(None, data["afterwards"])
    if data.get("except"):
        yield excepting(data["except"], words)
    if data.get("replaces"):
        yield replacing(data["replaces"], words)


def population(data: Row) -> Row | None:
    """For whom of all it holds, as documents have it."""
    few = data.get("population")
    return few and {"percent": few.get("percent"), "words": few.get("words")}


def window(start: Row | None) -> Row:
    """A stored window, as documents have it."""
    return {name: (start or {}).get(name) for name in ("earliest", "latest")}


def _stated(data: Row) -> bool:
    return bool(data.get("certainty", "stated") == "stated")


def _moved(start: Row | None, words: Words, was: Row | None, verbatim: bool) -> str:
    if start and verbatim:
        return provenance.moved_to(_place(start, words), words)
    told = provenance.moved(was, window(start), words)
    return periods.doubted(told, (start or {}).get("qualifier"), words)


def _changed(term: Row, words: Words, was: Row | None, verbatim: bool) -> str:
    if verbatim and "instant" in term:
        return provenance.changed_to(_end(term, words, verbatim), words)
    return provenance.changed(was, {"until": term.get("instant")}, words)


def _end(term: Row, words: Words, verbatim: bool) -> str:
    """When a term runs out."""
    if "instant" not in term:
        return periods.end(None, words)
    if not verbatim:
        return periods.term(term["instant"], words)
    text = escape(term["text"])
    return periods.ending(text, words, whole="T" not in text.upper())


def _start(start: Row, words: Words, verbatim: bool) -> str:
    """When it begins to hold."""
    first, slash, last = escape(start["text"]).partition("/")
    if not verbatim:
        told = periods.window(window(start), words)
    elif not slash and start["earliest"] == start["latest"]:
        told = periods.beginning(first, words)
    elif not slash:
        told = words.tell("some time in {period}", period=first)
    else:
        told = periods.between(first.strip("."), last.strip("."), words)
    return periods.doubted(told, start.get("qualifier"), words)


def _place(start: Row, words: Words) -> str:
    """The same, for where it is moved to, in the source's own text."""
    first, slash, last = escape(start["text"]).partition("/")
    exact = not slash and start["earliest"] == start["latest"]
    if not exact and (last != ".." or first == ".."):
        return _start(start, words, verbatim=True)
    told = first if exact else periods.at_the_earliest(first, words)
    return periods.doubted(told, start.get("qualifier"), words)
