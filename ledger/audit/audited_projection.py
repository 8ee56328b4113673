"""Are the states that a projection keeps those that the log makes?"""

import random
import sqlite3
from contextlib import closing
from typing import Final

from ledger.audit.findings import READ_MODEL, Findings, Notice
from ledger.audit.verdict import Read
from ledger.faults import LedgerFault, Phrase, said
from ledger.projections.age import fitting
from ledger.projections.intervals import kept
from ledger.proofs.spelling import shown
from ledger.reading.reading import Reading, open_ledger
from ledger.reading.view import View
from ledger.sayings.projections import UNFIT
from ledger.stores import projection_file
from ledger.stores.address import on_server
from ledger.stores.projection_file import ProjectionFault
from ledger.stores.projection_rows import WHOLE, ProjectionRows

#: Of so many subjects, drawn by lot, the states are worked out where not all are to be.
_SAMPLE: Final = 100


def check_projection(target: str, findings: Findings, *, whole: bool) -> list[Read | Notice]:
    """Works the states of all subjects out again, or of some, where nothing was found wrong with
    what they are made of: what was read, or why nothing was where the `whole` is to be."""
    if on_server(target) or findings.failed:
        return []
    try:
        with open_ledger(target) as reading, closing(projection_file.reading(target)) as rows:
            position = fitting(rows, reading, reading.size)
            return [Read("projection", _compared(rows, reading, position, findings, whole=whole))]
    except ProjectionFault as fault:
        return [Notice("not_projected", {"fault": Phrase(UNFIT[fault.why])})] if whole else []
    except LedgerFault:  # of an event that cannot be read, which was found
        return []
    except sqlite3.Error as fault:
        findings.add(READ_MODEL, "unreadable_projection", fault=said(fault))
        return []


def _compared(
    rows: ProjectionRows, reading: Reading, position: int, findings: Findings, *, whole: bool
) -> int:
    """How many subjects were compared."""
    view, listed = reading.cut(None, position), rows.subjects(WHOLE)
    if not whole:
        some = listed if len(listed) <= _SAMPLE else random.sample(listed, _SAMPLE)
        for path in some:
            _check(path, rows, view, findings)
        return len(some)
    left, number = set(listed), 0
    for way in view.ways(None):
        number += 1
        left.discard(way.subject)
        if rows.kept(way.subject) != kept(way):
            _differs(way.subject, findings)
    for path in sorted(left):
        _differs(path, findings)
    return number


def _check(path: str, rows: ProjectionRows, view: View, findings: Findings) -> None:
    way = view.way(path)
    if not way.listed or rows.kept(path) != kept(way):
        _differs(path, findings)


def _differs(path: str, findings: Findings) -> None:
    findings.add(READ_MODEL, "other_states", name=shown(path))
