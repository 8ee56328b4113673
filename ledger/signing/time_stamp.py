"""By when did these bytes exist, by the word of a time stamping authority (RFC 3161)?

A token is kept as the authority gave it, so that `openssl ts -verify` checks it without us. It is
read with rfc3161-client, the extra `timestamps`.
"""

import hashlib
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.dates.moments import render
from ledger.faults import LedgerFault, Unverified, quoted
from ledger.proofs.spelling import shown

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

#: The token of a file lies beside it, under its name with this at the end.
ENDING: Final = ".tsr"
#: A token with the certificates of a chain has some kilobytes.
LARGEST: Final = 64 * 1024
#: By the names of RFC 3161, section 2.4.2.
_STATUS: Final = (
    *("granted", "granted with modifications", "rejected", "waiting"),
    *("revocation warning", "revocation notification"),
)
_SECOND: Final = 1_000_000


class StampFault(Unverified):
    """What was given as a time stamp is none, or none of these bytes, or by nobody trusted."""


class Stamp(NamedTuple):
    """A time stamp: `at`, in microseconds, by the clock of `authority`, which may be `slack` ahead
    of what it says. `vouched`: whether a certificate that was named vouches for it; else nobody
    looked at its signature."""

    at: int
    slack: int
    authority: str
    vouched: bool

    @property
    def latest(self) -> int:
        """The last instant that it may mean."""
        return self.at + self.slack


def check_covers(found: Stamp, size: int, recorded_at: int) -> None:
    """Raise StampFault where the last of the `size` events that a stamped checkpoint is of was
    recorded only after the stamp was given: it cannot have been there."""
    if found.latest < recorded_at:
        raise StampFault(
            "it is of {instant}, and covers @{size}, recorded at {recorded}: the clock of "
            "{authority} or that of this ledger's recorder is wrong",
            instant=render(found.at),
            size=size,
            recorded=render(recorded_at),
            authority=shown(found.authority),
        )


class Query(NamedTuple):
    """What an authority is asked, and the number that its answer must repeat."""

    data: bytes
    nonce: int


@contextmanager
def library() -> Iterator[None]:
    """Around what needs rfc3161-client: what to say where it is not installed, and what it finds
    odd in a certificate is not told."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ModuleNotFoundError as fault:
        if fault.name != "rfc3161_client":
            raise
        raise LedgerFault(
            "time stamps need rfc3161-client, which is not installed: in the folder of this "
            "program's source, python -m pip install '.[timestamps]'"
        ) from None


def check_library() -> None:
    """Raise LedgerFault where nothing is installed that reads time stamps."""
    with library():
        import rfc3161_client as rfc3161_client


def roots(pem: bytes, *, where: str) -> "list[Certificate]":
    """The certificates in a PEM file; LedgerFault where there are none."""
    from cryptography.x509 import InvalidVersion, load_pem_x509_certificates

    try:
        with library():
            return load_pem_x509_certificates(pem)
    except (ValueError, InvalidVersion):
        raise LedgerFault(
            f"{shown(where)} holds no certificate: expected the time stamping authority's root, "
            "in PEM (-----BEGIN CERTIFICATE-----)"
        ) from None


def query(data: bytes) -> Query:
    """What to ask for a time stamp of these bytes, with the certificates that show whose it is."""
    with library():
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

        made = TimestampRequestBuilder(data, HashAlgorithm.SHA256).build()
        return Query(made.as_bytes(), made.nonce or 0)


def stamp(
    token: bytes,
    data: bytes,
    *,
    trusted: "Sequence[Certificate] | None",
    nonce: int | None = None,
) -> Stamp:
    """What a token says of these bytes. StampFault where it says nothing of them.

    `trusted`: the certificates one of which must vouch for it; with None its signature is not
    looked at. `nonce`: what it must repeat.
    """
    with library():
        from cryptography.x509 import InvalidVersion
        from rfc3161_client import decode_timestamp_response

        try:
            found = decode_timestamp_response(_in_order(token))
            _check_granted(found)
            return _read(found, data, trusted=trusted, nonce=nonce)
        except (
            ValueError,
            TypeError,
            LookupError,
            InvalidVersion,
        ):  # of names with odd letters too
            raise StampFault("this is no time stamp as RFC 3161 has it") from None


def _check_granted(found: "TimeStampResponse") -> None:
    if found.status == 0:
        return
    word = _STATUS[found.status] if 0 < found.status < len(_STATUS) else str(found.status)
    if not found.status_string:
        raise StampFault("the authority gave no time stamp ({status})", status=word)
    raise StampFault(
        "the authority gave no time stamp ({status}): {said}",
        status=word,
        said=quoted(shown(" ".join(found.status_string))),
    )


def _read(
    found: "TimeStampResponse",
    data: bytes,
    *,
    trusted: "Sequence[Certificate] | None",
    nonce: int | None,
) -> Stamp:
    info = found.tst_info
    imprint = info.message_imprint
    digest = {
        f"2.16.840.1.101.3.4.2.{number}": name
        for number, name in enumerate(("sha256", "sha384", "sha512"), 1)
    }.get(imprint.hash_algorithm.dotted_string)
    if digest is None:
        raise StampFault(
            "it is over a digest of a kind that is not taken here: {algorithm}",
            algorithm=imprint.hash_algorithm.dotted_string,
        )
    if hashlib.new(digest, data).digest() != imprint.message:
        raise StampFault(
            "it is a time stamp of other bytes: of the {algorithm} {digest}",
            algorithm=digest,
            digest=imprint.message.hex(),
        )
    if nonce is not None and info.nonce != nonce:
        raise StampFault("it does not repeat the number asked with: an answer to another question")
    if trusted is not None:
        _check_vouched(found, data, trusted)
    moment = info.gen_time.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    at, accuracy = moment // timedelta(microseconds=1), info.accuracy
    slack = 0 if at % _SECOND else _SECOND  # most name the second alone
    if accuracy is not None:
        slack += (accuracy.seconds or 0) * _SECOND + (accuracy.millis or 0) * 1000
        slack += accuracy.micros or 0
    return Stamp(at, slack, _authority(found), trusted is not None)


def _check_vouched(
    found: "TimeStampResponse", data: bytes, trusted: "Sequence[Certificate]"
) -> None:
    """Raise StampFault unless one of these certificates vouched for it then."""
    from rfc3161_client import VerificationError, VerifierBuilder

    try:
        VerifierBuilder(roots=list(trusted)).build().verify_message(found, data)
    except VerificationError as fault:
        _, _, reason = str(fault).rpartition("Verify error: ")
        said = reason.partition('"')[0]
        raise StampFault(
            "no certificate named vouches for this time stamp: {reason}", reason=quoted(shown(said))
        ) from None


def _authority(found: "TimeStampResponse") -> str:
    """Who gave it, as its certificate names them; else the serial number of that."""
    from cryptography.x509 import load_der_x509_certificate

    signed = found.signed_data
    for signer in signed.signer_infos:
        for data in signed.certificates:
            certificate = load_der_x509_certificate(data)
            if (certificate.issuer, certificate.serial_number) == (
                signer.issuer,
                signer.serial_number,
            ):
                return certificate.subject.rfc4514_string()
        return f"certificate {signer.serial_number:x} of {signer.issuer.rfc4514_string()}"
    raise ValueError("nobody signed it")


def _in_order(token: bytes) -> bytes:
    """The token with its certificates in the one order that DER allows, and the library takes:
    some authorities send them otherwise, and no signature is over their order."""
    at = end = 0
    try:
        for kind, before in ((0x30, 1), (0x30, 1), (0xA0, 0), (0x30, 3), (0xA0, 0)):
            tag, at, end = _element(token, at)
            if tag != kind:
                return token
            for _ in range(before):
                _, _, at = _element(token, at)
        start, parts = at, []
        while at < end:
            _, _, after = _element(token, at)
            parts.append(token[at:after])
            at = after
    except ValueError:
        return token
    return token[:start] + b"".join(sorted(parts)) + token[at:]


def _element(data: bytes, at: int) -> tuple[int, int, int]:
    """The tag of a DER element, where its content begins, and where it ends; ValueError where it
    does not lie within the data."""
    length, start = (data[at + 1], at + 2) if at + 2 <= len(data) else (0, len(data) + 1)
    if length >= 0x80:
        start += length - 0x80
        length = int.from_bytes(data[at + 2 : start], "big")
    if start + length > len(data):
        raise ValueError("it ends too early")
    return data[at], start, start + length
