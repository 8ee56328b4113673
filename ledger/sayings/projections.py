"""How is told what came of keeping a projection, and how it stands?"""

from typing import Final

from ledger.sayings import Row, entries
from ledger.sayings.characters import escape
from ledger.sayings.language import Words, message
from ledger.sayings.remark import Remark

#: Why it is not used, or was not caught up.
UNFIT: Final = {
    "absent": message("there was none"),
    "unreadable": message("it is damaged, or no database"),
    "foreign": message("what is there is no projection"),
    "version": message("another version of the program made it"),
    "other_log": message("it is of another log"),
    "beyond": message("it is of events beyond those that are read"),
}


def kept(document: Row, words: Words) -> str:
    """What was done."""
    size = document["size"]
    if document["how"] == "unchanged":
        return words.tell("the projection is of all {size} events already", size=size)
    if document["how"] == "caught_up":
        return words.many(
            document["derived"],
            "the projection was caught up from @{before} to @{size}: {count} subject worked out",
            "the projection was caught up from @{before} to @{size}: {count} subjects worked out",
            before=document["before"],
            size=size,
        )
    return words.many(
        document["derived"],
        "the projection was made from @1 to @{size}: {count} subject worked out",
        "the projection was made from @1 to @{size}: {count} subjects worked out",
        size=size,
    )


def beside(document: Row, words: Words) -> list[Remark]:
    """Why it was made anew, what is not in it, and where it is."""
    found = []
    if document["why"] is not None:
        found.append(Remark(words.tell("anew"), words.tell(UNFIT[document["why"]])))
    if document["left_out"]:
        told = words.many(
            document["left_out"],
            "{count} subject has too many states to be kept, and is worked out by whoever asks",
            "{count} subjects have too many states to be kept, and are worked out by whoever asks",
        )
        found.append(Remark(words.tell("left out"), told))
    file, size = escape(document["file"]), entries.size(document["bytes"], words)
    return [*found, Remark(words.tell("file"), words.joined([file, size]))]


def standing(row: Row, words: Words) -> str:
    """Of which events it is, and how far behind, or why no answer is read from it."""
    size = entries.size(row["bytes"], words)
    if row["why"] is not None:
        told = words.tell("not used: {why}", why=words.tell(UNFIT[row["why"]]))
        return words.joined([told, words.tell("see {command}", command="ledger project"), size])
    behind = words.many(row["behind"], "{count} event behind", "{count} events behind")
    return words.joined([words.tell("of @1 to @{last}", last=row["size"]), behind, size])
