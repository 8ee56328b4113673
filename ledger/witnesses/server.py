"""How do logs reach a witness? By HTTP, as c2sp.org/tlog-witness has it; extra `witness`."""

import contextlib
import logging
import socket

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ledger import clock
from ledger.faults import LedgerFault
from ledger.witnesses.store import WitnessStore
from ledger.witnesses.witness import LARGEST_REQUEST

_LOG = logging.getLogger("uvicorn.error")


def application(store: WitnessStore) -> Starlette:
    """The ASGI application: `POST /add-checkpoint`, and the verifier key at `GET /`."""

    async def add_checkpoint(request: Request) -> Response:
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST_REQUEST:
                    return PlainTextResponse("the request is too large\n", status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        now = clock.now() // 1_000_000
        try:
            answer = await run_in_threadpool(store.add_checkpoint, bytes(body), now=now)
        except LedgerFault as fault:
            _LOG.error("nothing is cosigned: %s", fault)
            return PlainTextResponse("this witness cannot use its memory\n", status_code=500)
        # as a header, exactly: to a media type that is text a charset would be added
        return Response(answer.body, answer.status, headers={"content-type": answer.content_type})

    async def key(request: Request) -> Response:
        return PlainTextResponse(f"{store.key.verifier}\n")

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/", key, methods=["GET"]),
        ]
    )


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


def serve(store: WitnessStore, heard: socket.socket) -> None:
    """Serve until interrupted. TLS is left to what stands in front."""
    import uvicorn

    config = uvicorn.Config(application(store), log_level="warning", server_header=False)
    with contextlib.suppress(KeyboardInterrupt):  # how it is ended
        uvicorn.Server(config).run(sockets=[heard])
