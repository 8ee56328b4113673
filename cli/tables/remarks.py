"""How do tables that are not drawn from documents yet tell what is replaced? See ledger/sayings."""

from ledger.statements import Statement


def replaced(replacing: Statement, deciding: Statement | None) -> str:
    """What a statement says that it takes the place of: what decides, or what that confirms."""
    if deciding is None or deciding.change in replacing.said.replaces:
        return deciding.change if deciding else "it"
    return f"{deciding.of}, which {deciding.change} confirms"
