"""What is an open ledger's hash tree, which bytes are in it, and which keys sign it?"""

import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from sqlite3 import DatabaseError
from typing import Any

from ledger.entries import Heading, frame
from ledger.evidence import NAMING, readable
from ledger.faults import IntegrityFault, LedgerFault, Phrase
from ledger.proofs.checkpoint import Checkpoint
from ledger.proofs.key_chain import KeyInForce, chain, key_at
from ledger.proofs.signer import VerifierKey
from ledger.proofs.tree import HASH, Frontier, Load, leaf_hash, root
from ledger.stores import StoredRow
from ledger.stores.choice import stored_rows
from ledger.stores.sqlite_database import fault
from ledger.stores.stored import StoredRows


class LogTree:
    """The tree of one ledger as it is stored; what it holds is not verified by reading it."""

    def __init__(self, rows: StoredRows) -> None:
        """IntegrityFault where the log does not begin with its opening."""
        self._rows = rows
        #: How many events, and leaves.
        self.size = rows.last()
        try:
            opened = json.loads(next(rows.rows(1, 1))[4])
            #: The ledger's name, and its zone for bare dates.
            self.origin, self.zone = str(opened["origin"]), str(opened["zone"])
            self.origin.encode()  # half a surrogate is in no name
        except (StopIteration, ValueError, KeyError, TypeError, RecursionError):
            raise IntegrityFault(
                "the ledger does not begin with its opening: `ledger verify` says more"
            ) from None
        self.load: Load = rows.stored_hash

    @property
    def standby(self) -> bool:
        """Whether it is read from a server that follows another one, and may be behind it."""
        return self._rows.standby

    @cached_property
    def unread(self) -> list[int]:
        """The positions of events that cannot be read, as far as the read model says so."""
        return self._rows.unread()

    def rows(self, start: int, stop: int) -> Iterator[StoredRow]:
        """The stored rows of positions `start` to `stop`, both included."""
        return self._rows.rows(start, stop)

    def entries(self, start: int, stop: int) -> Generator[bytes, None, None]:
        """The entries at the leaf indexes [start, stop), framed from their rows.

        IntegrityFault at one that does not hash to what was stored when it was appended.
        """
        for seq, hashes, entry in self._framed(start, stop):
            if leaf_hash(entry) != hashes[:HASH]:
                raise _altered(
                    Phrase("@{seq} is not what was hashed when it was appended", seq=seq)
                )
            yield entry

    def _framed(self, start: int, stop: int) -> Iterator[tuple[int, bytes, bytes]]:
        """(position, stored hashes, entry) at the leaf indexes [start, stop)."""
        heading = None
        for row in self._rows.rows(start + 1, stop):
            seq, stream, version, kind, state, recorded_at, hashes = row
            try:
                if heading is None or heading.recorded_at != recorded_at:
                    heading = Heading(self.origin, recorded_at)
                entry = frame(state, heading, seq=seq, stream=stream, type=kind, version=version)
            except (ValueError, TypeError):
                raise _altered(Phrase("@{seq} holds what no entry can", seq=seq)) from None
            yield seq, hashes, entry

    def hashed_since(self, signed: int, size: int) -> Checkpoint:
        """What a checkpoint of the first `size` events says, all of them after those `signed`
        hashed again. IntegrityFault where one does not fit what is stored."""
        tree = Frontier(signed, self.load)
        for seq, hashes, entry in self._framed(signed, size):
            if seq != tree.size + 1:
                raise _altered(Phrase("@{seq} is missing from the log", seq=tree.size + 1))
            if b"".join(tree.append(leaf_hash(entry))) != hashes:
                raise _altered(Phrase("@{seq} does not hash to what is stored with it", seq=seq))
        if tree.size != size:
            raise _altered(Phrase("the log ends at @{seq}", seq=tree.size))
        return Checkpoint(self.origin, size, tree.root())

    def files(self, size: int) -> Generator[tuple[int, Mapping[str, Any]], None, None]:
        """The files that the first `size` events name, each with the position of the event that
        does; to be closed before the tree is."""
        for row in self._rows.rows(1, size):
            if row[3] in NAMING:
                for stored in readable(row[4]):
                    yield row[0], stored

    def entry(self, seq: int) -> bytes:
        """The entry at a position. LedgerFault where there is none."""
        found = next(self.entries(seq - 1, seq), None) if 1 <= seq <= self.size else None
        if found is None:
            raise LedgerFault(f"there is no event @{seq}: the ledger has {self.size}")
        return found

    def head(self, size: int | None = None) -> Checkpoint:
        """What a checkpoint of the first `size` events says, from the stored hashes."""
        size = self.size if size is None else size
        return Checkpoint(self.origin, size, root(size, self.load))

    @cached_property
    def keys(self) -> list[KeyInForce]:
        """The keys from the first one on. KeyFault where one was not handed on as it must be."""
        return chain(
            self.origin, ((seq, json.loads(state)) for seq, state in self._rows.keys_added())
        )

    def key(self, size: int | None = None) -> VerifierKey | None:
        """The key that signs a tree of `size`, else of all events; None where there is none."""
        return key_at(self.keys, self.size if size is None else size)


def _altered(why: Phrase) -> IntegrityFault:
    return IntegrityFault("{why}: `ledger verify` says more", why=why)


@contextmanager
def open_tree(target: str, *, log_alone: bool = False) -> Iterator[LogTree]:
    """The tree of the ledger in use, read-only and as of now; see `choice.stored_rows`."""
    rows = stored_rows(target, log_alone=log_alone)
    try:
        yield LogTree(rows)
    except DatabaseError as error:
        raise fault(error, target) from error
    finally:
        rows.close()
