"""How is said, in one sentence, which word of whom accounts for something?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cli.tables import provenance, wording, written
from cli.tables.effects import Effects, excepting, replacing
from cli.text import escape
from ledger.acts import Act
from ledger.answers.provenance import START, settings
from ledger.history.causes import Cause
from ledger.statements import Statement

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.answers.way import Way
    from ledger.documents.margins import Margins


class Cited(NamedTuple):
    """Where statements are cited: the zone of their days, the subject of which it is told, what
    effects are called, the way on which they are said, and what stands beside their events."""

    zone: "ZoneInfo"
    subject: str
    effects: Effects
    way: "Way"
    margins: "Margins"

    def day(self, instant: int) -> str:
        return wording.date(instant, self.zone)

    def who(self, said: Statement) -> str:
        """`JD Alliance, official partner, 2022-10-28`."""
        return f"{wording.who(said)}, {self.day(said.published)}"

    def above(self, said: Statement) -> bool:
        return said.subject != self.subject


def sentence(cause: Cause, cited: Cited) -> str:
    """`The Paper, press, 2022-10-28: permitted gradually from 2022-10-28, the-paper-...#1`."""
    if cause.act is not None:
        return act(cause.act, cited)
    said = cause.statement
    if said is None:
        return "nothing that is recorded"
    whose = f", of all of {wording.last(said.subject)}" if cited.above(said) else ""
    told = "" if said.amends else "".join(f"; {each}" for each in _set(cause, said, cited))
    return f"{cited.who(said)}: {_what(cause.how, said, cited)}{whose}, {said.change}{told}"


def _set(cause: Cause, said: Statement, cited: Cited) -> Iterator[str]:
    """Who set the start and the term that are told."""
    found = settings(cited.way, said)
    if cause.how == "ends":
        found.pop(START, None)
    return provenance.sentences(found, cited.zone)


def _what(how: str, said: Statement, cited: Cited) -> str:
    zone, claimed = cited.zone, cited.effects.claimed(said, cited.subject)
    if how == "ends":
        end = wording.last_day(said.until or 0, zone)
        on = f"with {end}" if not end.startswith("until") else end.removeprefix("until ")
        follows = {
            "undetermined": "nothing said what follows",
            "previous": "what held before it holds again",
        }.get(said.afterwards)
        follows = (
            follows or f"{cited.effects.word(cited.subject, said.afterwards)} follows, as it said"
        )
        return f"{claimed}, ended {on}; {follows}"
    if said.kind == "withdrawn":
        return f"withdraws {said.of}"
    if said.amends:
        return f"{provenance.amendment(cited.way, said, zone)}, of {said.of}"
    if said.completes:
        return f"the grayscale test ended {wording.window(said, zone)}"
    parts = [claimed]
    if said.kind == "confirmed":
        parts = [f"confirms {said.of}", parts[0]]
    parts[-1] += f" {wording.window(said, zone)}"
    if said.until is not None:
        parts.append(wording.term(said.until, zone))
    if said.certainty != "stated":
        parts.append(wording.condition(said.condition) if said.condition else said.certainty)
    if said.said.excepts:
        parts.append(excepting(said.said.excepts))
    if said.said.replaces:
        parts.append(replacing(said.said.replaces))
    return ", ".join(parts)


def act(found: Act, cited: Cited) -> str:
    """What the recorder did: `the recorder, 2026-11-25: retracts ID (why), @60`."""
    by = f" {escape(found.recorder)}" if found.recorder else ""
    what = f"retracts {found.target}"
    if found.kind == "corrected":
        fields = ", ".join(written.correction(found.corrections, cited.margins.acted(found)))
        what = f"corrects {found.target}: {fields}"
    if found.subject:
        what += f", for {escape(found.subject)}"
    why = escape(found.why)
    return f"the recorder{by}, {cited.day(found.recorded_at)}: {what} ({why}), @{found.seq}"
