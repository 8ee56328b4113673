"""How is said what came of a copy, a backup, a restored ledger?"""

from collections.abc import Sequence
from typing import Final

from ledger.faults import Phrase
from ledger.sayings import receipts
from ledger.sayings.characters import escape
from ledger.sayings.language import Words
from ledger.sayings.remark import Remark

#: So many events that cannot be read are named.
_LISTED: Final = 20


def copied(had: int, size: int, place: str, words: Words) -> str:
    """How much of a ledger of that size was copied to where so much was."""
    if had == size:
        return words.tell("{place} holds all {size} events already", place=escape(place), size=size)
    return words.tell(
        "copied @{first} to @{last} to {place}", first=had + 1, last=size, place=escape(place)
    )


def without_key(words: Words) -> str:
    """What comes of appending to a ledger that is perhaps a copy."""
    return words.tell(
        "the private key of this ledger is not here: if it is a copy, what is appended to it parts "
        "its history from that of the ledger, and neither goes on from the other"
    )


def backed_up(had: int, size: int, place: str, words: Words) -> str:
    """How much a backup holds now, and what of it is new."""
    return words.tell(
        "{place} holds @1 to @{last}, of which {new} are new",
        place=escape(place),
        last=size,
        new=size - had,
    )


def restored(had: int, size: int, place: str, words: Words) -> str:
    """How much of a backup was restored to a place."""
    if had == size:
        return words.tell(
            "{place} was restored already: it holds all {size} events, to the same root",
            place=escape(place),
            size=size,
        )
    return words.tell(
        "restored {place}: @{first} to @{last}", place=escape(place), first=had + 1, last=size
    )


def whose(origin: str, root: str, words: Words) -> list[Remark]:
    """Which ledger arrived."""
    told = words.tell("{root}, computed from the entries that arrived", root=root)
    return [Remark(words.tell("origin"), origin), Remark(words.tell("root"), told)]


def unread(positions: Sequence[int], words: Words) -> Remark:
    """Which events of it cannot be read, the first of them."""
    named = [f"@{seq}" for seq in positions[:_LISTED]]
    more = [receipts.more(len(positions) - _LISTED, words)] if len(positions) > _LISTED else []
    told = words.tell(
        "{events} cannot be read, and came as they are; {command} says more",
        events=words.listed([*named, *more]),
        command="ledger verify",
    )
    return Remark(words.tell("unread"), told)


def signed(words: Words) -> Remark:
    """That the key of the ledger signed what the source came with."""
    told = words.tell("by the ledger's key, in the checkpoint that came with the source")
    return Remark(words.tell("signed"), told)


def evidence(files: int, words: Words, *, new: bool = False) -> Remark:
    """How many files of evidence were copied; that they are new."""
    told = words.tell("{count} of evidence", count=files)
    if new:
        told = words.tell("{count} of evidence are new", count=files)
    return Remark(words.tell("files"), told)


def left_out(files: int, folder: str | None, variable: str, words: Words) -> Remark:
    """How many files of evidence are not there, and the folder where they belong; else the variable
    that names it."""
    into = words.tell("the folder that {variable} names", variable=variable)
    told = words.tell(
        "{count} of evidence are not there: they belong into {folder}, each as the first two "
        "digits of its SHA-256, /, and all of them",
        count=files,
        folder=into if folder is None else escape(folder),
    )
    return Remark(words.tell("files"), told)


def behind(size: int, head: int, words: Words) -> Remark:
    """That a head of more events was signed here than the copy has."""
    told = words.tell(
        "a head of {head} events was signed here: nothing is appended to this copy or signed until "
        "it has @{first} to @{head} too",
        head=head,
        first=size + 1,
    )
    return Remark(words.tell("behind"), told)


def unknown(why: Phrase, words: Words) -> Remark:
    """That it may be no ledger that was ever signed here."""
    told = words.tell(
        "{why}: nothing is appended to it or signed here", why=escape(words.phrase(why))
    )
    return Remark(words.tell("unknown"), told)


def head(size: int | None, words: Words) -> Remark:
    """The head that is with a backup."""
    told = words.tell("none kept here")
    if size is not None:
        told = words.tell("@{size}, signed, is with it", size=size)
    return Remark(words.tell("head"), told)


def rebuilt(words: Words) -> Remark:
    """That the tables of a backup were older."""
    told = words.tell("were of an older version, and were made anew from the log")
    return Remark(words.tell("tables"), told)


def beside(place: str, words: Words) -> Remark:
    """That a part of a backup is in the file beside it."""
    told = words.tell(
        "{file} is part of it while another program reads it", file=f"{escape(place)}-wal"
    )
    return Remark(words.tell("beside"), told)


def lost(what: Phrase, words: Words) -> Remark:
    """What is lost."""
    return Remark(words.tell("LOST"), escape(words.phrase(what)))


def exported(folder: str, size: int, new: int, files: int, words: Words) -> str:
    """How many entries a folder of the log has now."""
    told = words.tell(
        "checkpoint of {size} entries, {new} of them new; {files} files written",
        size=f"{size:,}",
        new=f"{new:,}",
        files=f"{files:,}",
    )
    return words.colon(escape(folder), told)


def put_in(count: int, folder: str | None, words: Words) -> str:
    """How many files of evidence were put into a folder, or left out."""
    if folder is None:
        return words.many(
            count, "evidence left out: {count} file", "evidence left out: {count} files"
        )
    return words.many(
        count,
        "evidence: {count} new file in {folder}",
        "evidence: {count} new files in {folder}",
        folder=escape(folder),
    )


def stamped(size: int, file: str, words: Words) -> str:
    """Up to which entry a time stamp goes, and where it is."""
    return words.tell(
        "time stamp: of the first {size} entries, in {file}", size=f"{size:,}", file=escape(file)
    )
