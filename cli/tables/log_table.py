"""How is the log drawn: by transaction, each event with its position, in the words of its kind?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from cli.question import Question
from cli.tables import heads, names, page, provenance, wording, written
from cli.text import columns, escape, pad, width, wrap
from events.words import CHANGES
from ledger.answers.provenance import TERM
from ledger.dates.moments import local, render
from ledger.documents.margins import Alone, Margins
from ledger.records import Record

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


_NAMES: Final = {
    "opened": "opening", "key_added": "key", "subject_described": "name",
    "source_described": "ceiling", "announced": "announcement", "change": "change",
    "corrected": "correction", "retracted": "retraction", "evidence_added": "evidence filing",
    "expired": "expiry",
}  # fmt: skip


#: Of a digest so many hexadecimal digits; `show` prints all.
DIGITS: Final = 16


def show(question: Question, found: Iterable[Record], again: str, *, narrowed: bool) -> None:
    """Print the log as its events come."""
    page.show(_lines(question, found, again, narrowed))


def _lines(
    question: Question, found: Iterable[Record], again: str, narrowed: bool
) -> Iterator[str]:
    counts: Counter[str] = Counter()
    yield from heads.paragraph(f"What was appended, in the order of the log, {question.zone_name}")
    yield from heads.cuts(question)
    yield from _body(question, found, counts)
    yield ""
    yield from heads.paragraph(_counted(counts, narrowed))
    yield from heads.again_line(again)


def _body(question: Question, found: Iterable[Record], counts: Counter[str]) -> Iterator[str]:
    recorded_at = None
    margins = Margins(question.reading, question.view)
    for record in found:
        counts["change" if "change" in record.data else record.type] += 1
        if record.recorded_at != recorded_at:
            recorded_at = record.recorded_at
            yield ""
            at = f"{local(recorded_at, question.zone)} ({render(recorded_at)})"
            yield from heads.paragraph(f"RECORDED {at}")
        yield from event(record, question.zone, margins)


def event(record: Record, zone: "ZoneInfo | None", margins: Margins | Alone) -> list[str]:
    """One event in two lines or more: its position and kind, and what it says, with what the
    recorder has corrected in it since, and whether it was retracted. Dates are of a zone; of none
    as they were written."""
    lead = pad(f"@{record.seq}", 6)
    rest = " " * 6
    if record.type in CHANGES and "change" in record.data:
        kind, data = margins.reading(record)
        what = written.change(data, kind, zone, was=margins.was(record))
        lines = beside(lead, what, escape(data["change"]))
        lines += [rest + escape(data["subject"])]
        told = [f"{name}: {escape(data[name])}" for name in ("of", "note") if data.get(name)]
    else:
        lines = wrap(said(record, zone, margins), columns(), first=lead, rest=rest)
        told = []
    retracted = margins.retracted(record)
    told += [] if retracted is None else [f"RETRACTED by @{retracted}"]
    for text in (*told, *written.corrections(margins.corrected(record))):
        lines += wrap(text, columns(), first=rest, rest=rest + "  ")
    return lines


def said(record: Record, zone: "ZoneInfo | None", margins: Margins | Alone) -> str:
    """What an event that is no change says, in one sentence."""
    _, data = margins.reading(record)
    match record.type:
        case "opened":
            return f"opened: {escape(data['origin'])}, {data['zone']}"
        case "key_added":
            return f"key added: {escape(data['key'])}"
        case "subject_described":
            aliases = ", ".join(map(escape, data.get("aliases") or ()))
            title = escape(data.get("title") or "no title")
            more = [f"also {aliases}"] if aliases else []
            more += names.particulars(data)
            return "; ".join((f"named {escape(data['path'])}: {title}", *more))
        case "source_described":
            return f"limited {escape(data['name'])}: at most {data['ceiling']}"
        case "announced":
            source = data["source"]
            who = wording.speaker(source["name"], source["authority"], source.get("party"))
            title = f"; {escape(data['title'])}" if data.get("title") else ""
            published = escape(data["published"]["text"])
            via = f"; as quoted by {escape(data['via']['name'])}" if data.get("via") else ""
            return f"announced {data['id']}: {who}; published {published}{via}{title}"
        case "corrected":
            replaced = margins.replaced(record)
            fields = ", ".join(written.correction(data["fields"], replaced))
            return f"corrected {_meant(data)}: {fields}; why: {escape(data['why'])}"
        case "retracted":
            return f"retracted {_meant(data)}; why: {escape(data['why'])}"
        case "evidence_added":
            return f"evidence added to {data['target']}: {files(data)}; why: {escape(data['why'])}"
        case "expired":
            return (
                f"expired, written down by the recorder: {escape(data['of'])}, "
                f"{escape(data['subject'])}, until {escape(data['until']['text'])}"
                f"{provenance.behind(margins.lapsed(record), zone, TERM) if zone else ''}"
            )
    raise ValueError(f"unknown event type {record.type!r}")


def files(data: Mapping[str, Any]) -> str:
    """The files that an event names, by the first digits of their digests."""
    named = (
        f"{each['sha256'][:DIGITS]}... ({each['size']:,} bytes, {each['media_type']})"
        for each in data["evidence"]
    )
    return ", ".join(map(escape, named))


def _meant(data: dict[str, str]) -> str:
    only = f", {escape(data['subject'])} only" if data.get("subject") else ""
    return escape(data["target"]) + only


def beside(lead: str, text: str, right: str) -> list[str]:
    """Text with an id at the right edge, on its last line where that fits."""
    lines = wrap(text, columns(), first=lead, rest=" " * width(lead))
    if width(lines[-1]) + 2 + width(right) <= columns():
        lines[-1] = pad(lines[-1], columns() - width(right)) + right
        return lines
    return [*lines, " " * max(6, columns() - width(right)) + right]


def _counted(counts: Counter[str], narrowed: bool) -> str:
    total = sum(counts.values())
    parts = [wording.many(counts[kind], name) for kind, name in _NAMES.items() if counts[kind]]
    lead = wording.many(total, "event")
    narrow = " listed, of those that the filters leave" if narrowed else ""
    return f"{lead}{narrow}{': ' if parts else ''}{', '.join(parts)}."
