"""What did the recorder correct and retract, and what is left of it?

Acts are visible by recorded alone (DESIGN 4): whoever reads up to a position hands in the acts up
to it. Retracting an act undoes it, and a later act may undo that in turn.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from events.words import RANK
from ledger.change_rows import data_of, parts
from ledger.contents import said_of
from ledger.dates.instants import instant, render
from ledger.faults import IntegrityFault
from ledger.records import UNREADABLE, Record
from ledger.statements import Statement

#: The types of the events that are acts about what was recorded.
TYPES: Final = ("corrected", "retracted")


class Act(NamedTuple):
    """A row of the table `acts`: `act_seq` where it is about an earlier act, `@SEQ`; else
    `announcement` and perhaps `n` and `subject`. `fields` is canonical JSON."""

    seq: int
    recorded_at: int
    kind: str
    announcement: str | None
    n: int | None
    act_seq: int | None
    subject: str | None
    fields: str | None
    why: str
    recorder: str | None

    @property
    def target(self) -> str:
        """What it is about: `ID`, `ID#N` or `@SEQ`."""
        if self.act_seq is not None:
            return f"@{self.act_seq}"
        return f"{self.announcement}" if self.n is None else f"{self.announcement}#{self.n}"

    @property
    def corrections(self) -> dict[str, Any]:
        """The fields that a correction sets, in the stored form; null clears."""
        return json.loads(self.fields) if self.fields else {}


def readable(acts: Iterable[Act], *, passed: bool) -> list[Act]:
    """The acts, in the order of the log, without what stands for events that cannot be read.
    IntegrityFault where there is one that is not retracted, unless those are `passed`."""
    found = list(acts)
    unread = [act for act in in_effect(found) if act.kind == UNREADABLE]
    if unread and not passed:
        seq = unread[0].seq
        raise IntegrityFault(
            "@{seq} cannot be read, and an answer could depend on it: `ledger show @{seq}` and "
            "`ledger verify` say more; up to there --recorded @{before} answers, and beyond it "
            "once the recorder has taken it out (`ledger retract @{seq} --why`)",
            seq=seq,
            before=seq - 1,
        )
    return [act for act in found if act.kind != UNREADABLE]


def act_of(record: Record) -> Act:
    """The act that an event of one of TYPES is."""
    data = record.data
    announcement, n, act_seq = split_target(data["target"])
    fields = data.get("fields")
    if fields is not None:
        fields = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Act(
        record.seq,
        record.recorded_at,
        record.type,
        announcement,
        n,
        act_seq,
        data.get("subject"),
        fields,
        data["why"],
        data.get("recorder"),
    )


def split_id(change: str) -> tuple[str, int]:
    """`ANNOUNCEMENT#N` -> (announcement, n)."""
    announcement, _, n = change.rpartition("#")
    return announcement, int(n)


def split_target(target: str) -> tuple[str | None, int | None, int | None]:
    """`ID`, `ID#N` or `@SEQ` -> (announcement, n, act_seq), None where there is none."""
    if target.startswith("@"):
        return None, None, int(target[1:])
    if "#" in target:
        return *split_id(target), None
    return target, None, None


def in_effect(acts: Iterable[Act]) -> list[Act]:
    """Those not undone by a later one that counts, in the order of their positions."""
    undone: set[int] = set()
    kept: list[Act] = []
    for act in sorted(acts, reverse=True):
        if act.seq in undone:
            continue
        if act.act_seq is not None:
            undone.add(act.act_seq)
        kept.append(act)
    kept.reverse()
    return kept


def corrected(
    kind: str, data: Mapping[str, Any], corrections: Iterable[Mapping[str, Any]]
) -> tuple[str, dict[str, Any]]:
    """Kind and data after these corrections, in turn: the last of a field counts, null clears.

    `data` is that of a change or an announcement, in the stored form.
    """
    result = dict(data)
    for fields in corrections:
        for name, value in fields.items():
            outer, _, inner = name.partition(".")
            if name == "change":
                kind = value
            elif inner:
                within = {**(result.get(outer) or {}), inner: value}
                result[outer] = {part: said for part, said in within.items() if said is not None}
            else:
                result[outer] = value
    return kind, {name: value for name, value in result.items() if value not in (None, {})}


def field(name: str, data: Mapping[str, Any]) -> Any:
    """A field of an announcement or a change as corrections name it, such as `source.authority`;
    None where it is not said."""
    outer, _, inner = name.partition(".")
    found = data.get(outer)
    return (found or {}).get(inner) if inner else found


Target = tuple[str, int | None, str | None]


class Acts:
    """The acts that count, by what they are about: an announcement, a change, one of its paths."""

    def __init__(self, acts: Iterable[Act] = ()) -> None:
        self._corrections: dict[Target, tuple[Act, ...]] = {}
        self._retracted: set[Target] = set()
        #: Announcements that any act is about: all others are as they were written.
        self.touched: set[str] = set()
        self.take(acts)

    def take(self, acts: Iterable[Act]) -> None:
        """All acts about other announcements, with the acts about those."""
        for act in in_effect(acts):
            if act.announcement is None:
                continue
            target = (act.announcement, act.n, act.subject)
            self.touched.add(act.announcement)
            if act.kind == "retracted":
                self._retracted.add(target)
            else:
                self._corrections[target] = (*self._corrections.get(target, ()), act)

    def grown(self, act: Act) -> "Acts":
        """The same with one act more, which comes after all of them and is about no act."""
        grown = Acts(())
        grown.share(self._corrections, self._retracted, self.touched)
        grown.take((act,))
        return grown

    def share(
        self,
        corrections: Mapping[Target, tuple[Act, ...]],
        retracted: Iterable[Target],
        touched: Iterable[str],
    ) -> None:
        """Begins with what others have, of which it takes its own copy."""
        self._corrections = dict(corrections)
        self._retracted, self.touched = set(retracted), set(touched)

    def retracted(self, statement: Statement) -> bool:
        """Whether its announcement, its change, or its change on this path is taken out."""
        return not self._retracted.isdisjoint(_targets(statement))

    def corrected(self, statement: Statement) -> Statement:
        """The statement with every correction that is about it, in the order of their positions."""
        found = sorted(
            act for target in _targets(statement) for act in self._corrections.get(target, ())
        )
        return mended(statement, found) if found else statement


class Filed:
    """Acts by the announcement that they are about, itself or by a change or an act."""

    def __init__(self, acts: Iterable[Act]) -> None:
        """`acts` in the order of the log."""
        self._by_announcement: dict[str, list[Act]] = {}
        about: dict[int, str] = {}
        for act in acts:
            announcement = act.announcement or about.get(act.act_seq or 0)
            if announcement is not None:
                about[act.seq] = announcement
                self._by_announcement.setdefault(announcement, []).append(act)

    def of(self, announcement: str) -> Sequence[Act]:
        """Those about an announcement and its changes, and about such acts, in order."""
        return self._by_announcement.get(announcement, ())

    def about(self, statements: Iterable[Statement]) -> list[Act]:
        """Those about statements and their announcements, and about such acts, in order."""
        named: dict[str, set[Target]] = {}
        for each in statements:
            named.setdefault(each.announcement, set()).update(_targets(each))
        found: list[Act] = []
        for announcement, targets in named.items():
            taken: set[int | None] = set()
            for act in self.of(announcement):
                if act.act_seq in taken or (act.announcement, act.n, act.subject) in targets:
                    taken.add(act.seq)
                    found.append(act)
        return sorted(found)


def _targets(statement: Statement) -> Iterator[Target]:
    """What an act may be about that is about a statement."""
    announcement, n = statement.announcement, statement.n
    yield announcement, None, None
    yield announcement, n, None
    yield announcement, n, statement.subject


def mended(statement: Statement, acts: Sequence[Act]) -> Statement:
    """The statement as these corrections of it, or of its announcement, leave it."""
    said = statement.said
    own = [act.corrections for act in acts if act.n is not None]
    whole = [act.corrections for act in acts if act.n is None]
    announced: dict[str, Any] = {
        "source": {"name": said.source, "party": said.party},
        "published": {"instant": render(statement.published)},
    }
    _, announced = corrected("announced", announced, whole)
    kind, data = corrected(said.kind, data_of(statement), own)
    source = announced["source"]
    earliest, latest, until, saying = parts(kind, data, source)
    return statement._replace(
        latest=latest,
        published=instant(announced["published"]["instant"]),
        authority=RANK[source["authority"]] if "authority" in source else statement.authority,
        earliest=earliest,
        until=until,
        said=said_of(saying),
    )
