"""`ledger export dossier`: an answer, and all that one who trusts nobody needs to check it."""

import contextlib
import os
import shlex
from collections.abc import Iterator
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import options
from cli.passphrase import known
from cli.question import Asking, Question
from cli.tables import heads
from cli.text import WIDTH, escape

if TYPE_CHECKING:
    from ledger.proofs.checkpoint import Checkpoint
    from ledger.proofs.key_chain import KeyInForce

#: What the README says of a time stamp: what it is of, how it is checked, what it leaves open.
_STAMPED = """\
- log/stamped: a checkpoint of the first {size} entries; log/stamped.tsr: its time stamp (RFC 3161)
"""
_OPENSSL = """\
By when the first {size} entries were there, by the clock of a time stamping authority: its token is
over log/stamped, which has their root, as check.py says. With the authority's root certificate,
which it publishes, put here as tsa-root.pem; the second command shows the time and who gave it,
the third, of the ledger's program (below), what that excludes:

    openssl ts -verify -data log/stamped -in log/stamped.tsr -CAfile tsa-root.pem
    openssl ts -reply -in log/stamped.tsr -text
    ledger verify --tiles log --key ledger.vkey --tsa-root tsa-root.pem

"""
_DATED = """ The time stamp shows
  by when the first {size} were there, and not since when."""
_LOST = """\
- That log/checkpoint is the keeper's: it is signed by a key that took over at @{seq} from one that
  is said to be lost, and that did not sign for it. Checkpoints and witnesses from before, and the
  new key as you got it from the keeper, show whose the log is.
"""
#: So many commands that explain a row are written out in the README.
_LISTED = 20


@click.command()
@click.argument("when")
@click.argument("subject", nargs=-1)
@click.option("-o", "--output", metavar="DIR", required=True, help="A new folder.")
@click.option("--without-evidence", is_flag=True, help="Leave the evidence out; it is said so.")
@options.reading
def command(
    asking: Asking, when: str, subject: tuple[str, ...], output: str, without_evidence: bool
) -> None:
    """Write to DIR the answer to `ledger at WHEN [SUBJECT...]` and all that it takes to check it
    offline, for a reader who trusts neither you nor this program.

    It holds the whole log up to the position read, since a proof shows that an event is there and
    never that nothing contradicts it: as tiles under a signed checkpoint, with the verifier key,
    the evidence, the answer, its explanation, and a README with the commands, ours and others',
    that check the log and compute the answer again.

    \b
      ledger export dossier 2022-10-29 kuaishou/live-cart -o dossier/
    """
    from ledger.evidence import EvidenceFolder
    from ledger.proofs.checkpoint import read
    from ledger.proofs.key_chain import last_loss
    from ledger.sayings import proofs
    from ledger.signing import dossier
    from ledger.signing.log_tree import open_tree
    from ledger.signing.signed_head import sign_beginning
    from ledger.stores.address import evidence
    from ledger.whole_file import put

    with asking.open() as question:
        at = question.moment(when)
        paths = question.subjects(subject)
        again = heads.again(question, ["at", at.text, *subject])
        position = question.view.position
        rows = question.view.states(paths or None, at)
        explain = [heads.again(question, ["explain", at.text, row.subject]) for row in rows]
        with dossier.building(Path(output)) as folder:
            with open_tree(options.target()) as tree:
                note = sign_beginning(tree, position, os.environ, passphrase=known)
                dossier.put_log(folder, tree, note)
                lost = last_loss([key for key in tree.keys if key.since <= position])
                stamped = dossier.bring_stamped(folder / dossier.LOG, tree, position, os.environ)
                named = (
                    "the evidence was left out of this dossier: the commands below do not seek it"
                )
                if not without_evidence:
                    kept = EvidenceFolder(evidence(options.target(), os.environ))
                    count = dossier.put_evidence(folder, tree, kept, size=position)
                    named = f"evidence: files that announcements name, by SHA-256: {count}"
            put(folder / "answer.txt", _printed(again).encode())
            put(folder / "answer.json", _printed(again, "--format", "json").encode())
            put(folder / "explanation.txt", "".join(map(_printed, explain)).encode())
            put(folder / "check.py", (files("cli.commands") / "dossier_check.py").read_bytes())
            head, _ = read(bytes(note))
            bare = " --without-evidence" if without_evidence else ""
            readme = _readme(
                head,
                again,
                explain,
                evidence=named,
                bare=bare,
                stamped=stamped,
                lost=lost,
                unnamed="".join(_unnamed(question, path) for path in question.unnamed(paths)),
            )
            put(folder / "README.md", readme.encode())
            dossier.put_sums(folder)
        question.tell_unnamed(paths)
        words = question.words
    click.echo(proofs.dossier(output, position, words))
    click.echo(proofs.dossier_again(heads.typed(again), words))


def _printed(again: str, *more: str) -> str:
    """What a command prints, run here on the ledger in use."""
    from cli.program import cli

    words = shlex.split(again)[1:]
    printed = StringIO()
    with _full_width(), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(StringIO()):
        cli.main(
            args=[*_language(), "--ledger", options.target(), words[0], *more, *words[1:]],
            prog_name="ledger",
            standalone_mode=False,
        )
    return printed.getvalue()


def _language() -> list[str]:
    """The language of the dossier's tables, whatever that of its reader is."""
    return ["--lang", options.language()]


@contextlib.contextmanager
def _full_width() -> Iterator[None]:
    """Tables as wide as they are in the README's commands, whatever the terminal here is."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(WIDTH)
    try:
        yield
    finally:
        del os.environ["COLUMNS"]
        if before is not None:
            os.environ["COLUMNS"] = before


def _readme(
    head: "Checkpoint",
    again: str,
    explain: list[str],
    *,
    evidence: str,
    bare: str,
    stamped: int | None,
    lost: "KeyInForce | None",
    unnamed: str,
) -> str:
    from ledger.proofs.spelling import encoded

    readme = (files("cli.commands") / "dossier_readme.md").read_text(encoding="utf-8")
    language = " ".join(_language())
    copied = f"COLUMNS={WIDTH} ledger {language} --ledger check.ledger "
    explained, left = explain[:_LISTED], len(explain[_LISTED:])
    return readme.format(
        origin=escape(head.origin),
        signer=shlex.quote(f"\u2014 {head.origin} "),
        size=head.size,
        root=encoded(head.root),
        again=heads.typed(again),
        answer=copied + heads.typed(again).removeprefix("ledger "),
        explained="\n    ".join(
            copied + heads.typed(line).removeprefix("ledger ") for line in explained
        ),
        more=f"and so on, for the {left} other subjects of answer.txt in turn.\n\n" if left else "",
        evidence=evidence,
        bare=bare,
        unnamed=unnamed,
        lost="" if lost is None else _LOST.format(seq=lost.since),
        **{
            name: "" if stamped is None else text.format(size=stamped)
            for name, text in (("stamped", _STAMPED), ("openssl", _OPENSSL), ("dated", _DATED))
        },
    )


def _unnamed(question: Question, path: str) -> str:
    """What the README says of a path of which nothing is recorded."""
    near = question.nearest_words(path)
    return (
        f"Nothing is recorded of {escape(path)}, above it or below it{escape(near)}.\n"
        "Its answer, unknown, is of a path that was perhaps mistyped.\n\n"
    )
