"""How is a long log audited on more than one processor?

A log falls into stretches, each of which begins with no announcement half told. Events and read
model are audited stretch by stretch: here, or for a long log each by a process of its own, which
opens the ledger by itself. The tree is grown by one alone.

What is appended meanwhile may be seen by those processes, and is beyond the log that is audited:
no stretch reaches past its end. What the read model has beyond it, the one that knows its end says.
"""

import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Final, NamedTuple, Protocol

from events.upcasts import UnknownEvent
from events.words import ACTS
from ledger.audit.audited_events import AuditedEvents
from ledger.audit.audited_rows import AuditedRows
from ledger.audit.audited_store import open_audit
from ledger.audit.derived_rows import DerivedRows
from ledger.audit.findings import Findings
from ledger.faults import AsSuperuser, said
from ledger.records import Record
from ledger.stores import StoredRow
from ledger.stores.audit import AuditedStore, Damaged
from ledger.stores.schema import READ_MODEL

#: A shorter log is read through before another process has started.
LONG: Final = 50_000
#: Processes, at most.
_MOST: Final = 8
_LOWEST: Final = -(2**63)
_ACTS: Final = frozenset(ACTS)

Keys = list[tuple[int, Mapping[str, Any]]]


class SplitLog(Protocol):
    """What is read in order to split a log."""

    def rows(self, start: int, stop: int) -> Iterator[StoredRow]: ...


class Stretch(NamedTuple):
    """Positions `start` to `stop`; rows of the read model from `low` to `high` belong to it."""

    start: int
    stop: int
    low: int
    high: int


def stretches(store: SplitLog, size: int, count: int) -> list[Stretch]:
    """The log in about `count` stretches of about the same length."""
    begins = [1]
    for number in range(1, count):
        begin = size * number // count + 1
        if begins[-1] >= size:
            break
        for seq, stream, _, kind, *_ in store.rows(max(begin, begins[-1] + 1), size):
            if kind in _ACTS or stream == "#":
                begins.append(seq)
                break
    ends = [begin - 1 for begin in begins[1:]]
    return [
        Stretch(start, stop, low, high)
        for start, stop, low, high in zip(
            begins, [*ends, size], [_LOWEST, *begins[1:]], [*ends, size], strict=True
        )
    ]


def audit(store: AuditedStore, stretch: Stretch) -> tuple[Findings, Keys]:
    """What is found in one stretch, and the keys that were added in it."""
    findings = Findings()
    events = AuditedEvents(findings)
    reached = stretch.start - 1
    try:
        model = AuditedRows(store, READ_MODEL, findings, low=stretch.low, high=stretch.high)
        derived = DerivedRows(model)
        for stored in store.rows(stretch.start, stretch.stop):
            found = events.row(stored)
            reached = stored[0]
            if isinstance(found, Record):
                derived.event(found)
            else:
                derived.unknown(reached)
        events.end()
        derived.end()
    except Damaged as fault:
        findings.add("file", "unreadable_beyond", last=reached, fault=said(fault))
    except (UnknownEvent, ValueError) as fault:
        findings.add("events", "not_compared", last=reached, fault=said(fault))
    return findings, events.keys


@contextmanager
def audited(
    target: str, store: AuditedStore, size: int
) -> Iterator[Callable[[], list[tuple[Findings, Keys]]]]:
    """Begin to audit the stretches of a log; what is called within gives what was found."""
    processes = min(_MOST, _processors()) if size >= LONG else 1
    if processes == 1:
        yield lambda: [audit(store, each) for each in stretches(store, size, 1)]
        return
    with ProcessPoolExecutor(
        processes,
        mp_context=get_context("spawn"),
        initializer=warnings.simplefilter,  # whoever asks was warned already
        initargs=("ignore", AsSuperuser),
    ) as pool:
        running: list[Future[tuple[Findings, Keys]]] = [
            pool.submit(_audit_alone, target, each) for each in stretches(store, size, processes)
        ]
        try:
            yield lambda: [each.result() for each in running]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _audit_alone(target: str, stretch: Stretch) -> tuple[Findings, Keys]:
    """In a process of its own."""
    with open_audit(target) as (store, _):
        return audit(store, stretch)


def _processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
