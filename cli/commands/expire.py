"""`ledger expire`: every term that has run out, written down as an event of its own."""

import click

from cli import options
from cli.commands.acts import report
from cli.tables import wording
from cli.text import columns, escape, wrap


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
    from ledger.answers.reading import open_ledger
    from ledger.application import open_for_writing
    from ledger.dates.moments import zone
    from ledger.documents.brief import window
    from ledger.documents.margins import Margins
    from ledger.sayings.provenance import TERM, set_by

    with open_for_writing(options.target()) as ledger:
        found = ledger.expire(recorder=options.recorded_by(), dry_run=dry_run, behind=behind)
    if form == "json":
        report("expire", found, form)
        return
    if not found.records:
        click.echo(
            f"no term has run out that was not written down; the ledger stays at @{found.size}"
        )
        return
    with open_ledger(options.target()) as reading:
        margins, words = Margins(reading, reading.cut()), wording.english(zone(reading.zone))
        for record in found.records:
            data, lapsed = record.data, margins.lapsed(record)
            until = f"until {data['until']['text']}"
            if lapsed is not None:
                was, by = window(lapsed.was), window(lapsed.by)
                until = words.aside(until, set_by(TERM, was, by, by["change"], words))
            text = f"{escape(data['of'])}, {escape(data['subject'])}: {until}"
            for line in wrap(text, columns(), first=f"@{record.seq}  ", rest="      "):
                click.echo(line)
    count = wording.many(len(found.records), "term")
    done = "would be written down; nothing was (--dry-run)" if dry_run else "written down"
    click.echo(f"{count} that ran out: {done}")
