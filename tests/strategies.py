"""Which histories may a log hold? Random ones, well formed by DESIGN 4, as decoded records.

`history(random)` builds one from any random.Random, so that hypothesis can shrink it and a long run
can seed it. All instants come from a tiny set, so that every key of the order is tied now and then.
"""

import random as randomness
from typing import Any

from hypothesis import strategies as st

from events.words import AFTERWARDS, AMENDMENTS, AUTHORITIES, CLAIMS, STARTS, TERMLESS
from ledger.dates.instants import render
from ledger.records import Record

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

Data = dict[str, Any]


class History:
    """A log in the making: what has been said so far, and how to say one thing more."""

    def __init__(self, random: randomness.Random, *, plain: bool = False) -> None:
        self.random = random
        self.plain = plain
        self.records: list[Record] = []
        self.changes: dict[str, tuple[Record, tuple[str, ...]]] = {}
        self.announcements: list[str] = []
        self.acts: list[int] = []
        self.recorded_at = random.choice(INSTANTS[:4]) - 1
        self.paths = PATHS if random.random() < 0.6 else random.sample(PATHS, 3)
        # The fewer sources, the more often something is superseded, amended or confirmed.
        self.sources = SOURCES[: random.choice((1, 2, 3))]
        self.authorities = random.choice((AUTHORITIES, AUTHORITIES[:2], AUTHORITIES[:1]))
        self.append("opened", {"origin": "example.org/links", "zone": "UTC"})

    def append(self, kind: str, data: Data) -> Record:
        record = Record(len(self.records) + 1, self.recorded_at, kind, data)
        self.records.append(record)
        return record

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def pick(self, *options: Any) -> Any:
        return self.random.choice(options)

    def transaction(self) -> None:
        """One announcement with its changes, or one act, at a record time of its own."""
        self.recorded_at += self.pick(1, 1, 6 * HOUR, 6 * HOUR, DAY)
        if self.announcements and self.chance(0 if self.plain else 0.2):
            self.act()
        else:
            self.announcement()

    def announcement(self) -> None:
        identifier = f"n{len(self.announcements) + 1}"
        self.announcements.append(identifier)
        said = {
            "id": identifier,
            "source": self.source(),
            "published": self.published(),
            "evidence": [],
            "zone": "UTC",
        }
        announced = self.append("announced", said)
        count = self.pick(1, 1, 2, 3)
        for n in range(1, count + 1):
            self.change(f"{identifier}#{n}")
        announced.data["changes"] = count

    def source(self) -> Data:
        source = {
            "name": self.random.choice(self.sources),
            "authority": self.random.choice(self.authorities),
        }
        party = self.pick(None, "platform", "press")
        return source if party is None else source | {"party": party}

    def published(self) -> Data:
        return {"text": "p", "instant": render(self.random.choice(INSTANTS) - self.pick(0, 0, 1))}

    def change(self, identifier: str) -> None:
        """A statement, an amendment or a confirmation, once for each of its subjects."""
        targets = [
            (record, subjects)
            for record, subjects in self.changes.values()
            if record.type in AMENDMENTS or record.type in CLAIMS or record.type == "confirmed"
        ]
        if targets and self.chance(0.05 if self.plain else 0.45):
            target, subjects = self.random.choice(targets)
            kind, data = self.amendment(target)
            if self.chance(0.3):
                subjects = tuple(s for s in subjects if self.chance(0.6)) or subjects
        else:
            kind, data = self.statement()
            size = self.pick(1, 1, 2, 3)
            subjects = tuple(self.random.sample(self.paths, min(size, len(self.paths))))
        for subject in subjects:
            whole = {"change": identifier, "subject": subject} | data
            self.changes[identifier] = self.append(kind, whole), subjects

    def statement(self) -> tuple[str, Data]:
        kind = self.random.choice(
            ("permitted", "suspended", "fully_recovered")
            if self.plain
            else (*CLAIMS, "grayscale_started", "grayscale_completed", "permitted")
        )
        data: Data = {"certainty": self.pick("stated", "stated", "stated", "expected")}
        if self.plain:
            data["certainty"] = "stated"
        elif self.chance(0.1):
            data |= {"certainty": "conditional", "condition": "if it rains"}
        must = data["certainty"] == "stated" and kind != "noted"
        if must or self.chance(0.7):
            data["effective"] = self.window()
        if kind in STARTS:
            data["effect"] = self.pick("permitted", "permitted", "suspended")
            if self.chance(0.5):
                data["population"] = self.population()
        if kind not in TERMLESS:
            data["afterwards"] = "undetermined"
            if self.chance(0.1 if self.plain else 0.5):
                data |= self.term(data.get("effective"))
        return kind, data

    def window(self) -> Data:
        first, last = sorted((self.random.choice(INSTANTS), self.random.choice(INSTANTS)))
        shape = self.pick("exact", "exact", "exact", "within", "by", "from")
        window: Data = {"text": shape}
        if shape != "by":
            window["earliest"] = render(first)
        if shape != "from":
            # A vague window ends with the last instant of a day.
            window["latest"] = render(
                first if shape == "exact" else last + self.pick(0, 6 * HOUR - 1)
            )
        if self.chance(0.2):
            window["qualifier"] = self.pick("~", "?", "%")
        return window

    def term(self, window: Data | None) -> Data:
        """An `until` after the earliest start, if it says when, and what follows it."""
        ends = [render(instant) for instant in INSTANTS]
        if window and "earliest" in window:
            ends = [end for end in ends if end > window["earliest"]]
        if not ends or self.chance(0.1):
            return {"until": {"text": ".."}, "afterwards": "undetermined"}
        return {
            "until": {"text": "u", "instant": self.random.choice(ends)},
            "afterwards": self.random.choice(AFTERWARDS),
        }

    def population(self) -> Data:
        return self.pick({"percent": "10"}, {"words": "a few"}, {"percent": "50", "words": "half"})

    def amendment(self, target: Record) -> tuple[str, Data]:
        data: Data = {"of": target.data["change"]}
        said = self.said(target)
        kinds = ["withdrawn"]
        if target.type not in AMENDMENTS and said.type != "noted":
            kinds += ["rescheduled", "rescheduled"]
            if said.type not in TERMLESS:
                kinds += ["term_changed", "term_changed"]
            if target.type != "confirmed":
                kinds += ["confirmed", "confirmed"]
        kind = self.random.choice(kinds)
        if kind == "rescheduled" and self.chance(0.8):
            data["effective"] = self.window()
        elif kind == "term_changed":
            data |= self.term(None)
            if self.chance(0.5):
                del data["afterwards"]
        elif kind == "confirmed":
            if "latest" not in said.data.get("effective", {}) or self.chance(0.3):
                data["effective"] = self.window()
            if said.type not in TERMLESS and self.chance(0.3):
                term = self.term(data.get("effective"))
                data |= {name: term[name] for name in term if self.chance(0.6)}
            if said.type in STARTS and self.chance(0.3):
                data["population"] = self.population()
        return kind, data

    def said(self, record: Record) -> Record:
        """What a confirmation confirms, or the record itself."""
        if record.type != "confirmed":
            return record
        return self.changes[record.data["of"]][0]

    def act(self) -> None:
        if self.acts and self.chance(0.35):
            target = f"@{self.random.choice(self.acts)}"
            self.acts.append(self.append("retracted", {"target": target, "why": "w"}).seq)
            return
        data: Data = {"why": "w"}
        if self.chance(0.3):
            data["target"] = self.random.choice(self.announcements)
            fields = self.announcement_fields()
        else:
            identifier = self.random.choice(tuple(self.changes))
            record, subjects = self.changes[identifier]
            data["target"] = identifier
            if self.chance(0.4):
                data["subject"] = self.random.choice(subjects)
            fields = self.change_fields(record)
        if fields and self.chance(0.6):
            self.acts.append(self.append("corrected", data | {"fields": fields}).seq)
        else:
            self.acts.append(self.append("retracted", data).seq)

    def announcement_fields(self) -> Data:
        return self.pick(
            {"published": self.published()},
            {"source.authority": self.random.choice(AUTHORITIES)},
            {"source.name": self.random.choice(SOURCES)},
            {"source.party": self.pick(None, "partner"), "title": "T"},
        )

    def change_fields(self, record: Record) -> Data:
        """One or more fields of a change that it may have, never one that it needs to null."""
        said, fields = self.said(record), {}
        statement = record.type in CLAIMS
        if record.type not in ("term_changed", "withdrawn"):
            fields["effective"] = self.window()
            if record.type == "rescheduled" or record.data.get("certainty") == "expected":
                fields["effective"] = self.pick(None, fields["effective"])
        if record.type == "term_changed" or (
            (statement or record.type == "confirmed") and said.type not in TERMLESS
        ):
            term = self.term(record.data.get("effective"))
            fields |= {name: term[name] for name in term if self.chance(0.7)}
            if record.type != "term_changed" and self.chance(0.2):
                fields["until"] = None
        if statement and said.type in STARTS:
            fields["effect"] = self.pick(None, "permitted", "suspended")
        if (statement or record.type == "confirmed") and said.type in STARTS:
            fields |= self.pick(
                {"population": None},
                {"population": self.population()},
                {"population.percent": self.pick(None, "25")},
                {"population.words": self.pick(None, "some")},
            )
        if statement and record.type != "noted" and "effective" in record.data:
            fields["certainty"] = self.pick("stated", "expected")
        if not fields or self.chance(0.1):
            return {"note": "n"}
        kept = self.random.sample(sorted(fields), self.random.randint(1, min(2, len(fields))))
        chosen = {name: fields[name] for name in kept}
        if not statement or not self.chance(0.3):
            return chosen
        # a field and a part of it in one act would count in the order in which they are stored
        whole = {name: chosen[name] for name in chosen if not name.startswith("population")}
        return whole | self.another_word(record)

    def another_word(self, record: Record) -> Data:
        """Another word for a statement, with what it cannot have cleared and what it needs told."""
        word = self.pick("permitted", "suspended", "fully_recovered", *STARTS)
        fields: Data = {"change": word}
        if word not in STARTS:
            fields |= {"effect": None, "population": None} if record.type in STARTS else {}
        if "effective" not in record.data:
            fields["effective"] = self.window()
        return fields


def history(random: randomness.Random, transactions: int, *, plain: bool = False) -> list[Record]:
    """A log of that many transactions after its opening; `plain`: few ways to say anything."""
    log = History(random, plain=plain)
    for _ in range(transactions):
        log.transaction()
    return log.records


def moments() -> tuple[tuple[int, tuple[int, int] | None], ...]:
    """(instant, first and last of its day or None): on, just before and between the instants."""
    days = tuple((START + day * DAY, START + (day + 1) * DAY - 1) for day in range(4))
    plain = [(i + step, None) for i in INSTANTS for step in (-1, 0)]
    return (*((last, (first, last)) for first, last in days), *plain, (INSTANTS[-1] + DAY, None))


@st.composite
def histories(draw: st.DrawFn, most: int = 12) -> list[Record]:
    """Logs of up to `most` transactions."""
    random = draw(st.randoms(use_true_random=False))
    return history(random, draw(st.integers(1, most)), plain=draw(st.booleans()))
