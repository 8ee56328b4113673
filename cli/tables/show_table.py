"""How is one announcement shown whole: who, when, where it stands in the log, what it says?"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cli.question import Question
from cli.shown import Shown
from cli.tables import heads, log_table, page, wording, written
from cli.tables.wording import english
from cli.text import columns, escape, pad, wrap
from events.fields import OF_CHANGES
from ledger.contents import Population
from ledger.dates.moments import date_or_local, instant, local, render
from ledger.documents.margins import Margins
from ledger.records import Record
from ledger.sayings.statements import unapplied

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: What is so anyway where a statement does not say otherwise.
_MEANT = ("afterwards", "certainty")


def show(question: Question, found: Shown, again: str) -> None:
    """Print it."""
    lines: list[str] = []
    margins = Margins(question.reading, question.view)
    if found.announced is not None:
        lines += _announced(question, found.announced, margins)
        lines += _changes(question, found.changes, margins)
    for record in found.others:
        at = record.recorded_at
        lines += heads.paragraph(f"RECORDED {local(at, question.zone)} ({render(at)})")
        lines += log_table.event(record, question.zone, margins)
        lines += _recorder(record.data)
    lines += _about(question, found.about, margins)
    page.show([*lines, "", *heads.again_line(again)])


def _announced(question: Question, record: Record, margins: Margins) -> Iterator[str]:
    (_, data), zone = margins.reading(record), question.zone
    source = data["source"]
    yield escape(data["id"])
    if data.get("title"):
        yield from field("title", data["title"])
    party = source.get("party")
    yield from field("source", f"{source['name']}; {source['authority']}; {party or 'no party'}")
    published = data["published"]
    counts = date_or_local(instant(published["instant"]), zone)
    yield from field("published", f"{published['text']}; counts from {counts}")
    if data.get("via"):
        via = data["via"]
        when = f", published {via['published']['text']}" if via.get("published") else ""
        url = f", {via['url']}" if via.get("url") else ""
        yield from field("as quoted by", f"{via['name']}{when}{url}")
    for name in ("url", "language"):
        if data.get(name):
            yield from field(name, data[name])
    yield from field("zone", data["zone"])
    yield from field(
        "recorded",
        f"@{record.seq}, {local(record.recorded_at, zone)} ({render(record.recorded_at)})"
        + (f", by {data['recorder']}" if data.get("recorder") else ""),
    )
    for stored in data.get("evidence") or ():
        size = f"{stored['size']} bytes"
        yield from field("evidence", f"sha256 {stored['sha256']}, {size}, {stored['media_type']}")
    yield from _corrections(margins, record)


def field(name: str, text: str) -> list[str]:
    """One named line of a thing shown whole, wrapped beside its name."""
    return wrap(escape(text), columns(), first=pad(f"  {name}", 16), rest=" " * 16)


def _changes(question: Question, changes: Sequence[Record], margins: Margins) -> Iterator[str]:
    """Each change once, with the subjects it is about and their positions; what was corrected for
    a subject alone under that."""
    for id, group in groupby(changes, key=lambda record: record.data["change"]):
        records = list(group)
        first = records[0]
        yield ""
        kind, data = margins.reading(first, own=False)
        what = written.change(data, kind, question.zone, was=margins.was(first))
        yield from log_table.beside("", what, escape(id))
        whole = margins.corrected(first, own=False)
        for record in records:
            yield f"  @{record.seq:<5} {escape(record.data['subject'])}"
            own = [each for each in margins.corrected(record) if each not in whole]
            for text in (*_standing(record, margins), *written.corrections(own)):
                yield from wrap(text, columns(), first=" " * 9, rest=" " * 11)
        yield from _details(data)
        yield from _corrections(margins, first)


def _standing(record: Record, margins: Margins) -> Iterator[str]:
    """Whether a change was retracted, or, an amendment, changes nothing."""
    if (retracted := margins.retracted(record)) is not None:
        yield f"RETRACTED by @{retracted}"
    if why := margins.unapplied(record):
        yield unapplied(*why, english())


def _corrections(margins: Margins, record: Record) -> Iterator[str]:
    for text in written.corrections(margins.corrected(record, own=False)):
        yield from wrap(text, columns(), first="  ", rest="    ")


def _details(data: dict[str, Any]) -> Iterator[str]:
    """Every field of a change but its id and subject, unless it only says what is so anyway."""
    for each in OF_CHANGES:
        said = data.get(each.name)
        if said and not (each.name in _MEANT and said == each.default and "of" not in data):
            yield from field(each.name, _written(each.type, said))


def _written(type: str, said: Any) -> str:
    """A value as it was written."""
    if type == "population":
        return wording.share(Population(said.get("percent"), said.get("words")))
    if isinstance(said, list):
        return ", ".join(said)
    return str(said["text"] if isinstance(said, dict) else said)


def _about(question: Question, about: Iterable[Record], margins: Margins) -> Iterator[str]:
    listed = list(about)
    if not listed:
        return
    yield ""
    yield "WHAT BECAME OF IT"
    for record in listed:
        yield from became(record, question.zone, margins)


def became(record: Record, zone: "ZoneInfo", margins: Margins) -> Iterator[str]:
    """An event that is about another, whether it counts, and who recorded it."""
    yield from log_table.event(record, zone, margins)
    if why := margins.unapplied(record):
        told = unapplied(*why, english(zone))
        yield from wrap(told, columns(), first=" " * 6, rest=" " * 8)
    yield from _recorder(record.data)


def _recorder(data: dict[str, Any]) -> Iterator[str]:
    if data.get("recorder"):
        yield from wrap(f"by {escape(data['recorder'])}", columns(), first=" " * 6, rest=" " * 8)
