"""How is an event of the log told: what it is, and what did the recorder do to it?

A `row` is one of the documents of `log` and `show`: an event as it is stored, with its margin.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from ledger.sayings import names, provenance
from ledger.sayings.characters import escape
from ledger.sayings.corrections import corrected, value
from ledger.sayings.language import Words
from ledger.sayings.provenance import TERM, Row
from ledger.sayings.speakers import speaker

Data = Mapping[str, Any]

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
            fields = words.listed(corrections(row, words))
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


def corrections(row: Row, words: Words) -> Iterator[str]:
    """What a correction sets, each field with what it was, where that is known:
    `effective=2026-12-30 (was 2026-12-13)`."""
    was = {each["name"]: each["was"] for each in row["replaced"]}
    for name, now in row["data"]["fields"].items():
        told = f"{name}={value(now, words)}"
        if name in was:
            told = words.aside(told, words.tell("was {value}", value=value(was[name], words)))
        yield told


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
    parts = list(_kinds(counts, words))
    return words.sentences([words.colon(told, words.joined(parts)) if parts else told])


def _kinds(counts: Mapping[str, int], words: Words) -> Iterator[str]:
    kinds: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("opened", lambda n: words.many(n, "{count} opening", "{count} openings")),
        ("key_added", lambda n: words.many(n, "{count} key", "{count} keys")),
        ("subject_described", lambda n: words.many(n, "{count} name", "{count} names")),
        ("source_described", lambda n: words.many(n, "{count} ceiling", "{count} ceilings")),
        ("announced", lambda n: words.many(n, "{count} announcement", "{count} announcements")),
        ("change", lambda n: words.many(n, "{count} change", "{count} changes")),
        ("corrected", lambda n: words.many(n, "{count} correction", "{count} corrections")),
        ("retracted", lambda n: words.many(n, "{count} retraction", "{count} retractions")),
        (
            "evidence_added",
            lambda n: words.many(n, "{count} evidence filing", "{count} evidence filings"),
        ),
        ("expired", lambda n: words.many(n, "{count} expiry", "{count} expiries")),
    )
    for kind, told in kinds:
        if counts.get(kind):
            yield told(counts[kind])
