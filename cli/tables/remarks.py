"""What is explained under a row of the state: each mark again, in a sentence, with who said it?

A remark is a label and a text. Labels in capitals are marks of the row above; a remark without a
label is something that the row does not show. Everything here is wording: what is said was
decided in ledger/answers/answer.py.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cli.tables import few, hindsight, provenance, wording
from cli.tables.effects import Effects
from cli.tables.grounds import Grounds
from cli.tables.omissions import Telling
from cli.text import escape
from events.words import RANK
from ledger.answers.hindsight import Hindsight
from ledger.answers.omissions import excepted_by_name, omissions
from ledger.answers.provenance import TERM
from ledger.answers.state import Contest, Expectation, State
from ledger.sayings.remark import Remark
from ledger.statements import Statement
from ledger.twins import apart

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.dates.moments import Moment

#: Those that reach only some.
_EXTENTS = ("partial", "gradual", "grayscale")
#: Of the paths that cover some of what lies below, so many are named.
_NAMED = 3
#: And so many looked for.
MEETING = _NAMED + 1


class Shown(NamedTuple):
    """What a remark may lean on: the moment asked for, the zone, what effects are called, the rows
    listed beside it, what was said later than that moment, the nearest path of which something is
    recorded, and what covers some of what lies below."""

    at: "Moment"
    zone: "ZoneInfo"
    effects: Effects
    listed: Collection[str] = ()
    hindsight: Hindsight | None = None
    nearest: str | None = None
    meeting: Sequence[str] = ()


def remarks(grounds: Grounds, shown: Shown) -> Iterator[Remark]:
    """Everything that the row of a state does not say by itself, in the order of outputs.md."""
    state, zone = grounds.state, shown.zone
    deciding = grounds.deciding
    if deciding is None:
        yield _unknown(grounds, shown)
    yield from _start(state, deciding, zone)
    if state.extent in _EXTENTS:
        yield _extent(state, shown)
    if state.excepted:
        yield _excepted(state)
    if deciding is not None and deciding.subject != state.subject:
        yield _inherited(grounds, deciding)
    if deciding is not None and state.lapsed:
        yield _lapsed(grounds, deciding, shown)
    elif deciding is not None and deciding.kind == "expired":
        yield Remark("", f"said to have lapsed; nothing said what follows, {deciding.change}")
    yield from _omitted(grounds, shown)
    if state.until is not None and state.afterwards is not None:
        after = shown.effects.after(state.subject, state.afterwards)
        yield Remark("ENDS", f"{wording.term(state.until, zone)}; {after}")
    if deciding is not None:
        yield from (Remark("", each) for each in provenance.amended(grounds.way, deciding, zone))
    for contest in few.contests(state.contested_by):
        yield _contest("CONTESTED", grounds, contest, shown)
    yield from few.rest("CONTESTED", "by {} more", state.contested_by)
    for contest in few.contests(state.set_aside):
        yield _set_aside(grounds, contest, shown)
    yield from few.rest("SET ASIDE", "{} more", state.set_aside)
    for expectation in few.expectations(state.expectations):
        yield _expectation(grounds, expectation, shown)
    yield from few.rest("", "{} more are expected", state.expectations)
    yield from _around(grounds, shown)
    if shown.hindsight is not None:
        for each in hindsight.told(
            *(shown.hindsight, state, grounds.way),
            at=shown.at,
            zone=zone,
            effects=shown.effects,
        ):
            yield Remark("HINDSIGHT", each)
    if shown.meeting:
        yield Remark("", meeting(shown.meeting))


def _unknown(grounds: Grounds, shown: Shown) -> Remark:
    near = shown.nearest
    known = near and escape(near + apart(near, grounds.state.subject))
    hint = f". No such path in this ledger. Did you mean {known}?" if near else ""
    if not grounds.visible:
        why = "nothing recorded speaks of it or of a path above it"
    elif any(s.speaks and not s.amends for s in grounds.visible) and not grounds.way.spoken:
        why = "what is said of a path above it excepts it"
    elif any(s.speaks and not s.amends for s in grounds.visible):
        why = "nothing recorded of it was in force then"
    elif any(s.withdrawn for s in grounds.visible):
        why = "what was said of it, or of a path above it, was taken back"
    else:
        why = "nothing but notes is recorded of it or of a path above it"
    return Remark("", f"{why}: neither permitted nor suspended{hint}")


def _omitted(grounds: Grounds, shown: Shown) -> Iterator[Remark]:
    """What does not show in the state: no mark of the row, of which it is no part."""
    ended, sparing, never = omissions(grounds.way, grounds.state, grounds.deciding, grounds.at)
    telling = Telling(grounds.way, shown.zone, shown.effects)
    if ended is not None:
        label = "returned" if grounds.deciding else "lapsed"
        yield Remark(label, telling.ended(ended, grounds.deciding))
    yield from (Remark("spared", telling.spared(each)) for each in sparing[: few.FEW])
    yield from few.rest("spared", "by {} more", sparing)
    yield from (Remark("", telling.never(each)) for each in never[-few.FEW :])
    yield from few.rest("", "{} more never hold", never)


def _start(state: State, deciding: Statement | None, zone: "ZoneInfo") -> Iterator[Remark]:
    if state.since is None:
        return
    if state.since_earliest != state.since:
        by = wording.last_day(state.since + 1, zone).removeprefix("until ")
        if state.since_earliest is None:
            yield Remark("", f"start not said: some time up to the end of {by}")
        else:
            first = wording.day(state.since_earliest, zone)
            yield Remark("", f"start not known: some time from {first} to the end of {by}")
    if state.qualifier:
        doubt = wording.DOUBTS[state.qualifier]
        yield Remark("", f"the start is {doubt}, as the source marks it")


def _extent(state: State, shown: Shown) -> Remark:
    found = f"{wording.share(state.population)}; {shown.effects.rest(state)}"
    return Remark((state.extent or "").upper(), found)


def _excepted(state: State) -> Remark:
    paths = " and ".join(map(escape, state.excepted))
    return Remark(
        "EXCEPTED",
        f"{paths}: what holds there holds as if this had not been said, {state.change}",
    )


def meeting(found: Sequence[str]) -> str:
    """What covers some of what lies below the path of the row, and is not below it."""
    paths = " and ".join(map(escape, found[:_NAMED]))
    paths += " and others" if len(found) > _NAMED else ""
    name = "name it to see" if len(found) == 1 else "name them to see"
    return f"of what lies below, some is also covered by {paths}: {name}"


def _inherited(grounds: Grounds, deciding: Statement) -> Remark:
    own = wording.last(grounds.state.subject)
    lead = f"nothing {'said' if grounds.speaks else 'is said'} of {own} itself"
    lead += " decides" if grounds.speaks else ""
    if not grounds.speaks and excepted_by_name(grounds.way):
        lead = f"of {own} itself nothing is said but that it is excepted"
    return Remark("INHERITED", f"{lead}; this is what holds for {wording.above(deciding.subject)}")


def _lapsed(grounds: Grounds, deciding: Statement, shown: Shown) -> Remark:
    effects, subject = shown.effects, grounds.state.subject
    was = effects.claimed(deciding, subject)
    end = wording.term(deciding.until, shown.zone).replace("last day", "until the last day,", 1)
    if deciding.afterwards != "undetermined":
        return Remark("LAPSED", f"{was} {end}; {effects.follows(subject, deciding.afterwards)}")
    held = grounds.held(deciding.latest - 1)
    rule = ""
    if held.effect != "unknown":
        rule = f". The rule before it ({effects.told(held)}) does not come back by itself"
    return Remark("LAPSED", f"{was} {end}; nothing said what follows{rule}, {deciding.change}")


def _contest(label: str, grounds: Grounds, contest: Contest, shown: Shown) -> Remark:
    found = grounds.of(contest.change)
    who = wording.who(found) if found else wording.speaker(contest.source, contest.authority)
    if contest.reason == "replacement":
        whom = replaced(found, grounds.deciding) if found else grounds.state.change
        return Remark(
            label,
            f"by {who}{_late(found, shown)}: says that it replaces {whom}, and does not, for a "
            f"lesser authority cannot take the place of a greater one, {contest.change}",
        )
    if contest.reason in ("amendment", "completion"):
        what = wording.kind(found.kind) if found else contest.reason
        return Remark(
            label,
            f"{what}, by {who}{_late(found, shown)}: does not apply, for a lesser authority "
            f"cannot change what a greater one said, {contest.change}",
        )
    says = _says(grounds, contest, found, shown)
    if contest.reason == "after_the_fact" and found is not None:
        return Remark(
            label,
            f"by a claim after the fact: {who}, {_published(found, shown.zone)}, says {says}, "
            f"though a higher authority spoke in between and did not say the same, "
            f"{contest.change}",
        )
    rank = _rank(grounds.deciding, contest)
    return Remark(label, f"by {rank}: {who}{_late(found, shown)}, says {says}, {contest.change}")


def replaced(replacing: Statement, deciding: Statement | None) -> str:
    """What a statement says that it takes the place of: what decides, or what that confirms."""
    if deciding is None or deciding.change in replacing.said.replaces:
        return deciding.change if deciding else "it"
    return f"{deciding.of}, which {deciding.change} confirms"


def _says(grounds: Grounds, contest: Contest, found: Statement | None, shown: Shown) -> str:
    zone, says = shown.zone, shown.effects.against(grounds.state, contest)
    if found is None:
        return says
    if found.lapsed(grounds.at):
        says += f" since {wording.day(found.until or 0, zone)}, when its term ended"
        return says + provenance.aside(grounds.way, found, zone, TERM) + _whose(grounds, found)
    if found.earliest == found.latest:
        says += f" since {wording.day(found.latest, zone)}"
    else:
        says += ", " + wording.window(found, zone)
    return says + provenance.aside(grounds.way, found, zone) + _whose(grounds, found)


def _whose(grounds: Grounds, found: Statement) -> str:
    """Of which path it was said, where that is not the row's own."""
    state, deciding = grounds.state, grounds.deciding
    if found.subject != state.subject:
        return f", of all of {wording.last(found.subject)}"
    if deciding is not None and deciding.subject != state.subject:
        return f", of {wording.last(found.subject)} itself"
    return ""


def _rank(deciding: Statement | None, contest: Contest) -> str:
    if deciding is None:
        return "a source"
    ours, theirs = deciding.authority, RANK[contest.authority]
    if theirs != ours:
        return "a higher authority" if theirs > ours else "a lesser authority"
    return "the same source" if contest.source == deciding.source else "an equal authority"


def _set_aside(grounds: Grounds, contest: Contest, shown: Shown) -> Remark:
    found = grounds.of(contest.change)
    who = wording.who(found) if found else wording.speaker(contest.source, contest.authority)
    says = shown.effects.against(grounds.state, contest)
    rank = grounds.deciding.authority if grounds.deciding else RANK[contest.authority]
    later = "a higher authority" if rank > RANK[contest.authority] else "no less authority"
    return Remark(
        "SET ASIDE",
        f"{who}, says {says}. A later word of {later} covers it, though it does not name "
        f"{wording.last(found.subject if found else grounds.state.subject)}, {contest.change}",
    )


def _expectation(grounds: Grounds, expected: Expectation, shown: Shown) -> Remark:
    label = {"open": "EXPECTED"}.get(expected.status, expected.status.upper())
    found = grounds.of(expected.change)
    what = shown.effects.expected(grounds.state.subject, expected)
    if (
        found is not None
        and found.subject != grounds.state.subject
        and found.subject in shown.listed
    ):
        above = wording.last(found.subject)
        return Remark(label, f"{what}, not confirmed, as for {above} above, {expected.change}")
    whose = _whose(grounds, found) if found else ""
    when = _expected_when(expected, shown)
    condition = f", {wording.condition(found.condition)}" if found and found.condition else ""
    who = wording.who(found) if found else wording.speaker(expected.source, expected.authority)
    by = (
        "".join(f"; {each}" for each in provenance.amended(grounds.way, found, shown.zone))
        if found
        else ""
    )
    return Remark(
        label,
        f"{what}{when}{condition}, not confirmed{whose}: {who}{_late(found, shown)}, "
        f"{expected.change}{by}",
    )


def _expected_when(expected: Expectation, shown: Shown) -> str:
    zone, earliest, latest = shown.zone, expected.earliest, expected.latest
    if earliest is None and latest is None:
        return ", on a day not said"
    if latest is None:
        first = wording.day(earliest or 0, zone)
        return f", expected from {first} at the earliest, no last day named"
    when = wording.awaited(earliest, latest, zone)
    if expected.status != "overdue":
        return when
    days = wording.days_between(latest, shown.at.instant, zone)
    return when + (f", {wording.many(days, 'day')} ago" if days else ", earlier that day")


def _around(grounds: Grounds, shown: Shown) -> Iterator[Remark]:
    """What may have changed, what is scheduled, and what changed within the day."""
    state, zone = grounds.state, shown.zone
    for id in state.changed_during_day[: few.FEW]:
        found = grounds.of(id)
        if found is not None:
            if found.lapsed(grounds.at):
                end = wording.day(found.until or 0, zone)
                what = f"{_claimed(found, grounds, shown)} ended at {end}"
                what += provenance.aside(grounds.way, found, zone, TERM)
            else:
                what = f"{_claimed(found, grounds, shown)}, {wording.window(found, zone)}"
                what += provenance.aside(grounds.way, found, zone)
            yield Remark("CHANGED", f"during the day: {what}: {wording.who(found)}, {id}")
    yield from few.rest("CHANGED", "during the day: {} more", state.changed_during_day)
    for ids, lead in (
        (state.may_have_changed, "may have changed already"),
        (state.scheduled, "scheduled"),
    ):
        for id in few.coming(ids, grounds):
            found = grounds.of(id)
            if found is not None:
                what = f"{_claimed(found, grounds, shown)}, {wording.window(found, zone)}"
                whose = _whose(grounds, found)
                who = f"{wording.who(found)}{_late(found, shown)}"
                by = provenance.started(grounds.way, found, zone)
                yield Remark("", f"{lead}: {what}{whose}: {who}, {id}{by}")
        yield from few.rest("", f"{lead}: {{}} more", ids)


def _claimed(found: Statement, grounds: Grounds, shown: Shown) -> str:
    if found.completes:
        return "the end of a grayscale test"
    return shown.effects.claimed(found, grounds.state.subject)


def _published(found: Statement, zone: "ZoneInfo") -> str:
    return f"published {wording.date(found.published, zone)}"


def _late(found: Statement | None, shown: Shown) -> str:
    """When it was published, of what nobody could know yet at the moment asked for."""
    if found is None or found.known <= shown.at.instant:
        return ""
    return f", {_published(found, shown.zone)}, after the moment asked for"
