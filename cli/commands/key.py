"""`ledger key`: which key signs this ledger, and how does it get one or hand it on?"""

import os
from typing import TYPE_CHECKING

import click

from cli import options
from cli.passphrase import chosen, known
from cli.text import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from ledger.proofs.signer import VerifierKey

_PASSPHRASE = click.option(
    "--passphrase", is_flag=True, help="Guard the new key's file with a passphrase, asked for here."
)


@click.group(name="key")
def command() -> None:
    """The key that signs this ledger. Its public half is in the log, as an event; the private half
    is outside, in the file that POLICY_LEDGER_KEY names, else in the configuration folder
    (POLICY_LEDGER_CONFIG, else ~/.config/policy-ledger).
    """


@command.command()
@click.option("--all", "every", is_flag=True, help="Every key there was, with the event it is in.")
@options.lang
@options.ledger
def show(every: bool) -> None:
    """Print the verifier key in force: what an auditor writes down, from you and not from the
    ledger's file, and gives to `verify --key` and `verify-proof --key`. Its name is the origin.

    \b
      ledger key show
      ledger key show --all
    """
    from ledger.sayings import keys as sayings
    from ledger.signing.log_tree import open_tree
    from ledger.signing.signed_head import needed_key

    with open_tree(options.target()) as tree:
        needed_key(tree, os.environ)
        for added in tree.keys if every else tree.keys[-1:]:
            key = escape(str(added.key))
            click.echo(sayings.in_force(added, options.words()) if every else key)


@command.command()
@_PASSPHRASE
@click.option("--behind", is_flag=True, help="Append though this machine's clock is behind.")
@options.lang
@options.ledger
@options.recorder
def adopt(passphrase: bool, behind: bool) -> None:
    """Give a key to a ledger that was made before ledgers had keys, as an event. Refused where
    there is one: see `key rotate`.

    What was appended before is signed from now on too, as it stands; that it stood so earlier is
    shown by nothing.

    \b
      ledger key adopt
    """
    from ledger.application import open_for_writing
    from ledger.faults import LedgerFault
    from ledger.sayings.keys import next_step
    from ledger.signing.heads import own_path
    from ledger.signing.log_tree import open_tree
    from ledger.signing.signed_head import new_signer, sign_first

    with open_tree(options.target()) as tree:
        if tree.keys:
            raise LedgerFault(
                f"this ledger has a key, since @{tree.keys[-1].since}: `ledger key rotate` hands "
                "it on"
            )
        own_path(tree.origin, None, os.environ)
        origin = tree.origin
    with open_for_writing(options.target()) as ledger:
        signer, path, fresh = new_signer(
            origin, os.environ, guard=chosen if passphrase else None, passphrase=known
        )
        try:
            found = ledger.add_key(
                {"key": str(signer.verifier)},
                replacing=None,
                recorder=options.recorded_by(),
                behind=behind,
            )
        except BaseException:
            if fresh:
                path.unlink(missing_ok=True)
            raise
    if why := sign_first(options.target(), signer, os.environ):
        click.echo(escape(options.words().phrase(why)), err=True)
    _added(found.size, signer.verifier, path)
    click.echo(next_step(options.words()))


@command.command()
@_PASSPHRASE
@click.option("--behind", is_flag=True, help="Append though this machine's clock is behind.")
@options.lang
@options.ledger
@options.recorder
def rotate(passphrase: bool, behind: bool) -> None:
    """Hand over to a new key: an event that the old key signs for, from which the new one counts.

    Who pinned the old key follows the chain. The old private key is left where it was: it signs
    nothing that counts any more, but who has it can still rewrite what came before for a reader
    who holds no checkpoint, so that it is for you to destroy.

    \b
      ledger key rotate
    """
    from ledger.proofs.key_chain import rotation
    from ledger.sayings.keys import next_step
    from ledger.signing import keys
    from ledger.signing.log_tree import open_tree
    from ledger.signing.signed_head import check_new, needed_key

    with open_tree(options.target()) as tree:
        old = needed_key(tree, os.environ)
        check_new(tree, os.environ)
    signer = keys.find(old, os.environ, passphrase=known)
    _take_over(
        old, lambda new: rotation(signer, new), guard=chosen if passphrase else None, behind=behind
    )
    click.echo(next_step(options.words()))


@command.command()
@click.option(
    "--why", required=True, metavar="TEXT", help="How it was lost, for who reads the log."
)
@click.option(
    "--although-here", is_flag=True, help="Though the key's file is here: it cannot be used."
)
@_PASSPHRASE
@click.option("--behind", is_flag=True, help="Append though this machine's clock is behind.")
@options.lang
@options.ledger
@options.recorder
def lost(why: str, although_here: bool, passphrase: bool, behind: bool) -> None:
    """Take a new key where the private half of the one in force is lost: an event that the old key
    could not sign, from which the new one counts. Where it is at hand, see `key rotate`.

    Anybody who may append to the ledger can write such an event. So every verdict says from then on
    that the key took over without a signature, and `verify --key` with the old key ends with exit
    code 4: give the new one to all who wrote the old one down, by another channel than the ledger.
    What checkpoints that others hold and witnesses have seen stays shown by them.

    \b
      ledger key lost --why "the disk of the signing machine broke, and there was no copy"
    """
    from ledger.faults import LedgerFault
    from ledger.sayings.keys import next_step, unsigned
    from ledger.signing import keys
    from ledger.signing.log_tree import open_tree
    from ledger.signing.signed_head import needed_key

    with open_tree(options.target()) as tree:
        old = needed_key(tree, os.environ)
    here = keys.at_hand(old, os.environ)
    if here is not None and not although_here:
        raise LedgerFault(
            f"the key in force is not lost, or may not be: it is sought in {escape(str(here))}. "
            "`ledger key rotate` hands it on, and who wrote it down can follow. Only where that "
            "file is of no use, as where its passphrase is forgotten: --although-here"
        )
    _take_over(
        old,
        lambda new: {"key": str(new), "why": why},
        guard=chosen if passphrase else None,
        behind=behind,
    )
    click.echo(unsigned(str(old), options.words()))
    click.echo(next_step(options.words()))


def _take_over(
    old: "VerifierKey",
    event: "Callable[[VerifierKey], Mapping[str, str]]",
    *,
    guard: "Callable[[], bytes] | None",
    behind: bool,
) -> None:
    """Make a new key, keep it, and append the event by which it counts."""
    from ledger.application import open_for_writing
    from ledger.proofs.signer import new_key
    from ledger.signing import keys
    from ledger.signing.signed_head import keep_key

    fresh = new_key(old.name)
    path = keys.successor_path(fresh.verifier, os.environ)
    with open_for_writing(options.target()) as ledger:
        keep_key(path, fresh, passphrase=guard() if guard else None)
        try:
            found = ledger.add_key(
                event(fresh.verifier),
                replacing=str(old),
                recorder=options.recorded_by(),
                behind=behind,
            )
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    keys.promote(os.environ)
    _added(found.size, fresh.verifier, keys.key_path(fresh.verifier, os.environ))


def _added(seq: int, key: "VerifierKey", path: "Path") -> None:
    from ledger.sayings import keys as sayings

    click.echo(sayings.added(seq, str(key), options.words()))
    click.echo(sayings.private(path, options.words()))
