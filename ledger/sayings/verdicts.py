"""How is said what a check of a ledger comes to, with what it compared it, what it leaves open?"""

from itertools import pairwise
from typing import Final

from ledger.sayings import Row, findings
from ledger.sayings.characters import escape
from ledger.sayings.corrections import why
from ledger.sayings.entries import size
from ledger.sayings.language import Words, message
from ledger.sayings.proofs import seen

_WORDS: Final = {
    "ok": message("OK"),
    "failed": message("FAILED"),
    "unverified": message("NOT VERIFIED"),
}
CHECKS: Final = (
    message("schema"),
    message("file"),
    message("positions"),
    message("times"),
    message("entries"),
    message("tree"),
    message("events"),
    message("streams"),
    message("announcements"),
    message("opening"),
    message("keys"),
    message("read model"),
    message("evidence"),
    message("head"),
    message("checkpoint"),
    message("held"),
    message("witnesses"),
    message("time stamp"),
)
_REBUILD: Final = "ledger rebuild"
_PROJECT: Final = "ledger project --anew"
_READ: Final = {
    "schema": message("the whole schema, against ours"),
    "log_schema": message("the schema of the log, against ours"),
    "entries": message(
        "{count} entries, framed and hashed again; the tree over them; their positions, times, "
        "columns, streams and formats"
    ),
    "tiles": message(
        "{count} entries, hashed again, and every tile over them; their positions, times, streams "
        "and formats"
    ),
    "read_model": message("the read model, row by row, against what the log makes it"),
    "projection": message("the projection: the states of {count} subjects, worked out again"),
    "file": message("the database file: its pages, and each index against its table"),
}
_OPEN: Final = {
    "rolled_back": message(
        "A rollback, or a history rewritten and signed anew by who holds the key: nothing that "
        "somebody else kept was compared. Only --held FILE, a checkpoint kept elsewhere, or "
        "witnesses exclude it"
    ),
    "head_here": message(
        "The head kept on this machine excludes that for those alone who can write the ledger and "
        "not the folder where the head is"
    ),
    "before": message(
        "What was done to @1 to @{last} before that checkpoint was given out: it shows what they "
        "were from then on"
    ),
    "after": message(
        "A rollback or a rewriting of @{first} to @{last} by who holds the key: what was compared "
        "from outside ends at @{before}"
    ),
    "no_key": message(
        "Any rewriting, by anybody who can write the file: this ledger has no key ({command})"
    ),
    "unsigned": message(
        "A rewriting of @{first} to @{last} by anybody who can write the file: no signed head that "
        "the log goes on from covers them ({command})"
    ),
    "cut": message(
        "Events after @{last} that were there and were cut away: no checkpoint of a longer log was "
        "compared"
    ),
    "replaced": message(
        "Another ledger in its place, with a key of its own: the key was taken from the ledger "
        "itself. --key VKEY compares it with the one that you wrote down"
    ),
    "key_lost": message(
        "A key put in place of the ledger's by anybody who may append: the one that counts from "
        "@{first} on took over from one that is said to be lost and did not sign for it. "
        "Checkpoints that were kept, and witnesses, still show what they cover; --key VKEY "
        "compares the new key with what its keeper gave you"
    ),
    "evidence": message("Evidence that is missing or altered: it was not looked at"),
    "dated": message(
        "A record time of @1 to @{last} that is too early: the clock is the recorder's own. A time "
        "stamp shows that they were there by {instant}, and not since when"
    ),
    "undated": message(
        "A record time of @{first} to @{last} that the recorder's own clock had wrong: no time "
        "stamp covers them"
    ),
    "misnamed": message(
        "A source misquoted, or something never recorded; a recorder named falsely. No hash can "
        "show these"
    ),
    "misquoted": message(
        "A source misquoted, or something never recorded; a record time that the recorder's own "
        "clock had wrong; a recorder named falsely. No hash can show these"
    ),
}
_COMMANDS: Final = {"no_key": "ledger key adopt", "unsigned": "ledger checkpoint"}


def read(found: Row, words: Words) -> str:
    """What was checked."""
    if found["kind"] != "evidence":
        return words.tell(_READ[found["kind"]], count=f"{found['count'] or 0:,}")
    count, of = found["count"], found["of"]
    files = words.many(of if count == of else 2, "{files} file", "{files} files", files=f"{of:,}")
    if count != of:
        files = words.tell("{count} of {files}", count=f"{count:,}", files=files)
    told = words.joined([files, size(found["bytes"], words)])
    return words.tell("the evidence: {read}, read again", read=told)


def left_open(found: Row, words: Words) -> str:
    """What may have happened all the same, in a sentence or two."""
    kind, first, last = found["kind"], found["first"], found["last"]
    if kind == "refuted":
        return words.sentences([_refuted(last, words)])
    places = {
        "first": first,
        "last": last,
        "instant": found.get("at"),
        "command": _COMMANDS.get(kind),
    }
    if kind == "after":
        places["before"] = first - 1
    return words.sentences([words.tell(_OPEN[kind], **places)])


def _refuted(last: int | None, words: Words) -> str:
    """That a checkpoint from outside disagrees, and one agrees up to a position, or none does."""
    if last is None:
        return words.tell(
            "Which of its events are what they were: a checkpoint from outside was compared and "
            "speaks against this ledger (found, above), and none vouches for any of it"
        )
    return words.tell(
        "Which of its events after @{last} are what they were: a checkpoint from outside was "
        "compared and speaks against this ledger (found, above), and none that agrees reaches "
        "further",
        last=last,
    )


def verdict(document: Row, words: Words) -> str:
    """What the check comes to."""
    lead, found = words.tell(_WORDS[document["verdict"]]), document["findings"]
    told = [words.colon(lead, _verdict(document, words))]
    failed = [each for each in found if each["failed"]]
    if _is_derived(found) and len(failed) < len(found):
        told.append(words.tell("And something could not be decided"))
    return words.sentences(told)


def _is_derived(found: list[Row]) -> bool:
    """Whether nothing is wrong but what is derived from the log."""
    failed = [each for each in found if each["failed"]]
    only = all(each["check"] == "evidence" for each in found)
    return bool(failed) and not only and all(each["derived"] for each in failed)


def _is_rebuilt(finding: Row) -> bool:
    """Whether it is about what `ledger rebuild` makes."""
    return finding["kind"] not in findings.OF_PROJECTION


def _verdict(document: Row, words: Words) -> str:
    found, vouched = document["findings"], document["vouched"]
    failed = [each for each in found if each["failed"]]
    places = {
        "size": f"{document['size']:,}",
        "command": _REBUILD if any(map(_is_rebuilt, failed or found)) else _PROJECT,
        "findings": words.many(
            len(failed) if _is_derived(found) else len(found), "{count} finding", "{count} findings"
        ),
    }
    if document["verdict"] == "ok":
        if vouched:
            kept = words.tell(
                "@1 to @{last} are those of a checkpoint that others kept or saw", last=vouched
            )
        else:
            kept = words.tell("but nothing that others kept was there to compare with")
        nothing = words.tell("nothing is wrong with the {size} events", **places)
        return words.clauses([nothing, kept])
    if all(each["check"] == "evidence" for each in found):
        if failed:
            return words.tell(
                "nothing is wrong with the {size} events, but evidence that they name is missing "
                "or altered ({findings})",
                **places,
            )
        return words.tell(
            "nothing is wrong with the {size} events, but evidence that they name could not be "
            "read ({findings})",
            **places,
        )
    if all(each["check"] == "read model" and not each["failed"] for each in found):
        return words.tell(
            "nothing is wrong with the {size} events, but what is derived from them is of an older "
            "version and was not compared; {command} makes it anew",
            **places,
        )
    if _is_derived(found) and len(failed) < len(found):
        return words.tell(
            "nothing was refuted in the {size} events, but the read model is not what they make it "
            "({findings}): answers may be false; {command} makes it anew",
            **places,
        )
    if _is_derived(found):
        return words.tell(
            "nothing is wrong with the {size} events, but the read model is not what they make it "
            "({findings}): answers may be false; {command} makes it anew",
            **places,
        )
    if document["verdict"] == "failed":
        count = words.many(len(failed), "{count} finding", "{count} findings")
        return words.tell("this is not the ledger that it should be ({findings})", findings=count)
    return words.tell("nothing was refuted, and something could not be decided")


def keys(found: list[Row], words: Words) -> list[str]:
    """The key in force; each that was lost; and the one written down, where that is an earlier
    one."""
    told = []
    for each in found[-1:]:
        since = words.tell("since @{seq}", seq=each["since"])
        whence = words.tell("as you wrote it down") if each["pinned"] else since
        told.append(words.joined([escape(each["key"]), whence]))
    for each, later in pairwise(found):
        if later["lost"] is not None:
            key = escape(each["key"])
            if each["pinned"]:
                key = words.joined([key, words.tell("as you wrote it down")])
            lost = words.tell(
                "said to be lost: {key} took over at @{seq}, for which it did not sign",
                key=escape(later["key"]),
                seq=later["since"],
            )
            told.append(words.clauses([words.colon(key, lost), why(later["lost"], words)]))
        elif each["pinned"]:
            handed = words.tell(
                "{key}, as you wrote it down: it was this ledger's until @{seq}, and was handed on",
                key=escape(each["key"]),
                seq=later["since"],
            )
            told.append(handed)
    return told


def compared(found: Row, words: Words) -> str:
    """A checkpoint, and whether the log goes on from it."""
    name = escape(found["file"])
    if found["kind"] == "last_signed":
        name = words.tell("the head signed last here")
    elif found["kind"] == "stamped":
        name = words.tell("{file}, which was stamped", file=name)
    elif found["kind"] == "held":
        name = words.tell("{file}, which you hold", file=name)
    else:
        name = words.tell("{file}, its own", file=name)
    if found["altered"]:
        altered = words.tell("not compared, since its text is not what was signed")
        return words.colon(name, altered)
    if found["agrees"]:
        agrees = words.tell("the log goes on from it")
    else:
        agrees = words.tell("the log does NOT go on from it")
    if found["signed_by"]:
        by = words.tell("signed by {key}", key=escape(found["signed_by"]))
    else:
        by = words.tell("without a signature that counts")
    told = [words.colon(name, words.joined([f"@{found['size']}", agrees, by]))]
    if found["witnesses"]:
        told.append(seen(found["witnesses"], words))
    if found["stamp"] is not None:
        stamped = words.tell(
            "a time stamp of {authority} shows that it was there by {instant}",
            authority=escape(found["stamp"]["authority"]),
            instant=found["stamp"]["at"],
        )
        told.append(stamped)
    if found["quorum"] is not None:
        met = words.tell("the quorum is met")
        told.append(met if found["quorum"] else words.tell("the quorum is not met"))
    return words.clauses(told)


def noted(found: Row, words: Words) -> str:
    """What is noted besides."""
    return escape(findings.noted(found["kind"], found["particulars"], words))


def finding(found: Row, words: Words) -> str:
    """What was checked, and what was found."""
    told = escape(findings.found(found["kind"], found["particulars"], words))
    if found["seq"] is not None:
        told = words.colon(f"@{found['seq']}", told)
    told = words.colon(words.tell(found["check"]), told)
    return told if found["failed"] else words.colon(words.tell("undecided"), told)
