"""Which words name a ledger, a file or one on a server, and how are they shown?

A URL may hold a password: nothing prints one, keeps it in a log, or puts it on the command line
of a process that it starts. Of an address on a server nothing is shown but scheme, host, port and
database. Standard library only.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ledger.faults import LedgerFault

if TYPE_CHECKING:
    from pathlib import Path

#: Names the folder, shared by a team, in which the evidence of a ledger on a server is kept.
EVIDENCE: Final = "POLICY_LEDGER_EVIDENCE"

_SCHEMES: Final = frozenset(("postgresql", "postgres"))
# Patterns are compiled where they are first used: most ledgers are files.
_FORM: Final = (
    r"(?P<scheme>postgres(?:ql)?)://(?:[^@/?#\s]*@)?"
    r"(?P<hosts>(?:[^\s@:/?#\[\],]*|\[[0-9A-Fa-f:.%]+\])(?::\d*)?"
    r"(?:,(?:[^\s@:/?#\[\],]*|\[[0-9A-Fa-f:.%]+\])(?::\d*)?)*)"
    r"(?:/(?P<database>[^\s@/?#]*))?(?:\?[^@#]*)?"
)
_ANY: Final = r"(?i)\bpostgres(?:ql)?(?:\+\w*)?:[^\s'\"]+"
#: Words of libpq's other way to name a database, and those of both ways that are secret.
_WORDS: Final = (
    r"(?i)(?:^|\s)(?:host|hostaddr|port|dbname|user|password|passfile|service|sslmode)\s*="
)
_SECRETS: Final = (
    r"(?i)\b(password|sslpassword|oauth_client_secret)(\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&#]+)"
)
#: What stands for an address in which a password cannot be told from the rest.
_HIDDEN: Final = "the PostgreSQL address"


def on_server(target: str) -> bool:
    """Whether it is meant as an address on PostgreSQL, whether `check` takes it or not; else it is
    a path."""
    scheme, colon, _ = target.partition(":")
    if colon and scheme.lower().partition("+")[0] in _SCHEMES:
        return True
    return "=" in target and re.search(_WORDS, target) is not None


def shown(target: str) -> str:
    """The words as any message may show them: of a URL its scheme, host, port and database."""
    if not on_server(target):
        return target
    match = re.fullmatch(_FORM, target)
    if match is None or "=" in f"{match['hosts']}{match['database']}":  # of a password without `?`
        return _HIDDEN
    database = match["database"]
    return f"{match['scheme']}://{match['hosts']}{'' if database is None else f'/{database}'}"


def without_secrets(text: str, typed: Iterable[str] = ()) -> str:
    """A message, with every PostgreSQL address in it as `shown` gives it; `typed` are words that
    may have been quoted in it whole, blanks and all."""
    for word in filter(on_server, typed):
        for form in _quoted(word):
            text = text.replace(form, shown(word))
    if "postgres" in text.lower():
        text = re.sub(_ANY, lambda found: shown(found[0]), text)
    return re.sub(_SECRETS, r"\1\2***", text) if "=" in text else text


def _quoted(word: str) -> Iterator[str]:
    """How a message may have it: as it is or as the path of a file, cut, and with escapes."""
    for form in (word, os.path.normpath(word)):
        for cut in (form, f"{form[:57]}...", f"{form[:77]}..."):
            yield from (cut, repr(cut)[1:-1], ascii(cut)[1:-1])


def name(target: str) -> str:
    """The last word of a path or URL, such as a ledger's first name may be made of."""
    if not on_server(target):
        from pathlib import Path

        return Path(target).stem
    match = re.fullmatch(_FORM, target)
    return (match["database"] if match and shown(target) != _HIDDEN else None) or "postgresql"


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
    return path.parent / f"{path.name}.evidence"  # of a folder too, which others refuse


def projection(target: str) -> str | None:
    """The file in which the projection of a ledger is kept; of one on a server there is none."""
    return None if on_server(target) else f"{target}.projection"


def check(url: str) -> None:
    """Raises LedgerFault for an address that is no URL, or would be read otherwise than it was
    meant.

    libpq ends the password at the first `@` and the server at the first `/`, and would send what
    follows to a name server.
    """
    if not url.startswith(("postgresql://", "postgres://")):
        raise LedgerFault(
            "a ledger on PostgreSQL is named as postgresql://USER@HOST/DATABASE, in small letters "
            "and without a driver such as +psycopg, and this is not"
        )
    if re.fullmatch(_FORM, url) is None:
        raise LedgerFault(
            "the PostgreSQL URL has a blank, @, /, :, ? or # where none can be: in a user's name "
            "or a password write @ as %40, / as %2F, : as %3A, # as %23, ? as %3F and % as %25; "
            "better keep the password in ~/.pgpass"
        )
