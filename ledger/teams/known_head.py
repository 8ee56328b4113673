"""Does what is copied go together with the head that was signed last on this machine?"""

from ledger.faults import Phrase
from ledger.proofs.signer import VerifierKey
from ledger.proofs.spelling import whole
from ledger.proofs.tree import Load
from ledger.signing.heads import HeadFault, disagreement, head_path, last_signed, own_path, parsed
from ledger.signing.keys import Environ


class KnownHead:
    """The head kept of the ledger that has this origin and began with this key, if any."""

    def __init__(self, origin: str, first: VerifierKey | None, environ: Environ) -> None:
        self._origin, self._first, self._environ = origin, first, environ
        self._path = None if first is None else head_path(first, environ)

    def check(self, size: int, load: Load) -> int | None:
        """Raise HeadFault where a log of `size` contradicts it, as far as both reach.

        Where the log is shorter, as a copy under way is: the size of the head; else None.
        """
        if self._path is None or (data := last_signed(self._path)) is None:
            return None
        signed, _ = parsed(data, self._path)
        if signed.size > size:
            return signed.size
        if why := disagreement(signed, self._origin, size=size, load=load):
            raise HeadFault(
                Phrase(
                    "{why}. It is not copied; the head is in {path}, and only who knows what is "
                    "lost, and accepts it, moves that file away",
                    why=why,
                    path=whole(self._path),
                )
            )
        return None

    def check_known(self) -> None:
        """Raise HeadFault where only another ledger of this name is known here."""
        own_path(self._origin, self._first, self._environ)
