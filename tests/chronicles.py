"""Which histories may a ledger hold? Random ones, small and dense, that it would take in.

`Chronicle(random)` tells one turn after another: an announcement as a file has it, or an act of the
recorder as it is typed. Both are kept: `turns` is what a ledger is told, `log.records` what stands
in it then. A seed always gives the same. Paths, dates, sources are few, so that things meet: the
same instants start, end and publish, amendments are amended, acts hit what was acted on before.
"""

import json
import random as randomness
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from ledger.dates.instants import render
from tests.validity import (
    AMENDMENTS,
    acts_in_effect,
    fits,
    mended,
    retracted,
    root_kind,
    valid,
)
from tests.written import OLDER, STARTS, STATEMENTS, TERMLESS, Log

HOUR = 3_600_000_000
DAY = 24 * HOUR
#: A Saturday; the instants are six hours apart over three days and a bit.
START = 1_666_396_800_000_000
INSTANTS = tuple(START + step * 6 * HOUR for step in range(14))
#: `a-b` sorts between `a` and `a/b`; `b` has no statement above it.
PATHS = ("a", "a-b", "a-b/c", "a/b", "a/b/c", "a/b/c/d", "a/b0", "b/x")
#: Never named by an event.
UNNAMED = ("a/z", "a/b/c/d/e", "a-b/c/d", "b", "c")
SOURCES = ("One", "Two", "Three")
AUTHORITIES = ("official", "press", "insider", "third-party")
AFTERWARDS = ("undetermined", "permitted", "suspended", "previous", "previous")
#: What is meant where a statement does not say so.
UNSAID = {"certainty": "stated", "afterwards": "undetermined", "effect": "permitted"}

Fields = dict[str, Any]
_T = TypeVar("_T")


class Announced(NamedTuple):
    """An announcement, as an item of a file."""

    recorded_at: int
    said: Fields

    @property
    def file(self) -> str:
        """A whole announcement file that tells it."""
        return json.dumps(
            {"format": "policy-ledger/1", "zone": "UTC", "announcements": [self.said]}
        )


class Corrected(NamedTuple):
    """`ledger correct TARGET FIELD=VALUE…`."""

    recorded_at: int
    target: str
    fields: dict[str, str]
    subject: str | None


class Retracted(NamedTuple):
    """`ledger retract TARGET`; of an act by `@SEQ`."""

    recorded_at: int
    target: str
    subject: str | None


class Lapsed(NamedTuple):
    """What `ledger expire` tells of a term."""

    recorded_at: int
    of: str
    subject: str


Turn = Announced | Corrected | Retracted | Lapsed


class Chronicle:
    """A history in the making: `plain` says everything in few ways; `lapses`: the recorder tells
    of terms too."""

    def __init__(
        self, random: randomness.Random, *, plain: bool = False, lapses: bool = True
    ) -> None:
        self.random = random
        self.plain = plain
        self.lapses = lapses
        self.turns: list[Turn] = []
        self.recorded_at = random.choice(INSTANTS[:4]) - 1
        self.log = Log(self.recorded_at, carried=OLDER)
        self.paths = self.chosen_paths()
        # The fewer sources, the more often something is superseded, amended or confirmed.
        self.sources = SOURCES[: random.choice((1, 2, 3))]
        authorities = (AUTHORITIES, AUTHORITIES[:2], AUTHORITIES[:1], AUTHORITIES[1:])
        self.authorities = random.choice(authorities)
        self.instants = sorted(random.sample(INSTANTS, random.choice((4, 6, 9, 14))))
        # In one half of them sources speak in order, and of what is near.
        self.orderly = random.random() < 0.5
        self.last_published = 0

    def chosen_paths(self) -> Sequence[str]:
        """Mostly one above the other."""
        shape = self.pick("chain", "chain", "chain", "some", "all")
        if shape == "chain":
            line = ("a", "a/b", "a/b/c", "a/b/c/d")
            first = self.pick(0, 0, 0, 1)
            return line[first : first + self.pick(1, 2, 2, 3)]
        return PATHS if shape == "all" else self.random.sample(PATHS, self.pick(2, 3, 4))

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def pick(self, *options: _T) -> _T:
        return self.random.choice(options)

    # Turns

    def tell(self) -> None:
        """One turn more, at a record time of its own."""
        self.recorded_at += self.pick(1, 1, 6 * HOUR, 6 * HOUR, DAY)
        acting = bool(self.log.announced) and self.chance(0.05 if self.plain else 0.35)
        if not (acting and any(self.act() for _ in range(3))):
            self.announce()

    def announce(self) -> None:
        identifier = f"n{len(self.log.announced) + 1}"
        said: Fields = {
            "id": identifier,
            "source": self.source(),
            "published": self.published(),
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

    def source(self) -> Fields:
        name = self.random.choice(self.sources)
        party = self.pick(None, "platform", "press")
        found = {"name": name, "authority": self.random.choice(self.authorities)}
        return found if party is None else {**found, "party": party}

    def published(self) -> str:
        at = self.random.choice(self.instants)
        if self.orderly:
            later = [instant for instant in self.instants if instant >= self.last_published]
            at = self.random.choice(later[:2])
            self.last_published = at
        return self.pick(render(at), render(at), render(at)[:10], render(at - 1))

    # Changes

    def change(self, identifier: str) -> Fields:
        """A statement, an amendment or a confirmation that may stand here."""
        if self.log.changes and self.chance(0.1 if self.plain else 0.55):
            for _ in range(4):
                change = self.amendment(self.target())
                if self.may_stand(identifier, change):
                    return change
        for _ in range(4):
            change = self.statement()
            if self.may_stand(identifier, change):
                return change
        start = render(self.random.choice(self.instants))
        return {"change": "permitted", "subjects": [self.paths[0]], "effective": start}

    def may_stand(self, identifier: str, change: Fields) -> bool:
        records = len(self.log.records)
        self.log.tell(identifier, change, 0)
        found = fits(self.log, identifier, self.log.changes[identifier], self.acts())
        del self.log.records[records:], self.log.changes[identifier]
        return found

    def target(self) -> str:
        """What is amended: mostly what states something, often told lately."""
        told = list(self.log.changes)
        stating = [each for each in told if self.log.changes[each].kind not in AMENDMENTS]
        if stating and self.chance(0.75):
            told = stating
        return self.random.choice(told[-4:] if self.chance(0.6) else told)

    def statement(self) -> Fields:
        kind = self.word()
        size = self.pick(1, 1, 2, 3)
        change: Fields = {
            "change": kind,
            "subjects": self.random.sample(self.paths, min(size, len(self.paths))),
        }
        if not self.plain and self.chance(0.35):
            certainty = self.pick("expected", "expected", "conditional")
            change["certainty"] = certainty
            if certainty == "conditional":
                change["condition"] = "it rains"
        if "certainty" not in change or self.chance(0.7):
            change["effective"] = self.window()
        if kind in STARTS:
            if self.chance(0.6):
                change["effect"] = self.pick("permitted", "suspended")
            if self.chance(0.5):
                change["population"] = self.population()
        if kind == "grayscale_completed" and self.chance(0.7):
            change["subjects"] = self.tested() or change["subjects"]
        if kind not in TERMLESS and self.chance(0.1 if self.plain else 0.5):
            change |= self.term()
        return change

    def word(self) -> str:
        if self.plain:
            return str(self.pick("permitted", "suspended", "fully_recovered"))
        weights = {
            **{"permitted": 6, "suspended": 6, "grayscale_started": 5, "grayscale_completed": 1},
            **{"rollout_started": 4, "fully_recovered": 2, "expired": 1, "noted": 1},
        }
        if self.tested():
            weights["grayscale_completed"] += 4
        return self.random.choices(list(weights), weights=list(weights.values()))[0]

    def tested(self) -> list[str]:
        """The subjects of a grayscale test told before."""
        tests = [c for c in self.log.changes.values() if c.kind == "grayscale_started"]
        return list(self.random.choice(tests).subjects) if tests else []

    def window(self) -> str:
        """`effective`: a date, an instant, or something vaguer."""
        if self.orderly and self.chance(0.7):
            near = [at for at in self.instants if abs(at - self.last_published) <= DAY]
        else:
            near = self.instants
        first, last = sorted(self.random.choice(near or self.instants) for _ in range(2))
        day = render(last)[:10]
        vague = self.pick(
            f"{render(first)}/{render(last)}",
            f"{render(first)}/{day}" if render(first)[:10] <= day else day,
            f"../{day}",
            f"../{render(last)}",
            f"{render(first)}/..",
        )
        text = self.pick(*(render(first),) * 6, render(first)[:10], vague, vague, vague)
        if self.chance(0.15) and len(text) == 10:
            text += self.pick("~", "?", "%")
        return str(text)

    def term(self) -> Fields:
        """An `until`, and mostly what follows it."""
        if self.chance(0.1):
            return {"until": ".."}
        at = self.random.choice(self.instants)
        found = {"until": self.pick(render(at), render(at), render(at)[:10])}
        if self.chance(0.8):
            found["afterwards"] = self.random.choice(AFTERWARDS)
        return found

    def population(self) -> Any:
        return self.pick("10%", "a few", {"percent": "50", "words": "half"})

    # Amendments

    def amendment(self, of: str) -> Fields:
        target = self.log.changes[of]
        subject = self.random.choice(target.subjects)
        root = root_kind(self.log, of, subject, self.acts())
        kinds = ["withdrawn"]
        if target.kind not in AMENDMENTS and root != "noted":
            kinds += ["rescheduled"] * 3
            kinds += ["term_changed"] * (0 if root in TERMLESS else 3)
            kinds += ["confirmed"] * (0 if target.kind == "confirmed" else 4)
        change: Fields = {"change": self.random.choice(kinds), "of": of}
        if self.chance(0.3):
            subjects = [s for s in target.subjects if self.chance(0.6)]
            change["subjects"] = subjects or [subject]
        match change["change"]:
            case "rescheduled" if self.chance(0.7):
                change["effective"] = self.window()
            case "term_changed":
                change |= self.term()
            case "confirmed":
                change |= self.confirming(root)
        return change

    def confirming(self, root: str) -> Fields:
        """What a confirmation says itself."""
        found: Fields = {"effective": self.window()} if self.chance(0.4) else {}
        if root not in TERMLESS and self.chance(0.3):
            term = self.term()
            found |= {name: term[name] for name in term if self.chance(0.7)}
        if root in STARTS and self.chance(0.4):
            found["population"] = self.population()
        return found

    # Acts of the recorder

    def acts(self) -> list[Any]:
        return acts_in_effect(self.log.records)

    def act(self) -> bool:
        """One act, where what was thought of may be."""
        if self.lapses and self.chance(0.06):
            return self.expire()
        acts = self.acts()
        if acts and self.chance(0.35):
            return self.retract(f"@{self.random.choice(acts).seq}", None)
        return self.act_on(*self.acted_on(acts))

    def acted_on(self, acts: Sequence[Any]) -> tuple[str, str | None]:
        """A change or an announcement, often one that the recorder acted on before."""
        before = [a.data["target"] for a in acts if not a.data["target"].startswith("@")]
        if before and self.chance(0.45):
            target = self.random.choice(before)
            if "#" not in target and self.chance(0.5):
                target = f"{target}#1"
        elif self.chance(0.25):
            target = self.random.choice(list(self.log.announced))
        else:
            target = self.target()
        if "#" not in target or self.chance(0.6):
            return target, None
        return target, self.random.choice(self.log.changes[target].subjects)

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
        fields = self.mending(target, self.random.choice(subjects))
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
        identifier, change = self.random.choice(ending)
        subject = self.random.choice(change.subjects)
        self.log.lapse(identifier, subject, change.data["until"], self.recorded_at)
        self.turns.append(Lapsed(self.recorded_at, identifier, subject))
        return True

    def announcement_fields(self) -> dict[str, str]:
        return dict(
            self.pick(
                {"published": self.published()},
                {"source.authority": self.random.choice(self.authorities)},
                {"source.name": self.random.choice(self.sources)},
                {"source.party": self.pick("", "partner"), "source.name": "Two"},
            )
        )

    def mending(self, target: str, subject: str) -> dict[str, str]:
        """One or two fields of a change, as it stands on a subject, to something else."""
        change = self.log.changes[target]
        kind, data = mended(change.kind, change.data, self.acts(), target=target, subject=subject)
        if kind in STATEMENTS and self.chance(0.25):
            return self.other_word(kind, data)
        possible = self.corrections(kind, data, root_kind(self.log, target, subject, self.acts()))
        names = self.random.sample(sorted(possible), min(len(possible), self.pick(1, 1, 2)))
        fields = {name: possible[name]() for name in names}
        if len(fields) > 1 and any(name.startswith("population") for name in fields):
            return dict([next(iter(fields.items()))])  # a whole and its part would meet
        return fields

    def corrections(self, kind: str, data: Any, root: str) -> dict[str, Callable[[], str]]:
        """Of each field that may be corrected, how another value is thought of."""
        carried = self.log.carried[kind] & (self.log.carried[root] | {"of"})
        found: dict[str, Callable[[], str]] = {}
        if "effective" in carried:
            found["effective"] = lambda: "" if self.chance(0.15) else self.window()
        if "until" in carried:
            found["until"] = lambda: "" if self.chance(0.25) else str(self.term()["until"])
            found["afterwards"] = lambda: self.random.choice(AFTERWARDS)
        if "effect" in carried:
            found["effect"] = lambda: str(self.pick("permitted", "suspended"))
        if "population" in carried and root in STARTS:
            found["population"] = lambda: str(self.pick("", "25%", "some"))
            if "population" in data:
                found["population.percent"] = lambda: str(self.pick("", "25"))
                found["population.words"] = lambda: str(self.pick("", "some"))
        if "certainty" in carried and data.get("certainty") != "conditional":
            found["certainty"] = lambda: str(self.pick("stated", "expected"))
        return found

    def other_word(self, kind: str, data: Any) -> dict[str, str]:
        """Another word, with what that cannot have cleared, and what it needs told."""
        word = self.word()
        carried = self.log.carried[word]
        fields = {"change": word}
        fields |= {
            name: "" for name in data if name not in carried and name in self.log.carried[kind]
        }
        if "effective" not in data:
            fields["effective"] = self.window()
        return fields


def told(
    random: randomness.Random, turns: int, *, plain: bool = False, lapses: bool = True
) -> Chronicle:
    """A history of so many turns after its opening."""
    chronicle = Chronicle(random, plain=plain, lapses=lapses)
    for _ in range(turns):
        chronicle.tell()
    return chronicle
