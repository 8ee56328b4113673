"""Why is a text not a date here, and what should be written instead?"""

from ledger.instants import MomentFault, shown


def refusal(text: str, part: str | None = None, *, field: str = "effective") -> MomentFault:
    """The fault that names what is wrong with `text`, and what was expected."""
    return MomentFault(
        f"{shown(text)} is not a date that can be read: expected one such as 2022-10-29"
    )
