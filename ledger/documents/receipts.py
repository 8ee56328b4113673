"""What came of an append, as a document: what is new, where it stands, what changes by it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ledger.documents.forms import TypedDict, instant
from ledger.documents.log import EventBody, TermSetRow, row, term_set
from ledger.documents.names import Names
from ledger.documents.replay import ChangedRow, changed
from ledger.documents.warnings import WarningRow, rows
from ledger.proofs.spelling import encoded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.documents.fields import InstantText, Number
    from ledger.documents.margins import CorrectedField, Margins
    from ledger.documents.names import EffectNames
    from ledger.history.comparison import Comparison
    from ledger.proofs.checkpoint import Checkpoint
    from ledger.records import Record
    from ledger.reports import ActReport
    from ledger.signing.time_stamp import Stamp


class AppendedRow(EventBody, TermSetRow):
    """An event that was appended."""

    seq: Number | None
    """Its position in the log; null where it was only rehearsed."""


class EarlierRow(TypedDict):
    """An earlier state of knowledge whose answers change."""

    known: InstantText
    """From when on that was known."""
    changed: list[ChangedRow]
    """What changes in the answers by what was known then."""


class DifferencesRow(TypedDict):
    """What changes in the answers."""

    earlier: EarlierRow | None
    """Where nothing does by all that is known: the last earlier state of knowledge whose answers
    change."""
    otherwise: bool
    """Whether anything is told otherwise than before, also where no answer changes by it."""
    words: dict[str, EffectNames]
    """How effects are called: by path, for it and those below it."""


class ReceiptDocument(TypedDict):
    """What every append tells of itself."""

    format: str
    """The format of this document, with its version."""
    origin: str
    """The name of the ledger."""
    zone: str
    """The time zone of the ledger."""
    dry_run: bool
    """Whether it was only rehearsed: then nothing was written, and positions are null."""


class ActDocument(ReceiptDocument):
    """What the recorder did."""

    before: Number
    """How many events the ledger had before."""
    size: Number | None
    """How many events the ledger has now; null where it was only rehearsed."""
    recorded_at: InstantText | None
    """When it was taken in; null where nothing was."""
    events: list[AppendedRow]
    """What was appended: nothing where nothing changes."""
    warnings: list[WarningRow]
    """What looks wrong."""


class RetractDocument(ActDocument, DifferencesRow):
    """What was retracted, and what changes by it."""

    changed: list[ChangedRow]
    """What changes in the answers, by all that is known."""


class FieldRow(TypedDict):
    """A field that was corrected, as it is stored."""

    name: str
    """The name of the field, one within another with a dot."""
    was: Any
    """What it was; null where it was not said."""
    now: Any
    """What it is; null where it is cleared."""


class CorrectDocument(RetractDocument):
    """What was corrected, and what changes by it."""

    fields: list[FieldRow]
    """Each field before and after."""


class InitDocument(TypedDict):
    """A new ledger."""

    format: str
    """The format of this document, with its version."""
    ledger: str
    """Where it is, as it was named."""
    origin: str
    """Its name, which can never change."""
    zone: str
    """The time zone in which bare dates are read, which can never change."""
    origin_chosen: bool
    """Whether its name was chosen, since none was given."""
    key: str
    """The verifier key of its signatures."""
    key_file: str
    """The file that holds the private half."""


class CosignedRow(TypedDict):
    """A witness that cosigned."""

    key: str
    """Its verifier key."""
    vouched: bool
    """Whether a policy names that key; else the witness named it itself."""


class StampedRow(TypedDict):
    """What a time stamp says, as RFC 3161 has it."""

    at: InstantText
    """By when the checkpoint existed, by the clock of the authority."""
    authority: str
    """Who gave it, as its certificate names them."""


class StampRow(StampedRow):
    """A time stamp of a checkpoint, with its token."""

    vouched: bool
    """Whether a certificate that was named vouches for it; else nobody looked at its signature."""
    file: str
    """The file in which the token is."""
    token: str
    """The token itself, in base64."""


class CheckpointDocument(TypedDict):
    """A signed head of the log."""

    format: str
    """The format of this document, with its version."""
    origin: str
    """The name of the ledger."""
    size: Number
    """How many events it is of."""
    root: str
    """The root hash of these events, in base64."""
    file: str | None
    """The file into which it was written; null where none was named."""
    checkpoint: str
    """The checkpoint itself, with every signature."""
    cosigned: list[CosignedRow]
    """The witnesses that cosigned."""
    refused: list[str]
    """Why others did not, in words."""
    stamp: StampRow | None
    """Its time stamp; null where none was asked for."""


def opened(
    ledger: str, origin: str, zone: str, *, chosen: bool, key: str, key_file: str
) -> InitDocument:
    """The document of a new ledger."""
    return {
        "format": "policy-ledger/init/1",
        "ledger": ledger,
        "origin": origin,
        "zone": zone,
        "origin_chosen": chosen,
        "key": key,
        "key_file": key_file,
    }


def checkpoint(
    head: Checkpoint,
    note: bytes,
    file: str | None,
    cosigned: list[CosignedRow],
    refused: Iterable[str],
    stamp: StampRow | None,
) -> CheckpointDocument:
    """The document of a signed head."""
    return {
        "format": "policy-ledger/checkpoint/1",
        "origin": head.origin,
        "size": head.size,
        "root": encoded(head.root),
        "file": file,
        "checkpoint": note.decode(),
        "cosigned": cosigned,
        "refused": list(refused),
        "stamp": stamp,
    }


def stamped(found: Stamp, token: bytes, file: str) -> StampRow:
    """A time stamp, with its token and the file in which that is."""
    return {
        "at": instant(found.at) or "",
        "authority": found.authority,
        "vouched": found.vouched,
        "file": file,
        "token": encoded(token),
    }


def act(name: str, report: ActReport, margins: Margins, *, origin: str, zone: str) -> ActDocument:
    """The document of an act of the recorder."""
    records = report.records
    written = bool(records) and not report.dry_run
    return {
        "format": f"policy-ledger/{name}/1",
        "origin": origin,
        "zone": zone,
        "dry_run": report.dry_run,
        "before": report.size - len(records),
        "size": None if report.dry_run else report.size,
        "recorded_at": instant(records[0].recorded_at) if written else None,
        "events": [_appended(record, margins, written=written) for record in records],
        "warnings": rows(report.warnings, zone),
    }


def retraction(done: ActDocument, compared: Comparison | None) -> RetractDocument:
    """The document with what changes by the act; None where nothing was appended."""
    if compared is None:
        return {**done, "changed": [], "earlier": None, "otherwise": False, "words": {}}
    turned, told = differences(compared)
    return {**done, "changed": turned, **told}


def correction(done: RetractDocument, fields: Iterable[CorrectedField]) -> CorrectDocument:
    """The document with each field before and after."""
    told: list[FieldRow] = [{"name": f.name, "was": f.was, "now": f.now} for f in fields]
    return {**done, "fields": told}


def differences(compared: Comparison) -> tuple[list[ChangedRow], DifferencesRow]:
    """What changes in the answers, and what is told with it."""
    found, earlier, otherwise = compared.differences()
    turned, before = list(changed(found)), None
    if earlier is not None:
        at, others = earlier
        before = cast("EarlierRow", {"known": instant(at), "changed": list(changed(others))})
    names = Names(compared)
    for each in (*turned, *(before["changed"] if before else ())):
        names.take(each["subject"])
    return turned, {"earlier": before, "otherwise": otherwise, "words": names.given()["words"]}


def _appended(record: Record, margins: Margins, *, written: bool) -> AppendedRow:
    event = row(record)
    return {
        "seq": event["seq"] if written else None,
        "type": event["type"],
        "announcement": event["announcement"],
        "change": event["change"],
        "subject": event["subject"],
        "data": event["data"],
        "term_set": term_set(record, margins),
    }
