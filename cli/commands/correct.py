"""`ledger correct`: a field of what was recorded, where the recorder got it wrong."""

import click

from cli import options
from cli.appending import appending
from cli.receipt import report


@click.command()
@click.argument("id", metavar="ID")
@click.argument("fields", metavar="FIELD=VALUE...", nargs=-1, required=True)
@click.option("--why", required=True, metavar="TEXT", help="Why; kept with the correction.")
@click.option("--subject", metavar="PATH", help="Only for this subject of the change.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--above-ceiling", is_flag=True, help="Let a source speak above its ceiling.")
@click.option("--behind", is_flag=True, help="Append though this machine's clock is behind.")
@options.receipt
@options.ledger
@options.recorder
def command(
    id: str,
    fields: tuple[str, ...],
    why: str,
    subject: str | None,
    dry_run: bool,
    above_ceiling: bool,
    behind: bool,
    form: str,
) -> None:
    """For what the LEDGER got wrong: a slip of the recorder. What a SOURCE takes back or changes
    is announced instead: withdrawn, rescheduled, term_changed.

    ID is an announcement, or ID#N one of its changes. A field is named as in a file, one within
    another with a dot (source.authority=press); an empty value clears it. Nothing is deleted: the
    correction is an event of its own, and answers read up to an earlier position stay as they
    were. Says each field and each answer before and after, and how to undo it.

    \b
      ledger correct kuaishou-2022-02-22 source.authority=press --why "misread the masthead"
      ledger correct 'kuaishou-2022-02-22#1' effective=2022-03-02 --why "typing slip" --dry-run
    """
    from ledger.twins import hint

    parsed: dict[str, str] = {}
    for text in fields:
        name, equals, value = text.partition("=")
        if not equals or not name:
            message = f"{text!r} is not FIELD=VALUE, such as effective=2022-03-02{hint(text)}"
            raise click.UsageError(message)
        if name in parsed:
            raise click.UsageError(f"{name} is given twice")
        parsed[name] = value
    with appending(dry_run=dry_run) as ledger:
        found = ledger.correct(
            id,
            parsed,
            why=why,
            subject=subject,
            recorder=options.recorded_by(),
            dry_run=dry_run,
            above_ceiling=above_ceiling,
            behind=behind,
        )
    report("correct", found, form)
