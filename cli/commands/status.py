"""`ledger status`: which ledger is this, how long is it, and what is open in it?"""

import os

import click

from cli import formats, options
from cli.question import Asking, Question
from cli.tables import heads, wording
from cli.text import columns, escape, wrap
from ledger.dates.moments import local, render
from ledger.documents import status
from ledger.stores.address import shown


@click.command()
@options.reading
def command(asking: Asking) -> None:
    """The ledger in use: origin, zone, size, when it last took something in, which terms have run
    out without an event (ledger expire), and the head last signed.

    \b
      ledger status
    """
    with asking.open() as question:
        # Of all that is recorded up to the position read, as `ledger expire` has it.
        whole = question.reading.cut(None, question.view.position)
        row = status.row(
            question.view,
            status.untold(whole, question.now),
            ledger=shown(asking.target),
            zone=question.reading.zone,
            environ=os.environ,
        )
        again = heads.again(question, ["status"])
        if asking.form != "table":
            formats.write(asking.form, status.reply(question.enquiry(again), row))
            return
        from cli.tables import page

        recorded = question.view.recorded_at
        lines = [
            heads.line("ledger", escape(row["ledger"])),
            heads.line("origin", escape(question.reading.origin)),
            heads.line("zone", row["ledger_zone"]),
            heads.line("size", wording.many(question.view.position, "event")),
            heads.line("last", "nothing recorded")
            if recorded is None
            else heads.line("last", local(recorded, question.zone), render(recorded)),
            heads.line("subjects", str(row["subjects"])),
            heads.line("sources", str(row["sources"])),
            heads.line("key", escape(row["key"] or "none")),
            heads.line("head", escape(row["head_signed"] or _none(question))),
            *wrap(_told(row["lapsed_untold"]), columns(), first="  lapsed    ", rest=" " * 12),
        ]
        page.show(lines)


def _told(untold: list[str]) -> str:
    if not untold:
        return "every term that has run out is written down"
    count = f"{wording.many(len(untold), 'term')} {'has' if len(untold) == 1 else 'have'}"
    listed = "; ".join(escape(each) for each in untold[:5]) + ("; ..." if len(untold) > 5 else "")
    return f"{count} run out without an event (ledger expire): {listed}"


def _none(question: Question) -> str:
    """That no head is kept here; whether there ever was one, nobody can know."""
    from ledger.proofs.signer import verifier_key
    from ledger.signing.heads import head_path

    for first in status.verifier_keys(question.view):
        return f"none is kept here, as {head_path(verifier_key(first), os.environ)}"
    return "none: there is no key"
