"""How is said what looks wrong in what is taken in all the same?

A `row` is one of the documents of receipts.
"""

from typing import Any, Final

from ledger.sayings import Row, names, periods, receipts, stretches
from ledger.sayings.characters import escape
from ledger.sayings.language import Words, message

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
    receipts.TOLD,
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
_TEXTS: Final = {
    "older plan": message(
        "{change} begins before {other}, an older plan that says something else {begins}: on "
        "{subject} that still begins then. Does it take its place? ({replaces})"
    ),
    "parts of one path": message(
        "{change} and {other} each hold for a part of {subject}, of different populations: such "
        "parts are better told as paths, one for each"
    ),
    "the same before it": message(
        "{change} leaves it to what was before once its term ends, {end}: on {subject} that is "
        "{other}, which says the same and still runs. Does it take its place? ({replaces})"
    ),
    "withdrawn in force": message(
        "{change} withdraws {of}, a rule that was in force on {subject}, for the past too: to end "
        "a rule from a day on, announce the opposite, or change its term"
    ),
    "ends before it begins": message(
        "{by} leaves {change} on {subject} with a term that ends, {end}, before it begins: it is "
        "taken in as the source said it, and never holds"
    ),
    "lesser authority": message(
        "{does}, of {of_authority} authority, with that of {authority}: it does not apply, and "
        "only contests it"
    ),
    "withdrawn already": message("{does}, which is withdrawn already: no answer changes by it"),
    "expectation settled": message(
        "{does}, an expectation that {settled_by} has settled: what that states still holds (to "
        "take it back too, withdraw {settled_by})"
    ),
    "published ahead": message(
        "{published} is more than a day after this is recorded: is the year as meant?"
    ),
    "distant date": message(
        "{date} is more than {years} years after the publication, {published}: is the year as "
        "meant?"
    ),
    "raised authority": message(
        "{source} speaks as {authority}, and was never recorded as more than {before} before: is "
        "the authority as meant?"
    ),
    "shared alias": message(
        "alias {alias} is given to {first} and to {second}: neither can be named by it"
    ),
}
#: Where an act of the recorder leaves it so; of a confirmation; of a date before the publication.
_OTHERWISE: Final = {
    "ends before it begins": message(
        "{by} leaves {change} on {subject} with a term that ends, {end}, before it begins: it "
        "never holds"
    ),
    "lesser authority": message(
        "{does}, of {of_authority} authority, with that of {authority}: it stands by itself, and "
        "settles no expectation"
    ),
    "distant date": message(
        "{date} is more than {years} years before the publication, {published}: is the year as "
        "meant?"
    ),
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
    match row["kind"]:
        case "unknown name":
            told = unknown(row, words)
        case "doubtful characters":
            told = words.colon(row["subject"], doubtful(row, words))
        case "told already":
            told = told_already(row, words)
        case kind:
            texts = _OTHERWISE if _is_otherwise(row) else _TEXTS
            told = words.tell(texts[kind], **_places(row, words))
    return words.colon(row["field"], told) if "field" in row else told


def _is_otherwise(row: Row) -> bool:
    by_act = row.get("by", "").startswith("@")
    confirms = row["kind"] == "lesser authority" and row["does"] == "confirmed"
    return by_act or confirms or row.get("side") == "before"


def _places(row: Row, words: Words) -> dict[str, Any]:
    """What stands in the places of a text: the fields of the row, and what is told of them."""
    places = dict(row)
    for name in ("authority", "of_authority", "before"):
        if name in row:
            places[name] = words.tell(row[name])
    if "does" in row:
        places["does"] = words.tell(_DOES[row["does"]], change=row["change"], of=row["of"])
    if "until" in row:
        places["end"] = periods.term(row["until"], words)
    if "other" in row:
        places["replaces"] = f"`replaces: [{row['other']}]`"
    if "begins" in row:
        places["begins"] = periods.onwards(periods.day(row["begins"], words), words)
        if row["amended_by"]:
            by = stretches.amended(words.listed(row["amended_by"]), words)
            places["begins"] = words.aside(places["begins"], by)
    if "subjects" in row:
        places["first"], places["second"] = row["subjects"]
    return places


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
