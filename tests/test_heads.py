"""Does the head kept outside the database show that the database went back or was rewritten?"""

import multiprocessing
import os
import queue
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from ledger import whole_file
from ledger.application import init
from ledger.proofs.checkpoint import Checkpoint, read, sign
from ledger.proofs.note import Note, with_signatures
from ledger.proofs.signer import SignerKey
from ledger.proofs.tree import completed, leaf_hash, root, where
from ledger.signing import heads, signed_head
from ledger.signing.heads import HeadFault, check, disagreement, head_path, last_signed, swap
from ledger.signing.log_tree import open_tree
from ledger.signing.signed_head import last_head, new_signer, sign_head

ORIGIN = "example.org/links"
LOG = SignerKey(ORIGIN, bytes(range(32)))


class Rows:
    """The stored hashes of a ledger, of which `changed` entries are not what they were."""

    def __init__(self, size: int, changed: tuple[int, ...] = ()) -> None:
        self.rows: list[list[bytes]] = []
        for index in range(size):
            entry = b"%d%s" % (index, b" rewritten" if index in changed else b"")
            self.rows.append(completed(index, leaf_hash(entry), self.load))

    def load(self, level: int, i: int) -> bytes:
        seq, offset = where(level, i)
        return self.rows[seq - 1][offset // 32]

    def signed(self, size: int, origin: str = ORIGIN) -> bytes:
        key = SignerKey(origin, LOG.seed)
        return bytes(sign(Checkpoint(origin, size, root(size, self.load)), key))


GENUINE = Rows(40)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return head_path(LOG.verifier, {"POLICY_LEDGER_CONFIG": str(tmp_path / "config")})


def checked(path: Path, size: int, rows: Rows = GENUINE) -> Checkpoint | None:
    return check(path, ORIGIN, size=size, load=rows.load)


def test_a_ledger_that_was_never_signed_goes_with_any(path: Path) -> None:
    assert last_signed(path) is None
    assert checked(path, 5) is None
    assert not path.exists()


def test_the_head_is_kept_and_the_ledger_may_go_on_from_it(path: Path) -> None:
    swap(path, expected=None, new=GENUINE.signed(20))
    assert last_signed(path) == GENUINE.signed(20)
    for size in (20, 21, 40):
        found = checked(path, size)
        assert found is not None
        assert found.size == 20
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("size", [0, 1, 19])
def test_a_database_that_was_cut_or_an_older_copy_is_noticed(path: Path, size: int) -> None:
    swap(path, expected=None, new=GENUINE.signed(20))
    with pytest.raises(HeadFault, match=f"has {size} events, and a head of 20 was signed"):
        checked(path, size)


def test_an_older_copy_that_grew_again_is_noticed(path: Path) -> None:
    swap(path, expected=None, new=GENUINE.signed(20))
    regrown = Rows(40, changed=tuple(range(15, 40)))
    for size in (20, 21, 40):
        with pytest.raises(HeadFault, match="are not those whose head was signed"):
            checked(path, size, regrown)


@pytest.mark.parametrize("changed", range(20))
def test_a_history_rewritten_anywhere_below_the_head_is_noticed(path: Path, changed: int) -> None:
    swap(path, expected=None, new=GENUINE.signed(20))
    with pytest.raises(HeadFault, match="rewritten"):
        checked(path, 30, Rows(30, changed=(changed,)))


def test_what_was_rewritten_after_the_head_alone_is_not_noticed(path: Path) -> None:
    """Said plainly: nothing was signed yet about those events."""
    swap(path, expected=None, new=GENUINE.signed(20))
    assert checked(path, 30, Rows(30, changed=(20, 25))) is not None


def test_another_ledger_is_not_taken_for_this_one() -> None:
    head = Checkpoint("example.org/other", 20, root(20, GENUINE.load))
    assert "another ledger" in str(disagreement(head, ORIGIN, size=20, load=GENUINE.load))


def test_a_head_that_another_process_signed_meanwhile_is_not_lost(path: Path) -> None:
    swap(path, expected=None, new=GENUINE.signed(20))
    for stale in (None, GENUINE.signed(10)):
        with pytest.raises(HeadFault, match="signed meanwhile"):
            swap(path, expected=stale, new=GENUINE.signed(21))
    assert last_signed(path) == GENUINE.signed(20)


def test_a_head_never_goes_back_and_never_forks(path: Path) -> None:
    swap(path, expected=None, new=GENUINE.signed(20))
    with pytest.raises(HeadFault, match="a head of 19 does not follow one of 20"):
        swap(path, expected=GENUINE.signed(20), new=GENUINE.signed(19))
    with pytest.raises(HeadFault, match="two different heads of 20"):
        swap(path, expected=GENUINE.signed(20), new=Rows(20, changed=(3,)).signed(20))
    with pytest.raises(HeadFault, match="does not follow"):
        swap(path, expected=GENUINE.signed(20), new=GENUINE.signed(30, "example.org/other"))
    assert last_signed(path) == GENUINE.signed(20)


def test_a_head_that_was_tampered_with_is_refused(path: Path) -> None:
    path.parent.mkdir(parents=True)
    for data in (b"", b"\x00", GENUINE.signed(20)[:-5], GENUINE.signed(20).replace(b"20", b"020")):
        path.write_bytes(data)
        with pytest.raises(HeadFault, match="holds no signed checkpoint: "):
            checked(path, 30)


def test_a_full_disk_leaves_the_head_before(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swap(path, expected=None, new=GENUINE.signed(20))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        swap(path, expected=GENUINE.signed(20), new=GENUINE.signed(21))
    assert last_signed(path) == GENUINE.signed(20)
    assert not list(path.parent.glob("*.new"))


def _slowly(path: Path, inside: Any, go_on: Any) -> None:
    """Take the place of the head, and stop for a while just before it is written."""

    def put(*arguments: Any, **settings: Any) -> None:
        inside.set()
        go_on.wait(30)
        whole_file.put(*arguments, **settings)

    with patch.object(heads, "put", put):
        swap(path, expected=None, new=GENUINE.signed(20))


def _at_once(path: Path, begun: Any, results: "multiprocessing.Queue[str]") -> None:
    begun.set()
    try:
        swap(path, expected=None, new=Rows(20, changed=(3,)).signed(20))
        results.put("it took the place too")
    except HeadFault as fault:
        results.put(str(fault))


def test_while_one_process_takes_the_place_another_waits_and_then_sees_it(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    inside, go_on, begun = context.Event(), context.Event(), context.Event()
    results: multiprocessing.Queue[str] = context.Queue()
    first = context.Process(target=_slowly, args=(path, inside, go_on))
    second = context.Process(target=_at_once, args=(path, begun, results))
    first.start()
    assert inside.wait(30)
    second.start()
    assert begun.wait(30)
    with pytest.raises(queue.Empty):
        results.get(timeout=0.5)
    go_on.set()
    assert "another head was signed meanwhile" in results.get(timeout=30)
    for process in (first, second):
        process.join(30)
        assert process.exitcode == 0
    assert last_signed(path) == GENUINE.signed(20)


def _advance(path: Path, results: "multiprocessing.Queue[int]") -> None:
    won = 0
    for size in range(2, 31):
        before = last_signed(path)
        try:
            swap(path, expected=before, new=GENUINE.signed(size))
            won += 1
        except HeadFault:
            continue
    results.put(won)


def test_of_many_processes_one_at_a_time_moves_the_head(path: Path) -> None:
    swap(path, expected=None, new=GENUINE.signed(1))
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[int] = context.Queue()
    workers = [context.Process(target=_advance, args=(path, results)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    assert sum(results.get() for _ in workers) >= 1
    assert last_signed(path) == GENUINE.signed(30)


def test_every_ledger_has_a_head_of_its_own(tmp_path: Path) -> None:
    environ = {"POLICY_LEDGER_CONFIG": str(tmp_path)}
    first, second, third = (
        SignerKey(name, bytes([n] * 32)).verifier
        for name, n in (("a/b", 1), ("a_b", 1), ("a/b", 2))
    )
    assert len({head_path(key, environ) for key in (first, second, third)}) == 3
    # wherever the key is: a secret that is mounted read-only has no place for a head
    assert head_path(first, {**environ, "POLICY_LEDGER_KEY": "/run/secrets/k"}).parent == (
        tmp_path / "heads"
    )


@pytest.mark.parametrize("times", range(4))
def test_who_is_overtaken_signs_again_and_loses_nothing_but_gives_up_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    environ = {"POLICY_LEDGER_CONFIG": str(tmp_path / "config")}
    key, *_ = new_signer(ORIGIN, environ)
    target = str(tmp_path / "policy.ledger")
    init(target, origin=ORIGIN, key=str(key.verifier))
    left = [SignerKey(ORIGIN, bytes([n]) * 32) for n in range(times)]

    def overtaken(path: Path, *, expected: bytes | None, note: Note) -> None:
        if left:
            theirs = sign(read(bytes(note))[0], left.pop()).signatures
            keep(path, expected=expected, note=with_signatures(note, theirs))
        keep(path, expected=expected, note=note)

    keep = signed_head.keep
    monkeypatch.setattr(signed_head, "keep", overtaken)
    with open_tree(target) as tree:
        if times == 3:
            with pytest.raises(HeadFault, match="signed meanwhile"):
                sign_head(tree, environ)
            return
        found = sign_head(tree, environ)
    assert last_signed(found.path) == bytes(found.note)
    assert len(found.note.signatures) == 1 + times


def test_a_ledger_that_signed_nothing_has_no_last_head(tmp_path: Path) -> None:
    environ = {"POLICY_LEDGER_CONFIG": str(tmp_path / "config")}
    key, *_ = new_signer(ORIGIN, environ)
    keyless, unsigned = (str(tmp_path / name) for name in ("a.ledger", "b.ledger"))
    init(keyless, origin=ORIGIN)
    init(unsigned, origin=ORIGIN, key=str(key.verifier))
    for target in (keyless, unsigned):
        with open_tree(target) as tree:
            assert last_head(tree, environ) is None
    with open_tree(unsigned) as tree:
        signed = sign_head(tree, environ)
        assert last_head(tree, environ) == signed
