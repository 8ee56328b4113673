"""Which logs are witnessed in tests, by whom, and what is asked of the witness?"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ledger.proofs.checkpoint import Checkpoint, sign
from ledger.proofs.note import Note
from ledger.proofs.signer import COSIGNATURE, SignerKey
from ledger.proofs.tree import (
    completed,
    consistency_proof,
    leaf_hash,
    root,
    where,
)
from ledger.witnesses.server import Service, attend, listening
from ledger.witnesses.store import WitnessStore
from ledger.witnesses.witness import request

ORIGIN = "example.org/links"
LOG = SignerKey(ORIGIN, bytes(range(32)))
WITNESS = SignerKey("witness.example/w1", bytes([9] * 32), algorithm=COSIGNATURE)
NOW = 1_700_000_000


class Log:
    """A log; two with other words are two histories of one origin, by one key."""

    def __init__(self, word: bytes = b"", key: SignerKey = LOG, size: int = 64) -> None:
        self.key = key
        self.rows: list[list[bytes]] = []
        for index in range(size):
            entry = b"%d%s" % (index, word if index >= 10 else b"")
            self.rows.append(completed(index, leaf_hash(entry), self.load))

    def load(self, level: int, i: int) -> bytes:
        seq, offset = where(level, i)
        return self.rows[seq - 1][offset // 32]

    def note(self, size: int) -> Note:
        origin = self.key.verifier.name
        return sign(Checkpoint(origin, size, root(size, self.load)), self.key)

    def ask(self, old: int, new: int, *, proof: list[bytes] | None = None) -> bytes:
        if proof is None:
            proof = consistency_proof(old, new, self.load) if old <= new else []
        return bytes(request(old, proof, note=self.note(new)))

    def prove(self, new: int):  # type: ignore[no-untyped-def]
        return lambda old: consistency_proof(old, new, self.load)


GENUINE, FORK = Log(), Log(b" fork")


@contextmanager
def serving(store: WitnessStore, **limits: Any) -> Iterator[str]:
    """The witness, served on a port of its own as `witness serve` does: its address."""
    heard = listening("127.0.0.1", 0)
    begun = threading.Event()
    found: dict[str, Any] = {}

    async def run() -> None:
        found.update(loop=asyncio.get_running_loop(), task=asyncio.current_task())
        begun.set()
        with suppress(asyncio.CancelledError):
            await attend(Service(store, **limits), heard)

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    begun.wait(10)
    try:
        yield f"http://127.0.0.1:{heard.getsockname()[1]}"
    finally:
        found["loop"].call_soon_threadsafe(found["task"].cancel)
        thread.join(10)
        heard.close()
