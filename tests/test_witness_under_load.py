"""Does a witness serve others while some ask slowly, never to the end, or for too much?"""

import resource
import selectors
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ledger.proofs.cosignature import cosigned_at
from ledger.proofs.note import Note, with_signatures
from ledger.witnesses.client import WitnessRefused, cosignatures
from ledger.witnesses.server import LARGEST_HEAD, MOST, MOST_LINES
from ledger.witnesses.store import WitnessStore, create
from tests.witnessed_logs import GENUINE, LOG, ORIGIN, WITNESS, serving

#: Half requests: of a head, of a head and no body, of a body, and nothing at all.
HALVES = (
    b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n",
    b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 900\r\n\r\n",
    b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 900\r\n\r\nold 0\n",
    b"",
)


@pytest.fixture
def store(tmp_path: Path) -> WitnessStore:
    create(tmp_path / "witness.db", WITNESS.verifier)
    return WitnessStore(tmp_path / "witness.db", WITNESS, [LOG.verifier])


@pytest.fixture
def files() -> Iterator[int]:
    """How many half requests may hang, of which each end is a file of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield 1000 if wanted >= 2500 else 100
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=10)


def said(url: str, data: bytes) -> bytes:
    """All that is answered to these bytes, until the connection is closed."""
    with connected(url) as asking:
        asking.sendall(data)
        found = b""
        while block := asking.recv(1 << 16):
            found += block
    return found


def asked(url: str, size: int = 20) -> Note:
    note = GENUINE.note(size)
    lines = cosignatures(url, note, prove=GENUINE.prove(size), key=WITNESS.verifier, timeout=10)
    return with_signatures(note, lines)


def test_it_serves_others_while_a_thousand_half_requests_hang(
    store: WitnessStore, files: int
) -> None:
    with serving(store, patience=60) as url, ExitStack() as held:
        hanging = []
        for number in range(files):
            asking = held.enter_context(connected(url))
            asking.sendall(HALVES[number % len(HALVES)])
            hanging.append(asking)
        for size in (20, 41):
            assert cosigned_at(asked(url, size), WITNESS.verifier)
        with selectors.DefaultSelector() as ended:  # whom it does not wait for any more
            for asking in hanging:
                ended.register(asking, selectors.EVENT_READ)
            closed = [key.fileobj for key, _ in ended.select(1)]
        assert files - len(closed) <= MOST
        assert (len(closed) > 0) == (files > MOST)
        assert all(each in hanging[: len(closed) + 3] for each in closed)  # the longest


@pytest.mark.parametrize("half", HALVES)
def test_a_request_has_its_time(store: WitnessStore, half: bytes) -> None:
    with serving(store, patience=0.2) as url:
        answer = said(url, half)
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    told = b"the body took too long\n" if b"Length" in half else b"the head took too long\n"
    assert answer.endswith(told)


def test_who_goes_on_byte_by_byte_has_no_more_time(store: WitnessStore) -> None:
    with serving(store, patience=0.3) as url, connected(url) as asking:
        asking.sendall(b"POST /add-checkpoint HTTP/1.1\r\nX: ")
        asking.settimeout(0.05)
        for _ in range(600):
            try:
                asking.send(b"x")
                if asking.recv(1000).startswith(b"HTTP/1.1 408"):
                    return
            except TimeoutError:
                continue
    raise AssertionError("it waits for ever")


HEAD = b"POST /add-checkpoint HTTP/1.1\r\n"


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        (HEAD + b"X: " + b"x" * LARGEST_HEAD + b"\r\n\r\n", 431, b"the head is too large"),
        (HEAD + b"X: x\r\n" * 200 + b"\r\n", 400, b"this is no request of HTTP/1.1"),
        (HEAD + b"Content-Length: 300000\r\n\r\n", 413, b"the request is too large"),
        (
            HEAD + b"Content-Length: 300000\r\n\r\n" + b"x" * 300_000,
            413,
            b"the request is too large",
        ),
        (HEAD + b"\r\n", 411, b"expected a Content-Length"),
        (HEAD + b"Content-Length: -1\r\n\r\n", 411, b"expected a Content-Length"),
        (
            HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
            411,
            b"expected a Content-Length",
        ),
        (
            HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            411,
            b"expected a Content-Length",
        ),
        (HEAD + b"Content-Length: 1\r\n\r\nx", 400, b"a request begins with the line"),
        (b"GET /add-checkpoint HTTP/1.1\r\n\r\n", 405, b"expected "),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx", 405, b"expected "),
        (b"GET /nothing HTTP/1.1\r\n\r\n", 404, b"nothing is there"),
        (b"GET / HTTP/2\r\n\r\n", 400, b"this is no request of HTTP/1.1"),
        (b"\x16\x03\x01\r\n\r\n", 400, b"this is no request of HTTP/1.1"),
        (b"\r\n\r\n", 400, b"this is no request of HTTP/1.1"),
    ],
)
def test_what_is_no_request_is_refused_and_the_connection_ends(
    store: WitnessStore, request_: bytes, status: int, words: bytes
) -> None:
    with serving(store, patience=2) as url, connected(url) as asking:
        asking.sendall(request_)
        asking.shutdown(socket.SHUT_WR)
        answer = b""
        while block := asking.recv(1 << 16):
            answer += block
        assert cosigned_at(asked(url), WITNESS.verifier)
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b"\r\nConnection: close\r\n" in answer
    assert words in answer.partition(b"\r\n\r\n")[2]
    assert (b"\r\nAllow: " in answer) == (status == 405)


def test_who_has_gone_in_the_middle_is_no_fault(
    store: WitnessStore, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(store) as url:
        for half in HALVES:
            connected(url).close()
            with connected(url) as asking:
                asking.sendall(half)
        assert cosigned_at(asked(url), WITNESS.verifier)
    assert not caplog.records


def test_a_body_that_waits_to_be_asked_for_is_asked_for(store: WitnessStore) -> None:
    body = GENUINE.ask(0, 20)
    with serving(store) as url, connected(url) as asking:
        head = HEAD + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
        asking.sendall(head)
        assert asking.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        asking.sendall(body)
        asking.shutdown(socket.SHUT_WR)
        assert asking.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")
    assert store.seen(ORIGIN).size == 20


def test_its_log_is_bounded_whatever_fails(
    store: WitnessStore, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_700_000_000_000_000]
    monkeypatch.setattr("ledger.dates.instants.now", lambda: now[0])
    store.path.unlink()
    with serving(store) as url:
        for _ in range(MOST_LINES + 5):
            with pytest.raises(WitnessRefused, match="cannot use its memory"):
                asked(url)
        assert len(caplog.records) == MOST_LINES
        now[0] += 60_000_000
        with pytest.raises(WitnessRefused, match="cannot use its memory"):
            asked(url)
    assert [each.getMessage() for each in caplog.records[MOST_LINES:]] == [
        "5 more lines were not written",
        caplog.records[0].getMessage(),
    ]
