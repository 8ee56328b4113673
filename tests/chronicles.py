"""Which histories may a ledger hold? Random ones, small and dense, that it would take in.

`told(random, turns)` tells one turn after another: an announcement as a file has it, or an act of
the recorder as it is typed. Both are kept: `turns` is what a ledger is told, `log.records` what
stands in it then. A seed always gives the same. Paths, dates, sources are few, so that things meet:
the same instants start, end and publish, amendments are amended, acts hit what was acted on before.
"""

import random as randomness

from ledger.dates.instants import render
from tests.oracle.paths import meets
from tests.recorders import Recorder
from tests.sayings import DAY, HOUR, INSTANTS, Sayings
from tests.turns import Announced, Fields, Turn
from tests.validity import AMENDMENTS, fits, root_kind
from tests.written import CARRIED, OLDER, STARTS, TERMLESS, Log


class Chronicle:
    """A history in the making: `plain` says everything in few ways; `lapses`: the recorder tells
    of terms too; `newer`: see Sayings."""

    def __init__(
        self, random: randomness.Random, *, plain: bool, lapses: bool, newer: bool
    ) -> None:
        self.plain = plain
        self.newer = newer
        self.sayings = Sayings(random, newer=newer)
        self.chance, self.pick = self.sayings.chance, self.sayings.pick
        self.turns: list[Turn] = []
        self.recorded_at = self.pick(*INSTANTS[:4]) - 1
        self.log = Log(self.recorded_at, carried=CARRIED if newer else OLDER)
        self.recorder = Recorder(self.log, self.sayings, self.turns, lapses=lapses)

    # Turns

    def tell(self) -> None:
        """One turn more, at a record time of its own."""
        self.recorded_at += self.pick(1, 1, 6 * HOUR, 6 * HOUR, DAY)
        acting = bool(self.log.announced) and self.chance(0.05 if self.plain else 0.35)
        if not (acting and any(self.recorder.act(self.recorded_at) for _ in range(3))):
            self.announce()

    def announce(self) -> None:
        identifier = f"n{len(self.log.announced) + 1}"
        said: Fields = {
            "id": identifier,
            "source": self.sayings.source(),
            "published": self.sayings.published(),
            "changes": [],
        }
        # Changes are told to a copy first: the next may be of one of them.
        begun = len(self.log.records)
        for n in range(1, self.pick(1, 1, 2, 3) + 1):
            change = self.change(f"{identifier}#{n}")
            self.log.tell(f"{identifier}#{n}", change, self.recorded_at)
            said["changes"].append(change)
        del self.log.records[begun:]
        self.log.announce(said, self.recorded_at)
        self.turns.append(Announced(self.recorded_at, said))

    # Changes

    def change(self, identifier: str) -> Fields:
        """A statement, an amendment or a confirmation that may stand here."""
        amending = self.chance(0.1) if self.plain else self.sayings.often("amending", 0.55)
        if self.log.changes and amending:
            for _ in range(4):
                change = self.amendment(self.recorder.target())
                if self.may_stand(identifier, change):
                    return change
        for _ in range(4):
            change = self.statement()
            if self.may_stand(identifier, change):
                return change
        start = render(self.pick(*self.sayings.instants))
        return {"change": "permitted", "subjects": [self.sayings.paths[0]], "effective": start}

    def may_stand(self, identifier: str, change: Fields) -> bool:
        records = len(self.log.records)
        self.log.tell(identifier, change, 0)
        found = fits(self.log, identifier, self.log.changes[identifier], self.recorder.acts())
        del self.log.records[records:], self.log.changes[identifier]
        return found

    def statement(self) -> Fields:
        kind = self.word()
        change: Fields = {"change": kind, "subjects": self.sayings.subjects()}
        if not self.plain and self.chance(0.35):
            certainty = self.pick("expected", "expected", "conditional")
            change["certainty"] = certainty
            if certainty == "conditional":
                change["condition"] = "it rains"
        if "certainty" not in change or self.chance(0.7):
            change["effective"] = self.sayings.window()
        if kind in STARTS:
            if self.chance(0.6):
                change["effect"] = self.sayings.effect()
            if self.chance(0.5):
                change["population"] = self.sayings.population()
        if kind == "grayscale_completed" and self.chance(0.7):
            change["subjects"] = self.tested() or change["subjects"]
        if kind not in TERMLESS and self.chance(0.1 if self.plain else 0.5):
            change |= self.sayings.term()
        if self.newer:
            change |= self.more(change)
            if "replaces" in change and self.chance(0.3):
                return self.saying_the_same(change)
        return change

    def more(self, change: Fields) -> Fields:
        """Value, population, exceptions and replacements, where the word may have them."""
        carried = self.log.carried[change["change"]]
        found: Fields = {}
        must = "set" in (change["change"], change.get("effect"))
        if must or ("value" in carried and self.chance(0.35)):
            found["value"] = self.sayings.value()
        if (
            "population" in carried
            and change["change"] not in STARTS
            and self.sayings.often("parts", 0.3)
        ):
            found["population"] = self.sayings.population()
        if "except" in carried and self.chance(0.25):
            excepted = self.sayings.exceptions(change["subjects"])
            found |= {"except": excepted} if excepted else {}
        if "replaces" in carried and self.sayings.often("replacing", 0.35):
            found |= self.replacing(change["subjects"])
        return found

    def replacing(self, subjects: list[str]) -> Fields:
        """One or two earlier statements, or confirmations, that meet one of these; often from the
        start of one of them or from the first instant on, or for a while."""
        possible = [
            identifier
            for identifier, told in self.log.changes.items()
            if told.kind not in (*AMENDMENTS, "noted")
            and any(meets(path, own) for path in told.subjects for own in subjects)
        ]
        if not possible:
            return {}
        confirmed = {c.data["of"] for c in self.log.changes.values() if c.kind == "confirmed"}
        ended = [each for each in possible if self.log.changes[each].kind == "grayscale_completed"]
        well = [each for each in possible if each in confirmed]
        if ended and self.sayings.theme == "tests":
            possible = ended
        elif well and self.chance(0.4):
            possible = well
        size = min(len(possible), self.pick(1, 1, 2))
        found: Fields = {"replaces": self.sayings.random.sample(possible[-5:], size)}
        start = self.log.changes[found["replaces"][0]].data.get("effective")
        if start is not None and self.chance(0.35):
            found["effective"] = start["text"]
        elif self.chance(0.25):
            found["effective"] = render(self.sayings.instants[0])
        if self.chance(0.3):
            found |= self.sayings.term() | {"afterwards": "previous"}
        return found

    def saying_the_same(self, change: Fields) -> Fields:
        """A replacement that claims what is replaced does, or what that confirms."""
        named = self.log.changes[change["replaces"][0]]
        said = self.log.changes[named.data["of"]] if named.kind == "confirmed" else named
        if said.kind in TERMLESS:
            return change
        kept = ("subjects", "effective", "replaces", "until", "afterwards")
        alike = ("effect", "population", "value")
        return {
            "change": said.kind,
            **{name: change[name] for name in kept if name in change},
            **{name: said.data[name] for name in alike if name in said.data},
        }

    def word(self) -> str:
        if self.plain:
            return str(self.pick("permitted", "suspended", "fully_recovered"))
        weights = {
            "permitted": 6,
            "suspended": 6,
            "grayscale_started": 5,
            "grayscale_completed": 1,
            "rollout_started": 4,
            "fully_recovered": 2,
            "expired": 1,
            "noted": 1,
        }
        if self.newer:
            weights["set"] = 25 if self.sayings.theme == "fees" else 8
        if self.sayings.theme == "tests":
            weights["grayscale_started"] = 25
        if self.tested():
            weights["grayscale_completed"] += 12 if self.sayings.theme == "tests" else 4
        return self.sayings.random.choices(list(weights), weights=list(weights.values()))[0]

    def tested(self) -> list[str]:
        """The subjects of a grayscale test told before."""
        tests = [c for c in self.log.changes.values() if c.kind == "grayscale_started"]
        return list(self.pick(*tests).subjects) if tests else []

    # Amendments

    def amendment(self, of: str) -> Fields:
        target = self.log.changes[of]
        subject = self.pick(*target.subjects)
        root = root_kind(self.log, of, subject, self.recorder.acts())
        kinds = ["withdrawn"]
        if target.kind not in AMENDMENTS and root != "noted":
            kinds += ["rescheduled"] * 3
            kinds += ["term_changed"] * (0 if root in TERMLESS else 3)
            kinds += ["confirmed"] * (0 if target.kind == "confirmed" else 4)
        change: Fields = {"change": self.pick(*kinds), "of": of}
        if self.chance(0.3):
            subjects = [s for s in target.subjects if self.chance(0.6)]
            change["subjects"] = subjects or [subject]
        match change["change"]:
            case "rescheduled" if self.chance(0.7):
                change["effective"] = self.sayings.window()
            case "term_changed":
                change |= self.sayings.term()
            case "confirmed":
                change |= self.confirming(root)
        return change

    def confirming(self, root: str) -> Fields:
        """What a confirmation says itself."""
        found: Fields = {"effective": self.sayings.window()} if self.chance(0.4) else {}
        if root not in TERMLESS and self.chance(0.3):
            term = self.sayings.term()
            found |= {name: term[name] for name in term if self.chance(0.7)}
        carried = self.log.carried[root]
        if "population" in carried and self.chance(0.35):
            found["population"] = self.sayings.population()
        if self.newer and "value" in carried and self.chance(0.3):
            found["value"] = self.sayings.value()
        return found


def told(
    random: randomness.Random,
    turns: int,
    *,
    plain: bool = False,
    lapses: bool = True,
    newer: bool = True,
) -> Chronicle:
    """A history of so many turns after its opening."""
    chronicle = Chronicle(random, plain=plain, lapses=lapses, newer=newer)
    for _ in range(turns):
        chronicle.tell()
    return chronicle
