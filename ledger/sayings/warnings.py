"""How is said what looks wrong in what is taken in all the same?

A `row` is one of the documents of receipts.
"""

from collections.abc import Mapping
from typing import Any, Final

from ledger.sayings import names, periods, receipts
from ledger.sayings.characters import escape
from ledger.sayings.language import Words, message

Row = Mapping[str, Any]

#: Of each kind so many are told.
FEW: Final = 5
#: What their kinds are called, and new names where all of these are written down.
KINDS: Final = (
    message("older plan"),
    message("parts of one path"),
    message("the same before it"),
    message("withdrawn in force"),
    message("ends before it begins"),
    message("lesser authority"),
    message("withdrawn already"),
    message("expectation settled"),
    message("published ahead"),
    message("distant date"),
    message("raised authority"),
    message("unknown name"),
    message("shared alias"),
    message("doubtful characters"),
    message("told already"),
    message("new subject"),
    message("new source"),
    message("near a known one"),
)
#: What a change does to the one that it names.
_DOES: Final = {
    "rescheduled": message("{change} reschedules {of}"),
    "term_changed": message("{change} changes the term of {of}"),
    "withdrawn": message("{change} withdraws {of}"),
    "confirmed": message("{change} confirms {of}"),
}


def warned(row: Row, words: Words) -> str:
    """A warning, with its place."""
    return _warning(escape(placed(row, words)), words)


def placed(row: Row, words: Words) -> str:
    """The same without that it is one."""
    told = text(row, words)
    return told if row["place"] is None else words.colon(receipts.place(row["place"], words), told)


def more(counted: Row, words: Words) -> str:
    """How many more there are of a kind of which the first were told."""
    number = f"{counted['count'] - FEW:,}"
    places = {"number": number, "kind": words.tell(counted["kind"])}
    return _warning(words.tell("and {number} more of this kind: {kind}", **places), words)


def counted(file: Row, rest: str | None, words: Words) -> str:
    """How many there are in all, by kind, and where they are."""
    kinds = []
    for each in file["kinds"]:
        kind = words.tell(each["kind"])
        kinds.append(words.tell("{kind} {number}", kind=kind, number=f"{each['count']:,}"))
    told = words.tell("{number} in all", number=f"{file['warned']:,}")
    said = words.colon(told, words.joined(kinds))
    return _warning(words.clauses([said, receipts.everything(rest, words)]), words)


def _warning(told: str, words: Words) -> str:
    return words.colon(words.tell("warning"), told)


def text(row: Row, words: Words) -> str:
    """What looks wrong, and in which field."""
    told = _told(row, words)
    return words.colon(row["field"], told) if "field" in row else told


def _told(row: Row, words: Words) -> str:
    match row["kind"]:
        case "older plan":
            return older_plan(row, words)
        case "parts of one path":
            return parts(row, words)
        case "the same before it":
            return same_before(row, words)
        case "withdrawn in force":
            return withdrawn_in_force(row, words)
        case "ends before it begins":
            return never(row, words)
        case "lesser authority":
            return lesser(row, words)
        case "withdrawn already":
            does = naming(row, words)
            return words.tell(
                "{does}, which is withdrawn already: no answer changes by it", does=does
            )
        case "expectation settled":
            return settled(row, words)
        case "published ahead":
            return words.tell(
                "{date} is more than a day after this is recorded: is the year as meant?",
                date=row["published"],
            )
        case "distant date":
            return distant(row, words)
        case "raised authority":
            return raised(row, words)
        case "unknown name":
            return unknown(row, words)
        case "shared alias":
            first, second = row["subjects"]
            places = {"alias": row["alias"], "first": first, "second": second}
            return words.tell(
                "alias {alias} is given to {first} and to {second}: neither can be named by it",
                **places,
            )
        case "doubtful characters":
            return words.colon(row["subject"], doubtful(row, words))
        case "told already":
            return told_already(row, words)
    raise ValueError(f"unknown kind of warning {row['kind']!r}")


def older_plan(row: Row, words: Words) -> str:
    """That a newer word leaves an older plan standing."""
    begins = words.tell("from {date} on", date=periods.day(row["begins"], words))
    if row["amended_by"]:
        changes = words.listed(row["amended_by"])
        begins = words.aside(begins, words.tell("amended by {changes}", changes=changes))
    return words.tell(
        "{change} begins before {other}, an older plan that says something else {begins}: on "
        "{subject} that still begins then. Does it take its place? ({replaces})",
        change=row["change"],
        other=row["other"],
        begins=begins,
        subject=row["subject"],
        replaces=f"`replaces: [{row['other']}]`",
    )


def parts(row: Row, words: Words) -> str:
    """That two statements hold for a part of the same path each."""
    return words.tell(
        "{change} and {other} each hold for a part of {subject}, of different populations: such "
        "parts are better told as paths, one for each",
        change=row["change"],
        other=row["other"],
        subject=row["subject"],
    )


def same_before(row: Row, words: Words) -> str:
    """That what comes back once a term ends says the same."""
    return words.tell(
        "{change} leaves it to what was before once its term ends, {end}: on {subject} that is "
        "{other}, which says the same and still runs. Does it take its place? ({replaces})",
        change=row["change"],
        end=periods.term(row["until"], words),
        subject=row["subject"],
        other=row["other"],
        replaces=f"`replaces: [{row['other']}]`",
    )


def withdrawn_in_force(row: Row, words: Words) -> str:
    """That a rule in force is withdrawn."""
    return words.tell(
        "{does}, a rule that was in force on {subject}, for the past too: to end a rule from a day "
        "on, announce the opposite, or change its term",
        does=words.tell(_DOES["withdrawn"], change=row["change"], of=row["of"]),
        subject=row["subject"],
    )


def never(row: Row, words: Words) -> str:
    """That a term ends before what it is of begins; what an act leaves so, no source said."""
    places = {name: row[name] for name in ("by", "change", "subject")}
    told = words.tell(
        "{by} leaves {change} on {subject} with a term that ends, {end}, before it begins",
        end=periods.term(row["until"], words),
        **places,
    )
    if row["by"].startswith("@"):
        return words.colon(told, words.tell("it never holds"))
    return words.colon(told, words.tell("it is taken in as the source said it, and never holds"))


def naming(row: Row, words: Words) -> str:
    """What a change does to the one that it names: `b#1 withdraws a#1`."""
    return words.tell(_DOES[row["does"]], change=row["change"], of=row["of"])


def lesser(row: Row, words: Words) -> str:
    """That an amendment, or a confirmation, has a lesser authority than what it is of."""
    told = words.tell(
        "{does}, of {of_authority} authority, with that of {authority}",
        does=naming(row, words),
        of_authority=words.tell(row["of_authority"]),
        authority=words.tell(row["authority"]),
    )
    if row["does"] == "confirmed":
        comes = words.tell("it stands by itself, and settles no expectation")
    else:
        comes = words.tell("it does not apply, and only contests it")
    return words.colon(told, comes)


def settled(row: Row, words: Words) -> str:
    """That an expectation is withdrawn that was settled."""
    return words.tell(
        "{does}, an expectation that {by} has settled: what that states still holds (to take it "
        "back too, withdraw {by})",
        does=naming(row, words),
        by=row["settled_by"],
    )


def distant(row: Row, words: Words) -> str:
    """That a date is far from the publication."""
    places = {name: row[name] for name in ("date", "years", "published")}
    if row["side"] == "before":
        return words.tell(
            "{date} is more than {years} years before the publication, {published}: is the year "
            "as meant?",
            **places,
        )
    return words.tell(
        "{date} is more than {years} years after the publication, {published}: is the year as "
        "meant?",
        **places,
    )


def raised(row: Row, words: Words) -> str:
    """That a known source speaks with a greater authority than ever before."""
    return words.tell(
        "{source} speaks as {authority}, and was never recorded as more than {before} before: is "
        "the authority as meant?",
        source=row["source"],
        authority=words.tell(row["authority"]),
        before=words.tell(row["before"]),
    )


def unknown(row: Row, words: Words) -> str:
    """That a name is new, and which known one may be meant."""
    name, meant = row["name"], row["meant"]
    if row["is_source"]:
        told = words.tell("{name} has not spoken yet", name=name)
    else:
        told = words.tell("{name} is not known yet", name=name)
    if row["alias"] is not None:
        alias = words.tell("{alias} is an alias of {subject}", **_alias(row, words))
        told = words.colon(told, alias)
    if not meant:
        return told
    apart = names.apart(meant[0], name, words) if row["alias"] is None else ""
    asked = words.tell("did you mean {names}?", names=words.any_of(meant) + apart)
    return words.colon(told, asked)


def _alias(row: Row, words: Words) -> dict[str, str]:
    first, *others = row["alias_of"]
    for other in others:
        first = words.tell("{subject} and of {other}", subject=first, other=other)
    return {"alias": row["alias"], "subject": first}


def doubtful(row: Row, words: Words) -> str:
    """Why a path may not be spelt as it was meant."""
    characters = row["characters"]
    match row["why"]:
        case "comma":
            return words.tell(
                "has ',': are these several? Within {list} a comma sets paths apart; else each "
                "path stands by itself: no comma sets them apart",
                list="[a, b]",
            )
        case "scripts":
            scripts = words.all_of(_script(each, words) for each in characters)
            return words.tell(
                "{segment} mixes letters of {scripts}: is it spelt as meant?",
                segment=repr(row["segment"]),
                scripts=scripts,
            )
    radical, *like = (names.character(each, words) for each in characters)
    if not like:
        return words.tell("{character} is a radical: is it spelt as meant?", character=radical)
    return words.tell(
        "{character} is a radical, and looks like {other}: is it spelt as meant?",
        character=radical,
        other=like[0],
    )


def _script(letter: str, words: Words) -> str:
    """The script of a letter, and that letter: `Cyrillic ('а', U+0430)`."""
    import unicodedata

    script = unicodedata.name(letter, "UNNAMED").split(" ")[0].split("-")[0]
    return words.aside(script.capitalize(), words.joined([repr(letter), f"U+{ord(letter):04X}"]))


def told_already(row: Row, words: Words) -> str:
    """That what was to be corrected or added is there."""
    target, files = row["target"], row["files"]
    if files is None:
        told = words.tell("{target} says so already", target=target)
    elif row["changed"]:
        told = words.many(
            files,
            "{target} has {count} file already",
            "{target} has {count} files already",
            target=target,
        )
    else:
        told = words.tell("{target} has these files already", target=target)
    return told if row["changed"] else words.colon(told, words.tell("nothing was changed"))
