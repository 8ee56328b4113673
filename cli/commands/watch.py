"""`ledger watch`: events as they come, for feeding other systems."""

import re
import sys
from typing import TYPE_CHECKING

import click

from cli import options

if TYPE_CHECKING:
    from ledger.faults import Phrase


@click.command()
@click.option(
    "--from",
    "start",
    metavar="SEQ",
    help="From that position on, such as 1 or @42; else only what is appended from now on.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="End after so many events.")
@options.lang
@options.ledger
def command(start: str | None, limit: int | None) -> None:
    """Print every event as it is appended, one line of JSON each, until it is interrupted or its
    reader goes. Says on standard error from where on it listens.

    At least once and in order: keep `seq` of the last event that you have dealt with, and after an
    interruption ask from the next. A server that restarts is waited for.

    \b
      ledger watch
      ledger watch --from 42 | feed-other-system
    """
    from cli import formats
    from cli.program import complain
    from cli.streams import rest
    from ledger.documents.log import row
    from ledger.reading.reading import open_ledger
    from ledger.teams.watching import watch

    target = options.target()
    first = _position(start)
    with open_ledger(target) as reading:
        origin = reading.origin

    words = options.words()

    def listening(position: int) -> None:
        complain(words.tell("listening to {origin}, from @{seq} on", origin=origin, seq=position))

    def told(why: "Phrase | None") -> None:
        """Why nothing comes: on standard error, for whoever looks after this."""
        if why is None:
            complain(words.tell("it is back"))
        else:
            complain(words.tell("{why}; waiting for it", why=words.phrase(why)))

    left = limit
    for records in watch(target, first, told=told, listening=listening, rest=rest):
        for record in records if left is None else records[:left]:
            sys.stdout.write(formats.line(row(record)) + "\n")
        sys.stdout.flush()
        if left is not None:
            left -= len(records)
            if left <= 0:
                return


def _position(text: str | None) -> int | None:
    if text is None:
        return None
    digits = text.removeprefix("@")
    if not re.fullmatch("[0-9]{1,18}", digits) or int(digits) < 1:
        raise click.UsageError(f"--from: {text} is no position: write 1 or more, such as 42 or @42")
    return int(digits)
