"""`ledger retract`: what should never have been recorded, or an act that should not stand."""

import click

from cli import options
from cli.appending import appending
from cli.receipt import report


@click.command()
@click.argument("id", metavar="ID|@SEQ")
@click.option("--why", required=True, metavar="TEXT", help="Why; kept with the retraction.")
@click.option("--subject", metavar="PATH", help="Only for this subject of the change.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--behind", is_flag=True, help="Append though this machine's clock is behind.")
@options.receipt
@options.ledger
@options.recorder
def command(id: str, why: str, subject: str | None, dry_run: bool, behind: bool, form: str) -> None:
    """For what the LEDGER got wrong: what should never have been recorded. What a SOURCE takes
    back is announced instead: withdrawn, rescheduled, term_changed.

    ID is an announcement, ID#N one of its changes, @SEQ an earlier correction or retraction, which
    is then undone, or an event that cannot be read. Nothing is deleted: the retraction is an event
    of its own, and answers read up to an earlier position stay as they were. Says each answer
    before and after, and how to undo it.

    \b
      ledger retract the-paper-2022-10-28 --why "it is a satire page"
      ledger retract @57 --why "the correction was wrong after all"
    """
    with appending(dry_run=dry_run) as ledger:
        found = ledger.retract(
            id,
            why=why,
            subject=subject,
            recorder=options.recorded_by(),
            dry_run=dry_run,
            behind=behind,
        )
    report("retract", found, form)
