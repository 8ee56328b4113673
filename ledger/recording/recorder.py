"""What may those who record say of themselves: who they are, and why they do it?"""

from ledger.faults import LedgerFault, TypedFault
from ledger.files.texts import FieldFault, text


def recorder_named(said: str | None) -> str | None:
    """Who records, asserted and not authenticated (DESIGN 2); None where nobody is named.

    Raises TypedFault for what is no text.
    """
    return None if said is None or not said.strip() else _text("recorder", said)


def reason(said: str, *, act: str) -> str:
    """Why an act was done; `act` is its word.

    Raises LedgerFault where nothing is said, TypedFault for what is no text.
    """
    if not said.strip():
        raise LedgerFault(f"nothing was {act}: say why with --why, for those who read the log")
    return _text("why", said)


def _text(name: str, said: str) -> str:
    try:
        return text(said, lines=True)
    except FieldFault as fault:
        raise TypedFault(f"{name}: {fault}") from None
