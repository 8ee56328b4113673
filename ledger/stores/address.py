"""Which words name a ledger, a file or one on a server, and how are they shown?

A URL may hold a password: nothing prints one, keeps it in a log, or puts it on the command line
of a process that it starts. Standard library only.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ledger.faults import LedgerFault

if TYPE_CHECKING:
    from pathlib import Path

#: Names the folder, shared by a team, in which the evidence of a ledger on a server is kept.
EVIDENCE: Final = "POLICY_LEDGER_EVIDENCE"

_SCHEMES: Final = ("postgresql:", "postgres:")
# Patterns are compiled where they are first used: most ledgers are files.
_FORM: Final = r"(?s)(?P<scheme>postgres(?:ql)?)://(?P<server>[^/?#]*)(?P<rest>.*)"
_ANY: Final = r"postgres(?:ql)?:[^\s'\"]+"
#: Of a URL's parameters, those that are secret or lead to a secret.
_SECRETS: Final = r"(?i)([?&](?:password|sslpassword|oauth_client_secret)=)[^&#]*"


def on_server(target: str) -> bool:
    """Whether it is a PostgreSQL URL, and else a path."""
    return target.startswith(_SCHEMES)


def shown(target: str) -> str:
    """The words as any message may show them: a URL without its passwords."""
    if not on_server(target):
        return target
    match = re.fullmatch(_FORM, target)
    if match is None or "@" in match["rest"].partition("?")[0]:
        return "the PostgreSQL URL"  # where a password ends in it cannot be told
    user, at, host = match["server"].rpartition("@")
    user = user.partition(":")[0] + at
    rest = re.sub(_SECRETS, r"\1***", match["rest"])
    return f"{match['scheme']}://{user}{host}{rest}"


def without_secrets(text: str) -> str:
    """A message, with every PostgreSQL URL in it as `shown` gives it."""
    if "postgres" not in text:
        return text
    return re.sub(_ANY, lambda found: shown(found[0]), text)


def name(target: str) -> str:
    """The last word of a path or URL, such as a ledger's first name may be made of."""
    if not on_server(target):
        from pathlib import Path

        return Path(target).stem
    match = re.fullmatch(_FORM, target)
    words = "" if match is None else match["rest"].partition("?")[0].strip("/")
    return words if words and "@" not in words else "postgresql"


def evidence(target: str, environ: Mapping[str, str]) -> "Path | None":
    """The folder of a ledger's evidence: beside its file, by whatever link that is named; None
    where nobody says which it is."""
    from pathlib import Path

    if on_server(target):
        named = environ.get(EVIDENCE)
        return Path(named) if named else None
    path = Path(target)
    if path.is_symlink():
        path = path.resolve()
    return path.with_name(f"{path.name}.evidence")


def check(url: str) -> None:
    """Raises LedgerFault for a URL that would be read otherwise than it was meant.

    libpq ends the password at the first `@` and the server at the first `/`, and would send what
    follows to a name server.
    """
    match = re.fullmatch(_FORM, url)
    if match is None:
        raise LedgerFault(
            "a ledger on PostgreSQL is named as postgresql://USER@HOST/DATABASE, and this is not"
        )
    path = match["rest"].partition("?")[0]
    if match["server"].count("@") > 1 or "@" in path or "#" in match["rest"]:
        raise LedgerFault(
            "the PostgreSQL URL has an @, / or # where none can be: in a user's name or a password "
            "write @ as %40, / as %2F, : as %3A, # as %23, ? as %3F and % as %25; better keep the "
            "password in ~/.pgpass"
        )
