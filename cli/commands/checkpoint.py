"""`ledger checkpoint`: the head of the log, signed, and seen by witnesses."""

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import options
from cli.passphrase import known
from cli.small_files import check_place, content, give
from cli.text import escape
from cli.typed_keys import policy_in, roots_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from ledger.documents.receipts import CosignedRow, StampRow
    from ledger.proofs.quorum import Policy
    from ledger.signing.log_tree import LogTree
    from ledger.signing.signed_head import Head
    from ledger.witnesses.time_authority import Stamped
    from ledger.witnesses.witnessing import WitnessAddress, Witnessed


@click.command()
@click.option("-o", "--output", metavar="FILE", help="Write it to FILE; else it is printed.")
@click.option(
    "--witness",
    "urls",
    metavar="URL",
    multiple=True,
    help="Ask this witness to cosign; repeatable.",
)
@click.option(
    "--witness-policy",
    "policy_file",
    metavar="FILE",
    help="Witnesses, their keys, addresses and quorum, as c2sp.org/tlog-policy has them.",
)
@click.option(
    "--tsa", metavar="URL", help="Have it stamped by this time stamping authority (RFC 3161)."
)
@click.option(
    "--tsa-root",
    "root_file",
    metavar="FILE",
    help="With --tsa: the authority's root certificate (PEM), which must vouch for the stamp.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Replace in FILE a checkpoint from which this head does not go on.",
)
@options.receipt
@options.ledger
def command(
    output: str | None,
    urls: tuple[str, ...],
    policy_file: str | None,
    tsa: str | None,
    root_file: str | None,
    force: bool,
    form: str,
) -> None:
    """Sign the head of the log: three lines (origin, size, root hash) and the signature.

    A checkpoint that somebody else keeps is what shows a later rewriting of the ledger, by who has
    its key too: `ledger verify --held FILE`. Give it to those who might doubt you, and do so often.
    The last one is also kept on this machine: a ledger that does not go on from it is neither
    signed nor appended to, and what came since is hashed again before it is signed.

    Witnesses cosign what goes on from all they have seen. With a policy, FILE is written once its
    quorum is met; without one, once every witness named has cosigned. Exit code 4 where not.

    A time stamping authority says by when the checkpoint existed, and so every event that it
    covers: other than record times, that is not by this machine's clock. Its answer is FILE.tsr,
    which `openssl ts -verify` and `ledger verify --tsa-root` check. Exit code 4 where there is none
    that is good: the head is signed and kept all the same, and no FILE is written.

    \b
      ledger checkpoint -o 2026-11-24.checkpoint
      ledger checkpoint --witness-policy witnesses.txt -o FILE
      ledger checkpoint --tsa https://tsa.example/tsr --tsa-root root.pem -o FILE
    """
    from cli import formats
    from ledger.documents.receipts import checkpoint
    from ledger.sayings import receipts
    from ledger.signing.log_tree import open_tree
    from ledger.signing.signed_head import sign_head

    if output is not None:
        check_place(output)
    trusted = _stamping(tsa, root_file, output)
    found = policy_in(policy_file) if policy_file else None
    with open_tree(options.target()) as tree:
        if output is not None and not force:
            _spare(output, tree)
        if found is not None:
            from ledger.signing.signed_head import needed_key
            from ledger.witnesses.witnessing import check_policy

            check_policy(found, needed_key(tree, os.environ))
        asked = _asked(urls, found)
        head = sign_head(tree, os.environ, passphrase=known)
        note = bytes(head.note)
        seen = None
        if asked or found is not None:
            seen = _witnessed(tree, head, asked, found)
            note = bytes(seen.note)
        stamped = None
        if tsa is not None:
            from ledger.witnesses.time_authority import stamp_head

            stamped = stamp_head(tree, head, note, url=tsa, trusted=trusted)
    if output is not None:
        _write(output, note, stamped)
    refused = map(str, seen.refused) if seen else ()
    told = checkpoint(
        head.checkpoint, note, output, _cosigned(seen), refused, _stamp(output, stamped)
    )
    if form == "json":
        formats.show(told)
        return
    if output is None:
        _give(note)
    click.echo(receipts.signed(told, options.words()), err=output is None)
    if told["stamp"] is not None:
        click.echo(receipts.stamped(told["stamp"], options.words()), err=output is None)
        if not told["stamp"]["vouched"]:
            click.echo(receipts.unvouched(options.words()), err=True)


def _asked(urls: tuple[str, ...], policy: "Policy | None") -> "Sequence[WitnessAddress]":
    if not urls and policy is None:
        return ()
    from ledger.witnesses.witnessing import witnesses

    return witnesses(urls, policy)


def _witnessed(
    tree: "LogTree", head: "Head", asked: "Sequence[WitnessAddress]", policy: "Policy | None"
) -> "Witnessed":
    """The head with the cosignatures that it needs; Unverified where they are not to be had."""
    from ledger.faults import Unverified
    from ledger.sayings import receipts
    from ledger.signing.signed_head import keep
    from ledger.witnesses.witnessing import ask, check_quorum

    found = ask(tree, head.note, asked)
    if found.given:
        keep(head.path, expected=bytes(head.note), note=found.note)
    for row in _cosigned(found):
        click.echo(receipts.cosigned(row, options.words()), err=True)
    for refusal in found.refused:
        click.echo(receipts.refused(refusal, options.words()), err=True)
    if policy is not None:
        check_quorum(policy, found.note)
    elif found.refused:
        raise Unverified(
            "{refused} of {asked} witnesses named did not cosign; the head @{size} was signed, and "
            "is not given out",
            refused=len(found.refused),
            asked=len(asked),
            size=head.checkpoint.size,
        )
    return found


def _spare(output: str, tree: "LogTree") -> None:
    """LedgerFault where the file is a checkpoint from which this log does not go on: it may be all
    that shows so. IntegrityFault where that is one of this ledger."""
    from ledger.faults import IntegrityFault, LedgerFault, Phrase
    from ledger.proofs.checkpoint import read
    from ledger.proofs.tree import ProofFault

    if not Path(output).is_file():
        return
    try:
        held, _ = read(content(output), extended=True)
    except ProofFault:
        return
    ask = Phrase("name another file, or replace it with --force")
    if held.origin != tree.origin:
        raise LedgerFault(
            f"{escape(output)} is a checkpoint of another ledger, {escape(held.origin)}: {ask}"
        )
    if held.size > tree.size or held != tree.head(held.size):
        raise IntegrityFault(
            "{file} is a checkpoint of @{size} from which this ledger does not go on: keep it, "
            "since it may be all that shows so (`{command}` says more); {ask}",
            file=escape(output),
            size=held.size,
            command=f"ledger verify --held {escape(shlex.quote(output))}",
            ask=ask,
        )


def _cosigned(seen: "Witnessed | None") -> "list[CosignedRow]":
    """The witnesses that cosigned, as the document has them."""
    given = seen.given if seen else ()
    return [{"key": str(each.key), "vouched": each.vouched} for each in given]


def _give(note: bytes) -> None:
    text = note.decode()
    if sys.stdout.isatty():
        text = "\n".join(map(escape, text.split("\n")))
    click.echo(text, nl=False)


def _write(output: str, note: bytes, stamped: "Stamped | None") -> None:
    """Write the checkpoint, and its token beside it: last, and none of another checkpoint is
    left there."""
    if stamped is None:
        give(output, note, options.words())
        return
    beside = _token_file(output, stamped)
    if (content(str(beside)) if beside.is_file() else None) != stamped.token:
        beside.unlink(missing_ok=True)
    give(output, note, options.words())
    give(str(beside), stamped.token, options.words())


def _token_file(output: str | None, stamped: "Stamped") -> Path:
    """Where the token is, for who asked: beside the file that was named, else where it is kept."""
    from ledger.signing.stamped_heads import token_path

    return token_path(stamped.path if output is None else Path(output))


def _stamp(output: str | None, found: "Stamped | None") -> "StampRow | None":
    """The time stamp, as the document has it."""
    from ledger.documents.receipts import stamped

    return found and stamped(found.stamp, found.token, str(_token_file(output, found)))


def _stamping(
    tsa: str | None, root_file: str | None, output: str | None
) -> "Sequence[Certificate] | None":
    """The certificates that are to vouch for a time stamp, None where none were named; what is
    wrong with how one is asked for."""
    if tsa is None:
        if root_file is not None:
            raise click.UsageError("--tsa-root says who vouches for the stamp that --tsa asks for")
        return None
    from ledger.faults import LedgerFault
    from ledger.signing.time_stamp import check_library
    from ledger.witnesses.post import check_address
    from ledger.witnesses.time_authority import AUTHORITY

    check_address(tsa, who=AUTHORITY)
    check_library()
    if output is not None and Path(output).exists() and not Path(output).is_file():
        raise LedgerFault(
            f"{escape(output)} is no file, and a time stamp lies beside one: name one"
        )
    return None if root_file is None else roots_in(root_file)
