"""Which paths does what was appended touch, and which entry does a log end with?"""

from typing import TYPE_CHECKING, Final

from events.words import CHANGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.acts import Act
    from ledger.stores.questions import Database

_CHANGES: Final = ", ".join(f"'{word}'" for word in CHANGES)
_ABOUT: Final = "SELECT announcement, n, act_seq, subject FROM acts"


class Growth:
    """What is asked of what was appended to a log, and of what it is about."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    def entry(self, seq: int) -> bytes | None:
        """The hash of the entry at a position; None where there is none."""
        found = self._database.one("SELECT hashes FROM stored_events WHERE rowid = ?", seq)
        return None if found is None else bytes(found[0][:32])

    def touched(self, since: int, position: int) -> set[str]:
        """The paths of the changes and amendments that came after a position, up to another, and
        those that acts are about which did; what is given to subjects touches nothing."""
        span = (since, position)
        changes = self._database.all(
            "SELECT DISTINCT originator_id FROM stored_events WHERE rowid > ? AND rowid <= ?"
            f" AND topic IN ({_CHANGES}) AND originator_id <> '#'",
            *span,
        )
        found = {path for (path,) in changes}
        for act in self._database.all(f"{_ABOUT} WHERE seq > ? AND seq <= ?", *span):
            found.update(self._about(*act))
        return found

    def about(self, act: "Act") -> "Iterator[str]":
        """The paths that an act is about: of what it corrects or retracts."""
        return self._about(act.announcement, act.n, act.act_seq, act.subject)

    def _about(
        self, announcement: str | None, n: int | None, act: int | None, subject: str | None
    ) -> "Iterator[str]":
        if act is not None:
            for found in self._database.all(f"{_ABOUT} WHERE seq = ?", act):
                yield from self._about(*found)
        elif subject is not None:
            yield subject
        elif announcement is not None:
            one, values = ("", ()) if n is None else (" AND n = ?", (n,))
            for (path,) in self._database.all(
                f"SELECT DISTINCT subject FROM changes WHERE announcement = ?{one}",
                *(announcement, *values),
            ):
                yield path
