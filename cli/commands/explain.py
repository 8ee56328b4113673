"""`ledger explain`: why is the answer for one subject what it is, step by step?"""

from typing import Final

import click

from cli import formats, options
from cli.question import Asking
from cli.tables import heads, page
from cli.tables.explain import draw
from cli.text import escape
from ledger.documents.explain import lines, reply

_HINT: Final = "ledger explain 2022-10-29 kuaishou/live-cart, or of today without WHEN"


@click.command()
@click.argument("words", nargs=-1, metavar="[WHEN] SUBJECT")
@options.reading
def command(asking: Asking, words: tuple[str, ...]) -> None:
    """Why the answer for SUBJECT at WHEN (today) is what it is: who spoke, in which order, what
    gave way, what decided, what it beat, what is expected, and who says otherwise.

    \b
      ledger explain 2022-10-29 kuaishou/live-cart/taobao-alliance
      ledger explain 2022-10-29 kuaishou/live-cart --authority official
    """
    with asking.open() as question:
        at, subjects = question.when(words)
        if len(subjects) != 1:
            named = escape(" and ".join(subjects))
            count = f"{len(subjects)}, {named}" if subjects else "0"
            raise click.UsageError(f"expected one SUBJECT, not {count}: {_HINT}")
        (subject,) = subjects
        (path,) = question.subjects(subjects)
        again = heads.again(question, ["explain", at.text, subject])
        enquiry, view = question.enquiry(again), question.view
        found = view.working(path, at, whole=True)
        if asking.form in ("table", "json"):
            told = reply(enquiry, at, found, view, question.reading)
        else:
            told = lines(enquiry, at, found)
        if asking.form == "table":
            page.show(draw(told.document(), question.words), question.words)
        else:
            formats.write(asking.form, told, question)
        if not found.state.named:
            question.tell_nearest(path)
