"""What does one announcement of a file say, and what is wrong with it?"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from events.fields import CARRIED
from ledger.dates import moments
from ledger.files.distant_dates import distant_dates
from ledger.files.draft_changes import EarlierChange, check_targets, read_change, told_as
from ledger.files.drafts import Draft, DraftChange, EvidenceFile
from ledger.files.evidence_names import evidence_file
from ledger.files.fields import READERS, identifier
from ledger.files.parts import Part
from ledger.files.synonyms import NAMES
from ledger.files.texts import FieldFault, text
from ledger.objections import Warned
from ledger.subjects import doubtful

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_FIELDS: Final = dict.fromkeys(
    ("id", "source", "published", "title", "url", "language", "evidence", "via", "zone", "changes")
)
#: Those that hold one value, and those of the source.
_SAID: Final = {name: each for name, each in CARRIED["announced"].items() if "." not in name}
_SPEAKER: Final = {
    name.removeprefix("source."): each
    for name, each in CARRIED["announced"].items()
    if name.startswith("source.")
}
_SOURCE: Final = {
    "type": "party",
    "kind": "party",
    "level": "authority",
    "rank": "authority",
}


class Zone(NamedTuple):
    """A time zone by its name, in which naive dates are read."""

    name: str
    rules: "ZoneInfo"


def named_zone(value: object) -> Zone:
    """The zone of an IANA name. Raises FieldFault with the nearest right one."""
    name = text(value)
    try:
        return Zone(name, moments.zone(name))
    except moments.MomentFault as fault:
        raise FieldFault(str(fault)) from None


class Surroundings(NamedTuple):
    """What an announcement is read in: the zone unless it says so itself, and the folder.

    `told` are the changes of the file before it, by id, and grows as they are read; `later` are
    the ids that begin further on in it, with their lines. `evidence_limit` is in bytes.
    """

    zone: Zone
    folder: Path
    told: dict[str, EarlierChange]
    later: dict[str, int]
    evidence_limit: int


def read_announcement(part: Part, around: Surroundings) -> Draft | None:
    """The announcement, or None where it has faults, which are noted."""
    before = len(part.faults)
    part.only(_FIELDS, {"from": "source", "date": "published", "statements": "changes"})
    part.need("id", "a slug such as kuaishou-2022-02-22")
    id = part.read("id", identifier)
    zone = part.read("zone", named_zone) or around.zone
    announced: dict[str, Any] = {"id": id}
    part.need("source", "{name: NAME, authority: AUTHORITY}")
    announced["source"] = _source(part)
    for name, field in _SAID.items():
        if field.always:
            part.need(name, field.needed["announced"])
        value = part.read(name, READERS[name], zone.rules)
        if value is not None:
            announced[name] = value
    announced["evidence"] = []
    evidence = _evidence(part, around.folder, around.evidence_limit)
    via = _via(part, zone)
    if via is not None:
        announced["via"] = via
    announced["zone"] = zone.name
    changes = _changes(part, id or "?", zone, around)
    announced["changes"] = len(changes)
    if len(part.faults) > before:
        return None
    place = (part.faults.file, part.line, part.field)
    warnings = (*_mixed(changes), *distant_dates(part, announced["published"], changes))
    return Draft(announced, changes, evidence, *place, warnings, part.lines())


def _source(part: Part) -> dict[str, str] | None:
    source = part.part("source", "{name: NAME, authority: AUTHORITY}")
    if source is None:
        return None
    source.only(_SPEAKER, _SOURCE)
    found = {}
    for name, field in _SPEAKER.items():
        if field.always:
            source.need(name, field.needed["announced"])
        value = source.read(name, READERS[field.name], None)
        if value is not None:
            found[name] = value
    return found


def _via(part: Part, zone: Zone) -> dict[str, Any] | None:
    via = part.part("via", "{name: NAME} of who passed it on")
    if via is None:
        return None
    via.only(("name", "published", "url"), NAMES)
    via.need("name", "who passed it on")
    found = {}
    for name, reader in (("name", "source.name"), ("published", "published"), ("url", "url")):
        value = via.read(name, READERS[reader], zone.rules)
        if value is not None:
            found[name] = value
    return found


def _evidence(part: Part, folder: Path, largest: int) -> tuple[EvidenceFile, ...]:
    found: dict[str, EvidenceFile] = {}
    names = part.items("evidence", "a list of file names, such as [notice.html]")
    for place, item in enumerate(names):
        try:
            path = evidence_file(item, folder, largest)
        except FieldFault as fault:
            part.item_fault("evidence", place, fault.message, fault.expected)
            continue
        if path in found:
            part.item_fault("evidence", place, f"{item} is here twice", "each file once")
        line, field = part.item_line("evidence", place), part.item("evidence", place)
        found[path] = EvidenceFile(path, str(item), line, field, largest)
    return tuple(found.values())


def _changes(part: Part, id: str, zone: Zone, around: Surroundings) -> tuple[DraftChange, ...]:
    if part.need("changes", "a list of at least one change") and part.value["changes"] == []:
        part.fault("changes", "is empty", "at least one change")
    items = list(part.parts("changes", "a mapping that begins with `change:`"))
    found = []
    for n, item in enumerate(items, start=1):
        change = read_change(item, zone.rules, announcement=id, n=n)
        if change is None:
            continue
        check_targets(item, change, around.told, changes=len(items), later=around.later)
        around.told[change.data["change"]] = told_as(change, around.told)
        found.append(change)
    return tuple(found)


def _mixed(changes: tuple[DraftChange, ...]) -> tuple[tuple[int, Warned], ...]:
    found = {
        path: (
            change.line,
            Warned("doubtful characters", {"subject": path, **doubt._asdict()}),
        )
        for change in reversed(changes)
        for path in change.subjects
        if (doubt := doubtful(path))
    }
    return tuple(found.values())
