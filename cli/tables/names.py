"""How is a path drawn with what its subject is called?"""

from collections.abc import Mapping
from typing import Any

from cli.tables.wording import english
from cli.text import columns, escape, width, wrap
from ledger.sayings import names
from ledger.sayings.names import along


def particulars(data: Mapping[str, Any]) -> list[str]:
    """In English, for the tables that are not drawn from documents yet."""
    return names.particulars(data, english())


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
