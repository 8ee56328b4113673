"""What may the recorder do about a made-up history? Acts that a ledger would take in."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from tests.sayings import AFTERWARDS, Sayings
from tests.turns import Corrected, Lapsed, Retracted, Turn
from tests.validity import AMENDMENTS, acts_in_effect, mended, retracted, root_kind, valid
from tests.written import STATEMENTS, Log

#: What is meant where a statement does not say so.
UNSAID = {"certainty": "stated", "afterwards": "undetermined", "effect": "permitted"}


class Recorder:
    """Who corrects, retracts and tells of terms, often about what was acted on before."""

    def __init__(self, log: Log, sayings: Sayings, turns: list[Turn], *, lapses: bool) -> None:
        self.log = log
        self.sayings = sayings
        self.chance, self.pick = sayings.chance, sayings.pick
        self.turns = turns
        self.lapses = lapses
        self.recorded_at = 0

    def acts(self) -> list[Any]:
        return acts_in_effect(self.log.records)

    def target(self) -> str:
        """What is amended or acted on: mostly what states something, often told lately."""
        told = list(self.log.changes)
        stating = [each for each in told if self.log.changes[each].kind not in AMENDMENTS]
        if stating and self.chance(0.75):
            told = stating
        return self.sayings.random.choice(told[-4:] if self.chance(0.6) else told)

    def act(self, recorded_at: int) -> bool:
        """One act, where what was thought of may be."""
        self.recorded_at = recorded_at
        if self.lapses and self.chance(0.06):
            return self.expire()
        acts = self.acts()
        if acts and self.chance(0.35):
            return self.retract(f"@{self.pick(*acts).seq}", None)
        return self.act_on(*self.acted_on(acts))

    def acted_on(self, acts: Sequence[Any]) -> tuple[str, str | None]:
        """A change or an announcement, often one that the recorder acted on before."""
        before = [a.data["target"] for a in acts if not a.data["target"].startswith("@")]
        if before and self.chance(0.45):
            target = self.pick(*before)
            if "#" not in target and self.chance(0.5):
                target = f"{target}#1"
        elif self.chance(0.25):
            target = self.pick(*list(self.log.announced))
        else:
            target = self.target()
        if "#" not in target or self.chance(0.6):
            return target, None
        return target, self.pick(*self.log.changes[target].subjects)

    def act_on(self, target: str, subject: str | None) -> bool:
        acts = self.acts()
        if "#" not in target:
            if any(a.type == "retracted" and a.data["target"] == target for a in acts):
                return False
            if self.chance(0.4):
                return self.retract(target, None)
            return self.correct(target, self.announcement_fields(), None)
        subjects = self.log.changes[target].subjects if subject is None else (subject,)
        if all(retracted(acts, target, each) for each in subjects):
            return False
        if self.chance(0.4):
            return self.retract(target, subject)
        fields = self.mending(target, self.pick(*subjects))
        return bool(fields) and self.correct(target, fields, subject)

    def retract(self, target: str, subject: str | None) -> bool:
        kept = len(self.log.records)
        self.log.retract(target, self.recorded_at, subject=subject)
        return self._stands(kept, Retracted(self.recorded_at, target, subject))

    def correct(self, target: str, fields: dict[str, str], subject: str | None) -> bool:
        kept = len(self.log.records)
        before = self.acts()
        self.log.correct(target, fields, self.recorded_at, subject=subject)
        if self._said(target, before) == self._said(target, self.acts()):
            del self.log.records[kept:]
            return False
        return self._stands(kept, Corrected(self.recorded_at, target, fields, subject))

    def _said(self, target: str, acts: Sequence[Any]) -> Any:
        """What it says on each subject, with what it means where it does not say so."""
        if "#" not in target:
            data = self.log.announced[target]
            return mended("announced", data, acts, target=target, subject=None)
        change = self.log.changes[target]
        found = [
            mended(change.kind, change.data, acts, target=target, subject=s)
            for s in change.subjects
        ]
        return [(kind, {**UNSAID, **data} if "of" not in data else data) for kind, data in found]

    def _stands(self, kept: int, turn: Turn) -> bool:
        """Keeps an act if all that is left may stand."""
        if not valid(self.log, self.acts()):
            del self.log.records[kept:]
            return False
        self.turns.append(turn)
        return True

    def expire(self) -> bool:
        """Tells of a term; that it has run out by then, nobody asks."""
        ending = [
            (identifier, change)
            for identifier, change in self.log.changes.items()
            if change.kind in STATEMENTS and "instant" in change.data.get("until", {})
        ]
        if not ending:
            return False
        identifier, change = self.pick(*ending)
        subject = self.pick(*change.subjects)
        self.log.lapse(identifier, subject, change.data["until"], self.recorded_at)
        self.turns.append(Lapsed(self.recorded_at, identifier, subject))
        return True

    def announcement_fields(self) -> dict[str, str]:
        return dict(
            self.pick(
                {"published": self.sayings.published()},
                {"source.authority": self.pick(*self.sayings.authorities)},
                {"source.name": self.pick(*self.sayings.sources)},
                {"source.party": self.pick("", "partner"), "source.name": "Two"},
            )
        )

    def mending(self, target: str, subject: str) -> dict[str, str]:
        """One or two fields of a change, as it stands on a subject, to something else."""
        change = self.log.changes[target]
        kind, data = mended(change.kind, change.data, self.acts(), target=target, subject=subject)
        if kind in STATEMENTS and self.chance(0.25):
            return self.other_word(kind, data)
        if "replaces" in self.log.carried[kind] and self.chance(0.3):
            return self.lists(target)
        possible = self.corrections(kind, data, root_kind(self.log, target, subject, self.acts()))
        names = self.sayings.random.sample(sorted(possible), min(len(possible), self.pick(1, 1, 2)))
        fields = {name: possible[name]() for name in names}
        if len(fields) > 1 and any(name.startswith("population") for name in fields):
            return dict([next(iter(fields.items()))])  # a whole and its part would meet
        return fields

    def corrections(self, kind: str, data: Any, root: str) -> dict[str, Callable[[], str]]:
        """Of each field that may be corrected, how another value is thought of."""
        carried = self.log.carried[kind] & (self.log.carried[root] | {"of"})
        found: dict[str, Callable[[], str]] = {}
        if "effective" in carried:
            found["effective"] = lambda: "" if self.chance(0.15) else self.sayings.window()
        if "until" in carried:
            found["until"] = lambda: "" if self.chance(0.25) else str(self.sayings.term()["until"])
            found["afterwards"] = lambda: self.pick(*AFTERWARDS)
        if "effect" in carried:
            found["effect"] = self.sayings.effect
        if "population" in carried:
            found["population"] = lambda: str(self.pick("", "25%", "some"))
            if "population" in data:
                found["population.percent"] = lambda: str(self.pick("", "25"))
                found["population.words"] = lambda: str(self.pick("", "some"))
        if "certainty" in carried and data.get("certainty") != "conditional":
            found["certainty"] = lambda: str(self.pick("stated", "expected"))
        if "value" in carried:
            found["value"] = lambda: self.pick("", self.sayings.value(), self.sayings.value())
        return found

    def lists(self, target: str) -> dict[str, str]:
        """Another list of exceptions, or of what it replaces, as YAML has lists."""
        if self.chance(0.3):
            return {self.pick("except", "replaces"): ""}
        if self.chance(0.5):
            excepted = self.sayings.exceptions(self.log.changes[target].subjects)
            return {"except": json.dumps(excepted)} if excepted else {}
        told = list(self.log.changes)
        earlier = [e for e in told[: told.index(target)] if self.log.changes[e].kind in STATEMENTS]
        return {"replaces": json.dumps([self.pick(*earlier)])} if earlier else {}

    def other_word(self, kind: str, data: Any) -> dict[str, str]:
        """Another word, with what that cannot have cleared, and what it needs told."""
        words = [word for word in STATEMENTS if self.sayings.newer or word != "set"]
        word = self.pick(*words)
        carried = self.log.carried[word]
        fields = {"change": word}
        fields |= {
            name: "" for name in data if name not in carried and name in self.log.carried[kind]
        }
        if "effective" not in data:
            fields["effective"] = self.sayings.window()
        if word == "set" and "value" not in data:
            fields["value"] = self.sayings.value()
        return fields
