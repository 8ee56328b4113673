"""What was asked: which ledger, cut where, in which zone, and by which moment's clock?

An option that is there and empty (`--known "$UNSET"`) is refused: it was meant to cut, and an
answer without the cut would say more than was asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

from cli.text import escape
from events.words import RANK
from ledger.sayings.language import ENGLISH, Words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.dates.moments import Moment
    from ledger.documents.announcements import Announcements
    from ledger.documents.margins import Margins
    from ledger.documents.reply import Enquiry
    from ledger.projections.answers import Answers
    from ledger.reading.reading import Reading
    from ledger.reading.view import View


class Asking:
    """The shared options as they were typed."""

    def __init__(
        self,
        *,
        target: str,
        known: str | None = None,
        recorded: str | None = None,
        authority: str = "third-party",
        zone: str | None = None,
        form: str = "table",
        language: str = ENGLISH,
    ) -> None:
        self.target = target
        self.known = known
        self.recorded = recorded
        self.authority = authority
        self.zone = zone
        self.form = form
        self.language = language

    @contextmanager
    def open(self, *, passed: bool = False) -> "Iterator[Question]":
        """The ledger opened for reading, and every option resolved against it; `passed`: events
        that cannot be read are passed over."""
        from ledger.dates import moments
        from ledger.dates.instants import now
        from ledger.projections.answers import Answers
        from ledger.reading.reading import open_ledger

        instant = now()
        with open_ledger(self.target, passed=passed) as reading:
            name = reading.zone if self.zone is None else self.zone
            with wrong("--zone"):
                zone = moments.zone(name)
            with wrong("--known"):
                known = (
                    None if self.known is None else moments.moment(self.known, zone, now=instant)
                )
            with wrong("--recorded"):
                recorded = (
                    None
                    if self.recorded is None
                    else moments.position_or_moment(self.recorded, zone, now=instant)
                )
                view = reading.cut(known and known.instant, recorded, RANK[self.authority])
            with closing(Answers(self.target, reading, view)) as answers:
                yield Question(
                    asking=self,
                    reading=reading,
                    view=view,
                    answers=answers,
                    zone=zone,
                    zone_name=name,
                    known=known,
                    recorded=recorded,
                    now=instant,
                )


class Question:
    """An open ledger at a cut; `recorded` is a position, a moment or None, as it was asked."""

    def __init__(
        self,
        *,
        asking: Asking,
        reading: "Reading",
        view: "View",
        answers: "Answers",
        zone: "ZoneInfo",
        zone_name: str,
        known: "Moment | None",
        recorded: "int | Moment | None",
        now: int,
    ) -> None:
        self.asking = asking
        self.reading = reading
        self.view = view
        self.answers = answers
        self.zone = zone
        self.zone_name = zone_name
        self.known = known
        self.recorded = recorded
        self.now = now

    def moment(self, text: str, name: str = "WHEN") -> "Moment":
        """A moment typed on the command line; a fault of it names the argument `name`."""
        from ledger.dates import moments

        try:
            return moments.moment(text, self.zone, now=self.now)
        except moments.MomentFault as fault:
            if name == "WHEN" and self._is_named(text):
                path = escape(text)
                raise click.UsageError(
                    f"WHEN: {path} is a subject, and comes after WHEN, as in `today {path}`"
                ) from None
            from ledger.dates.guesses import guess, is_meant

            found = None if is_meant(text) else guess(text, self.zone, now=self.now)
            hint = f"; it {found}" if found else ""
            raise click.UsageError(f"{name}: {fault}{hint}") from None

    def when(self, words: Sequence[str]) -> "tuple[Moment, Sequence[str]]":
        """WHEN and the subjects that were typed: the first word is WHEN where it is one, or is
        meant as one and refused (DESIGN 9); else today is asked about."""
        from ledger.dates import moments

        if not words:
            return self.moment("today"), words
        try:
            return moments.moment(words[0], self.zone, now=self.now), words[1:]
        except moments.MomentFault:
            from ledger.dates.guesses import is_meant

            if is_meant(words[0]):
                return self.moment(words[0]), words[1:]
        self._undated(words, dated=True)
        return self.moment("today"), words

    def without_when(self, words: Sequence[str]) -> list[str]:
        """The paths that the subjects of a command without WHEN mean."""
        self._undated(words, dated=False)
        return self.subjects(words)

    def _undated(self, words: Sequence[str], *, dated: bool) -> None:
        """Refuse, of subjects before which no WHEN stands, one of which nothing is recorded and
        that looks like a moment: its answer would be one of another day (DESIGN 9)."""
        from ledger.quotes import quoted

        command = click.get_current_context().info_name
        for word in words:
            likely = self._likely(word)
            if likely is None or self._is_named(word) or self._announced(word):
                continue
            looks, hint = likely
            what = f"{looks}{hint}" if dated else f"{looks}, and {command} takes no WHEN"
            again = f"ledger {command if dated else 'at'} today {quoted(word)}"
            raise click.UsageError(
                f"WHEN: nothing is recorded of {escape(word)}, which {escape(what)}. As a subject "
                f"it is asked for after a WHEN: {again}"
            )

    def _likely(self, word: str) -> tuple[str, str] | None:
        """How a word looks like a moment, and what to do where it was to be one; None: it does
        not."""
        from ledger.dates import moments
        from ledger.dates.guesses import guess, is_meant

        try:
            moments.moment(word, self.zone, now=self.now)
        except moments.MomentFault as fault:
            if is_meant(word):
                return "reads like a date", f"; {fault}"
            found = guess(word, self.zone, now=self.now)
            return found and (found.looks, f": write {found.write}")
        return "is a moment", ": write it before the subjects"

    def _is_named(self, text: str) -> bool:
        """Whether it is a subject of which anything is recorded, above it or below it, whether the
        cut-offs leave it or not; or a name."""
        from ledger.faults import TypedFault
        from ledger.subjects import SubjectFault, covers

        try:
            path = self.view.resolve(text)
        except SubjectFault:
            return False
        except TypedFault:  # an alias of two paths
            return True
        whole = self.reading.cut()
        return (
            whole.state(path, self.moment("now")).named
            or any(map(whole.written, whole.covering(path)))
            or any(covers(path, each) or covers(each, path) for each in whole.descriptions())
        )

    def _announced(self, text: str) -> bool:
        """Whether it is the id of an announcement that was read; each is in ASCII."""
        told = self.reading.announced(text) if text.isascii() else None
        return told is not None and told.seq <= self.view.position

    def subjects(self, texts: Sequence[str], *, view: "View | None" = None) -> list[str]:
        """The paths that subjects typed on the command line mean, in this view or another one."""
        with wrong("SUBJECT"):
            return [(view or self.view).resolve(text) for text in texts]

    def unnamed(self, paths: Iterable[str]) -> list[str]:
        """Those of the paths of which nothing is recorded, above or below them."""
        at = self.moment("now")  # whether a path is named does not depend on it
        return [path for path in paths if not self.view.state(path, at).named]

    def tell_unnamed(self, paths: Iterable[str]) -> None:
        """Say on standard error of which of these paths nothing is recorded, above or below it,
        and which is the nearest one of which something is."""
        for path in self.unnamed(paths):
            self.tell_nearest(path)

    def tell_nearest(self, path: str) -> None:
        """Say on standard error that nothing is recorded of a path, and which is nearest to it."""
        from ledger.sayings import names

        words = self.words
        told = words.tell("nothing is recorded of {path}", path=escape(path))
        if self._announced(path):
            what = words.tell(
                "which is an announcement: {show}", show=escape(f"ledger show {path}")
            )
            told = words.joined([told, what])
        elif self._likely(path):
            what = words.tell("which looks like a moment and is taken for a subject here")
            told = words.joined([told, what])
        elif near := self.view.nearest(path):
            told = words.clauses([told, names.nearest(near, path, words)])
        click.echo(f"ledger: {told}", err=True)

    def enquiry(self, again: str) -> "Enquiry":
        """What was asked, for the document that answers it; `again`: the command that does."""
        from ledger.documents.reply import Enquiry

        return Enquiry(
            origin=self.reading.origin,
            zone=self.zone_name,
            known=self.known and self.known.instant,
            recorded=self.recorded_instant,
            authority=self.asking.authority,
            size=self.view.position,
            again=again,
        )

    @property
    def announcements(self) -> "Announcements":
        """How the announcements of the ledger are called."""
        from ledger.documents.announcements import Announcements

        return Announcements(self.reading, self.view)

    @property
    def margins(self) -> "Margins":
        """What stands beside the events that are read."""
        from ledger.documents.margins import Margins

        return Margins(self.reading, self.view)

    @property
    def words(self) -> Words:
        """The language and the zone in which the answer is told."""
        return Words(self.asking.language, self.zone)

    @property
    def rank(self) -> int:
        """The least authority that counts, as its rank."""
        return RANK[self.asking.authority]

    @property
    def recorded_instant(self) -> int | None:
        """What is printed as `recorded` (DESIGN 3): the moment asked for, else the record time
        of the last event read; None where none was."""
        if self.recorded is None or isinstance(self.recorded, int):
            return self.view.recorded_at
        return self.recorded.instant


@contextmanager
def wrong(name: str) -> Iterator[None]:
    """Turn a fault in a date or a subject typed on the command line into exit code 2."""
    from ledger.dates.moments import MomentFault
    from ledger.subjects import SubjectFault

    try:
        yield
    except (MomentFault, SubjectFault) as fault:
        raise click.UsageError(f"{name}: {fault}") from None
