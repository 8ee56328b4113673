"""`ledger expire`: every term that has run out, written down as an event of its own."""

import click

from cli import options
from cli.appending import appending
from cli.receipt import report
from cli.tables import act_table


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--behind", is_flag=True, help="Append though this machine's clock is behind.")
@options.receipt
@options.ledger
@options.recorder
def command(dry_run: bool, behind: bool, form: str) -> None:
    """Write down every term that has run out by now and has no such event yet.

    No answer changes by it: a lapsed term is known to be one without it. The log then shows each
    expiry as an event of its own, as an act of the recorder.

    \b
      ledger expire
      ledger expire --dry-run
    """
    with appending(dry_run=dry_run) as ledger:
        found = ledger.expire(recorder=options.recorded_by(), dry_run=dry_run, behind=behind)
    report("expire", found, form, act_table.expired)
