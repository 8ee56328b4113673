"""How is an explanation told: the answer first, then every step of section 5 in words?"""

from collections.abc import Iterator

from cli.question import Question
from cli.tables import heads, hindsight, names, page, wording
from cli.tables.effects import Effects, excepting
from cli.tables.explain_steps import steps
from cli.tables.explain_words import Words
from cli.tables.explained import Explained
from cli.tables.remarks import MEETING, meeting
from cli.text import columns, escape, width, wrap
from ledger.answers.explain import below


def show(question: Question, found: Explained, again: str) -> None:
    """Print the explanation."""
    page.show(
        [
            *_head(question, found),
            "",
            *_answer(question, found),
            *steps(question, found),
            "",
            *_foot(question, found),
            *heads.again_line(again),
        ]
    )


def _head(question: Question, found: Explained) -> Iterator[str]:
    yield from names.headed(found.working.state.subject, question.view.titles())
    yield heads.instant("holds at", found.at.instant, question.zone)
    yield heads.known(question)
    yield heads.recorded(question)
    yield heads.sources(question)


def _answer(question: Question, found: Explained) -> Iterator[str]:
    state, zone, effects = found.working.state, question.zone, Effects(question.view.called)
    late = found.hindsight
    if state.change is None:
        text = (
            f"UNKNOWN{', HINDSIGHT' if late else ''}: nothing recorded decides. Neither permitted "
        )
        text += "nor suspended is known."
    else:
        text = effects.effect(state.subject, state.effect, state.extent, state.value)
        text += "," if state.extent == "partial" else ""
        text += f" {wording.since_when(state.since or 0, state.since_earliest, zone)}"
        if state.extent in ("partial", "gradual", "grayscale"):
            text += f", {wording.share(state.population)}"
        deciding = found.working.deciding
        if deciding is not None and deciding.kind == "expired":
            text += ", said to have lapsed"
        elif not state.lapsed:
            text += f", {wording.term(state.until, zone)}"
        if held := Words(question, found).held():
            text += f", {held}"
        if state.excepted:
            text += f", {excepting(state.excepted)}"
        marks = ", ".join(wording.marks(state, day=True, hindsight=late is not None))
        text += f"; {marks}. Said by" if marks else ". Said by"
        text += f" {wording.said_by(state)}."
    if state.otherwise:
        text += f" {wording.others(state.extent).capitalize()}: {effects.beyond(state)}."
    yield from wrap(text, columns(), first="ANSWER  ", rest=" " * 8)
    if late is not None:
        way, lead = found.working.way, "HINDSIGHT  "
        told = hindsight.told(late, state, way, at=found.at, zone=zone, effects=effects)
        for each in told:
            yield from wrap(each, columns(), first=lead, rest=" " * len(lead))


def _foot(question: Question, found: Explained) -> Iterator[str]:
    state = found.working.state
    deeper = below(state.subject, list(question.view.paths()))
    if deeper:
        listed = ", ".join(escape(each) for each in deeper)
        yield from heads.paragraph(f"Below this path, statements of their own: {listed}")
    if beside := question.view.meeting(state.subject, MEETING):
        text = meeting(beside)
        yield from heads.paragraph(f"{text[0].upper()}{text[1:]}")
    if state.change is not None and state.seq is not None:
        whole = f"Sources in full: ledger show {state.change.rpartition('#')[0]}"
        proof = f"Proof: ledger prove @{state.seq} -o FILE"
        fits = width(whole) + 3 + width(proof) <= columns()
        yield from [f"{whole}   {proof}"] if fits else [whole, proof]
