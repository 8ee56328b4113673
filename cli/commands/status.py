"""`ledger status`: which ledger is this, how long is it, and what is open in it?"""

import os

import click

from cli import formats, options
from cli.question import Asking
from cli.tables import heads
from ledger.documents import projection, status
from ledger.projections import age
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
            writers=question.reading.writers(),
            projection=projection.standing(
                age.standing(asking.target, question.reading, question.view.position),
                question.view.position,
            ),
        )
        again = heads.again(question, ["status"])
        enquiry = question.enquiry(again)
        if asking.form == "table":
            from cli.tables import page, status_table

            found = status.reply(enquiry, row, question.view).document()
            page.show(status_table.draw(found, question.words), question.words)
        elif asking.form == "json":
            formats.write(asking.form, status.reply(enquiry, row, question.view))
        else:
            formats.write(asking.form, status.lines(enquiry, row))
