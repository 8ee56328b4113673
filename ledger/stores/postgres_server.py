"""How is a PostgreSQL server reached, and what do its refusals mean for a ledger?

psycopg is imported here and in the other modules of this store only, and only once a URL asks
for it.
"""

import re
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from ledger.faults import AsSuperuser, IntegrityFault, LedgerFault, Phrase, quoted, together
from ledger.sayings.language import message
from ledger.sayings.vocabulary import UNREACHABLE
from ledger.stores import address, postgres_relations
from ledger.stores.postgres_functions import NO_EVENT, OF_ANOTHER
from ledger.stores.postgres_relations import PLACE, Relations

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[Any]

#: server_version_num of the oldest that is supported.
OLDEST: Final = 150_000
#: Seconds to wait for a connection, unless the URL or PGCONNECT_TIMEOUT says otherwise.
CONNECT_TIMEOUT: Final = 10
#: Seconds during which a server that is starting is asked again.
PATIENCE: Final = 10.0
_PAUSE: Final = 0.25
#: Seconds after which a machine that vanished in its turn no longer keeps the others waiting.
_KEEPALIVE: Final = {"keepalives_idle": "20", "keepalives_interval": "5", "keepalives_count": "4"}
_STARTING: Final = re.compile(r"is starting up|not (yet )?accepting connections|recovery mode")
# Whatever the session is given to look names up in, this asks the server's own alone; and so do all
# after it, until `Relations` has names mean this ledger's tables, and nothing before them, not even
# temporary ones. Every question of ours is a seek, also in a table that was empty when it was
# planned, and none is worth compiling: up to 17 a scan that is switched off is said to cost so much
# that each connection spent a second on that. Arrays hold nulls, and the catalogue shows names as
# they are. What is no plain table is not read, nor what row security would have run.
_LOOK: Final = f"""\
WITH place AS MATERIALIZED (
  SELECT CASE WHEN pg_catalog.current_setting('search_path')
    OPERATOR(pg_catalog.=) '"$user", public'::pg_catalog.text
    THEN 'public' ELSE pg_catalog.current_schema()::pg_catalog.text END AS schema,
    pg_catalog.current_setting('search_path') AS search_path)
SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4,
  pg_catalog.current_setting('server_version'), pg_catalog.current_setting('server_encoding'),
  schema, search_path, session_user::pg_catalog.text,
  pg_catalog.current_setting('is_superuser'),
  pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false),
  pg_catalog.set_config('{PLACE}', COALESCE(schema, ''), false),
  pg_catalog.set_config('enable_seqscan', 'off', false),
  pg_catalog.set_config('jit', 'off', false),
  pg_catalog.set_config('array_nulls', 'on', false),
  pg_catalog.set_config('quote_all_identifiers', 'off', false),
  pg_catalog.set_config('row_security', 'off', false),
  CASE WHEN pg_catalog.current_setting('restrict_nonsystem_relation_kind', true) IS NOT NULL
    THEN pg_catalog.set_config('restrict_nonsystem_relation_kind', 'view, foreign-table', false) END
  FROM place"""


class ServerGone(LedgerFault):
    """The server does not answer, or the connection broke: what can be tried again."""


class Server:
    """Where one ledger is kept: a URL, and the schema that it leads to."""

    def __init__(self, url: str) -> None:
        """Raises LedgerFault where the URL cannot be read."""
        import psycopg
        from psycopg.conninfo import conninfo_to_dict

        address.check(url)
        try:
            self._parameters = dict(conninfo_to_dict(url))
        except psycopg.Error:
            # its message may quote what is meant to be secret
            raise LedgerFault(
                f"{address.shown(url)} cannot be read as a PostgreSQL URL: its parameters are "
                "those of libpq, and special characters are written as %XX"
            ) from None
        self.url = url
        #: As messages call it.
        self.name = address.shown(url)
        #: The schema that holds the ledger; known once connected.
        self.schema = "public"
        #: As whom it is asked; known once connected.
        self.role = ""

    @property
    def place(self) -> str:
        """Where in it the ledger is, for messages."""
        return str(self._place())

    def _place(self) -> Phrase:
        return Phrase("in the schema {schema} of {server}", schema=self.schema, server=self.name)

    def connect(self, *, patience: float = PATIENCE, mending: bool = False) -> "Connection":
        """A new connection, in autocommit. Raises LedgerFault, ServerGone; tries again while the
        server is starting, for `patience` seconds.

        IntegrityFault where reading the ledger's tables could run what somebody planted; `mending`:
        but for what a rebuild drops unread.
        """
        import psycopg

        settings: dict[str, Any] = {
            "connect_timeout": CONNECT_TIMEOUT,
            "fallback_application_name": "policy-ledger",
            **_KEEPALIVE,
            **self._parameters,
            "client_encoding": "utf8",
        }
        until = time.monotonic() + patience
        while True:
            try:
                connection: Connection = psycopg.connect(
                    "", autocommit=True, prepare_threshold=2, **settings
                )
                break
            except psycopg.Error as error:
                if not _STARTING.search(str(error)) or time.monotonic() > until:
                    raise self.unreachable(error) from None
            time.sleep(_PAUSE)
        try:
            with self.asking():
                self._look(connection, mending=mending)
        except BaseException:
            connection.close()
            raise
        return connection

    def _look(self, connection: "Connection", *, mending: bool) -> None:
        with connection.pipeline():
            looked = connection.execute(_LOOK.encode()).fetchall()
            found = postgres_relations.asked(connection)
        ((version, words, encoding, schema, search_path, self.role, superuser, *_),) = looked
        if version < OLDEST:
            raise LedgerFault(
                f"{self.name} is PostgreSQL {words}: a ledger needs 15 or later; upgrade the server"
            )
        if encoding != "UTF8":
            raise LedgerFault(
                f"the database of {self.name} is encoded in {encoding}: a ledger needs UTF8; make "
                "one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
            )
        if schema is None:
            raise LedgerFault(
                f"{self.name} names a schema that is not there, or not yours to use: search_path "
                f"is {search_path}; CREATE SCHEMA makes one"
            )
        self.schema = schema
        self._check(found, mending=mending)
        if superuser == "on":
            warnings.warn(
                AsSuperuser(
                    Phrase(
                        "{role} is a superuser of {server}: what its owner plants there would run "
                        "with every right; ask in a role of `ledger grant-sql`",
                        role=self.role,
                        server=self.name,
                    )
                ),
                stacklevel=3,
            )

    def _check(self, found: Relations, *, mending: bool) -> None:
        """Raises LedgerFault where this role may not read, or should not."""
        missing = []
        if not found.usable:
            missing.append(f"USAGE on the schema {self.schema}")
        if found.closed:
            tables = "table" if len(found.closed) == 1 else "tables"
            missing.append(f"SELECT on the {tables} {', '.join(found.closed)}")
        if found.ours and missing:
            raise LedgerFault(
                f"the role {self.role} may not read the ledger {self.place}: it lacks the "
                f"right {' and '.join(missing)}, which `ledger grant-sql` prints, for the owner "
                "to run"
            )
        if planted := found.refused(mending=mending):
            raise IntegrityFault(
                "nothing is read {place}, where it could run what somebody planted: {planted}: "
                "`ledger rebuild`, run by the owner of its tables, makes what is derived from the "
                "log anew; what else it is, is for the owner to drop",
                place=self._place(),
                planted=together(planted),
            )

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Around what asks the server: its refusals as LedgerFault."""
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            raise self.fault(error) from error

    def unreachable(self, error: "psycopg.Error") -> LedgerFault:
        """What it means that there is no connection, and what to do."""
        said = self._said(error)
        why = Phrase(UNREACHABLE, where=self.name, reason=quoted(said))
        for pattern, advice, gone in _REFUSALS:
            if re.search(pattern, said):
                kind = ServerGone if gone else LedgerFault
                return kind(Phrase("{why}: {advice}", why=why, advice=Phrase(advice)))
        return ServerGone(why)

    def fault(self, error: "psycopg.Error", *, appended: Phrase | str = "") -> LedgerFault:
        """What an error of the server means for this ledger, and what to do."""
        import psycopg

        state, said = error.sqlstate or "", self._said(error)
        if state in _MEANINGS:
            return LedgerFault(self.name + _MEANINGS[state].format(said=said, appended=appended))
        if state in ("25P03", "25P04"):
            return ServerGone(
                "{server} ended a turn that took too long ({said}){appended}",
                server=self.name,
                said=quoted(said),
                appended=appended,
            )
        if state.startswith(("08", "57P")) or (
            not state and isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        ):
            return ServerGone(
                "{server} is gone ({said}; it stopped, the connection broke, or a time-out ended "
                "the session){appended}: try again",
                server=self.name,
                said=quoted(said),
                appended=appended,
            )
        return LedgerFault(f"{self.name} cannot be used: {said}")

    def _said(self, error: "psycopg.Error") -> str:
        """The server's words on one line, without a password."""
        said = error.diag.message_primary or str(error) or type(error).__name__
        said, _, _ = said.partition("This probably means")  # what libpq guesses
        password = self._parameters.get("password")
        if password:
            said = said.replace(str(password), "***")
        return " ".join(said.split())


_FULL: Final = " has no room left ({said}); nothing was appended"
#: SQLSTATE -> what it means for a ledger, and what to do.
_MEANINGS: Final = {
    "42501": ": your role may not do this ({said}): `ledger grant-sql` prints what its owner can "
    "grant",
    "57014": " gave up a statement ({said}){appended}: try again",
    "55P03": " is being written to by another process, which did not finish: try again",
    "53100": _FULL,
    "53200": _FULL,
    "54000": " cannot keep a name this long ({said}): PostgreSQL indexes about 2,700 bytes; "
    "nothing was appended",
    NO_EVENT: " refuses what was to be appended ({said}){appended}; a program newer than the "
    "ledger's functions needs its owner's `ledger rebuild`",
    OF_ANOTHER: " refuses what was to be appended ({said}){appended}",
    "P0002": " has a log whose hashes are not whole{appended}: `ledger verify` says more",
    "23505": " has rows of the read model that its log does not make ({said}){appended}: "
    "`ledger verify` names them, and its owner's `ledger rebuild` mends them",
    "42883": " has no functions to append with: `ledger rebuild`, run by the owner of its tables, "
    "makes them",
    "25006": " is a read-only server: it can be read, not added to",
}
#: What the server or libpq says -> what to do, and whether waiting may help.
_REFUSALS: Final = (
    (
        "password authentication failed",
        message(
            "the user or the password is wrong; it is read from ~/.pgpass, PGPASSWORD or the URL"
        ),
        False,
    ),
    (
        "no password supplied|fe_sendauth",
        message("it wants a password: put it into ~/.pgpass (chmod 600)"),
        False,
    ),
    (
        'database "[^"]*" does not exist',
        message(
            "make it with `createdb`, or name another; `ledger init` then makes the ledger in it"
        ),
        False,
    ),
    ('role "[^"]*" does not exist', message("name a user: postgresql://USER@HOST/DATABASE"), False),
    ("no pg_hba.conf entry", message("the server lets nobody in this way; ask who runs it"), False),
    (
        "too many (clients|connections)|connection slots",
        message("try again when others are done"),
        True,
    ),
    (
        'service "[^"]*" not found|service file',
        message("look into ~/.pg_service.conf, PGSERVICE"),
        False,
    ),
    (
        "could not translate host name|Name or service not known",
        message("is the host's name right?"),
        True,
    ),
    ("SSL|certificate", message("compare sslmode and the certificates with the server's"), False),
    (
        "refused|No such file or directory|timeout|unreachable",
        message("is the server running?"),
        True,
    ),
)
