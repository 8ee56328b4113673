"""What is meant by an id or a position, and which events are about it?"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import click

from cli.listed import left, listed
from cli.question import Question
from ledger.documents import log
from ledger.faults import LedgerFault
from ledger.grounds import provenance
from ledger.records import Record
from ledger.twins import hint


class Shown(NamedTuple):
    """The announcement that is meant, the changes of it that are, what became of them (the acts and
    amendments that are about them, and what took their place), and any other events that were asked
    for by position."""

    announced: Record | None
    changes: tuple[Record, ...]
    about: tuple[Record, ...]
    others: tuple[Record, ...]

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """The files kept for it, those that were added included."""
        named = [*([self.announced] if self.announced else []), *self.about, *self.others]
        return [file for record in named for file in record.data.get("evidence", ())]

    @property
    def parts(self) -> list[tuple[str, Record]]:
        """All of it with the part that each is, in the order of the log."""
        found = [("announcement", self.announced)] if self.announced else []
        found += [("change", record) for record in self.changes]
        found += [("event", record) for record in self.others]
        found += [("became", record) for record in self.about]
        return sorted(found, key=lambda part: part[1].seq)


def find(question: Question, id: str) -> Shown:
    """What is meant by an id or a position. LedgerFault where nothing is."""
    if id.startswith("@"):
        return _at(question, id)
    name, _, number = id.partition("#")
    near = _touching(question, name)
    announced = next((r for r in near if r.type == "announced"), None)
    if announced is None:
        raise LedgerFault(_unknown(question, name))
    of = [r for r in near if _is_change(r) and log.announcement(r) == name]
    changes = tuple(r for r in of if number in ("", _number(r)))
    if number and not changes:
        has = f"its changes are #1 to #{_number(of[-1])}" if of else "none of its changes was read"
        raise LedgerFault(f"{name} has no change #{number}: {has}")
    return Shown(announced, changes, _became(question, changes, _about(near, name, number)), ())


def _at(question: Question, id: str) -> Shown:
    position, size = id[1:], question.view.position
    if not (position.isascii() and position.isdigit()) or len(position) > 18:
        raise click.UsageError(f"{id!r} is no position{hint(id)}: expected @ and a number, as @15")
    if not 1 <= int(position) <= size:
        raise LedgerFault(f"there is no event {id}: the events read are @1 to @{size}")
    record = next(question.reading.events(int(position), int(position)))
    name = log.announcement(record)
    if record.type == "announced":
        return find(question, str(name))
    if not _is_change(record):
        return Shown(None, (), _acts_on(question, record), (record,))
    near = _touching(question, str(name))
    announced = next((r for r in near if r.type == "announced"), None)
    if announced is None:
        raise LedgerFault(_unknown(question, str(name)))
    about = (
        r
        for r in _about(near, str(name), _number(record))
        if r.data.get("subject") in (None, record.data["subject"])
    )
    return Shown(announced, (record,), _became(question, (record,), about), ())


def _became(
    question: Question, changes: Sequence[Record], about: Iterable[Record]
) -> tuple[Record, ...]:
    """What is about these changes, and what has taken their place, in the order of the log."""
    found = {record.seq: record for record in about}
    own = {record.seq for record in changes}
    for subject, records in groupby(sorted(changes, key=_subject), key=_subject):
        way = question.view.way(subject)
        for record in records:
            said = next((s for s in way.visible if s.seq == record.seq), None)
            if said is not None:
                for each in (provenance.overtaking(way, said), *provenance.replacing(way, said)):
                    if each is not None and each.seq not in own:
                        found.setdefault(each.seq, question.view.record(each.seq))
    return tuple(found[seq] for seq in sorted(found))


def _subject(record: Record) -> str:
    return str(record.data["subject"])


def _acts_on(question: Question, record: Record) -> tuple[Record, ...]:
    view = question.view
    return tuple(view.record(act.seq) for act in view.acts_on(record.seq))


def _touching(question: Question, name: str) -> list[Record]:
    """The events of an announcement, those about it, and acts about those acts, in the order of
    the log, as far as the cut-offs leave them."""
    view = question.view
    told = (r for r in question.reading.told(name) if r.seq <= view.position)
    found = {
        r.seq: r
        for r in (
            *told,
            *view.naming(name),
            *(view.record(act.seq) for act in view.acts(name)),
            *(r for r in view.of_recorder("evidence_added") if r.data["target"] == name),
        )
    }
    return list(left(question, (found[seq] for seq in sorted(found))))


def _about(events: list[Record], name: str, number: str) -> Iterator[Record]:
    """Acts of the recorder and amendments by sources, and acts about those acts."""
    meant = {f"{name}#{number}"} if number else {name}
    acts: set[str] = set()
    for record in events:
        target = record.data.get("target")
        if target is not None and (
            target in meant
            or target == name
            or target in acts
            or (not number and _of(target, name))
        ):
            acts.add(f"@{record.seq}")
            yield record
        of = record.data.get("of")
        if of is not None and (of in meant or (not number and _of(of, name))):
            yield record


def _of(id: str, name: str) -> bool:
    return id.rpartition("#")[0] == name


def _is_change(record: Record) -> bool:
    return "change" in record.data


def _number(record: Record) -> str:
    return str(record.data["change"]).rpartition("#")[2]


def _unknown(question: Question, name: str) -> str:
    from ledger.misnamed import meant

    view = question.view
    told = (record.data["id"] for record in listed(question) if record.type == "announced")
    sources = question.reading.sources(view.position)
    words = meant(name, size=view.position, paths=view.paths(), sources=sources, ids=told)
    cut = question.known is not None or question.rank > 1
    seen = " and seen (--known, --authority)" if cut else ""
    return f"no announcement {name!r} is recorded{seen}{hint(name)}: {words}"
