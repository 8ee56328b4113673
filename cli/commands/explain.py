"""`ledger explain`: why is the answer for one subject what it is, step by step?"""

from collections.abc import Iterable
from typing import Any, Final

import click

from cli import formats, options, states
from cli.announcements import Announcements
from cli.question import Asking, Question
from cli.tables import heads, wording
from cli.tables.explained import Explained, explained
from cli.text import escape
from events.words import AUTHORITY
from ledger.statements import Statement

CELLS: Final = (
    *("letter", "part", "change", "seq", "subject", "kind", "of", "effect", "extent"),
    *("population_percent", "population_words", "value", "except", "replaces"),
    *("earliest", "latest", "qualifier", "until"),
    *("afterwards", "certainty", "condition", "authority", "source", "party", "published"),
    *("withdrawn", "amended_by", "gave_way", "gave_way_to", "decides", "outcome", "outcome_by"),
    *("title", "url"),
)
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
        found = explained(question, path, at)
        again = heads.again(question, ["explain", at.text, subject])
        if asking.form == "table":
            from cli.tables import explain_table

            explain_table.show(question, found, again)
        else:
            _write(question, found, again)
        if not found.working.state.named:
            question.tell_nearest(path)


def _write(question: Question, found: Explained, again: str) -> None:
    head = formats.envelope(
        "explain",
        question,
        again,
        at=formats.instant(found.at.instant),
        path=found.working.state.subject,
        state=states.row(found.working.state),
    )
    rows = _rows(found)
    if question.asking.form == "csv":
        announcements = Announcements(question)
        rows = ({**_flat(row), **announcements.called(row["change"])} for row in rows)
    formats.write(question.asking.form, head, rows, under="statements", cells=CELLS)


def _rows(found: Explained) -> Iterable[dict[str, Any]]:
    working = found.working
    gone = {each.statement.seq: each for each in working.weighed.gave_way}
    outcomes = {each.statement.seq: each for each in working.outcomes}
    for line in found.lines:
        s = line.statement
        way, outcome = gone.get(s.seq), outcomes.get(s.seq)
        yield {
            "letter": line.letter,
            "part": line.part,
            **statement(s),
            "gave_way": way and way.reason,
            "gave_way_to": way and way.to and way.to.change,
            "decides": working.deciding is not None and working.deciding.seq == s.seq,
            "outcome": outcome and outcome.status,
            "outcome_by": outcome and outcome.by and outcome.by.change,
        }


def statement(s: Statement) -> dict[str, Any]:
    """A statement as it stands in this reading."""
    earliest, latest = wording.ends(s)
    return {
        "change": s.change,
        "seq": s.seq,
        "subject": s.subject,
        "kind": s.kind,
        "of": s.of,
        "effect": s.effect,
        "extent": s.extent,
        "population": states.population(s.population),
        "value": s.value,
        "except": list(s.said.excepts),
        "replaces": list(s.said.replaces),
        "earliest": formats.instant(earliest),
        "latest": formats.instant(latest),
        "qualifier": s.qualifier,
        "until": formats.instant(s.until),
        "afterwards": s.afterwards,
        "certainty": s.certainty,
        "condition": s.condition,
        "authority": AUTHORITY[s.authority],
        "source": s.source,
        "party": s.party,
        "published": formats.instant(s.published),
        "withdrawn": s.withdrawn,
        "amended_by": list(s.amended_by),
    }


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    few = row["population"] or {}
    return {
        **row,
        "population_percent": few.get("percent"),
        "population_words": few.get("words"),
    }
