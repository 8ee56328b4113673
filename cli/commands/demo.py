"""`ledger demo`: a sample ledger, to try every command on."""

import shlex
from importlib.resources import files
from pathlib import Path

import click

from cli.text import escape

_SAMPLES = "cli.samples"
_FIRST = "kuaishou-2022.yaml"


@click.command()
@click.argument("folder", metavar="[DIR]", default=".")
def command(folder: str) -> None:
    """Make a sample ledger in DIR (here): external links on two video platforms in 2022, from one
    newspaper report, with the announcement files beside it.

    \b
      ledger demo
      ledger at 2022-10-29
    """
    import os

    from cli.commands.init import make
    from ledger.application import open_for_writing
    from ledger.faults import LedgerFault
    from ledger.files import announcements

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    target = place / "policy.ledger"
    if os.path.lexists(target):
        raise LedgerFault(f"{target} is there already: name an empty folder, ledger demo DIR")
    samples = sorted(each.name for each in files(_SAMPLES).iterdir() if each.name.endswith(".yaml"))
    for name in samples:
        if os.path.lexists(place / name):
            raise LedgerFault(f"{place / name} is there already, and is not overwritten")
    for name in samples:
        (place / name).write_bytes((files(_SAMPLES) / name).read_bytes())
    make(str(target), origin="example.org/links", zone="Asia/Shanghai")
    with open_for_writing(str(target)) as ledger:
        batch = announcements.read(place / _FIRST, ledger_zone=ledger.store.zone)
        found = ledger.announce(batch, recorder="ledger demo")
    # Where the ledger in use is another one, the commands name this one.
    found_here = folder == "." and not os.environ.get("POLICY_LEDGER_URL")
    option = "" if found_here else f" --ledger {shlex.quote(str(target))}"
    click.echo(f"made {escape(str(target))} of {escape(str(place / _FIRST))}: @1 to @{found.size}")
    click.echo("Try:")
    for words in (
        "at 2022-10-29",
        "explain 2022-10-29 kuaishou/live-cart/taobao-alliance",
        "timeline kuaishou/live-cart/jd-alliance",
        "due 2022-11-05",
    ):
        click.echo(escape(f"  ledger {words}{option}"))
    later = shlex.quote(str(place / "kuaishou-2022-11-02.yaml"))
    click.echo(escape(f"  ledger announce {later}{option}    (and ask again)"))
