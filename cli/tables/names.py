"""What is a subject called, in the words of those who described it?"""

from collections.abc import Mapping
from typing import Any

from cli.text import columns, escape, width, wrap


def particulars(data: Mapping[str, Any]) -> list[str]:
    """What the description of a subject gives it besides a title and aliases: its titles by
    language, and how its effects are called."""
    found = [f"in {tag} {escape(title)}" for tag, title in (data.get("titles") or {}).items()]
    for effect, said in (data.get("words") or {}).items():
        texts = said.items() if isinstance(said, Mapping) else [("", said)]
        called = ", ".join(f"{escape(word)}{f' ({tag})' if tag else ''}" for tag, word in texts)
        found.append(f"{effect} is called {called}")
    return found


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


def headed(path: str, titles: Mapping[str, str]) -> list[str]:
    """A path with its titles behind it, as sections are headed; below it where they are long."""
    shown, found = escape(path), along(path, titles)
    if not found:
        return [shown]
    line = f"{shown}  {found}"
    return (
        [line]
        if width(line) <= columns()
        else [shown, *wrap(found, columns(), first="    ", rest="    ")]
    )
