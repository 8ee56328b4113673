"""`ledger init`: a new ledger, with its name, its zone and its key."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import options
from cli.question import wrong

if TYPE_CHECKING:
    from ledger.application import Made


@click.command()
@click.option(
    "--origin", metavar="NAME", help="Its name, such as example.org/links; chosen if not."
)
@click.option("--zone", metavar="ZONE", default="UTC", help="The zone of bare dates; UTC if not.")
@options.ledger
@options.recorder
def command(origin: str | None, zone: str) -> None:
    """Make the ledger in use, which must not be there yet.

    Origin and zone are its first event and can never change. A signing key is made for it; its
    private half stays outside the ledger.

    \b
      ledger init --origin example.org/links --zone Asia/Shanghai
      ledger --ledger team/policy.ledger init
    """
    target = options.target()
    made, key = make(target, origin=origin, zone=zone)
    chosen = "" if origin else ", chosen since none was given (--origin)"
    click.echo(f"made {target}")
    click.echo(f"origin  {made.origin}{chosen}")
    click.echo(f"zone    {made.zone}: bare dates are read in it. Neither can change any more")
    click.echo(f"key     private, for this ledger's signatures: {key}")
    click.echo("Next: ledger announce FILE; or ledger announce --help")


def make(target: str, *, origin: str | None, zone: str) -> "tuple[Made, Path]":
    """A new ledger and its key: what was made, and the file that holds the private half."""
    from ledger import application, keys
    from ledger.faults import LedgerFault
    from ledger.signer import new_key

    with wrong("--zone"):
        from ledger.moments import zone as named

        named(zone)
    if os.path.lexists(target):
        raise LedgerFault(
            f"{target} is there already: init makes a new ledger and changes none; --ledger "
            "names another place"
        )
    name = application.chosen_origin(target) if origin is None else origin
    signer = new_key(name)
    path = keys.key_path(signer.verifier, os.environ)
    if os.environ.get(keys.KEY) and path.exists():
        signer = keys.load(path, name)
    else:
        keys.save(path, signer)
    try:
        made = application.init(
            target, origin=name, zone=zone, recorder=options.recorded_by(), key=str(signer.verifier)
        )
    except BaseException:
        if not os.environ.get(keys.KEY):
            path.unlink(missing_ok=True)
        raise
    return made, path
