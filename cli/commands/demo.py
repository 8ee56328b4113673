"""`ledger demo`: a sample ledger, to try every command on."""

import shlex
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

import click

from cli import options
from cli.text import escape

_SAMPLES: Final = "cli.samples"


class Sample(NamedTuple):
    """What one sample lays out: files, of which the first is announced, and commands to try."""

    files: tuple[str, ...]
    origin: str
    zone: str
    commands: tuple[str, ...]
    #: The file that is to be announced after these, where there is one.
    later: str | None = None


SAMPLES: Final = {
    "links": Sample(
        (
            "kuaishou-2022.yaml",
            "grayscale-withdrawn.yaml",
            "kuaishou-2022-11-02.yaml",
            "prolonged-term.yaml",
        ),
        "example.org/links",
        "Asia/Shanghai",
        (
            "at 2022-10-29",
            "explain 2022-10-29 kuaishou/live-cart/taobao-alliance",
            "timeline kuaishou/live-cart/jd-alliance",
            "due 2022-11-05",
        ),
        "kuaishou-2022-11-02.yaml",
    ),
    "fees": Sample(
        ("etsy-fee.yaml",),
        "example.org/fees",
        "America/New_York",
        (
            "at 2018-08-01",
            "at 2018-08-01 --authority official",
            "timeline etsy/sale-fee",
            "explain 2023-06-01 etsy/sale-fee/in-person",
        ),
    ),
    "billing": Sample(
        ("play-billing.yaml",),
        "example.org/billing",
        "America/Los_Angeles",
        (
            "at 2022-12-01",
            "at 2022-12-01 'play/other-billing/*/games'",
            "explain 2025-11-05 play/other-billing/us/games",
        ),
    ),
}


@click.command()
@click.argument("folder", metavar="[DIR]", default=".")
@click.option(
    "--sample",
    type=click.Choice(list(SAMPLES)),
    default="links",
    show_default=True,
    help="Which one: links; fees, in steps, with an exception and a contested value; billing, "
    "rules by storefront and kind of app.",
)
@options.lang
def command(folder: str, sample: str) -> None:
    """Make a sample ledger in DIR (here): external links on two video platforms in 2022, from one
    newspaper report, with the announcement files beside it; or, with --sample, another.

    \b
      ledger demo
      ledger at 2022-10-29
      ledger demo elsewhere --sample fees
    """
    import os

    from cli.commands.init import make
    from ledger.application import open_for_writing
    from ledger.faults import LedgerFault
    from ledger.files import announcements
    from ledger.whole_file import put

    chosen = SAMPLES[sample]
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    target = place / "policy.ledger"
    if os.path.lexists(target):
        raise LedgerFault(f"{target} is there already: name an empty folder, ledger demo DIR")
    for name in chosen.files:
        if os.path.lexists(place / name):
            raise LedgerFault(f"{place / name} is there already, and is not overwritten")
    for name in chosen.files:
        put(place / name, (files(_SAMPLES) / name).read_bytes())
    make(str(target), origin=chosen.origin, zone=chosen.zone)
    first = place / chosen.files[0]
    with open_for_writing(str(target)) as ledger:
        batch = announcements.read(first, ledger_zone=ledger.store.zone)
        found = ledger.announce(batch, recorder="ledger demo")
    # Where the ledger in use is another one, the commands name this one.
    found_here = folder == "." and not os.environ.get("POLICY_LEDGER_URL")
    option = "" if found_here else f" --ledger {shlex.quote(str(target))}"
    words = options.words()
    where = {"ledger": escape(str(target)), "file": escape(str(first))}
    click.echo(words.tell("made {ledger} of {file}: @1 to @{last}", last=found.size, **where))
    click.echo(words.tell("Try:"))
    for line in chosen.commands:
        click.echo(escape(f"  ledger {line}{option}"))
    if chosen.later is not None:
        later = shlex.quote(str(place / chosen.later))
        again = words.tell("(and ask again)")
        click.echo(escape(f"  ledger announce {later}{option}    {again}"))
