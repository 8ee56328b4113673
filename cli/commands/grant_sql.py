"""`ledger grant-sql`: who may do what to a ledger on PostgreSQL, as SQL to be run."""

import click

from cli import options
from ledger.stores import address


@click.command()
@click.option(
    "--auditor", metavar="ROLE", default="ledger_auditor", show_default=True, help="Reads."
)
@click.option(
    "--recorder-role",
    metavar="ROLE",
    default="ledger_recorder",
    show_default=True,
    help="Appends, and can edit nothing.",
)
@click.option(
    "--owner", metavar="ROLE", default="ledger_owner", show_default=True, help="Rebuilds, grants."
)
@click.option(
    "--analyst",
    metavar="ROLE",
    default="ledger_analyst",
    show_default=True,
    help="Reads the views alone.",
)
@click.option("--schema", metavar="SCHEMA", help="Of the ledger in use, unless given.")
@options.ledger
def command(auditor: str, recorder_role: str, owner: str, analyst: str, schema: str | None) -> None:
    """Print the SQL that gives four roles what they need of a ledger on PostgreSQL, and no more.

    It is run by the tables' owner or a superuser, again after an upgrade; then put people into the
    roles: GRANT ledger_recorder TO alice.

    \b
      ledger grant-sql | psql postgresql://postgres@db.example.org/links
    """
    from ledger.faults import LedgerFault
    from ledger.stores.postgres_grants import Roles, statements

    if schema is None:
        target = options.target()
        if not address.on_server(target):
            raise LedgerFault(
                f"{target} is a file: who may read and write it is for the file system to say. "
                "Name a ledger on PostgreSQL, or --schema"
            )
        from ledger.reading.reading import open_ledger
        from ledger.stores.choice import schema_of

        with open_ledger(target):
            schema = schema_of(target)
    for statement in statements(schema, Roles(auditor, recorder_role, owner, analyst)):
        click.echo(statement)
