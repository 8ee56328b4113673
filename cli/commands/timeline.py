"""`ledger timeline`: which states did a subject have, each from when to when?"""

import click

from cli import formats, options
from cli.history import over_time
from cli.question import Asking
from cli.tables import heads
from ledger.history.timeline import boundaries, rows, segments


@click.command()
@click.argument("subject")
@options.reading_with_xlsx
def command(asking: Asking, subject: str) -> None:
    """Each state of SUBJECT on the effective clock, from when (included) to when (not).

    The first row goes back as far as can be asked, the last one on for ever: it is what the
    record says, not a forecast.

    \b
      ledger timeline kuaishou/live-cart/jd-alliance/self-operated
      ledger timeline kuaishou/live-cart/jd-alliance --known 2022-10-27
    """
    with asking.open() as question:
        (path,) = question.without_when([subject])
        way = question.view.way(path)
        answer = over_time(way)
        found = segments(answer, boundaries(way.spoken))
        again = heads.again(question, ["timeline", subject])
        if asking.form == "table":
            from cli.tables import timeline_table

            timeline_table.show(question, path, list(found), said=way, answer=answer, again=again)
        else:
            from ledger.documents.timeline import reply

            formats.write(asking.form, reply(question.enquiry(again), path, rows(found)), question)
        question.tell_unnamed([path])
