"""`ledger verify-proof`: is the event in the log that somebody else signed? Needs no ledger."""

import json
from typing import TYPE_CHECKING, Any

import click

from cli import options
from cli.small_files import content
from cli.tables import page
from cli.text import columns, escape, pad, wrap
from cli.typed_keys import policy_in, typed_key

if TYPE_CHECKING:
    from ledger.entries import Entry
    from ledger.proofs.proof import Proof
    from ledger.sayings.language import Words


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
@options.lang
def command(file: str, vkeys: tuple[str, ...], entry: str | None, policy_file: str | None) -> None:
    """Check a c2sp.org/tlog-proof file: that the event is in the log at its position, under a
    checkpoint that the key signed, and what it says. Reads no ledger, and nothing from the network.

    Exit code 0: proved; 3: it is not; 4: it cannot be told, as where another key signed.

    \b
      ledger verify-proof proof --key links.vkey
      ledger verify-proof proof --key "example.org/links+9f2c66a1+AbC..."
    """
    from ledger.faults import IntegrityFault, Phrase, Unverified
    from ledger.proofs.note import verified
    from ledger.proofs.proof import verify
    from ledger.sayings import proofs
    from ledger.witnesses.witnessing import check_policy, check_quorum

    found = _proof(file)
    data = content(entry) if entry is not None else found.extra
    if data is None:
        raise Unverified(Phrase("the proof holds no event: name its bytes with --entry FILE"))
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
            Phrase(
                "the entry says that it is @{seq} of {origin}, and it is leaf {leaf} of {log}",
                seq=event.seq,
                origin=escape(event.origin),
                leaf=found.leaf_index,
                log=escape(head.origin),
            )
        )
    words = options.words()
    said = lines(event, data, words)
    page.say(proofs.proved(found.leaf_index, head.origin, head.size, words), words)
    for line in said:
        page.say(line, words)
    if policy_file is not None:
        from ledger.dates.moments import render

        for name, at in seen.items():
            click.echo(proofs.seen({name: render(at * 1_000_000)}, words))
    for line in wrap(proofs.unproved(words), columns()):
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


def lines(event: "Entry | None", data: bytes, words: "Words") -> list[str]:
    """What an entry says: in words, then every field."""
    from ledger.dates.moments import render
    from ledger.sayings import proofs

    if event is None:
        text = escape(data[:2000].decode("utf-8", "backslashreplace"))
        return [f"  {proofs.foreign(len(data), text, words)}"]
    told = _told(event, words)
    version = words.tell("version {version}", version=event.version)
    rows: list[tuple[str, Any]] = [
        (words.tell("event"), words.joined([f"@{event.seq}", event.type])),
        (words.tell("stream"), words.joined([event.stream, version])),
        (words.tell("recorded"), render(event.recorded_at)),
    ]
    stated = json.loads(event.state)
    rows += stated.items() if isinstance(stated, dict) else [(words.tell("data"), stated)]
    for name, value in rows:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        head = f"  {pad(escape(name), 13)} "
        told += wrap(escape(text), columns(), first=head, rest=" " * 16)
    return told


def _told(event: "Entry", words: "Words") -> list[str]:
    """What was said, as `ledger log` words it, with its dates as they were written; nothing where
    this version does not know such an event."""
    from cli.tables import log_table
    from ledger.documents.log import margin
    from ledger.records import decode

    try:
        record = decode(event.seq, event.recorded_at, event.type, event.state)
        return log_table.event(margin(record), words, verbatim=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        return []
