"""`ledger status`: which ledger is this, how long is it, and what is open in it?"""

import os
from collections.abc import Iterator
from typing import Any, Final

import click

from cli import formats, options
from cli.question import Asking, Question
from cli.tables import heads, wording
from cli.text import columns, escape, wrap
from ledger.dates.moments import local, render
from ledger.stores.address import shown

CELLS: Final = (
    *("origin", "ledger_zone", "ledger", "size", "recorded", "subjects", "sources", "key"),
    *("lapsed_untold", "head_signed"),
)


@click.command()
@options.reading
def command(asking: Asking) -> None:
    """The ledger in use: origin, zone, size, when it last took something in, which terms have run
    out without an event (ledger expire), and the head last signed.

    \b
      ledger status
    """
    with asking.open() as question:
        row = facts(question)
        again = heads.again(question, ["status"])
        if asking.form != "table":
            head = formats.envelope("status", question, again)
            rows = [{**head, **row}] if asking.form == "csv" else [row]
            formats.write(asking.form, head, rows, under="status", cells=CELLS)
            return
        from cli.tables import page

        recorded = question.view.recorded_at
        lines = [
            heads.line("ledger", escape(row["ledger"])),
            heads.line("origin", escape(question.reading.origin)),
            heads.line("zone", row["ledger_zone"]),
            heads.line("size", wording.many(question.view.position, "event")),
            heads.line("last", "nothing recorded")
            if recorded is None
            else heads.line("last", local(recorded, question.zone), render(recorded)),
            heads.line("subjects", str(row["subjects"])),
            heads.line("sources", str(row["sources"])),
            heads.line("key", escape(row["key"] or "none")),
            heads.line("head", escape(row["head_signed"] or _none(question))),
            *wrap(_told(row["lapsed_untold"]), columns(), first="  lapsed    ", rest=" " * 12),
        ]
        page.show(lines)


def _told(untold: list[str]) -> str:
    if not untold:
        return "every term that has run out is written down"
    count = f"{wording.many(len(untold), 'term')} {'has' if len(untold) == 1 else 'have'}"
    listed = "; ".join(escape(each) for each in untold[:5]) + ("; ..." if len(untold) > 5 else "")
    return f"{count} run out without an event (ledger expire): {listed}"


def facts(question: Question) -> dict[str, Any]:
    """The one row of `policy-ledger/status/1`."""
    view = question.view
    sources: set[str] = set()
    paths = set(view.descriptions())
    for change in view.changes():
        sources.add(change.source)
        paths.add(change.subject)
    keys = _keys(question)
    return {
        "ledger": shown(question.asking.target),
        "ledger_zone": question.reading.zone,
        "subjects": len(paths),
        "sources": len(sources),
        "key": keys[-1] if keys else None,
        "lapsed_untold": list(untold(question)),
        "head_signed": _head(keys[0]) if keys else None,
    }


def untold(question: Question) -> Iterator[str]:
    """The changes, as `ID#N on PATH`, whose term has run out by now without an event: of all that
    is recorded up to the position read, as `ledger expire` has it."""
    view = question.reading.cut(None, question.view.position)
    told = view.lapses_told()
    for row in view.lapsed(question.now):
        if (row.announcement, row.n, row.subject, row.until) not in told:
            yield f"{row.change} on {row.subject}"


def _keys(question: Question) -> list[str]:
    """The verifier keys that were added, in their order."""
    return [record.data["key"] for record in question.view.of_recorder("key_added")]


def _none(question: Question) -> str:
    """That no head is kept here; whether there ever was one, nobody can know."""
    from ledger.proofs.signer import verifier_key
    from ledger.signing.heads import head_path

    for first in _keys(question):
        return f"none is kept here, as {head_path(verifier_key(first), os.environ)}"
    return "none: there is no key"


def _head(first: str) -> str | None:
    """The checkpoint last signed on this machine for the ledger that began with that key."""
    from ledger.proofs.checkpoint import read
    from ledger.proofs.signer import verifier_key
    from ledger.proofs.spelling import encoded
    from ledger.signing.heads import head_path, last_signed

    signed = last_signed(head_path(verifier_key(first), os.environ))
    if signed is None:
        return None
    checkpoint, _ = read(signed)
    return f"@{checkpoint.size}, root {encoded(checkpoint.root)}"
