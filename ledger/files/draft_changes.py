"""What does one change of a file say, and what is wrong with it?"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from events.fields import CARRIED, DEFAULTS
from events.words import AMENDMENTS, CHANGES, STATEMENTS
from ledger.coverage import Coverage
from ledger.files import rules
from ledger.files.drafts import DraftChange
from ledger.files.fields import PATHS, READERS, distinct, subject
from ledger.files.parts import Part
from ledger.files.synonyms import NAMES, WORDS
from ledger.files.texts import choice

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: What to write where an amendment is said to be uncertain: it applies or it does not.
_PROPOSED: Final = dict.fromkeys(
    ("certainty", "condition"),
    "nothing of the kind: an amendment was made. What is only proposed is a statement of its own, "
    "with its term: `change: permitted, subjects: [PATH], effective: DAY, until: DAY, certainty: "
    "expected`",
)
#: Kind of a change -> the fields that it may have in a file, in the order of messages.
_FIELDS: Final = {kind: dict.fromkeys(("change", "subjects", *CARRIED[kind])) for kind in CHANGES}


class EarlierChange(NamedTuple):
    """An earlier change of the same file: `confirmed` is the kind of what it confirms.

    `subjects` is None where the log has to be asked.
    """

    kind: str
    data: dict[str, Any]
    confirmed: str | None
    subjects: Coverage | None


def read_change(part: Part, zone: "ZoneInfo", *, announcement: str, n: int) -> DraftChange | None:
    """The change, or None where it has faults, which are noted; `of` is only read here."""
    before = len(part.faults)
    if not part.need("change", f"one of {', '.join(CHANGES)}"):
        part.only(dict.fromkeys(("change", "subjects", *rules.FIELDS)), NAMES)
        return None
    kind = part.read("change", choice, CHANGES, WORDS["change"])
    if kind is None:
        return None
    instead = _PROPOSED if kind in AMENDMENTS else {}
    part.only(_FIELDS[kind], NAMES, known=rules.FIELDS, instead=instead)
    data: dict[str, Any] = {"change": f"{announcement}#{n}"}
    for name in CARRIED[kind]:
        if name in part.value and (value := part.read(name, READERS[name], zone)) is not None:
            data[name] = value
    for problem in rules.whole(kind, data):
        if problem.field not in part.unread:
            part.fault(*problem)
    if kind in STATEMENTS:
        for name, meant in DEFAULTS[kind].items():
            data.setdefault(name, meant)
        part.need("subjects", "a list of paths such as kuaishou/live-cart/jd-alliance")
    subjects = part.read("subjects", _subjects)
    if subjects is not None and "except" in data:
        for place, problem in rules.excepting(data["except"], subjects):
            part.item_fault(problem.field, place, problem.message, problem.expected)
    if len(part.faults) > before:
        return None
    return DraftChange(n, kind, data, subjects or (), part.line)


def _subjects(value: Any) -> tuple[str, ...]:
    """The paths in the order written."""
    return tuple(distinct(value, subject, each="subject", such=PATHS))


def check_targets(
    part: Part,
    change: DraftChange,
    told: dict[str, EarlierChange],
    *,
    changes: int,
    later: Mapping[str, int],
) -> None:
    """Notes what is wrong with `of` and `replaces`, as far as the file shows it.

    `changes` is how many this announcement has, `later` the lines of those that follow it.
    """
    own = change.data["change"].rpartition("#")[0]
    for field, place, id in rules.named(change.data):
        announcement, _, n = id.rpartition("#")
        if announcement == own and int(n) >= change.n:
            problem = _not_earlier(id, own, change.n, changes=changes)
        elif announcement != own and announcement in later:
            message = f"{announcement} comes later, on line {later[announcement]}"
            problem = (message, "one that is told before it")
        elif (target := told.get(id)) is None:
            continue
        elif field == "of":
            _check_amended(part, change, target)
            continue
        elif target.subjects is None or not change.subjects:
            continue
        elif found := rules.replacing(id, change.subjects, [(target.kind, target.subjects)]):
            problem = (found.message, found.expected)
        else:
            continue
        if place is None:
            part.fault(field, *problem)
        else:
            part.item_fault(field, place, *problem)


def _not_earlier(id: str, own: str, n: int, *, changes: int) -> tuple[str, str]:
    """What is wrong with naming a change of the same announcement that is not before this one."""
    number = int(id.rpartition("#")[2])
    if number == n:
        return f"{id} is this change itself", "an earlier one"
    if number > changes:
        count = f"{changes} change{'s' * (changes != 1)}"
        return f"{id} names nothing: {own} has {count}", "an earlier one"
    return f"{id} comes later", "one that is told before it"


def _check_amended(part: Part, change: DraftChange, target: EarlierChange) -> None:
    of = change.data["of"]
    for problem in rules.amending(
        change.kind,
        change.data,
        target=target.kind,
        target_data=target.data,
        confirmed=target.confirmed,
    ):
        part.fault(*problem)
    if target.subjects is not None:
        for place, path in enumerate(change.subjects):
            if path not in target.subjects:
                known = ", ".join(target.subjects[:5])
                message = f"{path} is not a subject of {of}"
                part.item_fault("subjects", place, message, f"of {known}")


def told_as(change: DraftChange, told: dict[str, EarlierChange]) -> EarlierChange:
    """What later changes of the file may know of this one."""
    target = told.get(change.data.get("of", ""))
    subjects = Coverage(change.subjects) if change.subjects else target and target.subjects
    confirmed = None
    if target is not None and change.kind == "confirmed":
        confirmed = target.kind
    return EarlierChange(change.kind, change.data, confirmed, subjects)
