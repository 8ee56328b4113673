"""How is a path drawn with what its subject is called?"""

from collections.abc import Mapping

from cli.text import columns, escape, width, wrap
from ledger.sayings.names import along


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
