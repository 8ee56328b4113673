"""How is an event of the log told: what it is, and what did the recorder do to it?

A `row` is one of the documents of `log` and `show`: an event as it is stored, with its margin.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.sayings import names, provenance
from ledger.sayings.characters import escape
from ledger.sayings.corrections import corrected, corrections
from ledger.sayings.language import Words
from ledger.sayings.provenance import TERM, Row
from ledger.sayings.speakers import speaker

Data = Mapping[str, Any]

#: The kinds of events, in the order in which they are counted.
_KINDS: Final = (
    *("opened", "key_added", "subject_described", "source_described", "announced", "change"),
    *("corrected", "retracted", "evidence_added", "expired"),
)
#: Of a digest so many hexadecimal digits; `show` prints all.
DIGITS: Final = 16


def said(row: Row, words: Words, *, verbatim: bool = False) -> str:
    """What an event that is no change says, in one sentence; with `verbatim` nothing of dates but
    the source's own text."""
    data = reading(row)["data"]
    match row["type"]:
        case "opened":
            places = {"origin": escape(data["origin"]), "zone": data["zone"]}
            return words.tell("opened: {origin}, {zone}", **places)
        case "key_added":
            return words.tell("key added: {key}", key=escape(data["key"]))
        case "subject_described":
            return _named(data, words)
        case "source_described":
            places = {"source": escape(data["name"]), "authority": words.tell(data["ceiling"])}
            return words.tell("limited {source}: at most {authority}", **places)
        case "announced":
            return _announced(data, words)
        case "corrected":
            fields = words.listed(corrections(data["fields"], row["replaced"], words))
            told = words.tell(
                "corrected {target}: {fields}", target=_target(data, words), fields=fields
            )
        case "retracted":
            told = words.tell("retracted {target}", target=_target(data, words))
        case "evidence_added":
            places = {"target": data["target"], "files": words.listed(files(data, words))}
            told = words.tell("evidence added to {target}: {files}", **places)
        case "expired":
            return _expired(row, words, verbatim)
        case other:
            raise ValueError(f"unknown event type {other!r}")
    return words.clauses([told, words.tell("why: {reason}", reason=escape(data["why"]))])


def reading(row: Row) -> Row:
    """Its type and its data, with what the recorder corrected."""
    return row["reading"] or row


def since(row: Row, words: Words) -> Iterator[str]:
    """What the recorder did to it since."""
    if row["retracted_by"] is not None:
        yield words.tell("RETRACTED by @{seq}", seq=row["retracted_by"])
    yield from (corrected(each, words) for each in row["corrected"])


def files(data: Data, words: Words) -> Iterator[str]:
    """The files that an event names, by the first digits of their digests."""
    for each in data["evidence"]:
        about = [size(each["size"], words), escape(each["media_type"])]
        yield words.aside(f"{each['sha256'][:DIGITS]}...", words.joined(about))


def size(count: int, words: Words) -> str:
    """How long a file is."""
    return words.many(count, "{size} byte", "{size} bytes", size=f"{count:,}")


def by(data: Data, words: Words) -> list[str]:
    """Who recorded it, where that was said."""
    return [words.tell("by {who}", who=escape(data["recorder"]))] if data.get("recorder") else []


def via(data: Data, words: Words) -> str:
    """Who passed an announcement on, when and where."""
    told = [escape(data["name"])]
    if data.get("published"):
        told.append(words.tell("published {date}", date=escape(data["published"]["text"])))
    return words.joined([*told, *([escape(data["url"])] if data.get("url") else [])])


def _named(data: Data, words: Words) -> str:
    title = escape(data["title"]) if data.get("title") else words.tell("no title")
    told = [words.tell("named {subject}: {title}", subject=escape(data["path"]), title=title)]
    if data.get("aliases"):
        told.append(
            words.tell("also {aliases}", aliases=words.listed(map(escape, data["aliases"])))
        )
    return words.clauses([*told, *names.particulars(data, words)])


def _announced(data: Data, words: Words) -> str:
    source = data["source"]
    who = speaker(source["name"], source["authority"], source.get("party"), words)
    told = [
        words.tell("announced {id}: {who}", id=data["id"], who=who),
        words.tell("published {date}", date=escape(data["published"]["text"])),
    ]
    if data.get("via"):
        told.append(words.tell("as quoted by {source}", source=escape(data["via"]["name"])))
    return words.clauses([*told, *([escape(data["title"])] if data.get("title") else [])])


def _expired(row: Row, words: Words, verbatim: bool) -> str:
    data = row["data"]
    told = words.tell(
        "expired, written down by the recorder: {change}, {subject}, until {date}",
        change=data["of"],
        subject=escape(data["subject"]),
        date=escape(data["until"]["text"]),
    )
    return told if verbatim else behind(told, row["term_set"], words)


def behind(told: str, term_set: Row | None, words: Words) -> str:
    """A term, and behind it which amendment set it, where one did."""
    if term_set is None:
        return told
    set_by = provenance.set_by(TERM, term_set["was"], term_set, term_set["by"], words)
    return words.aside(told, set_by)


def _target(data: Data, words: Words) -> str:
    """What an act is about."""
    if not data.get("subject"):
        return escape(data["target"])
    subject = escape(data["subject"])
    return words.tell("{target}, {subject} only", target=escape(data["target"]), subject=subject)


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
        told = words.many(total, "{count} event", "{count} events")
    parts = [many(kind, counts[kind], words) for kind in _KINDS if counts.get(kind)]
    return words.sentences([words.colon(told, words.joined(parts)) if parts else told])


def many(kind: str, count: int, words: Words) -> str:
    """So many events of a kind: `2 announcements`."""
    match kind:
        case "opened":
            return words.many(count, "{count} opening", "{count} openings")
        case "key_added":
            return words.many(count, "{count} key", "{count} keys")
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
    raise ValueError(f"unknown event type {kind!r}")
