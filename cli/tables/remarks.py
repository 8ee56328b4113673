"""How do tables that are not drawn from documents yet tell what is replaced, and what else covers
what lies below? See ledger/sayings."""

from collections.abc import Sequence

from cli.tables.wording import english
from ledger.sayings.states import also_covered
from ledger.statements import Statement

MEETING = 4


def replaced(replacing: Statement, deciding: Statement | None) -> str:
    """What a statement says that it takes the place of: what decides, or what that confirms."""
    if deciding is None or deciding.change in replacing.said.replaces:
        return deciding.change if deciding else "it"
    return f"{deciding.of}, which {deciding.change} confirms"


def meeting(found: Sequence[str]) -> str:
    """What covers some of what lies below the path of the row, and is not below it."""
    return also_covered(found, english()).text
