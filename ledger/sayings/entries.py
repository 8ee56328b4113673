"""How is an event of the log told: what it is, of what, and what did the recorder do to it?

A `row` is an event as the documents of `log`, `show` and `replay` have it: as it is stored, with
its margin. With `verbatim` nothing of dates is told but the source's own text.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ledger.sayings import Row, names, provenance, speakers
from ledger.sayings.characters import escape
from ledger.sayings.corrections import corrected, corrections, on, why
from ledger.sayings.language import Words
from ledger.sayings.provenance import TERM

#: What is not called by its kind.
_CALLED: Final = {
    "subject_described": "named",
    "source_described": "limited",
    "evidence_added": "evidence",
}
#: The kinds of events, in the order in which they are counted.
_KINDS: Final = (
    *("opened", "key_added", "key_lost", "subject_described", "source_described", "announced"),
    *("change", "corrected", "retracted", "evidence_added", "expired", "unreadable"),
)
#: Of a digest so many hexadecimal digits; `show` prints all.
DIGITS: Final = 16


def label(kind: str, words: Words) -> str:
    """What an event is called: `announced`, `rollout started`."""
    return names.kind(_CALLED.get(kind, kind), words)


def about(row: Row, words: Words, *, verbatim: bool = False) -> str:
    """What an event that is no change is about, behind its label."""
    data = reading(row)["data"]
    match row["type"]:
        case "opened":
            return words.joined([escape(data["origin"]), data["zone"]])
        case "key_added":
            return escape(data["key"])
        case "key_lost":
            taken = words.tell("now {key}, for which it did not sign", key=escape(data["key"]))
            return words.joined([escape(data["lost"]), taken])
        case "subject_described":
            return _named(data, words)
        case "source_described":
            most = words.tell("at most {authority}", authority=words.tell(data["ceiling"]))
            return words.colon(escape(data["name"]), most)
        case "announced":
            return str(data["id"])
        case "corrected":
            fields = corrections(data["fields"], row["replaced"], words)
            return words.colon(_target(data, words), words.listed(fields))
        case "retracted":
            return _target(data, words)
        case "evidence_added":
            lead = words.tell("for {announcement}", announcement=data["target"])
            return words.colon(lead, words.listed(_files(data, words)))
        case "expired":
            return _expired(row, words, verbatim)
    raise ValueError(f"unknown event type {row['type']!r}")


def said(row: Row, words: Words, *, verbatim: bool = False) -> str:
    """The same with its label and all that it says besides, in one sentence."""
    data = reading(row)["data"]
    if row["type"] == "unreadable":
        return words.tell(
            "cannot be read: it is stored as {type}, and is none; {command} says more",
            type=escape(data["type"]),
            command="ledger verify",
        )
    what = label(row["type"], words)
    told = words.tell("{kind} {about}", kind=what, about=about(row, words, verbatim=verbatim))
    if row["type"] == "announced":
        title = [escape(data["title"])] if data.get("title") else []
        spoken = words.clauses([*speaker(data, words, verbatim=verbatim), *title])
        return words.colon(told, spoken)
    return words.clauses([told, *([why(data["why"], words)] if "why" in data else [])])


def speaker(data: Row, words: Words, *, verbatim: bool = False) -> tuple[str, str]:
    """Who speaks in an announcement, and when that was published."""
    source, published = data["source"], data["published"]
    who = [speakers.speaker(source["name"], source["authority"], source.get("party"), words)]
    if data.get("via"):
        who.append(speakers.quoted(data["via"]["name"], words))
    if verbatim:
        return words.joined(who), speakers.dated(escape(published["text"]), words)
    return words.joined(who), speakers.published({"published": published["instant"]}, words)


def reading(row: Row) -> Row:
    """Its type and its data, with what the recorder corrected."""
    return row["reading"] or row


def since(row: Row, words: Words) -> Iterator[str]:
    """What the recorder did to it since."""
    if row["retracted_by"] is not None:
        yield words.tell("RETRACTED by @{seq}", seq=row["retracted_by"])
    yield from (corrected(each, words) for each in row["corrected"])


def size(count: int, words: Words) -> str:
    """How long a file is."""
    return words.many(count, "{size} byte", "{size} bytes", size=f"{count:,}")


def by(data: Row, words: Words) -> list[str]:
    """Who recorded it, where that was said."""
    return [words.tell("by {who}", who=escape(data["recorder"]))] if data.get("recorder") else []


def via(data: Row, words: Words) -> str:
    """Who passed an announcement on, when and where."""
    told = [escape(data["name"])]
    if data.get("published"):
        told.append(speakers.dated(escape(data["published"]["text"]), words))
    return words.joined([*told, *([escape(data["url"])] if data.get("url") else [])])


def _files(data: Row, words: Words) -> Iterator[str]:
    """The files that an event names, by the first digits of their digests."""
    for each in data["evidence"]:
        about = [size(each["size"], words), escape(each["media_type"])]
        yield words.aside(f"{each['sha256'][:DIGITS]}...", words.joined(about))


def _named(data: Row, words: Words) -> str:
    told = escape(data["path"])
    if data.get("title"):
        told = words.colon(told, escape(data["title"]))
    if data.get("aliases"):
        aliases = words.listed(map(escape, data["aliases"]))
        told = words.joined([told, words.tell("also {aliases}", aliases=aliases)])
    return words.clauses([told, *names.particulars(data, words)])


def _expired(row: Row, words: Words, verbatim: bool) -> str:
    data = row["data"]
    term = escape(data["until"]["text"])
    if not verbatim:
        term = behind(term, row["term_set"], words)
    told = words.tell("the term of {change}, {term}, has run out", change=data["of"], term=term)
    return words.colon(escape(data["subject"]), told)


def behind(told: str, term_set: Row | None, words: Words) -> str:
    """A term, and behind it which amendment set it, where one did."""
    if term_set is None:
        return told
    set_by = provenance.set_by(TERM, term_set["was"], term_set, term_set["by"], words)
    return words.aside(told, set_by)


def _target(data: Row, words: Words) -> str:
    """What an act is about."""
    return on(escape(data["target"]), data.get("subject"), words)


def counted(counts: Mapping[str, int], words: Words, *, narrowed: bool) -> str:
    """How many events there are, and of which kind; `narrowed`: filters left others out."""
    total = sum(counts.values())
    if narrowed:
        told = words.many(
            total,
            "{count} event listed, of those that the filters leave",
            "{count} events listed, of those that the filters leave",
        )
    else:
        told = events(total, words)
    parts = kinds(counts, words)
    return words.sentences([words.colon(told, words.joined(parts)) if parts else told])


def events(count: int, words: Words) -> str:
    """So many events."""
    return words.many(count, "{count} event", "{count} events")


def kinds(counts: Mapping[str, int], words: Words, *, always: Iterable[str] = ()) -> list[str]:
    """How many events of each kind there are; of some `always`, also where there is none."""
    return [many(kind, counts.get(kind, 0), words) for kind in _KINDS if kind in {*counts, *always}]


def many(kind: str, count: int, words: Words) -> str:
    """So many events of a kind: `2 announcements`."""
    match kind:
        case "opened":
            return words.many(count, "{count} opening", "{count} openings")
        case "key_added":
            return words.many(count, "{count} key", "{count} keys")
        case "key_lost":
            return words.many(count, "{count} lost key", "{count} lost keys")
        case "subject_described":
            return words.many(count, "{count} name", "{count} names")
        case "source_described":
            return words.many(count, "{count} ceiling", "{count} ceilings")
        case "announced":
            return words.many(count, "{count} announcement", "{count} announcements")
        case "change":
            return words.many(count, "{count} change", "{count} changes")
        case "corrected":
            return words.many(count, "{count} correction", "{count} corrections")
        case "retracted":
            return words.many(count, "{count} retraction", "{count} retractions")
        case "evidence_added":
            return words.many(count, "{count} evidence filing", "{count} evidence filings")
        case "expired":
            return words.many(count, "{count} expiry", "{count} expiries")
        case "unreadable":
            return words.many(count, "{count} that cannot be read", "{count} that cannot be read")
    raise ValueError(f"unknown event type {kind!r}")


def intact(path: str, stored: Row, words: Words) -> str:
    """A file of evidence that is what it was."""
    told = words.tell("{count} bytes", count=stored["size"])
    told = words.aside(escape(path), words.joined([escape(stored["media_type"]), told]))
    return words.colon(words.tell("evidence intact"), told)


def no_evidence(words: Words) -> str:
    """That no file was taken in with an announcement."""
    return words.tell("no evidence was taken in for it")
