"""What does the hash tree cost, when it grows with the log and when it is grown again?"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from unittest.mock import patch

from bench import history, peers
from bench.generator import of_events
from bench.measure import in_turn, ratio, timed
from bench.rows import Goal, Row, Setting, count
from bench.rows_append import told
from ledger.application import PolicyLedger, open_for_writing
from ledger.audit.integrity import grown
from ledger.files.announcements import read_lines
from ledger.stores.sqlite_turn import SqliteTurn

#: Announcements that are timed as one, each in a transaction of its own.
_GROUP = 50


def grown_again(setting: Setting) -> list[Row]:
    """The tree's part of `ledger verify`, in process: every row read, framed as its entry and
    hashed, the whole tree grown from the leaves, and each stored hash compared. The peer reads
    the same rows, frames and hashes them, in a bare loop, with no tree."""
    ledger = setting.ledger(setting.large)
    found = in_turn(
        lambda: timed(lambda: grown(str(ledger.path))),
        lambda: timed(lambda: peers.hashed(ledger.path, history.ORIGIN)),
        runs=max(3, setting.runs // 4),
    )
    return [
        Row(
            "verify tree",
            f"the tree's part of `verify`, {count(ledger.events)} events",
            "a bare loop that reads, frames and hashes the same rows",
            found,
            Goal("<=", 2.5),
            detail=f"{ledger.events / found.ours:,.0f} events a second, the bare loop "
            f"{ledger.events / found.peer:,.0f}",
        )
    ]


def appended(setting: Setting) -> list[Row]:
    """Appending with the tree, and the same with nothing framed, hashed or stored of it: each row
    then holds 32 zero bytes, and the file is thrown away. In bulk, a new ledger in one
    transaction; and one announcement a transaction, groups of 50, on two copies of the small
    ledger. In process, in turn."""
    return [_in_bulk(setting), _one_by_one(setting)]


def _in_bulk(setting: Setting) -> Row:
    events = setting.small
    lines = history.lines_of(setting.fresh, of_events(events - 1, max(1, events // 10)), "tree")

    def announced() -> float:
        path = setting.folder() / "policy.ledger"
        history.made(path)
        return timed(lambda: history.announce(path, lines))

    def without() -> float:
        with _no_tree():
            return announced()

    found = in_turn(announced, without, runs=max(2, setting.runs // 3))
    return Row(
        "append tree bulk",
        f"appending with the tree, in bulk, {count(events)} events",
        "the same without the tree",
        found,
        Goal("<=", 1.3),
        detail=f"{events / found.ours:,.0f} events a second, without {events / found.peer:,.0f}",
    )


def _one_by_one(setting: Setting) -> Row:
    ledger = setting.ledger(setting.small)
    lines = told(ledger.subjects)
    pairs = []
    with (
        open_for_writing(str(setting.copied(ledger.path))) as log,
        open_for_writing(str(setting.copied(ledger.path))) as other,
    ):
        for _ in range(1 + setting.runs):
            group = list(islice(lines, _GROUP))
            ours = _told(log, group)
            with _no_tree():
                pairs.append((ours, _told(other, group)))
    found = ratio(pairs[1:])
    return Row(
        "append tree",
        f"appending with the tree, one announcement a transaction, {count(ledger.events)} events",
        "the same without the tree",
        found,
        Goal("<=", 1.3),
        detail=f"{_GROUP / found.ours:,.0f} a second, without {_GROUP / found.peer:,.0f}",
    )


def _told(log: PolicyLedger, lines: list[bytes]) -> float:
    stream = io.BytesIO(b"\n".join(lines))
    return timed(lambda: log.announce_lines(read_lines(stream, ledger_zone="UTC"), each=True))


@contextmanager
def _no_tree() -> Iterator[None]:
    """No entry is framed and no hash computed: what is appended is no ledger."""
    with (
        patch("ledger.stores.sqlite_turn.frame", lambda *_, **__: b""),
        patch.object(SqliteTurn, "_hashes", lambda *_: bytes(32)),
    ):
        yield
