"""How is said what does not show in a state: a term that ended, what spares its subject, what never
holds?"""

from typing import TYPE_CHECKING, NamedTuple

from cli.tables import provenance, wording
from cli.tables.effects import Effects, excepting
from ledger.answers.provenance import START, TERM
from ledger.statements import Statement
from ledger.subjects import covers

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.answers.way import Way


class Telling(NamedTuple):
    """What the words lean on: what is said on the subject's way, the zone, what effects are
    called."""

    way: "Way"
    zone: "ZoneInfo"
    effects: Effects

    def ended(self, said: Statement, deciding: Statement | None) -> str:
        """The term after which what held before it holds again, and what that is."""
        end = wording.term(said.until, self.zone).replace("last day", "until the last day,", 1)
        by = provenance.aside(self.way, said, self.zone, TERM)
        told = f"{self.effects.claimed(said, self.way.subject)} {end}{by}{self._whose(said)}"
        who = f"{wording.who(said)}, {said.change}"
        again = "then what held before it was to hold again"
        if deciding is None:
            return f"{told}; {again}, and that is not recorded: {who}"
        return f"{told}: {who}; {again}, {self._claimed(deciding)}, {deciding.change}"

    def spared(self, said: Statement) -> str:
        """What is said of a path above, and not of this one."""
        paths = [each for each in said.said.excepts if covers(each, self.way.subject)]
        return (
            f"{self._claimed(said)}{self._whose(said)}, {excepting(paths)}: {wording.who(said)}, "
            f"published {wording.date(said.published, self.zone)}, {said.change}"
        )

    def never(self, said: Statement) -> str:
        """What ends before it begins, and who made it so."""
        told = f"{self._unsure(said)}, {wording.window(said, self.zone)}{self._whose(said)}, never "
        told += f"holds, for its term ends before that: {wording.term(said.until, self.zone)}: "
        told += f"{wording.who(said)}, {said.change}"
        return "; ".join([told, *provenance.amended(self.way, said, self.zone)])

    def _claimed(self, said: Statement) -> str:
        by = provenance.aside(self.way, said, self.zone, START)
        return f"{self._unsure(said)}, {wording.window(said, self.zone)}{by}"

    def _unsure(self, said: Statement) -> str:
        if said.completes:
            return "the end of a grayscale test"
        claimed = self.effects.claimed(said, self.way.subject)
        return claimed if said.certainty == "stated" else f"{claimed} ({said.certainty})"

    def _whose(self, said: Statement) -> str:
        other = said.subject != self.way.subject
        return f", of all of {wording.last(said.subject)}" if other else ""
