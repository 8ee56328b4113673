"""Which fields does the verdict of `ledger verify` have, as a JSON Schema?"""

from cli.schemas.answers import AT, COUNT, DIALECT, FLAG, TEXT, Schema, fields, nullable, some
from ledger.audit.findings import CHECKS
from ledger.audit.verdict import EXIT


def verify() -> Schema:
    """The schema of `policy-ledger/verify/1`; `#/$defs/line` is one line of JSON Lines: a finding,
    or, in the last one, the verdict."""
    compared = fields(
        kind={"enum": ["last_signed", "held", "own"]},
        file=TEXT,
        size=COUNT,
        root=TEXT,
        agrees=FLAG,
        signed_by=nullable(TEXT),
        witnesses={"type": "object", "additionalProperties": AT},
        quorum=nullable(FLAG),
    )
    envelope = {
        "format": {"const": "policy-ledger/verify/1"},
        "ledger": TEXT,
        "origin": nullable(TEXT),
        "verdict": {"enum": list(EXIT)},
        "size": COUNT,
        "root": nullable(TEXT),
        "recorded": nullable(AT),
        "keys": some(fields(since=COUNT, key=TEXT)),
        "checked": some(TEXT),
        "compared": some(compared),
        "notes": some(TEXT),
        "not_excluded": some(TEXT),
    }
    row = fields(check={"enum": list(CHECKS)}, seq=nullable(COUNT), failed=FLAG, words=TEXT)
    line = {
        "row": {"enum": ["finding", "verdict"]},
        **row["properties"],
        "check": nullable(row["properties"]["check"]),
    }
    return {
        "$schema": DIALECT,
        "title": "policy-ledger/verify/1",
        **fields(**{**envelope, "findings": some({"$ref": "#/$defs/row"})}),
        "$defs": {"row": row, "line": fields(**{**envelope, **line})},
    }
