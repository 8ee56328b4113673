"""`ledger witness`: vouch for what others sign."""

from pathlib import Path

import click

from cli import options
from cli.passphrase import chosen, known
from cli.text import escape
from cli.typed_keys import typed_key

_FOLDER = click.argument("folder", metavar="DIR")


@click.group()
def command() -> None:
    """A witness cosigns the checkpoints of logs, each only where it goes on from all that it has
    seen of that log: who rewrites a ledger finds no cosignature any more (c2sp.org/tlog-witness).

    \b
      ledger witness init DIR --name witness.example/w
      ledger key show >> DIR/logs        (on the ledger's machine; it knows logs by their keys)
      ledger witness serve DIR
      ledger checkpoint --witness http://127.0.0.1:7380 -o FILE
    """


@command.command()
@_FOLDER
@click.option("--name", required=True, help="The witness's name, such as witness.example/w.")
@click.option("--passphrase", is_flag=True, help="Guard its key's file with a passphrase.")
def init(folder: str, name: str, passphrase: bool) -> None:
    """Make a witness in DIR: its key, an empty memory, and a file `logs` to put keys into."""
    from ledger.faults import LedgerFault
    from ledger.proofs.signer import name_fault
    from ledger.witnesses.home import make

    if fault := name_fault(name):
        raise LedgerFault(f"{escape(name)} cannot be the name of a witness: {fault}")
    key = make(Path(folder), name, passphrase=chosen() if passphrase else None)
    click.echo(escape(str(key)))


@command.command()
@_FOLDER
def show(folder: str) -> None:
    """Print the verifier key of the witness in DIR, for policies."""
    from ledger.witnesses.home import verifier

    click.echo(escape(str(verifier(Path(folder)))))


@command.command()
@_FOLDER
@click.option(
    "--log",
    "vkeys",
    metavar="VKEY|FILE",
    multiple=True,
    help="The key of a log besides DIR/logs, or its file.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=7380, show_default=True, help="Where to listen.")
@options.lang
def serve(folder: str, vkeys: tuple[str, ...], host: str, port: int) -> None:
    """Serve the witness in DIR, until interrupted. TLS is left to what stands in front.

    Its memory is DIR/seen.db, written before a cosignature leaves: a witness whose memory is lost
    must get a new key, and one whose memory is rolled back vouches for what it should not.
    """
    from ledger.faults import LedgerFault
    from ledger.witnesses.home import open_store
    from ledger.witnesses.server import listening
    from ledger.witnesses.server import serve as run

    store = open_store(Path(folder), [typed_key(vkey, "--log") for vkey in vkeys], passphrase=known)
    if not store.logs:
        raise LedgerFault(f"it knows no log yet: put their keys into {escape(folder)}/logs")
    heard = listening(host, port)
    words = options.words()
    key = escape(str(store.key.verifier))
    listens = words.tell("{key} listens on {url}", key=key, url=f"http://{host}:{port}")
    click.echo(listens, err=True)
    for origin in store.logs:
        size = store.seen(origin).size
        told = words.tell("it knows {origin}: seen @{size}", origin=escape(origin), size=size)
        click.echo(told, err=True)
    run(store, heard)
