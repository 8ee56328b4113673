"""Does a witness cosign what goes on from what it has seen, and nothing else, whoever asks?"""

import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.proofs.checkpoint import Checkpoint, read, sign
from ledger.proofs.cosignature import cosigned_at
from ledger.proofs.note import Note, parse, signature_lines, signed, with_signatures
from ledger.proofs.signer import COSIGNATURE, SignerKey
from ledger.proofs.spelling import encoded
from ledger.proofs.tree import (
    EMPTY_ROOT,
    ProofFault,
    consistency_proof,
    root,
)
from ledger.witnesses import home
from ledger.witnesses.store import WitnessFault, WitnessStore, create
from ledger.witnesses.witness import LatestTree, Request, WitnessAnswer, refusal, request
from ledger.witnesses.witness import parse as parse_request
from tests.witnessed_logs import FORK, GENUINE, LOG, NOW, ORIGIN, WITNESS, Log


@pytest.fixture
def store(tmp_path: Path) -> WitnessStore:
    create(tmp_path / "witness.db", WITNESS.verifier)
    return WitnessStore(tmp_path / "witness.db", WITNESS, [LOG.verifier])


def told(store: WitnessStore, body: bytes, *, now: int = NOW) -> WitnessAnswer:
    return store.add_checkpoint(body, now=now)


def test_a_log_that_goes_on_is_cosigned_step_by_step(store: WitnessStore) -> None:
    old = 0
    for size in (0, 1, 2, 7, 8, 8, 30, 64):
        answer = told(store, GENUINE.ask(old, size), now=NOW + size)
        assert answer.status == 200, answer
        note = GENUINE.note(size)
        seen = with_signatures(note, signature_lines(answer.body.decode()))
        assert cosigned_at(parse(bytes(seen)), WITNESS.verifier) == NOW + size
        assert store.seen(ORIGIN) == LatestTree(size, root(size, GENUINE.load))
        old = size


@pytest.mark.parametrize("old", range(40))
def test_every_step_from_every_size_may_be_cosigned(old: int) -> None:
    logs = {ORIGIN: [LOG.verifier]}
    seen = LatestTree(old, root(old, GENUINE.load))
    for new in range(old, 40):
        assert refusal(parse_request(GENUINE.ask(old, new)), seen, logs=logs) is None
        if new > 10:  # where the two histories part
            answer = refusal(parse_request(FORK.ask(old, new)), seen, logs=logs)
            assert (answer is None) == (old <= 10)


def refused(store: WitnessStore, body: bytes) -> WitnessAnswer:
    """The answer to what must not be cosigned, after which the witness knows what it knew."""
    before = store.seen(ORIGIN)
    answer = told(store, body)
    assert answer.status != 200
    assert "\u2014".encode() not in answer.body
    assert store.seen(ORIGIN) == before
    return answer


def test_a_fork_is_refused_and_kept_as_proof(store: WitnessStore) -> None:
    told(store, GENUINE.ask(0, 20))
    for new in (21, 40):
        answer = refused(store, FORK.ask(20, new))
        assert answer.status == 422
        assert answer.body == b"the proof does not lead to the old root, of 20\n"
    # the same size and another root: two heads that the log signed against itself
    answer = refused(store, FORK.ask(20, 20, proof=[]))
    assert answer.status == 422
    found, before = store.refused(ORIGIN)[-1]
    ours, theirs = read(before)[0], parse_request(found).checkpoint
    assert (ours.size, theirs.size) == (20, 20)
    assert ours.root != theirs.root


def test_what_is_refused_does_not_fill_the_disk(
    store: WitnessStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.witnesses.store.MOST_REFUSED", 3)
    told(store, GENUINE.ask(0, 20))
    for _ in range(5):
        assert told(store, FORK.ask(20, 40)).status == 422
    assert len(store.refused(ORIGIN)) == 3


def test_a_rewrite_from_the_first_event_on_is_refused(store: WitnessStore) -> None:
    told(store, GENUINE.ask(0, 20))
    answer = refused(store, FORK.ask(0, 40))  # as if the witness had never seen any
    assert (answer.status, answer.body) == (409, b"20\n")
    assert answer.content_type == "text/x.tlog.size"


@pytest.mark.parametrize(("old", "new"), [(19, 19), (0, 0), (0, 19), (10, 15), (0, 20), (19, 40)])
def test_a_rollback_a_reset_and_a_stale_size_are_refused(
    store: WitnessStore, old: int, new: int
) -> None:
    told(store, GENUINE.ask(0, 20))
    answer = refused(store, GENUINE.ask(old, new))
    assert (answer.status, answer.body, answer.content_type) == (409, b"20\n", "text/x.tlog.size")


def test_a_truncated_log_is_refused(store: WitnessStore) -> None:
    told(store, GENUINE.ask(0, 20))
    answer = refused(store, GENUINE.ask(20, 19))
    assert answer.status == 400
    assert b"above" in answer.body


def test_an_old_size_that_the_witness_has_not_seen_yet_is_refused(store: WitnessStore) -> None:
    assert refused(store, GENUINE.ask(5, 20)).body == b"0\n"


def test_a_wrong_proof_is_refused(store: WitnessStore) -> None:
    told(store, GENUINE.ask(0, 20))
    good = consistency_proof(20, 50, GENUINE.load)
    for wrong in (good[:-1], [*good, bytes(32)], [], good[::-1], [bytes(32), *good[1:]]):
        assert refused(store, GENUINE.ask(20, 50, proof=wrong)).status == 422
    assert refused(store, GENUINE.ask(20, 20, proof=[bytes(32)])).status == 422


def test_from_nothing_the_proof_is_empty(store: WitnessStore) -> None:
    assert refused(store, GENUINE.ask(0, 20, proof=[bytes(32)])).status == 422


def test_a_tree_of_nothing_has_the_empty_root(store: WitnessStore) -> None:
    wrong = sign(Checkpoint(ORIGIN, 0, bytes(32)), LOG)
    assert refused(store, bytes(request(0, [], note=wrong))).status == 422
    right = sign(Checkpoint(ORIGIN, 0, EMPTY_ROOT), LOG)
    assert told(store, bytes(request(0, [], note=right))).status == 200


def test_an_unknown_origin_is_not_found(store: WitnessStore) -> None:
    other = Log(key=SignerKey("example.org/other", bytes(32)))
    assert refused(store, other.ask(0, 5)).status == 404


def test_extension_lines_of_another_log_are_cosigned_with_the_rest(store: WitnessStore) -> None:
    three = GENUINE.note(5).text
    for text in (f"{three}hello\n", f"{three}hello\n\u2014 there 1\n", three):
        note = signed(text, LOG)
        old = store.seen(ORIGIN).size
        answer = told(store, f"old {old}\n\n".encode() + bytes(note))
        assert answer.status == 200, answer
        seen = with_signatures(note, signature_lines(answer.body.decode()))
        assert cosigned_at(seen, WITNESS.verifier) == NOW
    assert store.seen(ORIGIN) == LatestTree(5, root(5, GENUINE.load))


def test_only_the_logs_own_key_is_taken(store: WitnessStore) -> None:
    stranger = Log(key=SignerKey(ORIGIN, bytes(32)))
    assert refused(store, stranger.ask(0, 5)).status == 403
    note = GENUINE.note(5)
    forged = note.signatures[0]._replace(signature=bytes(64))
    assert refused(store, bytes(request(0, [], note=Note(note.text, (forged,))))).status == 403
    twice = Note(note.text, note.signatures * 2)
    assert refused(store, bytes(request(0, [], note=twice))).status == 403
    # a stranger's line beside the log's is ignored
    both = with_signatures(stranger.note(5), note.signatures)
    assert told(store, bytes(request(0, [], note=both))).status == 200


def test_a_rotated_key_is_taken_where_the_witness_was_told(tmp_path: Path) -> None:
    second = SignerKey(ORIGIN, bytes([2] * 32))
    create(tmp_path / "w.db", WITNESS.verifier)
    store = WitnessStore(tmp_path / "w.db", WITNESS, [LOG.verifier, second.verifier])
    assert told(store, GENUINE.ask(0, 20)).status == 200
    assert told(store, Log(key=second).ask(20, 30)).status == 200


def test_many_logs_do_not_disturb_each_other(tmp_path: Path) -> None:
    logs = [Log(key=SignerKey(f"example.org/{n}", bytes([n] * 32))) for n in range(5)]
    create(tmp_path / "w.db", WITNESS.verifier)
    store = WitnessStore(tmp_path / "w.db", WITNESS, [log.key.verifier for log in logs])
    for number, log in enumerate(logs):
        assert told(store, log.ask(0, 10 + number)).status == 200
    for number, log in enumerate(logs):
        assert store.seen(f"example.org/{number}").size == 10 + number
        assert told(store, log.ask(10 + number, 50)).status == 200


def test_a_clock_set_back_does_not_date_a_cosignature_before_the_last(
    store: WitnessStore,
) -> None:
    told(store, GENUINE.ask(0, 20), now=NOW)
    answer = told(store, GENUINE.ask(20, 30), now=NOW - 1000)
    seen = with_signatures(GENUINE.note(30), signature_lines(answer.body.decode()))
    assert cosigned_at(seen, WITNESS.verifier) == NOW


GOOD = GENUINE.ask(5, 20)
HASH = encoded(bytes(32))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"\xff",
        b"old 5\n",
        GOOD.replace(b"old 5", b"old 05"),
        GOOD.replace(b"old 5", b"old +5"),
        GOOD.replace(b"old 5", b"old -5"),
        GOOD.replace(b"old 5", b"old  5"),
        GOOD.replace(b"old 5", b"Old 5"),
        GOOD.replace(b"old 5\n", b""),
        GOOD.replace(b"old 5", b"old 9223372036854775808"),
        GOOD.replace(b"\n", b"\r\n"),
        GOOD[:-1],
        GOOD + b"\n",
        GOOD.replace(b"old 5\n", f"old 5\n{HASH[:-1]}\n".encode()),
        GOOD.replace(b"old 5\n", f"old 5\n{encoded(bytes(31))}\n".encode()),
        GOOD.replace(b"old 5\n", b"old 5\n" + f"{HASH}\n".encode() * 64),
        GOOD.replace(b"\n20\n", b"\n020\n"),
        GOOD.replace(b"\n20\n", b"\n+20\n"),
        b"old 5\n\n" + bytes(signed(f"{ORIGIN}\n5\n{HASH}\n\nextension\n", LOG)),
        b"old 5\n\n" + bytes(signed(f"{ORIGIN}\n5\n{HASH}\nextension\n\n", LOG)),
        b"x" * 300_000,
    ],
)
def test_a_request_that_is_not_one_is_a_bad_request(store: WitnessStore, body: bytes) -> None:
    told(store, GENUINE.ask(0, 5))
    answer = refused(store, body)
    assert answer.status == 400
    assert answer.body.isascii()


def test_a_request_that_is_not_one_is_told_why(store: WitnessStore) -> None:
    many = b"old 5\n" + f"{HASH}\n".encode() * 64
    for body, why in (
        (b"x" * 300_000, b"a request of 300000 bytes is too large\n"),
        (
            GOOD.replace(b"old 5", b"Old 5"),
            b"a request begins with the line `old N`; this one with",
        ),
        (GOOD.replace(b"old 5\n", many), b"a request has at most 63 hashes\n"),
        (GENUINE.ask(21, 20), b"the old size is above the size of the checkpoint\n"),
    ):
        assert refused(store, body).body.startswith(why)


def test_a_request_comes_back_as_it_was_written() -> None:
    found = parse_request(GOOD)
    assert (found.old, found.checkpoint.size) == (5, 20)
    assert bytes(found) == GOOD
    assert isinstance(found, Request)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for trial in (data, GOOD[:8] + data, GOOD + data):
        with contextlib.suppress(ProofFault):
            assert bytes(parse_request(trial)) == trial


def test_two_clients_at_once_never_make_it_go_back(store: WitnessStore) -> None:
    told(store, GENUINE.ask(0, 10))
    path = store.path

    def race(number: int) -> list[tuple[bool, int, int]]:
        # each has a witness of its own, as processes do, and half of them lie
        mine = WitnessStore(path, WITNESS, [LOG.verifier])
        log = (GENUINE, FORK)[number % 2]
        won: list[tuple[bool, int, int]] = []
        for new in range(11, 40):
            old = mine.seen(ORIGIN).size
            if old <= new and told(mine, log.ask(old, new)).status == 200:
                won.append((log is GENUINE, old, new))
        return won

    with ThreadPoolExecutor(6) as pool:
        steps = [step for won in pool.map(race, range(6)) for step in won]
    # whoever came first decided which history it is, and the other has no step at all; each
    # step begins where another ended
    assert len({genuine for genuine, _, _ in steps}) == 1
    moves = sorted((old, new) for _, old, new in steps if old != new)
    assert all(a[1] == b[0] for a, b in pairwise(moves))
    assert moves[0][0] == 10
    assert store.seen(ORIGIN).size == moves[-1][1]


def test_what_it_has_seen_outlasts_a_restart(store: WitnessStore) -> None:
    told(store, GENUINE.ask(0, 20))
    again = WitnessStore(store.path, WITNESS, [LOG.verifier])
    assert again.seen(ORIGIN).size == 20
    assert refused(again, FORK.ask(0, 40)).status == 409


def test_a_witness_that_lost_its_memory_does_not_begin_anew(store: WitnessStore) -> None:
    told(store, GENUINE.ask(0, 20))
    store.path.rename(store.path.with_name("elsewhere"))
    with pytest.raises(WitnessFault, match="lost its memory"):
        WitnessStore(store.path, WITNESS, [LOG.verifier])
    with pytest.raises(WitnessFault):  # one that is running neither
        told(store, FORK.ask(0, 40))
    assert not store.path.exists()


def test_a_memory_that_is_exchanged_while_it_serves_is_noticed(
    store: WitnessStore, tmp_path: Path
) -> None:
    told(store, GENUINE.ask(0, 20))
    other = SignerKey("witness.example/w2", bytes(32), algorithm=COSIGNATURE)
    create(tmp_path / "other.db", other.verifier)
    (tmp_path / "other.db").replace(store.path)
    with pytest.raises(WitnessFault, match="belongs to another key"):
        told(store, FORK.ask(0, 40))
    with pytest.raises(WitnessFault, match="belongs to another key"):
        store.seen(ORIGIN)


def test_a_memory_serves_the_key_that_it_was_made_for(store: WitnessStore, tmp_path: Path) -> None:
    other = SignerKey("witness.example/w1", bytes(32), algorithm=COSIGNATURE)
    with pytest.raises(WitnessFault, match="belongs to another key"):
        WitnessStore(store.path, other, [LOG.verifier])
    with pytest.raises(WitnessFault, match="is there already"):
        create(store.path, other.verifier)
    for name, data in (("empty", b""), ("text", b"not a database, but text" * 100)):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(WitnessFault):
            WitnessStore(tmp_path / name, WITNESS, [])
    with contextlib.closing(sqlite3.connect(tmp_path / "foreign")) as foreign:
        foreign.execute("CREATE TABLE witness (key)")
    with pytest.raises(WitnessFault, match="not the file of a witness"):
        WitnessStore(tmp_path / "foreign", WITNESS, [])


def test_a_folder_that_holds_no_witness_is_told_by_what_is_wrong_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("w")
    folder.mkdir()
    key = home.make(folder, "witness.example/w1")
    assert home.verifier(folder) == key
    logs = folder / "logs"
    logs.write_text(f"# whom it knows\n\n {LOG.verifier} \n")
    assert home.open_store(folder, []).logs == {LOG.verifier.name: [LOG.verifier]}
    logs.write_text(f"{LOG.verifier}\nnone\n")
    with pytest.raises(WitnessFault, match=r"logs':2: "):
        home.open_store(folder, [])
    logs.write_bytes(b"\xff")
    with pytest.raises(WitnessFault, match="logs' cannot be read: "):
        home.open_store(folder, [])
    for data in (b"", b"no database" * 100):
        (folder / "seen.db").write_bytes(data)
        with pytest.raises(WitnessFault, match=r"seen\.db' is not the file of a witness"):
            home.verifier(folder)
