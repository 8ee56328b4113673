"""`ledger prove`: a proof, for anybody, that one event is in the log."""

import os

import click

from cli import options
from cli.passphrase import known
from cli.small_files import check_place, give
from cli.text import columns, pad, wrap


@click.command()
@click.argument("target", metavar="ID|@SEQ")
@click.option("--subject", metavar="PATH", help="Which of the subjects of a change is meant.")
@click.option("-o", "--output", metavar="FILE", required=True, help="Where the proof is written.")
@options.lang
@options.ledger
def command(target: str, subject: str | None, output: str) -> None:
    """Prove that one event is in the log, to anybody and offline: an announcement (ID), a change
    (ID#N; one event for each subject), or the event at a position (@SEQ).

    Where it was corrected, retracted or amended since, that is named, and is not in the proof.

    The proof is a c2sp.org/tlog-proof file, with the event itself in its `extra` line; it stands
    under the head signed last, or the present head is signed. `ledger verify-proof FILE --key VKEY`
    checks it, and so do other tools.

    What it does NOT show: that nothing in the log contradicts the event, amends it, takes it back
    or corrects it; that what it says is true; that nobody else was shown another log. For an
    answer with everything that bears on it: `ledger export dossier`.

    \b
      ledger prove jd-alliance-2022-10-28#1 -o proof
      ledger prove @17 -o proof
    """
    from cli.question import Asking, wrong
    from cli.shown import find
    from cli.tables import show_table
    from ledger.documents.log import part
    from ledger.proofs.key_chain import last_loss
    from ledger.sayings import proofs
    from ledger.sayings.statements import unapplied
    from ledger.signing.log_tree import open_tree
    from ledger.signing.proving import position, prove
    from ledger.subjects import subject_path

    check_place(output)
    with wrong("--subject"):
        path = None if subject is None else subject_path(subject)
    with Asking(target=options.target(), language=options.language()).open() as question:
        with wrong("ID|@SEQ"):
            seq = position(question.reading, target, subject=path)
        margins, words, became = question.margins, question.words, []
        for name, each in find(question, f"@{seq}").parts:
            row = part(name, each, margins)
            if name == "change" and row["unapplied"]:
                told = unapplied(**row["unapplied"], words=words)
                became += wrap(told, columns(), first=pad(f"@{seq}", 6), rest=" " * 6)
            elif name == "became":
                became += show_table.became(row, words)
    with open_tree(options.target()) as tree:
        proof = prove(tree, seq, os.environ, passphrase=known)
        lost = last_loss(tree.keys)
    give(output, bytes(proof), words)
    click.echo(proofs.in_log(seq, proof.checkpoint.size, output, words))
    if became:
        click.echo(proofs.became(words))
        for line in became:
            click.echo(line)
    for text in (proofs.limits(words), *([proofs.taken_over(lost.since, words)] if lost else [])):
        for line in wrap(text, columns()):
            click.echo(line)
