"""`ledger at`: what held at a moment, for every subject or for those named?"""

import click

from cli import formats, options
from cli.question import Asking
from cli.tables import heads
from ledger.answers.state import State
from ledger.documents import at as documents

ONLY = (
    *("contested", "partial", "gradual", "grayscale", "lapsed", "due", "overdue", "unknown"),
    *("undetermined", "permitted", "suspended", "set", "excepted"),
)


def _only(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    if value is None:
        return ()
    words = tuple(word.strip() for word in value.split(",") if word.strip())
    for word in words or ("",):
        if word not in ONLY:
            from ledger.twins import hint

            message = f"{word!r}{hint(word)} is none of {', '.join(ONLY)}"
            raise click.BadParameter(message, ctx, param)
    return words


@click.command()
@click.argument("words", nargs=-1, metavar="[WHEN] [SUBJECT]...")
@click.option(
    "--only",
    metavar="WORDS",
    callback=_only,
    help=f"Only states that are one of these, with commas between: {', '.join(ONLY)}.",
)
@options.reading_with_xlsx
def command(asking: Asking, words: tuple[str, ...], only: tuple[str, ...]) -> None:
    """What held at WHEN (today): the state of every subject with a statement of its own, or of
    each SUBJECT named and of those below it.

    A bare date means the end of that day. Each answer says who said so, what is disputed, what
    was expected and not confirmed, and gives the command that gives it again for ever.

    \b
      ledger at 2022-10-29
      ledger at 2022-10-29 kuaishou/live-cart --known 2022-10-28
      ledger at today --only contested,overdue
    """
    with asking.open() as question:
        at, subject = question.when(words)
        paths = question.subjects(subject) or None
        unnamed: list[str] = []
        extra = ("--only", ",".join(only)) if only else ()
        again = heads.again(question, ["at", at.text, *subject], extra)
        enquiry = question.enquiry(again)

        def wanted(state: State) -> bool:
            if not state.named and state.subject in (paths or ()):
                unnamed.append(state.subject)
            return not only or is_one_of(state, only)

        if asking.form in ("table", "json"):
            found = question.answers.workings(paths, at, wanted, picking=bool(only))
            told = documents.reply(enquiry, at, found, question.view, asked=paths, only=only)
        else:
            states = question.answers.states(paths, at)
            told = documents.lines(enquiry, at, filter(wanted, states))
        if asking.form == "table":
            from cli.tables import at_table, page

            page.show(at_table.draw(told.document(), question.words), question.words)
        else:
            formats.write(asking.form, told, question)
        for path in unnamed:
            question.tell_nearest(path)


def is_one_of(state: State, words: tuple[str, ...]) -> bool:
    """Whether a state is what one of the words of `--only` says."""
    statuses = {expectation.status for expectation in state.expectations}
    return any(
        {
            "contested": bool(state.contested_by),
            "lapsed": state.lapsed,
            "excepted": bool(state.excepted),
        }.get(word, word in (state.effect, state.extent, *statuses))
        for word in words
    )
