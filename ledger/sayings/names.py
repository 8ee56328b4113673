"""What is a subject called, and a kind of change, in the words of those who described it?"""

from collections.abc import Mapping
from typing import Any

from ledger.descriptions import Description, Descriptions
from ledger.sayings.characters import escape
from ledger.sayings.language import Words
from ledger.subjects import is_pattern


def called(document: Mapping[str, Any]) -> Descriptions:
    """What the `titles` and `words` of a document give to paths."""
    titles, worded = document["titles"], document["words"]
    found = {path: Description(None, (), {}, words) for path, words in worded.items()}
    for path, row in titles.items():
        found[path] = Description(row["title"], (), row["titles"], worded.get(path, {}))
    return Descriptions(found)


def along(path: str, titles: Mapping[str, str]) -> str:
    """The titles along a path, `快手 Kuaishou > 小黄车 live cart`; a segment without one stands
    for itself; empty where no part of the path has a title."""
    segments = path.split("/")
    parts, known = [], False
    for number, segment in enumerate(segments, 1):
        title = titles.get("/".join(segments[:number]))
        known = known or bool(title)
        parts.append(escape(title or segment))
    return " > ".join(parts) if known else ""


def title(row: Mapping[str, Any], words: Words) -> str | None:
    """What a listed path is called, in the language; None where it has no title."""
    given = Description(row["title"], (), row["titles"])
    return Descriptions({row["path"]: given}).title_of(row["path"], words.language)


def particulars(data: Mapping[str, Any], words: Words) -> list[str]:
    """What the description of a subject gives it besides a title and aliases: its titles by
    language, and how its effects are called."""
    found = [
        words.tell("in {language} {title}", language=tag, title=escape(title))
        for tag, title in (data.get("titles") or {}).items()
    ]
    for effect, said in (data.get("words") or {}).items():
        texts = said.items() if isinstance(said, Mapping) else [("", said)]
        names = [words.aside(escape(name), tag) if tag else escape(name) for tag, name in texts]
        found.append(
            words.tell(
                "{effect} is called {names}",
                effect=words.tell(effect),
                names=words.listed(names),
            )
        )
    return found


def subjects(count: int, words: Words) -> str:
    """So many subjects."""
    return words.many(count, "{count} subject", "{count} subjects")


def last(path: str) -> str:
    """The last segment of a path, for where the rest of it is plain; the whole of a path of which
    a segment stands for any, for there it is not."""
    return escape(path if is_pattern(path) else path.rpartition("/")[2])


def above(path: str, words: Words) -> str:
    """A path from which something is inherited: `tmall above it`."""
    if is_pattern(path):
        return words.tell("{subject}, which covers it", subject=last(path))
    return words.tell("{subject} above it", subject=last(path))


def apart(name: str, other: str, words: Words) -> str:
    """By what a name is told apart from another one that it looks like, to stand behind it:
    `, which has THIS in place of THAT`; nothing where it looks like no other."""
    from ledger.twins import unlike

    found = unlike(name, other)
    if found is None:
        return ""
    own, others = (each and character(each, words) for each in found)
    if own and others:
        places = {"character": own, "other": others}
        told = words.tell("which has {character} in place of {other}", **places)
    elif own:
        told = words.tell("which has {character} at its end", character=own)
    else:
        told = words.tell("which lacks {character} at its end", character=others)
    return words.joined(["", told])


def nearest(near: str, path: str, words: Words) -> str:
    """The path that is nearest to one of which nothing is recorded."""
    found = escape(f"{near}{apart(near, path, words)}")
    return words.tell("the nearest path is {path}", path=found)


def character(found: str, words: Words) -> str:
    """A character itself, and its number and name where it is not ASCII."""
    from ledger.twins import number

    return repr(found) if found.isascii() else words.aside(repr(found), number(found))


def kind(word: str, words: Words) -> str:
    """The word of an event type in running text: `rollout started`."""
    return words.tell(word.replace("_", " "))
