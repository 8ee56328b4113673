"""`ledger verify-proof`: is the event in the log that somebody else signed? Needs no ledger."""

import json
from typing import TYPE_CHECKING, Any

import click

from cli.small_files import content
from cli.tables import page
from cli.text import columns, escape, wrap
from cli.typed_keys import policy_in, typed_key

if TYPE_CHECKING:
    from ledger.entries import Entry
    from ledger.proofs.proof import Proof


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--key",
    "vkeys",
    metavar="VKEY|FILE",
    multiple=True,
    required=True,
    help="The log's verifier key, as you wrote it down, or its file; repeatable.",
)
@click.option("--entry", metavar="FILE", help="The event's bytes; else those in the proof.")
@click.option(
    "--witness-policy",
    "policy_file",
    metavar="FILE",
    help="Which witnesses must have seen the checkpoint (c2sp.org/tlog-policy).",
)
def command(file: str, vkeys: tuple[str, ...], entry: str | None, policy_file: str | None) -> None:
    """Check a c2sp.org/tlog-proof file: that the event is in the log at its position, under a
    checkpoint that the key signed, and what it says. Reads no ledger, and nothing from the network.

    Exit code 0: proved; 3: it is not; 4: it cannot be told, as where another key signed.

    \b
      ledger verify-proof proof --key links.vkey
      ledger verify-proof proof --key "example.org/links+9f2c66a1+AbC..."
    """
    from ledger.faults import IntegrityFault, Unverified
    from ledger.proofs.note import verified
    from ledger.proofs.proof import verify
    from ledger.witnesses.witnessing import check_policy, check_quorum

    found = _proof(file)
    data = content(entry) if entry is not None else found.extra
    if data is None:
        raise Unverified("the proof holds no event: name its bytes with --entry FILE")
    keys = [typed_key(vkey) for vkey in vkeys]
    head = verify(found, data, keys=keys)
    seen: dict[str, int] = {}
    if policy_file is not None:
        policy = policy_in(policy_file)
        check_policy(policy, *verified(found.note, keys))
        seen = check_quorum(policy, found.note).seen
    event = _event(data)
    if event is not None and (event.seq != found.leaf_index + 1 or event.origin != head.origin):
        raise IntegrityFault(
            f"the entry says that it is @{event.seq} of {escape(event.origin)}, and it is leaf "
            f"{found.leaf_index} of {escape(head.origin)}"
        )
    said = lines(event, data)
    page.say(
        f"PROVED: leaf {found.leaf_index} of {escape(head.origin)}, in its tree of {head.size}, is"
    )
    for line in said:
        page.say(line)
    if policy_file is not None:
        from ledger.dates.moments import render

        for name, at in seen.items():
            click.echo(f"seen by {escape(name)} at {render(at * 1_000_000)}")
    words = (
        "It does not show that nothing else in the log contradicts, amends, corrects or retracts "
        "this, nor that what it says is true."
    )
    for line in wrap(words, columns()):
        click.echo(line)


def _proof(file: str) -> "Proof":
    """The proof in a file; ProofFault, with file and line, where it is none."""
    from ledger.audit.unreadable_proofs import unreadable
    from ledger.proofs.proof import parse
    from ledger.proofs.tree import ProofFault

    data = content(file)
    try:
        return parse(data)
    except ProofFault as fault:
        raise ProofFault(unreadable(file, data, fault)) from None


def _event(data: bytes) -> "Entry | None":
    """The entry's parts; None for bytes that are no entry of a ledger of ours."""
    from ledger.entries import EntryFault, unframe

    try:
        return unframe(data)
    except EntryFault:
        return None


def lines(event: "Entry | None", data: bytes) -> list[str]:
    """What an entry says: in words, then every field."""
    if event is None:
        text = escape(data[:2000].decode("utf-8", "backslashreplace"))
        return [f"  {len(data)} bytes that are no event of a policy ledger: {text}"]
    from ledger.dates.moments import render

    told = _words(event)
    rows: list[tuple[str, Any]] = [
        ("event", f"@{event.seq}, {event.type}"),
        ("stream", f"{event.stream}, version {event.version}"),
        ("recorded", render(event.recorded_at)),
    ]
    stated = json.loads(event.state)
    rows += stated.items() if isinstance(stated, dict) else [("data", stated)]
    for name, value in rows:
        words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        head = f"  {escape(name):<13} "
        told += wrap(escape(words), columns(), first=head, rest=" " * 16)
    return told


def _words(event: "Entry") -> list[str]:
    """What was said, as `ledger log` words it, with its dates as they were written; nothing where
    this version does not know such an event."""
    from cli.tables import log_table
    from ledger.dates.moments import zone
    from ledger.documents.log import margin
    from ledger.records import decode
    from ledger.sayings.language import ENGLISH, Words

    try:
        record = decode(event.seq, event.recorded_at, event.type, event.state)
        words = Words(ENGLISH, zone("UTC"))
        return log_table.event(margin(record), words, verbatim=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        return []
