"""`ledger export dossier`: an answer, and all that one who trusts nobody needs to check it."""

import contextlib
import os
import re
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
from ledger.sayings.language import ENGLISH

if TYPE_CHECKING:
    from ledger.proofs.checkpoint import Checkpoint
    from ledger.proofs.key_chain import KeyInForce
    from ledger.sayings.language import Words

#: A part of the README that stands there for each case that there is of it.
_PART = re.compile(r"<<(\w+)\|(.*?)>>", re.DOTALL)
#: A place in a message, beside a Chinese character.
_SEAM = re.compile(r"(?<=[\u3400-\u9fff])(?={)|(?<=})(?=[\u3400-\u9fff])")
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
                count = None
                if not without_evidence:
                    kept = EvidenceFolder(evidence(options.target(), os.environ))
                    count = dossier.put_evidence(folder, tree, kept, size=position)
            put(folder / "answer.txt", _printed(again).encode())
            put(folder / "answer.json", _printed(again, "--format", "json").encode())
            put(folder / "explanation.txt", "".join(map(_printed, explain)).encode())
            put(folder / "check.py", _check(question.words).encode())
            head, _ = read(bytes(note))
            bare = " --without-evidence" if without_evidence else ""
            readme = _readme(
                head,
                again,
                explain,
                bare=bare,
                evidence=count,
                stamped=stamped,
                lost=lost,
                unnamed=[_unnamed(question, path) for path in question.unnamed(paths)],
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
    bare: str,
    evidence: int | None,
    stamped: int | None,
    lost: "KeyInForce | None",
    unnamed: list[dict[str, object]],
) -> str:
    """`evidence`: how many files of it, None where it was left out; `stamped`: how many entries
    were, None where none."""
    from ledger.proofs.spelling import encoded

    copied = f"COLUMNS={WIDTH} ledger {' '.join(_language())} --ledger check.ledger "
    explained, left = explain[:_LISTED], len(explain[_LISTED:])
    places: dict[str, object] = {
        "origin": escape(head.origin),
        "signer": shlex.quote(f"\u2014 {head.origin} "),
        "size": head.size,
        "root": encoded(head.root),
        "again": heads.typed(again),
        "answer": copied + heads.typed(again).removeprefix("ledger "),
        "explained": "\n    ".join(
            copied + heads.typed(line).removeprefix("ledger ") for line in explained
        ),
        "bare": bare,
    }
    parts: dict[str, list[dict[str, object]]] = {
        "unnamed": unnamed,
        "named": [] if evidence is None else [{"count": evidence}],
        "left_out": [{}] if evidence is None else [],
        "stamped": [] if stamped is None else [{"first": stamped}],
        "more": [{"left": left}] if left else [],
        "lost": [] if lost is None else [{"since": lost.since}],
    }
    before, *others = _PART.split(_own("dossier_readme.md"))
    told = [before.format(**places)]
    for name, part, after in zip(others[::3], others[1::3], others[2::3], strict=True):
        told += [part.format(**places, **each) for each in parts[name]]
        told.append(after.format(**places))
    return "".join(told)


def _own(name: str) -> str:
    """A text of the dossier, in its language."""
    language = options.language()
    if language != ENGLISH:
        stem, _, ending = name.rpartition(".")
        name = f"{stem}.{language}.{ending}"
    return (files("cli.commands") / name).read_text(encoding="utf-8")


def _check(words: "Words") -> str:
    """The program that checks a dossier, which tells what it finds in the dossier's language."""
    import ast

    program = (files("cli.commands") / "dossier_check.py").read_text(encoding="utf-8")
    if words.language == ENGLISH:
        return program
    told = {}
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "tell":
            text = ast.literal_eval(node.args[0])
            told[text] = _SEAM.sub(" ", words.tell(text))
    lines = "".join(f"    {text!r}: {own!r},\n" for text, own in told.items())
    _, about, rest = program.split('"""', 2)
    about = _own("dossier_check.txt")
    return f'"""{about}"""{rest}'.replace("str] = {}\n", f"str] = {{\n{lines}}}\n", 1)


def _unnamed(question: Question, path: str) -> dict[str, object]:
    """A path of which nothing is recorded, and the nearest of which something is."""
    from ledger.sayings.names import nearest

    near, words = question.view.nearest(path), question.words
    told = words.clauses(["", nearest(near, path, words)]) if near else ""
    return {"path": escape(path), "near": told}
