"""What does an announcement file tell? (DESIGN 7)"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from ledger.evidence import LARGEST as LARGEST_EVIDENCE
from ledger.files import described, text_json, text_yaml
from ledger.files.documents import LARGEST, Document, refused
from ledger.files.draft_announcements import Surroundings, Zone, named_zone, read_announcement
from ledger.files.drafts import Batch, Draft
from ledger.files.file_text import read_text, utf8
from ledger.files.parts import FaultList, Part
from ledger.files.texts import FieldFault, shown, text, what
from ledger.regular_file import opened
from ledger.twins import hint

if TYPE_CHECKING:
    from ledger.objections import Warned

FORMAT: Final = "policy-ledger/1"
_TOLD: Final = ("subjects", "sources", "announcements")
_FIELDS: Final = ("format", "zone", *_TOLD)


def read(
    source: str | os.PathLike[str] | IO[bytes],
    *,
    name: str | None = None,
    ledger_zone: str,
    base_dir: str | os.PathLike[str] | None = None,
    evidence_limit: int = LARGEST_EVIDENCE,
) -> Batch:
    """All that a YAML or JSON file tells, checked as far as it can be without the log.

    `source` is a path or an open binary stream, `name` what messages call it, `base_dir` the folder
    of its evidence (the file's own unless told; of a stream the working folder), of which no file
    may have more bytes than `evidence_limit`. JSON is what has the ending .json, or begins as JSON
    and has no ending .yaml or .yml. Raises InputFault with the faults found, each with line and
    field.
    """
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        name = name or str(path)
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            raise refused(name, 0, "is JSON Lines by its name", "that it is read with --jsonl")
        base_dir = path.parent if base_dir is None else base_dir
        try:
            with opened(path, handed=True) as stream:
                written = read_text(stream, name)
        except OSError as fault:
            raise refused(name, 0, f"cannot be read: {fault.strerror}", "a file") from None
    else:
        name = name or "<stdin>"
        written = read_text(source, name)
    parse = text_json.parse if _is_json(name, written) else text_yaml.parse
    around = Surroundings(_zone(ledger_zone), Path(base_dir or "."), {}, {}, evidence_limit)
    return _batch(parse(written, name), around)


def read_lines(
    stream: IO[bytes],
    *,
    name: str = "<stdin>",
    ledger_zone: str,
    base_dir: str | os.PathLike[str] = ".",
    evidence_limit: int = LARGEST_EVIDENCE,
) -> Iterator[Draft]:
    """Each announcement of a stream of JSON Lines, in memory that does not grow with it.

    Blank lines are passed over. Nothing is remembered from line to line: an id told twice, and an
    `of` that names another line, are the log's to check. Raises InputFault at the first line that
    has faults.
    """
    zone = _zone(ledger_zone)
    folder = Path(base_dir)
    number = seen = end = 0
    while data := stream.readline(LARGEST + 1):
        number += 1
        end += len(data)
        if len(data) > LARGEST:
            raise refused(name, number, f"is longer than {LARGEST >> 20} MiB", "a shorter line")
        line = utf8(data.rstrip(b"\r\n"), name, number)
        if not line.strip():
            continue
        seen += 1
        document = text_json.parse_line(line, name, number)
        faults = FaultList(name)
        draft = None
        if isinstance(document.value, dict):
            part = Part(document, document.value, faults, line=number)
            if "announcements" in document.value or "format" in document.value:
                expected = "one announcement a line (a whole file is read without --jsonl)"
                part.fault("", "is an announcement file", expected)
            else:
                around = Surroundings(zone, folder, {}, {}, evidence_limit)
                draft = read_announcement(part, around)
        else:
            faults.add(number, "", f"is {what(document.value)}", "an announcement, as an object")
        faults.settle()
        if draft is not None:
            yield draft._replace(end=end)
    if not seen:
        raise refused(name, 0, "is empty", "one announcement a line")


def _is_json(name: str, written: str) -> bool:
    ending = Path(name).suffix.lower()
    if ending in (".yaml", ".yml"):
        return False
    start = written.lstrip()
    return ending == ".json" or (start[:1] == "{" and start[1:].lstrip()[:1] in ('"', "}"))


def _zone(name: str) -> Zone:
    try:
        return named_zone(name)
    except FieldFault as fault:
        raise refused("the ledger's zone", 0, str(fault)) from None


def _batch(document: Document, around: Surroundings) -> Batch:
    faults = FaultList(document.file)
    if not isinstance(document.value, dict):
        expected = f"a mapping that begins with `format: {FORMAT}`"
        raise refused(document.file, document.line, _instead(document.value), expected)
    whole = Part(document, document.value, faults, line=document.line)
    if "changes" in document.value and "announcements" not in document.value:
        whole.fault("", "is one announcement", f"`format: {FORMAT}` and a list `announcements:`")
        faults.settle()
    whole.only(
        _FIELDS,
        {
            "announcement": "announcements",
            "titles": "subjects",
            "version": "format",
            "source": "sources",
            "subject": "subjects",
        },
    )
    if whole.need("format", FORMAT):
        whole.read("format", _format)
    zone = whole.read("zone", named_zone) or around.zone
    warnings: list[Warned] = []
    descriptions = (*described.subjects(whole, warnings), *described.sources(whole))
    parts = list(whole.parts("announcements", "an announcement that begins with `id:`"))
    drafts = _drafts(parts, around._replace(zone=zone))
    if not any(whole.value.get(name) for name in _TOLD):
        whole.fault("", "tells nothing", "`announcements:`, `subjects:` or `sources:`")
    faults.settle()
    for draft in drafts:
        warnings += [warned.at(draft.file, line) for line, warned in draft.warnings]
    alike = {repr(each): each for each in warnings}
    return Batch(document.file, descriptions, drafts, tuple(alike.values()))


def _instead(value: Any) -> str:
    return "is empty" if value is None else f"is {what(value)}"


def _format(value: Any) -> str:
    written = text(value)
    if written == FORMAT:
        return written
    newer = written.startswith("policy-ledger/") and written[14:].isdigit()
    raise FieldFault(
        f"{shown(written)} is {'a format that this version does not read' if newer else 'unknown'}"
        f"{hint(written)}",
        FORMAT,
    )


def _drafts(parts: list[Part], around: Surroundings) -> tuple[Draft, ...]:
    ids = [part.value.get("id") for part in parts]
    later = around.later
    for part, id in reversed(list(zip(parts, ids, strict=True))):
        if isinstance(id, str):
            later[id] = part.line
    found: list[Draft] = []
    for part, id in zip(parts, ids, strict=True):
        if isinstance(id, str):
            later.pop(id, None)  # told twice: whether it is the same is asked with its evidence
        draft = read_announcement(part, around)
        if draft is not None:
            found.append(draft._replace(end=len(found) + 1))
    return tuple(found)
