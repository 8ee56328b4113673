"""What does one change of a file say, and what is wrong with it?"""

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from events.fields import CARRIED, DEFAULTS
from events.words import CHANGES, STATEMENTS
from ledger.files import rules
from ledger.files.drafts import DraftChange
from ledger.files.fields import FIELD_SYNONYMS, READERS, FieldFault, as_written, choice
from ledger.files.parts import Part
from ledger.subjects import SubjectFault, subject_path

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: What people write for a change, and its word.
_SYNONYMS: Final = {
    **dict.fromkeys(("allow", "allowed", "open", "opened", "permit", "resumed"), "permitted"),
    **dict.fromkeys(("banned", "block", "blocked", "close", "closed", "suspend"), "suspended"),
    **dict.fromkeys(("recovered", "restored", "recover", "fully_restored"), "fully_recovered"),
    **dict.fromkeys(("grayscale", "pilot_started", "greyscale_started"), "grayscale_started"),
    **dict.fromkeys(("pilot_completed", "greyscale_completed"), "grayscale_completed"),
    **dict.fromkeys(("rollout", "gradual"), "rollout_started"),
    **dict.fromkeys(("lapsed", "ended", "expires"), "expired"),
    **dict.fromkeys(("note", "mentioned"), "noted"),
    **dict.fromkeys(("delayed", "postponed", "brought_forward"), "rescheduled"),
    **dict.fromkeys(("extended", "prolonged", "shortened"), "term_changed"),
    **dict.fromkeys(("cancelled", "canceled", "revoked", "retracted"), "withdrawn"),
}
#: Kind of a change -> the fields that it may have in a file, in the order of messages.
_FIELDS: Final = {kind: dict.fromkeys(("change", "subjects", *CARRIED[kind])) for kind in CHANGES}


class Told(NamedTuple):
    """An earlier change of the same file: `confirmed` is the kind of what it confirms.

    `subjects` is None where the log has to be asked.
    """

    kind: str
    data: dict[str, Any]
    confirmed: str | None
    subjects: tuple[str, ...] | None


def read_change(part: Part, zone: "ZoneInfo", *, announcement: str, n: int) -> DraftChange | None:
    """The change, or None where it has faults, which are noted; `of` is only read here."""
    before = len(part.faults)
    if not part.need("change", f"one of {', '.join(CHANGES)}"):
        return None
    kind = part.read("change", choice, CHANGES, _SYNONYMS)
    if kind is None:
        return None
    part.only(_FIELDS[kind], FIELD_SYNONYMS, known=rules.FIELDS)
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
    subjects = _subjects(part)
    if len(part.faults) > before:
        return None
    return DraftChange(n, kind, data, subjects, part.line)


def _subjects(part: Part) -> tuple[str, ...] | None:
    """The paths in the order written; None where there are none."""
    value = part.value.get("subjects")
    if value is None:
        return None
    found: dict[str, None] = {}
    paths = part.items("subjects", "a list of paths, such as [kuaishou/live-cart]")
    for place, item in enumerate(paths):
        try:
            path = subject_path(as_written(item))
        except FieldFault as fault:
            part.item_fault("subjects", place, fault.message, "a path")
        except SubjectFault as fault:
            part.item_fault("subjects", place, str(fault))
        else:
            if path in found:
                part.item_fault("subjects", place, f"{path} is here twice", "each subject once")
            found[path] = None
    if value == []:
        part.fault("subjects", "is empty", "at least one path")
    return tuple(found)


def check_target(part: Part, change: DraftChange, told: dict[str, Told], *, changes: int) -> None:
    """Notes what is wrong with `of`, as far as the file shows it.

    `changes` is how many this announcement has.
    """
    of = change.data.get("of")
    if of is None:
        return
    announcement, _, n = of.rpartition("#")
    own = change.data["change"].rpartition("#")[0]
    if announcement == own and int(n) >= change.n:
        if int(n) == change.n:
            part.fault("of", f"{of} is this change itself", "an earlier one")
        elif int(n) > changes:
            count = f"{changes} change{'s' * (changes != 1)}"
            part.fault("of", f"{of} names nothing: {own} has {count}", "an earlier one")
        else:
            part.fault("of", f"{of} comes later", "one that is told before it")
        return
    target = told.get(of)
    if target is None:
        return
    for problem in rules.amending(
        change.kind,
        change.data,
        target=target.kind,
        target_data=target.data,
        confirmed=target.confirmed,
    ):
        part.fault(*problem)
    if target.subjects is not None and change.subjects is not None:
        for place, path in enumerate(change.subjects):
            if path not in target.subjects:
                known = ", ".join(target.subjects[:5])
                message = f"{path} is not a subject of {of}"
                part.item_fault("subjects", place, message, f"of {known}")


def told_as(change: DraftChange, told: dict[str, Told]) -> Told:
    """What later changes of the file may know of this one."""
    target = told.get(change.data.get("of", ""))
    subjects = change.subjects
    if subjects is None and target is not None:
        subjects = target.subjects
    confirmed = None
    if target is not None and change.kind == "confirmed":
        confirmed = target.kind
    return Told(change.kind, change.data, confirmed, subjects)
