"""How do logs reach a witness? By HTTP, as c2sp.org/tlog-witness has it; extra `witness`."""

import logging

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


def serve(store: WitnessStore, *, host: str, port: int) -> None:
    """Serve until interrupted. TLS is left to what stands in front."""
    import uvicorn

    uvicorn.run(application(store), host=host, port=port, log_level="warning", server_header=False)
