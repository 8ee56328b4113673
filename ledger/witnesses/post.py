"""What does an address answer that the operator named?

One request with a small body: `urllib` does that, so asking needs no package beyond the standard
library. An answer may come slowly and may be without an end: there is a limit to both.
"""

import urllib.error
import urllib.request
from http.client import HTTPException
from time import monotonic
from typing import Any, Final, NamedTuple

from ledger.faults import LedgerFault, Phrase, quoted
from ledger.proofs.spelling import shown
from ledger.sayings.vocabulary import UNREACHABLE

_BLOCK: Final = 16 * 1024


class Unreachable(LedgerFault):
    """Nobody answers at an address, or not within the time and the size; says who."""


class HttpAnswer(NamedTuple):
    """An answer by HTTP."""

    status: int
    body: bytes
    content_type: str


class _Unmoved(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """No redirect is followed: the address is the operator's choice alone."""


def check_address(url: str, *, who: Phrase) -> None:
    """Raise LedgerFault where nobody can be asked at an address."""
    if not url.startswith(("https://", "http://")):
        why = Phrase("a {who} is reached by https or http: {url}", who=who, url=shown(url))
        raise LedgerFault(why)


def send(
    url: str, body: bytes | None, kind: dict[str, str], *, who: Phrase, timeout: float, largest: int
) -> HttpAnswer:
    """Ask `who` is there, and read the whole answer: within `timeout` seconds, and of at most
    `largest` bytes.

    Unreachable where there is none. Without a body it is asked by GET.
    """
    check_address(url, who=who)
    asked = urllib.request.Request(url, body, kind, method="GET" if body is None else "POST")
    where, end = at(asked.full_url, who), monotonic() + timeout
    try:
        try:
            reply: Any = urllib.request.build_opener(_Unmoved).open(asked, timeout=timeout)
        except urllib.error.HTTPError as refused:
            reply = refused
        with reply:
            data = b""
            while block := reply.read1(_BLOCK):
                data += block
                if len(data) > largest:
                    raise Unreachable(
                        "{where} answers with more than {largest} bytes",
                        where=where,
                        largest=f"{largest:,}",
                    )
                if monotonic() > end:
                    raise Unreachable(
                        "{where} has not answered within {timeout} seconds",
                        where=where,
                        timeout=f"{timeout:g}",
                    )
            return HttpAnswer(int(reply.status), data, reply.headers.get("Content-Type", ""))
    except (OSError, HTTPException, ValueError) as fault:
        reason = getattr(fault, "reason", None) or fault
        why = Phrase(UNREACHABLE, where=where, reason=quoted(shown(str(reason))))
        raise Unreachable(why) from None


def at(url: str, who: Phrase) -> Phrase:
    """Who is asked, and where."""
    return Phrase("the {who} {url}", who=who, url=shown(url))


def answered(where: Phrase, status: int, said: str) -> Phrase:
    """What came instead of what was asked for."""
    return Phrase("{where} answers {status}: {said}", where=where, status=status, said=quoted(said))
