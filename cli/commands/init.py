"""`ledger init`: a new ledger, with its name, its zone and its key."""

import os
from typing import TYPE_CHECKING

import click

from cli import options
from cli.question import wrong
from cli.text import escape

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.application import Made
    from ledger.proofs.signer import SignerKey


@click.command()
@click.option(
    "--origin", metavar="NAME", help="Its name, such as example.org/links; chosen if not."
)
@click.option("--zone", metavar="ZONE", default="UTC", help="The zone of bare dates; UTC if not.")
@click.option(
    "--passphrase", is_flag=True, help="Guard the key's file with a passphrase, asked for here."
)
@options.receipt
@options.ledger
@options.recorder
def command(origin: str | None, zone: str, passphrase: bool, form: str) -> None:
    """Make the ledger in use, which must not be there yet.

    Origin and zone are its first event and can never change. A signing key is made for it, and
    recorded as its second; the private half stays outside the ledger, in the file that
    POLICY_LEDGER_KEY names, else in the configuration folder.

    \b
      ledger init --origin example.org/links --zone Asia/Shanghai
      ledger --ledger team/policy.ledger init
    """
    from cli import formats
    from cli.tables import init_table
    from ledger.dates.moments import zone as rules
    from ledger.documents.receipts import opened
    from ledger.sayings.language import Words
    from ledger.stores.address import shown

    target = options.target()
    made, signer, key = make(target, origin=origin, zone=zone, passphrase=passphrase)
    document = opened(
        *(shown(target), made.origin, made.zone),
        chosen=origin is None,
        key=str(signer.verifier),
        key_file=str(key),
    )
    if form == "json":
        formats.show(document)
        return
    for line in init_table.draw(document, Words(options.language(), rules(made.zone))):
        click.echo(line)


def make(
    target: str, *, origin: str | None, zone: str, passphrase: bool = False
) -> "tuple[Made, SignerKey, Path]":
    """A new ledger and its key: what was made, the key, and the file that holds it."""
    from cli.passphrase import chosen, known
    from ledger import application
    from ledger.faults import LedgerFault
    from ledger.signing.signed_head import new_signer, sign_first

    with wrong("--zone"):
        from ledger.dates.moments import zone as named

        named(zone)
    if os.path.lexists(target):
        raise LedgerFault(
            f"{target} is there already: init makes a new ledger and changes none; --ledger "
            "names another place"
        )
    if origin is None:
        origin = application.chosen_origin(target)
    signer, path, fresh = new_signer(
        application.checked_origin(origin),
        os.environ,
        guard=chosen if passphrase else None,
        passphrase=known,
    )
    try:
        made = application.init(
            target,
            origin=origin,
            zone=zone,
            recorder=options.recorded_by(),
            key=str(signer.verifier),
        )
    except BaseException:
        if fresh:
            path.unlink(missing_ok=True)
        raise
    if why := sign_first(target, signer, os.environ):
        click.echo(escape(options.words().phrase(why)), err=True)
    return made, signer, path
