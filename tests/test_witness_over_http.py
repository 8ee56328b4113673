"""Does a ledger get its cosignatures over HTTP, from an honest witness, and from no liar?"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ledger.faults import LedgerFault
from ledger.proofs.cosignature import cosign, cosigned_at
from ledger.proofs.note import Note, with_signatures
from ledger.proofs.signer import COSIGNATURE, SignerKey
from ledger.witnesses.client import WitnessDisagrees, WitnessRefused, cosignatures, witness_key
from ledger.witnesses.store import WitnessStore, create
from tests.witnessed_logs import FORK, GENUINE, LOG, NOW, ORIGIN, WITNESS, Log, serving


@pytest.fixture
def store(tmp_path: Path) -> WitnessStore:
    create(tmp_path / "witness.db", WITNESS.verifier)
    return WitnessStore(tmp_path / "witness.db", WITNESS, [LOG.verifier])


@pytest.fixture
def served(store: WitnessStore) -> Iterator[str]:
    """The witness behind the server that `witness serve` starts; its address."""
    with serving(store) as url:
        yield f"{url}/"


def asked(url: str, log: Log, new: int, *, seen: int = 0) -> Note:
    note = log.note(new)
    lines = cosignatures(
        url, note, prove=log.prove(new), key=WITNESS.verifier, seen=seen, timeout=10
    )
    return with_signatures(note, lines)


def test_a_ledger_gets_its_checkpoints_cosigned_over_http(served: str) -> None:
    for size in (20, 20, 41):
        note = asked(served, GENUINE, size)
        at = cosigned_at(note, WITNESS.verifier)
        assert at is not None
        assert at > NOW
    # it may know less than it is thought to
    assert cosigned_at(asked(served, GENUINE, 64, seen=60), WITNESS.verifier)


def test_over_http_a_fork_and_a_rollback_are_named(served: str) -> None:
    asked(served, GENUINE, 41)
    with pytest.raises(WitnessDisagrees, match="another history"):
        asked(served, FORK, 50)
    with pytest.raises(WitnessDisagrees, match="has seen 41 events of this ledger, which has 30"):
        asked(served, GENUINE, 30)
    assert WitnessDisagrees.exit_code == 3
    with pytest.raises(WitnessRefused, match="answers 404: 'this witness does not know"):
        asked(served, Log(key=SignerKey("example.org/other", bytes(32))), 5)
    with pytest.raises(WitnessRefused, match="answers 403"):
        asked(served, Log(key=SignerKey(ORIGIN, bytes(32))), 50)


def test_over_http_a_fork_of_the_same_size_is_named(served: str) -> None:
    asked(served, GENUINE, 41)
    for seen in (0, 41):
        with pytest.raises(WitnessDisagrees, match="another history"):
            asked(served, FORK, 41, seen=seen)


@pytest.mark.parametrize("kind", ["text/x.tlog.size", "text/plain"])
def test_a_witness_of_before_the_change_says_so_with_409(kind: str) -> None:
    with (
        lying((409, kind, b"20\n")) as url,
        pytest.raises(WitnessDisagrees, match="another history"),
    ):
        asked(url, GENUINE, 20, seen=20)


def test_a_conflict_that_names_no_size_is_no_verdict() -> None:
    with (
        lying((409, "text/plain", b"busy\n")) as url,
        pytest.raises(WitnessRefused, match="answers 409: 'busy'"),
    ):
        asked(url, GENUINE, 20, seen=10)


def test_a_server_without_its_memory_says_so_in_a_line(
    served: str, store: WitnessStore, caplog: pytest.LogCaptureFixture
) -> None:
    for data in (b"not a database, but text" * 100, b"", None):
        store.path.unlink()
        if data is not None:
            store.path.write_bytes(data)
        with pytest.raises(WitnessRefused, match="answers 500: 'this witness cannot use its mem"):
            asked(served, GENUINE, 20)
        (record,) = caplog.records
        assert str(store.path) in record.getMessage()
        assert "\n" not in record.getMessage()
        assert record.exc_info is None
        caplog.clear()
        store.path.touch()


def test_many_ask_over_http_at_once(served: str, store: WitnessStore) -> None:
    def one(number: int) -> bool:
        try:
            return bool(asked(served, GENUINE, 20 + number))
        except (WitnessDisagrees, WitnessRefused):  # another was ahead
            return False

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(one, range(24)))
    assert any(done)
    assert store.seen(ORIGIN).size == 20 + max(n for n, ok in enumerate(done) if ok)


def test_the_server_answers_with_the_types_of_the_protocol(served: str) -> None:
    import http.client

    connection = http.client.HTTPConnection(served.removeprefix("http://").rstrip("/"), timeout=10)
    replies = []
    for body in (GENUINE.ask(0, 20), GENUINE.ask(0, 20), b"x" * 400_000):  # one connection for all
        connection.request("POST", "/add-checkpoint", body)
        reply = connection.getresponse()
        replies.append((reply.status, reply.getheader("content-type"), reply.read()[:3]))
        if reply.getheader("connection") == "close":
            connection.close()
    assert replies[0] == (200, "text/plain; charset=utf-8", "\u2014".encode())
    assert replies[1] == (409, "text/x.tlog.size", b"20\n")
    assert replies[2][0] == 413
    connection.request("GET", "/add-checkpoint")
    assert connection.getresponse().status == 405
    connection.close()
    connection.request("GET", "/")
    assert connection.getresponse().read().decode() == f"{WITNESS.verifier}\n"
    connection.close()


class Liar(BaseHTTPRequestHandler):
    """A server that answers all with what the test says."""

    answer: tuple[int, str, bytes]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def do_GET(self) -> None:
        status, kind, body = self.answer
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def lying(answer: tuple[int, str, bytes]) -> Iterator[str]:
    """The address of a server that answers so."""
    handler = type("Handler", (Liar,), {"answer": answer})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


NOTE = GENUINE.note(20)
STRANGER = SignerKey("witness.example/w1", bytes(32), algorithm=COSIGNATURE)


def line(key: SignerKey, text: str = NOTE.text, *, timestamp: int = 5) -> bytes:
    return str(cosign(text, key, timestamp=timestamp)).encode()


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (200, line(STRANGER), "did not cosign with"),
        (200, line(WITNESS, GENUINE.note(21).text), "does not fit"),
        (200, line(WITNESS, timestamp=2**62), "beyond the year 9999"),
        (200, line(WITNESS) * 2, "2 signatures by one key"),
        (200, b"", "newline"),
        (200, b"<html>\n", "not a signature"),
        (200, b"\xff\n", "does not answer in UTF-8"),
        (200, line(WITNESS)[:-1], "newline"),
        (409, b"20\x1b[2J\n", "plain decimal number"),
        (409, b"020\n", "plain decimal number"),
        (409, b"", "plain decimal number"),
        (409, b"9\n", "names another size each time"),
        (409, b"20\n", "has seen another history"),
        (409, b"21\n", "has seen 21 events of this ledger, which has 20"),
        (302, b"", "answers 302"),
        (500, b"\x1b]0;owned\x07\n", r"answers 500: '\\x1b\]0;owned\\x07'"),
        (429, b"later\n", "answers 429: 'later'"),
    ],
)
def test_a_witness_that_lies_or_fails_fools_nobody(status: int, body: bytes, message: str) -> None:
    kind = "text/x.tlog.size" if status == 409 else "text/plain"
    with (
        lying((status, kind, body)) as url,
        pytest.raises((WitnessRefused, WitnessDisagrees), match=message) as caught,
    ):
        asked(url, GENUINE, 20)
    assert str(caught.value).isascii()
    assert str(caught.value).isprintable()


def test_other_lines_in_the_answer_are_ignored() -> None:
    with lying((200, "text/plain", line(STRANGER) + line(WITNESS))) as url:
        note = asked(url, GENUINE, 20)
    assert len(note.signatures) == 2
    assert cosigned_at(note, WITNESS.verifier) == 5


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://w.example", "w.example", ""])
def test_a_witness_is_reached_by_http_alone(url: str) -> None:
    with pytest.raises(LedgerFault, match="https or http"):
        asked(url, GENUINE, 20)


def test_a_witness_that_is_not_there_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(WitnessRefused, match=r"127\.0\.0\.1.* cannot be reached") as caught:
            asked(f"http://127.0.0.1:{unused.getsockname()[1]}/", GENUINE, 20)
    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b""),
        (200, b""),
        (200, b"\xff\n"),
        (200, b"a+b+c\n"),
        (200, f"{LOG.verifier}\n".encode()),
    ],
)
def test_a_witness_that_does_not_name_its_key_has_to_be_in_a_policy(
    status: int, body: bytes
) -> None:
    with (
        lying((status, "text/plain", body)) as url,
        pytest.raises(WitnessRefused, match=r"does not name its key: .* --witness-policy"),
    ):
        witness_key(url)


def test_a_witness_names_its_key(served: str) -> None:
    assert witness_key(served) == WITNESS.verifier
