"""Which files may the recorder add to an announcement, after it was recorded? (DESIGN 4)"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ledger.evidence import Taking, offered
from ledger.faults import LedgerFault
from ledger.objections import Warned
from ledger.recording.corrections import DraftAct, named_in
from ledger.recording.references import acts_about, retraction_of
from ledger.stores.log import Log

ADDED: Final = "evidence_added"


def taken(paths: Sequence[str], taking: Taking, largest: int) -> list[dict[str, Any]]:
    """The files at these paths, read as `taking` does. Raises LedgerFault where one is none, or has
    more bytes than `largest`."""
    for path in paths:
        try:
            offered(path, largest).close()
        except FileNotFoundError:
            raise LedgerFault(f"{path}: there is no such file; expected a regular file") from None
        except OSError as fault:
            raise LedgerFault(f"{path}: {fault.strerror}") from None
        except ValueError as fault:  # a NUL in its name
            raise LedgerFault(f"{path!r}: {fault}; expected a regular file") from None
    return [taking.take(path, largest) for path in paths]


def filing(log: Log, target: str, files: Sequence[Mapping[str, Any]]) -> DraftAct:
    """What adds files, as an announcement stores them, to the announcement `target`; those that it
    has already are left out. Raises LedgerFault."""
    announced = named_in(log, target, None).announced
    id = announced.data["id"]
    if target != id:
        raise LedgerFault(
            f"{target} is a change: evidence belongs to its announcement, which is named as {id}"
        )
    if act := retraction_of(id, acts_about(log, id)):
        raise LedgerFault(
            f"{id} is retracted, by @{act.seq}: `ledger retract @{act.seq}` reinstates it"
        )
    has = {each["sha256"] for each in (*announced.data["evidence"], *added(log, id))}
    given = {each["sha256"]: each for each in reversed(files)}  # of one twice the first counts
    new = {sha256: file for sha256, file in reversed(given.items()) if sha256 not in has}
    told = len(given) - len(new)
    warnings: tuple[Warned, ...] = ()
    if told:
        said = {"target": id, "files": told, "changed": bool(new)}
        warnings = (Warned("told already", said),)
    if not new:
        return DraftAct(None, warnings)
    return DraftAct({"target": id, "evidence": list(new.values())}, warnings)


def added(log: Log, id: str) -> list[dict[str, Any]]:
    """The files that were added to an announcement, in the log's order."""
    return [
        dict(file)
        for record in log.of_recorder(ADDED)
        if record.data["target"] == id
        for file in record.data["evidence"]
    ]
