"""How do logs reach a witness? By HTTP, as c2sp.org/tlog-witness has it.

One request a connection. Who asks may do so slowly, or never: a head, a body and the taking of an
answer have their time, and where all places are taken, who has asked longest gives way to the next.
"""

import asyncio
import contextlib
import io
import logging
import re
import socket
from collections.abc import Mapping
from email.utils import formatdate
from http import HTTPStatus
from http.client import HTTPException, parse_headers
from typing import Final

from ledger.dates import instants
from ledger.faults import LedgerFault
from ledger.witnesses.store import WitnessStore
from ledger.witnesses.witness import LARGEST_REQUEST, WitnessAnswer

#: Connections at once: few enough for the 1,024 files that a process may open on most systems.
MOST: Final = 512
#: Seconds for a head, for a body, and for an answer.
PATIENCE: Final = 10.0
LARGEST_HEAD: Final = 16 * 1024
#: Lines a minute; what is more is counted.
MOST_LINES: Final = 10
_LINE: Final = re.compile(rb"([A-Z]+) (/[!-~]*) HTTP/1\.[01]")
_METHODS: Final = {"/": "GET", "/add-checkpoint": "POST"}
_LOG: Final = logging.getLogger("ledger.witness")


class Service:
    """A witness that is asked over connections, of which it has at most so many at once."""

    def __init__(
        self, store: WitnessStore, *, most: int = MOST, patience: float = PATIENCE
    ) -> None:
        self._store, self._most, self._patience = store, most, patience
        self._open = 0
        #: Those that wait for who asks, by how long.
        self._waiting: dict[asyncio.Task[None] | None, None] = {}
        self._complaints = _Complaints()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """WitnessAnswer the one request of a connection."""
        task = asyncio.current_task()
        if self._open >= self._most:
            self._complaints.tell(f"{self._open} connections at once: others are not waited for")
            if (longest := next(iter(self._waiting), None)) is None:
                writer.transport.abort()
                return
            del self._waiting[longest]
            longest.cancel()
        self._open += 1
        try:
            self._waiting[task] = None
            asked = await self._asked(reader, writer)
            self._waiting.pop(task, None)
            answer = asked if isinstance(asked, WitnessAnswer) else await self._answer(asked)
            self._waiting[task] = None
            writer.write(_written(answer))
            async with asyncio.timeout(self._patience):
                await writer.drain()
                writer.write_eof()
                while await reader.read(1 << 16):  # else what is still sent takes the answer away
                    pass
        except (OSError, EOFError, asyncio.CancelledError):
            pass  # who asked has gone, or had its time
        finally:
            self._open -= 1
            self._waiting.pop(task, None)
            writer.transport.abort()

    async def _asked(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes | WitnessAnswer:
        """The body of a request to cosign; or at once the answer, where it is none."""
        try:
            async with asyncio.timeout(self._patience):
                head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            return _refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the head is too large")
        except TimeoutError:
            return _refused(HTTPStatus.REQUEST_TIMEOUT, "the head took too long")
        line, _, rest = head.partition(b"\r\n")
        found = _LINE.fullmatch(line)
        try:
            headers = parse_headers(io.BytesIO(rest))
        except HTTPException:
            found = None
        if found is None:
            return _refused(HTTPStatus.BAD_REQUEST, "this is no request of HTTP/1.1")
        method, path = (each.decode("ascii") for each in found.groups())
        if path not in _METHODS:
            return _refused(HTTPStatus.NOT_FOUND, "nothing is there")
        if method != _METHODS[path]:
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED, f"expected {_METHODS[path]}")
        if path == "/":
            return WitnessAnswer(HTTPStatus.OK, f"{self._store.key.verifier}\n".encode())
        length = headers.get("Content-Length", "")
        several = len(headers.get_all("Content-Length", [])) > 1
        if several or "Transfer-Encoding" in headers or not re.fullmatch("[0-9]{1,12}", length):
            return _refused(HTTPStatus.LENGTH_REQUIRED, "expected a Content-Length")
        if int(length) > LARGEST_REQUEST:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the request is too large")
        if headers.get("Expect", "").lower() == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        try:
            async with asyncio.timeout(self._patience):
                return await reader.readexactly(int(length))
        except TimeoutError:
            return _refused(HTTPStatus.REQUEST_TIMEOUT, "the body took too long")

    async def _answer(self, body: bytes) -> WitnessAnswer:
        now = instants.now() // 1_000_000
        try:
            return await asyncio.to_thread(self._store.add_checkpoint, body, now=now)
        except LedgerFault as fault:
            self._complaints.tell(f"nothing is cosigned: {fault}")
            return _refused(HTTPStatus.INTERNAL_SERVER_ERROR, "this witness cannot use its memory")

    def failed(self, _: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
        """What the event loop calls where something went wrong beside a request."""
        self._complaints.tell(f"{context.get('message')}: {context.get('exception')}")


class _Complaints:
    """Lines on standard error, so many a minute, whoever asks and whatever fails."""

    def __init__(self) -> None:
        self._minute = self._told = self._untold = 0

    def tell(self, line: str) -> None:
        minute = instants.now() // 60_000_000
        if minute != self._minute:
            if self._untold:
                _LOG.error("%d more lines were not written", self._untold)
            self._minute, self._told, self._untold = minute, 0, 0
        if self._told < MOST_LINES:
            self._told += 1
            _LOG.error("%s", line)
        else:
            self._untold += 1


def _refused(status: HTTPStatus, why: str) -> WitnessAnswer:
    return WitnessAnswer(status, f"{why}\n".encode())


def _written(answer: WitnessAnswer) -> bytes:
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Date: {formatdate(instants.now() / 1_000_000, usegmt=True)}",
        f"Content-Type: {answer.content_type}",
        f"Content-Length: {len(answer.body)}",
        "Connection: close",
    ]
    if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
        lines.append(f"Allow: {answer.body.decode().split()[-1]}")
    return "\r\n".join([*lines, "", ""]).encode() + answer.body


def listening(host: str, port: int) -> socket.socket:
    """A socket on which requests are heard. LedgerFault where there can be none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        if port >= 1 << 16:  # else Python leaves a socket open
            raise OverflowError("a port is at most 65535")
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        raise LedgerFault(
            f"nothing can listen on {host}, port {port}: {why}. --host and --port name another"
        ) from None


async def attend(service: Service, heard: socket.socket) -> None:
    """WitnessAnswer all who ask, until cancelled."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(service.failed)
    server = await asyncio.start_server(service.connected, sock=heard, limit=LARGEST_HEAD)
    try:
        await loop.create_future()
    finally:
        server.close()


def serve(store: WitnessStore, heard: socket.socket) -> None:
    """Serve until interrupted. TLS is left to what stands in front."""
    with contextlib.suppress(KeyboardInterrupt):  # how it is ended
        asyncio.run(attend(Service(store), heard))
