"""What has this witness cosigned, and how does it never cosign two histories of one log?

One SQLite file. Reading what was seen, deciding, and keeping the new checkpoint are one
transaction under the write lock, durable before the cosignature leaves: two clients at once, in
threads or processes, cannot make it go back, nor can a power cut. The file belongs to one key, as
each transaction checks; without its file a witness would forget what it vouched for, so that its
key must be retired with it.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from ledger.faults import LedgerFault
from ledger.proofs.cosignature import cosign
from ledger.proofs.signer import SignerKey, VerifierKey
from ledger.proofs.spelling import shown, whole
from ledger.proofs.tree import ProofFault
from ledger.whole_file import settle
from ledger.witnesses.witness import LatestTree, Request, WitnessAnswer, parse, refusal

_SCHEMA: Final = """
CREATE TABLE witness (key TEXT NOT NULL) STRICT;
CREATE TABLE seen (
  origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL,
  checkpoint BLOB NOT NULL, cosigned_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- heads that a log signed and did not show to go on from what it had signed before: where the two
-- are of one size, proof against that log
CREATE TABLE refused (
  origin TEXT NOT NULL, refused_at INTEGER NOT NULL, request BLOB NOT NULL, before BLOB NOT NULL
) STRICT;
PRAGMA user_version = 1;
PRAGMA application_id = 0x706c7774;
"""
#: FULL does not sync the folder once the journal is deleted, which is what commits: after a power
#: cut the journal could be back, and roll back what was cosigned.
_DURABLE: Final = "PRAGMA synchronous = EXTRA"
OWNER = "SELECT key FROM witness"
_APPLICATION: Final = 0x706C7774
#: Of each origin, so that whoever has a log's key cannot fill the disk with it.
MOST_REFUSED: Final = 100


class WitnessFault(LedgerFault):
    """A witness that cannot be set up, or must not go on."""


def create(path: Path, key: VerifierKey) -> None:
    """Make the file of a new witness; WitnessFault where there is one."""
    try:
        path.open("x").close()
    except FileExistsError:
        raise WitnessFault(f"{whole(path)} is there already") from None
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(_DURABLE)
        database.executescript(_SCHEMA)
        database.execute("INSERT INTO witness VALUES (?)", (str(key),))
        database.commit()
    settle(path.parent)


class WitnessStore:
    """A witness: its key, the logs whose checkpoints it takes, and what it has cosigned."""

    def __init__(self, path: Path, key: SignerKey, logs: Iterable[VerifierKey]) -> None:
        self.path, self.key = path, key
        known: dict[str, list[VerifierKey]] = {}
        for log in logs:
            known.setdefault(log.name, []).append(log)
        self.logs: Mapping[str, list[VerifierKey]] = known
        if not path.is_file():
            raise WitnessFault(
                f"the witness has lost its memory, {whole(path)}: restore it, or retire "
                "the key and begin with a new one"
            )
        with self._connected() as database:
            self._check_owner(database)

    def _check_owner(self, database: sqlite3.Connection) -> None:
        """Raise WitnessFault where the file is not, or is no longer, the one of this key."""
        owner = None
        if database.execute("PRAGMA application_id").fetchone()[0] == _APPLICATION:
            owner = database.execute(OWNER).fetchone()
        if owner is None:
            raise WitnessFault(f"{whole(self.path)} is not the file of a witness")
        if owner[0] != str(self.key.verifier):
            raise WitnessFault(f"{whole(self.path)} belongs to another key, {shown(str(owner[0]))}")

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        # mode=rw: a file that was moved away is not made anew, empty
        uri = self.path.absolute().as_uri() + "?mode=rw"
        try:
            database = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None)
            with contextlib.closing(database):
                database.execute(_DURABLE)
                yield database
        except sqlite3.DatabaseError as fault:
            raise WitnessFault(f"{whole(self.path)}: {fault}") from None

    def add_checkpoint(self, body: bytes, *, now: int) -> WitnessAnswer:
        """Answer an add-checkpoint request; `now` in seconds since 1970.

        A cosignature is never dated before the one that came before it, even where the clock
        was set back: it says what was the largest tree seen at that second. Raises WitnessFault
        where the memory cannot be read or written, or is another's.
        """
        try:
            asked = parse(body)
        except ProofFault as fault:
            return WitnessAnswer(400, f"{fault}\n".encode())
        with self._connected() as database:
            database.execute("BEGIN IMMEDIATE")
            self._check_owner(database)
            answer = self._decide(database, asked, now)
            database.execute("COMMIT")
        return answer

    def _decide(self, database: sqlite3.Connection, asked: Request, now: int) -> WitnessAnswer:
        origin, size, root = asked.checkpoint
        row = database.execute(
            "SELECT size, root, cosigned_at, checkpoint FROM seen WHERE origin = ?", (origin,)
        ).fetchone()
        seen = LatestTree(row[0], row[1]) if row else LatestTree()
        refused = refusal(asked, seen, logs=self.logs)
        if refused:
            if refused.status == 422:
                database.execute(
                    "INSERT INTO refused SELECT ?1, ?2, ?3, ?4 WHERE "
                    "(SELECT count(*) FROM refused WHERE origin = ?1) < ?5",
                    (origin, now, bytes(asked), row[3] if row else b"", MOST_REFUSED),
                )
            return refused
        at = max(now, row[2]) if row else now
        line = cosign(asked.note.text, self.key, timestamp=at)
        database.execute(
            "INSERT INTO seen VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (origin) DO UPDATE SET "
            "size = ?2, root = ?3, checkpoint = ?4, cosigned_at = ?5",
            (origin, size, root, bytes(asked.note), at),
        )
        return WitnessAnswer(200, str(line).encode())

    def seen(self, origin: str) -> LatestTree:
        """The latest tree of this origin that was cosigned."""
        with self._connected() as database:
            self._check_owner(database)
            found = database.execute(
                "SELECT size, root FROM seen WHERE origin = ?", (origin,)
            ).fetchone()
        return LatestTree(*found) if found else LatestTree()

    def refused(self, origin: str) -> list[tuple[bytes, bytes]]:
        """Heads a log signed that do not follow: (request, checkpoint cosigned before)."""
        with self._connected() as database:
            return database.execute(
                "SELECT request, before FROM refused WHERE origin = ? ORDER BY rowid",
                (origin,),
            ).fetchall()
