"""What is told of an append: what is new, where it stands, how to undo it?

A `file` is a row of the document of `announce`, an `act` the document of what the recorder did.
"""

from collections.abc import Mapping
from typing import Any, Final

from ledger.faults import Phrase
from ledger.sayings import Row, corrections, entries, names, periods
from ledger.sayings.characters import escape
from ledger.sayings.effects import arrow
from ledger.sayings.events import span
from ledger.sayings.language import Words, message

#: What is announced is called so where it is no file.
TYPED: Final = message("the command line")
PIPED: Final = message("standard input")
#: Of an announcement that is recorded, and of what an act was to say.
TOLD: Final = message("told already")
#: Of a list so many are named; of new names that are near no other, and stand beside each other;
#: of the recorder's acts on one announcement.
LISTED: Final = 20
PLAIN: Final = 40
ACTS: Final = 5


def place(name: str, words: Words) -> str:
    """A file, or what stands for one."""
    return words.tell(name) if name in (TYPED, PIPED) else escape(name)


def positions(row: Row, words: Words) -> str:
    """Where events stand, or would."""
    return span(row["before"] + 1, row["before"] + row["events"], words)


def recorded(at: str, words: Words) -> str:
    """When something was taken in."""
    return words.aside(recorded_at(periods.local(at, words), words), at)


def recorded_at(instant: str, words: Words) -> str:
    """The same of an instant as it is written."""
    return words.tell("recorded {instant}", instant=instant)


def unchanged(words: Words) -> str:
    """That nothing comes of it for the answers, a sentence without its mark."""
    return words.tell("No answer changes")


def unwritten(words: Words) -> str:
    """Of what was only rehearsed."""
    return words.sentences([words.tell("Nothing was written (--dry-run)")])


def appended(file: Row, words: Words, *, each: bool, dry_run: bool) -> str:
    """How many events a file became, and where they stand; with `each`, others may have come
    between."""
    name, count = place(file["file"], words), file["events"]
    if not count:
        size = file["before"]
        return words.tell("{file}: nothing new; the ledger stays at @{size}", file=name, size=size)
    if dry_run:
        told = words.many(
            count,
            "{file}: would append {count} event",
            "{file}: would append {count} events",
            file=name,
        )
    else:
        told = words.many(
            count, "{file}: appended {count} event", "{file}: appended {count} events", file=name
        )
    now = words.tell("now at @{size}", size=file["size"]) if each else positions(file, words)
    return words.joined([told, now])


def broken_off(file: Row, words: Words) -> str:
    """What of a file was taken in before a fault."""
    told = words.many(
        file["new"],
        "{file}: appended {count} announcement before the fault",
        "{file}: appended {count} announcements before the fault",
        file=place(file["file"], words),
    )
    if last := file["newest"]:
        where = words.tell("the last {id} at {span}", id=last["id"], span=positions(last, words))
        told = words.joined([told, where])
    again = file["unchanged"]
    return words.clauses([told, *([told_already(again, words)] if again else [])])


def told_already(count: int | str, words: Words) -> str:
    """How many announcements were told before."""
    return words.tell("{count} told already", count=count)


def taken(row: Row, words: Words) -> str:
    """An announcement of a file, with where it stands."""
    if row["new"]:
        return words.colon(row["id"], positions(row, words))
    told = [words.tell(TOLD)]
    if row["before"] is not None:
        told.append(words.tell("at @{seq}", seq=row["before"] + 1))
    if row["mended"]:
        told.append(words.tell("and mended since as it is told now"))
    said = words.clauses([words.joined(told), words.tell("nothing changed")])
    return words.colon(row["id"], said)


def others_taken(file: Row, words: Words) -> str:
    """How many announcements of a file are not named."""
    new, again = file["new"], file["unchanged"]
    return words.tell(
        "and {count} more; in all {new} new, {again} told already",
        count=new + again - LISTED,
        new=new,
        again=again,
    )


def mended(act: Row, words: Words) -> str:
    """Why what was told again does not hold as its file has it: an act of the recorder."""
    what, seq = corrections.on(escape(act["target"]), act["subject"], words), act["seq"]
    if act["type"] == "corrected":
        return words.tell("{what} was corrected, by @{seq}", what=what, seq=seq)
    return words.tell(
        "{what} was retracted, by @{seq}: to tell it again give it a new id, or reinstate it "
        "({command})",
        what=what,
        seq=seq,
        command=f"ledger retract @{seq}",
    )


def more_acts(row: Row, words: Words) -> str:
    """How many such acts are not named, and what names them."""
    return words.tell(
        "and {count} more of the recorder's acts ({command})",
        count=len(row["acts"]) - ACTS,
        command=f"show {row['id']}",
    )


def evidence(file: Row, words: Words, *, dry_run: bool) -> str:
    """How many files were taken in with what is new."""
    count = file["evidence_files"]
    number = f"{count:,}"
    if dry_run:
        return words.many(
            count,
            "evidence to keep: {number} file",
            "evidence to keep: {number} files",
            number=number,
        )
    return words.many(
        count, "evidence kept: {number} file", "evidence kept: {number} files", number=number
    )


def kept(row: Row, words: Words) -> str:
    """How long a file of evidence is, and how its digest begins."""
    size = entries.size(row["size"], words)
    return words.joined([size, f"sha256 {row['sha256'][: entries.DIGITS]}..."])


def added(row: Row, words: Words) -> str:
    """A file that was added to an announcement."""
    size = entries.size(row["size"], words)
    return words.joined([f"sha256 {row['sha256']}", size, escape(row["media_type"])])


def more(count: int | str, words: Words) -> str:
    """How many of a list are not named."""
    return words.tell("and {count} more", count=count)


def described(file: Row, words: Words) -> str:
    """The paths that a file gives titles, aliases or words."""
    paths = [escape(path) for path in file["described"][:LISTED]]
    left = len(file["described"]) - LISTED
    listed = words.listed([*paths, *([more(left, words)] if left > 0 else [])])
    return words.colon(words.tell("titles of"), listed)


def limited(file: Row, words: Words) -> str:
    """How many sources a file gives a ceiling."""
    return words.many(file["ceilings"], "ceilings of {count} source", "ceilings of {count} sources")


def introduced(kind: str, count: int, near: int, words: Words) -> str:
    """How many new names there are, subjects or sources, and how many of them near a known one."""
    number = f"{count:,}"
    if kind == "subjects":
        told = words.many(count, "new subject: {number}", "new subjects: {number}", number=number)
    else:
        told = words.many(count, "new source: {number}", "new sources: {number}", number=number)
    if not near or count == 1:
        return told
    few = words.tell("{number} of them near a known one", number=f"{near:,}")
    return words.joined([told, few])


def near(row: Row, words: Words) -> str:
    """The known name that a new one is near, and by what they are told apart where they look the
    same."""
    known = escape(row["nearest"] + names.apart(row["nearest"], row["name"], words))
    return words.tell("NEAR {known}", known=known)


def suspect(row: Row, words: Words) -> str:
    """A new name near a known one: a mistyped path founds a subject."""
    told = words.tell("{near}: mistyped?", near=near(row, words))
    return f"{escape(row['name'])}  {told}"


def more_near(count: int, words: Words) -> str:
    """How many of these are not named."""
    return words.tell("and {number} more that are near a known one", number=f"{count:,}")


def more_new(count: int, file: str | None, words: Words) -> str:
    """How many new names are not named, and what names them."""
    return words.aside(more(f"{count:,}", words), everything(file, words))


def everything(file: str | None, words: Words) -> str:
    """Where all warnings and new names are, or can be had."""
    if file is None:
        return words.tell("--warnings FILE has all")
    return words.tell("all are in {file}", file=escape(file))


def too_much(words: Words) -> str:
    """That a rehearsal does not tell what would change."""
    return words.sentences(
        [
            words.tell(
                "What would change in the answers is not told one by one: there is too much of it"
            )
        ]
    )


def act(document: Row, words: Words) -> str:
    """What the recorder did, and at which position."""
    event = document["events"][0]
    data, seq = event["data"], document["before"] + 1
    target = escape(data["target"])
    if data.get("subject"):
        subject = escape(data["subject"])
        target = words.tell("{target} on {subject} only", target=target, subject=subject)
    match event["type"]:
        case "corrected":
            what = words.tell("corrected {target}", target=target)
        case "retracted":
            what = words.tell("retracted {target}", target=target)
        case _:
            what = words.tell("evidence added to {target}", target=target)
    if document["dry_run"]:
        return words.tell("would be @{seq}: {what}", seq=seq, what=what)
    return words.colon(f"@{seq}", what)


def field(row: Row, words: Words) -> str:
    """A corrected field, as it stood and as it stands, with the instants they mean."""
    was, now = (_meant(row[side], words) for side in ("was", "now"))
    return words.colon(row["name"], arrow(was, now, words))


def _meant(found: Any, words: Words) -> str:
    """A field as it was written, with the instants that it stands for."""
    told = corrections.value(found, words)
    if isinstance(found, Mapping):
        ends = (found[name] for name in ("earliest", "latest", "instant") if found.get(name))
        if instants := list(dict.fromkeys(ends)):
            first, last = instants[0], instants[-1]
            span = periods.span(first, last, words)
            return words.aside(told, first if first == last else span)
    return told


def undo(document: Row, words: Words) -> str:
    """How an act is undone, or that nothing comes of it."""
    event, seq = document["events"][0], document["before"] + 1
    if event["type"] == "evidence_added":
        command = f"ledger show {escape(event['data']['target'])} --evidence"
        checks = words.tell("{command} checks them", command=command)
        return words.sentences([unchanged(words), checks])
    command = f"ledger retract @{seq} --why TEXT"
    if event["type"] == "corrected":
        told = words.tell("Nothing is deleted: {command} takes this back", command=command)
    else:
        told = words.tell("Nothing is deleted: {command} reinstates it", command=command)
    return words.sentences([told])


def expired(row: Row, words: Words) -> str:
    """A term that ran out, and who set it where an amendment did."""
    data = row["data"]
    what = words.joined([data["of"], escape(data["subject"])])
    until = words.tell("until {date}", date=escape(data["until"]["text"]))
    return words.colon(what, entries.behind(until, row["term_set"], words))


def written_down(document: Row, words: Words) -> str:
    """How many terms that ran out were written down."""
    count = len(document["events"])
    if not count:
        return words.tell(
            "no term has run out that was not written down; the ledger stays at @{size}",
            size=document["before"],
        )
    if document["dry_run"]:
        return words.many(
            count,
            "{count} term that ran out: would be written down; nothing was (--dry-run)",
            "{count} terms that ran out: would be written down; nothing was (--dry-run)",
        )
    return words.many(
        count,
        "{count} term that ran out: written down",
        "{count} terms that ran out: written down",
    )


def signed(document: Row, words: Words) -> str:
    """How far the log was signed, and in which file that is."""
    size, file = document["size"], document["file"]
    if file is None:
        return words.tell("signed @{size}", size=size)
    return words.tell("signed @{size}, in {file}", size=size, file=escape(file))


def stamped(row: Row, words: Words) -> str:
    """By when the checkpoint existed, who says so, and in which file."""
    return words.tell(
        "stamped at {instant} by {authority}, in {file}",
        instant=row["at"],
        authority=escape(row["authority"]),
        file=escape(row["file"]),
    )


def unvouched(words: Words) -> str:
    """That a time stamp may be anybody's."""
    return words.tell(
        "its signature was not looked at: --tsa-root FILE names the certificate that vouches for "
        "the authority"
    )


def cosigned(row: Row, words: Words) -> str:
    """A witness that cosigned."""
    key = escape(row["key"])
    if row["vouched"]:
        return words.tell("cosigned by {key}", key=key)
    return words.tell("cosigned by {key}, a key that it named itself: pin it in a policy", key=key)


def refused(reason: Phrase, words: Words) -> str:
    """Why a witness did not cosign."""
    return words.tell("not cosigned: {reason}", reason=escape(words.phrase(reason)))
