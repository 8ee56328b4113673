"""How does a test attack a ledger: with plain SQL on its file, and with or without its key?"""

import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.tables import verify_table
from ledger.application import init
from ledger.audit.integrity import verify
from ledger.audit.verdict import FAILED, AuditRequest, Report
from ledger.dates.moments import zone
from ledger.documents.verify import reply
from ledger.entries import Heading, frame
from ledger.proofs.checkpoint import Checkpoint, sign
from ledger.proofs.quorum import Policy
from ledger.proofs.signer import SignerKey, VerifierKey
from ledger.proofs.tree import Frontier, leaf_hash
from ledger.sayings import verdicts
from ledger.sayings.language import ENGLISH, Words
from ledger.signing import keys
from ledger.signing.heads import head_path
from ledger.signing.log_tree import open_tree
from ledger.signing.signed_head import sign_head
from ledger.stores import schema
from tests.ledgers import BOUNDED, ORIGIN, PERMITTED, SUSPENDED, announcement, told

KEY = SignerKey(ORIGIN, bytes(range(32)))
STRANGER = SignerKey(ORIGIN, bytes([9] * 32))
ENGLISH_UTC = Words(ENGLISH, zone("UTC"))


class Scene:
    """A ledger of a few announcements, with its key outside, and one who attacks it."""

    def __init__(self, folder: Path, monkeypatch: Any, *, key: SignerKey = KEY) -> None:
        self.folder, self.key = folder, key
        folder.mkdir(exist_ok=True)
        self.path = folder / "policy.ledger"
        self.environ = {keys.CONFIGURATION: str(folder / "configuration")}
        monkeypatch.delenv(keys.KEY, raising=False)
        monkeypatch.setenv(keys.CONFIGURATION, self.environ[keys.CONFIGURATION])
        keys.save(keys.key_path(key.verifier, self.environ), key)
        init(str(self.path), origin=ORIGIN, zone="Asia/Shanghai", key=str(key.verifier))
        self.tell("a", SUSPENDED)
        self.tell("b", PERMITTED)

    def tell(self, id: str, *changes: str, folder: Path | None = None, more: str = "") -> None:
        """Announce something honestly."""
        told(self.path, announcement(id, *changes or (BOUNDED,), more=more), folder=folder)

    def checkpoint(self) -> bytes:
        """Sign the head honestly."""
        with open_tree(str(self.path)) as tree:
            return bytes(sign_head(tree, self.environ).note)

    def verified(
        self,
        *held: bytes,
        pinned: VerifierKey | None = None,
        policy: Policy | None = None,
        elsewhere: bool = False,
        evidence: bool = True,
    ) -> Report:
        """What `ledger verify` says; `elsewhere`: on a machine where no head was signed."""
        environ = {keys.CONFIGURATION: str(self.folder / "nowhere")} if elsewhere else self.environ
        kept = [(f"held-{number}", data) for number, data in enumerate(held)]
        return verify(str(self.path), AuditRequest(kept, policy, pinned, evidence), environ)

    # --- what the attacker does ---

    @contextmanager
    def broken(self) -> Iterator[sqlite3.Connection]:
        """The database without its triggers, which are put back at the end."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            for statement in schema.LOG[1:]:
                connection.execute(f"DROP TRIGGER {statement.split()[2]}")
            yield connection
            for statement in schema.LOG[1:]:
                connection.execute(statement)

    def sql(self, *statements: str) -> None:
        """Run statements on the file as it is, and say nothing."""
        with self.broken() as connection:
            for statement in statements:
                connection.execute(statement)

    def raw(self, *statements: str) -> None:
        """Run statements and leave the triggers alone."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    def edit(self, seq: int, **fields: Any) -> None:
        """Change fields of an event's bytes, canonically."""
        with self.broken() as connection:
            (state,) = connection.execute(
                "SELECT state FROM stored_events WHERE rowid = ?", (seq,)
            ).fetchone()
            data = {**json.loads(state), **fields}
            connection.execute(
                "UPDATE stored_events SET state = ? WHERE rowid = ?", (canonical(data), seq)
            )

    def rehash(self) -> None:
        """Give every row the hashes of what it holds now: all that needs no key."""
        with self.broken() as connection:
            frontier = Frontier()
            rows = connection.execute(
                "SELECT rowid, originator_id, originator_version, topic, state, recorded_at"
                " FROM stored_events ORDER BY rowid"
            ).fetchall()
            for seq, stream, version, kind, state, recorded_at in rows:
                place = Heading(ORIGIN, recorded_at)
                entry = frame(state, place, seq=seq, stream=stream, type=kind, version=version)
                hashes = b"".join(frontier.append(leaf_hash(entry)))
                connection.execute(
                    "UPDATE stored_events SET hashes = ? WHERE rowid = ?", (hashes, seq)
                )

    def rebuild(self) -> None:
        """Derive the read model from what the log says now; of what was cut nothing stays there."""
        from ledger.application import open_for_writing

        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            (size,) = connection.execute("SELECT max(rowid) FROM stored_events").fetchone()
            for table in (
                *("changes", "announcements", "acts", "lapses", "subjects", "aliases"),
                "ceilings",
            ):
                connection.execute(f"DELETE FROM {table} WHERE seq > {size}")
            connection.execute(f"DELETE FROM announcements WHERE last_seq > {size}")
            for table in ("paths", "sources"):
                connection.execute(f"DELETE FROM {table} WHERE first_seq > {size}")
        with open_for_writing(str(self.path), rebuild=True) as ledger:
            ledger.rebuild()

    def sign_anew(self) -> bytes:
        """Sign the head with the key, past the head that is kept, and put it in its place."""
        with open_tree(str(self.path)) as tree:
            note = bytes(sign(tree.head(), self.key))
        head_path(self.key.verifier, self.environ).write_bytes(note)
        return note

    def copy(self, to: Path, *, wal: bool = True) -> Path:
        """Copy the file, with or without what SQLite keeps beside it."""
        to.mkdir(exist_ok=True)
        for suffix in ("", "-wal") if wal else ("",):
            beside = self.path.with_name(self.path.name + suffix)
            if beside.exists():
                shutil.copyfile(beside, to / beside.name)
        return to / self.path.name

    def put_back(self, copy: Path) -> None:
        """Put a copy in the ledger's place."""
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            beside = copy.with_name(copy.name + suffix)
            if beside.exists():
                shutil.copyfile(beside, self.path.with_name(self.path.name + suffix))

    def size(self) -> int:
        with open_tree(str(self.path)) as tree:
            return tree.size


def canonical(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def checks(report: Report) -> set[str]:
    """Which checks found something that failed."""
    return {finding.check for finding in report.findings if finding.failed}


def caught(report: Report, *names: str) -> None:
    """It failed, and for these reasons among others."""
    assert report.verdict == FAILED
    assert set(names) <= checks(report), report.findings


def head(size: int, root: bytes, key: SignerKey = KEY, origin: str = ORIGIN) -> bytes:
    return bytes(sign(Checkpoint(origin, size, root), key))


def words(report: Report) -> str:
    return "\n".join(map(str, report.findings))


def scope(report: Report) -> Sequence[str]:
    return [verdicts.left_open(each._asdict(), ENGLISH_UTC) for each in report.left_open]


def document(report: Report) -> Any:
    """The document of a verdict, as JSON has it."""
    return json.loads(json.dumps(reply(report, "here").document()))


def printed(report: Report) -> str:
    """All that its table says, in one line, however it is broken."""
    return " ".join(" ".join(verify_table.draw(document(report), ENGLISH_UTC)).split())


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A ledger of seven events whose head was signed."""
    made = Scene(tmp_path, monkeypatch)
    made.checkpoint()
    return made
