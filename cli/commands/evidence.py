"""`ledger evidence`: which files belong to an announcement that is recorded?"""

import click

from cli import options
from cli.appending import appending
from cli.receipt import report


@click.group(name="evidence")
def command() -> None:
    """Files that back what is recorded. A file that tells an announcement names them under
    `evidence`; what is found later is added here. `ledger show ID --evidence` checks them.
    """


@command.command()
@click.argument("id", metavar="ID")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--why", required=True, metavar="TEXT", help="Why; kept with the files.")
@click.option("--dry-run", is_flag=True, help="Say what would be added, and write nothing.")
@click.option("--behind", is_flag=True, help="Append though this machine's clock is behind.")
@options.evidence_limit
@options.receipt
@options.ledger
@options.recorder
def add(
    id: str,
    files: tuple[str, ...],
    why: str,
    dry_run: bool,
    behind: bool,
    evidence_limit: int,
    form: str,
) -> None:
    """Keep each FILE beside the ledger, as evidence of the announcement ID, which was recorded
    without it: by its SHA-256, in an event of its own. No answer changes by it, and nothing is
    ever taken out again.

    A file that the announcement has already changes nothing.

    \b
      ledger evidence add kuaishou-2022-02-22 screenshot.png --why "archived later"
    """
    with appending(dry_run=dry_run) as ledger:
        found = ledger.add_evidence(
            id,
            files,
            evidence_limit=evidence_limit,
            why=why,
            recorder=options.recorded_by(),
            dry_run=dry_run,
            behind=behind,
        )
    report("evidence-add", found, form)
