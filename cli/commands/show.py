"""`ledger show`: one announcement, one change or one event, whole, and what became of it?"""

import os

import click

from cli import formats, options
from cli.question import Asking, Question
from cli.shown import Shown, find
from cli.tables import heads
from ledger.documents import log
from ledger.faults import IntegrityFault


@click.command()
@click.argument("id", metavar="ID|@SEQ")
@click.option("--evidence", is_flag=True, help="Check the files kept for it, and name them.")
@options.reading
def command(asking: Asking, id: str, evidence: bool) -> None:
    """One thing whole: an announcement by its ID, a change by ID#N, any event by its position.

    Shown as it was written, with what the recorder corrected or retracted, and what later
    announcements say of it; to programs as it is stored. --evidence reads the files kept for it:
    exit code 3 where one is missing or altered.

    \b
      ledger show kuaishou-2022-02-22
      ledger show kuaishou-2022-02-22#1
      ledger show @15 --format json
    """
    with asking.open(passed=True) as question:
        found = find(question, id)
        again = heads.again(question, ["show", id])
        enquiry = question.enquiry(again)
        if asking.form in ("table", "json"):
            told = log.shown(enquiry, id, found.parts, question.margins)
        else:
            told = log.shown_lines(enquiry, id, (record for _, record in found.parts))
        if asking.form == "table":
            from cli.tables import page, show_table

            page.show(show_table.draw(told.document(), question.words), question.words)
        else:
            formats.write(asking.form, told, question)
        if evidence:
            _check(question, found)


def _check(question: Question, found: Shown) -> None:
    """Name every file kept for it; IntegrityFault after the last where any is not what it was."""
    from ledger.evidence import EvidenceFolder
    from ledger.sayings import entries
    from ledger.stores import address

    kept = found.evidence
    folder = EvidenceFolder(address.evidence(question.asking.target, os.environ))
    faults = []
    for stored in kept:
        try:
            path = folder.check(stored)
        except IntegrityFault as fault:
            faults.append(fault.phrase)
        else:
            told = entries.intact(str(path), stored, question.words)
            click.echo(told, err=question.asking.form != "table")
    if not kept:
        click.echo(entries.no_evidence(question.words), err=True)
    if faults:
        raise IntegrityFault("{faults}", faults=faults)
