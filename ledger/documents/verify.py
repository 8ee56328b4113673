"""What is the verdict on a ledger, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from ledger.audit.audited_heads import HELD, HERE, OWN, STAMPED, Judged
from ledger.audit.findings import CHECKS, Finding
from ledger.audit.scope import KINDS, compared
from ledger.audit.verdict import EXIT, FAILED, READ, Report
from ledger.dates.moments import render, zone
from ledger.documents.fields import Form
from ledger.documents.forms import TypedDict, instant
from ledger.documents.reply import Reply, Row, plain
from ledger.faults import LedgerFault, Phrase
from ledger.proofs.spelling import encoded
from ledger.sayings import verdicts
from ledger.sayings.findings import FOUND, NOTED
from ledger.sayings.language import ENGLISH, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ledger.documents.fields import InstantText, Number
    from ledger.documents.receipts import StampedRow
    from ledger.proofs.signer import VerifierKey

Check = Annotated[str, Form(enum=list(CHECKS))]


class PhraseRow(TypedDict):
    """A text that is said in each language."""

    text: str
    """Its English, with named places."""
    places: dict[str, Any]
    """What stands in the places: texts, numbers and such phrases."""


Particular: TypeAlias = "str | int | list[str] | PhraseRow"


class KeyRow(TypedDict):
    """A key that was in force."""

    since: Number
    """The position from which on it was."""
    key: str
    """The verifier key."""
    pinned: bool
    """Whether it is the one that who asks wrote down."""
    lost: str | None
    """Why the key before it did not sign for it, as the recorder says; null where it did."""


class ComparedRow(TypedDict):
    """A checkpoint with which the log was compared."""

    kind: Annotated[str, Form(enum=["last_signed", "stamped", "held", "own"])]
    """Whether it was last signed on this machine, was stamped by a time stamping authority and kept
    as that, is held by who asks, or lies beside the log."""
    file: str
    """The file in which it is."""
    size: Number
    """How many events it is of."""
    root: str
    """The root hash that it states, in base64."""
    altered: bool
    """Whether its text is not what was signed: then it was not compared."""
    agrees: bool
    """Whether the log goes on from it."""
    signed_by: str | None
    """The key whose signature counts; null where none does."""
    witnesses: dict[str, InstantText]
    """The witnesses that cosigned it, each with when it did."""
    quorum: bool | None
    """Whether the quorum of the policy is met; null where none was asked for."""
    stamp: StampedRow | None
    """Its time stamp; null where none that counts was looked at."""


class ParticularRow(TypedDict):
    """What is of a kind that says more."""

    particulars: dict[str, Particular]
    """Its particulars, by name."""


class FindingRow(ParticularRow):
    """One thing that is wrong, or could not be decided."""

    check: Check
    """What was checked."""
    seq: Number | None
    """The position that it is about; null where it is about no single event."""
    failed: bool
    """Whether it is wrong; else it could not be decided."""
    words: str
    """What was found, told in English."""
    derived: bool
    """Whether it is about what is derived from the log, and ledger rebuild makes it anew."""
    kind: Annotated[str, Form(enum=list(FOUND))]
    """What was found."""


class NotedRow(ParticularRow):
    """What is no fault, and worth to be known."""

    kind: Annotated[str, Form(enum=list(NOTED))]
    """What it is."""


class OpenRow(TypedDict):
    """What may have happened all the same."""

    kind: Annotated[str, Form(enum=list(KINDS))]
    """What it is: a checkpoint from outside speaks against the ledger; it was rolled back or
    rewritten by who holds the key, but not by who cannot write the head kept here; what was done
    before the checkpoint from outside, or after it by who holds the key; it was rewritten by
    anybody, without a key or beyond the last signature; its end was cut away; it is another
    ledger; its key took over unsigned from one that was lost; evidence is gone; record times are
    too early, of what a time stamp covers, or wrong, of what none does; what no hash can show,
    with and without record times."""
    first: Number | None
    """The first position of which that is so; null where it is of no such."""
    last: Number | None
    """The last one."""
    at: InstantText | None
    """By when a time stamp shows them to have been there; null where none is meant."""


class ReadRow(TypedDict):
    """What was checked."""

    kind: Annotated[str, Form(enum=list(READ))]
    """Of the schema all of it, or that of the log alone; the entries, of a ledger or of an exported
    folder; the read model; the database file; the evidence."""
    count: Number | None
    """How many entries or files were read; null where it is not counted."""
    of: Number | None
    """Of how many files."""
    bytes: Number | None
    """How many bytes they have."""


class VerdictDocument(TypedDict):
    """What was checked, with which result, and what nobody could exclude."""

    format: str
    """The format of this document, with its version."""
    ledger: str
    """The ledger that was checked, as it was named."""
    origin: str | None
    """The name of the ledger; null where it could not be read."""
    verdict: Annotated[str, Form(enum=list(EXIT))]
    """How the check ends."""
    size: Number
    """How many events were read."""
    root: str | None
    """The root hash of the log, computed from its entries alone, in base64."""
    recorded: InstantText | None
    """When the last event was recorded."""
    keys: list[KeyRow]
    """The keys that were in force, in their order."""
    read: list[ReadRow]
    """What was checked."""
    checked: list[str]
    """The same, told in English."""
    compared: list[ComparedRow]
    """The checkpoints that were compared with the log."""
    besides: list[NotedRow]
    """What is no fault, and worth to be known."""
    notes: list[str]
    """The same, told in English."""
    vouched: Number
    """Up to which position the log is that of a checkpoint that others kept or saw."""
    left_open: list[OpenRow]
    """What may have happened all the same, the gravest first."""
    not_excluded: list[str]
    """The same, told in English."""


class VerifyDocument(VerdictDocument):
    """The verdict, with what was found."""

    findings: list[FindingRow]
    """What is wrong or could not be decided."""


class VerdictLine(VerdictDocument, ParticularRow):
    """A line of JSON Lines: a finding, or in the last line the verdict."""

    row: Literal["finding", "verdict"]
    """Whether the line is a finding or the verdict."""
    check: Check | None
    """What was checked; null in the line of the verdict."""
    seq: Number | None
    """The position that it is about; null where it is about no single event."""
    failed: bool
    """Whether it is wrong; of the verdict whether anything is."""
    words: str
    """What was found; of the verdict what it comes to."""
    derived: bool
    """Whether it is about what is derived from the log, and ledger rebuild makes it anew."""
    kind: Annotated[str, Form(enum=list(FOUND))] | None
    """What was found; null in the line of the verdict."""


_KINDS: Final = {HERE: "last_signed", STAMPED: "stamped", HELD: "held", OWN: "own"}
_COLUMNS: Final = (
    *("row", "check", "seq", "failed", "words"),
    *("ledger", "origin", "verdict", "size", "root", "recorded", "not_excluded"),
)


def reply(report: Report, where: str, pinned: VerifierKey | None = None) -> Reply:
    """The document of a verdict on the ledger of that name; `pinned` is the key that who asks wrote
    down."""
    head = _head(report, where, pinned)
    return Reply(head, "findings", map(_finding, report.findings), _COLUMNS, plain)


def lines(document: Row) -> Reply:
    """The same as lines: one for each finding, and the last for the verdict."""
    head = {name: each for name, each in document.items() if name != "findings"}
    rows = _lines(document)
    return Reply(head, "findings", rows, _COLUMNS, lambda row, _: {**head, **row})


def _lines(document: Row) -> Iterator[Row]:
    for found in document["findings"]:
        yield {"row": "finding", **found}
    yield {
        "row": "verdict",
        "check": None,
        "seq": None,
        "failed": document["verdict"] == FAILED,
        "words": verdicts.verdict(document, _english()),
        "derived": False,
        "kind": None,
        "particulars": {},
    }


def _english() -> Words:
    return Words(ENGLISH, zone("UTC"))


def _head(report: Report, where: str, pinned: VerifierKey | None) -> VerdictDocument:
    words = _english()
    left_open: list[OpenRow] = [
        {"kind": each.kind, "first": each.first, "last": each.last, "at": instant(each.at)}
        for each in report.left_open
    ]
    rows: list[ReadRow] = [
        {"kind": each.kind, "count": each.amount, "of": each.of, "bytes": each.bytes}
        for each in report.checked
    ]
    return {
        "format": "policy-ledger/verify/1",
        "ledger": where,
        "origin": report.origin,
        "verdict": report.verdict,
        "size": report.size,
        "root": None if report.root is None else encoded(report.root),
        "recorded": instant(report.recorded_at),
        "keys": [
            {
                "since": each.since,
                "key": str(each.key),
                "pinned": each.key == pinned,
                "lost": each.lost,
            }
            for each in report.keys
        ],
        "read": rows,
        "checked": [verdicts.read(each, words) for each in rows],
        "compared": [_compared(each) for each in report.heads],
        "besides": [
            {"kind": each.kind, "particulars": _particulars(each.particulars)}
            for each in report.notes
        ],
        "notes": list(map(str, report.notes)),
        "vouched": compared(report.size, report.heads).outside,
        "left_open": left_open,
        "not_excluded": [verdicts.left_open(each, words) for each in left_open],
    }


def _compared(judged: Judged) -> ComparedRow:
    head = judged.head.checkpoint
    return {
        "kind": _KINDS[judged.head.kind],
        "file": judged.head.where,
        "size": head.size,
        "root": encoded(head.root),
        "altered": judged.altered,
        "agrees": judged.agrees,
        "signed_by": None if judged.signed_by is None else str(judged.signed_by),
        "witnesses": {name: render(at * 1_000_000) for name, at in judged.seen.items()},
        "quorum": judged.quorum,
        "stamp": judged.stamp
        and {"at": render(judged.stamp.at), "authority": judged.stamp.authority},
    }


def _finding(found: Finding) -> FindingRow:
    return {
        "check": found.check,
        "seq": found.seq,
        "failed": found.failed,
        "words": found.words,
        "derived": found.derived,
        "kind": found.kind,
        "particulars": _particulars(found.particulars),
    }


def _particulars(found: Mapping[str, Any]) -> dict[str, Any]:
    """Particulars, with phrases as objects."""
    return {
        name: {"text": each.text, "places": _particulars(each.places)}
        if isinstance(each := _phrase(value), Phrase)
        else each
        for name, value in found.items()
    }


def _phrase(value: object) -> object:
    return value.phrase if isinstance(value, LedgerFault) else value
