"""How is it said which instants an answer resolved, and how far the log was read?

Each is a line of a head: its label, what it says in the zone, and the same in UTC.
"""

from collections.abc import Mapping
from typing import Any

from ledger.sayings import periods
from ledger.sayings.language import Words
from ledger.sayings.periods import AnyInstant, local
from ledger.sayings.vocabulary import NO_CUT

#: A line above an answer: its label, what it says, and what stands beside that, or nothing.
HeadLine = tuple[str, str, str]


def at(instant: AnyInstant, words: Words) -> HeadLine:
    """The moment at which it holds."""
    return words.tell("holds at"), local(instant, words), _utc(instant)


def span(first: AnyInstant, last: AnyInstant, words: Words) -> list[HeadLine]:
    """The first and the last instant asked about."""
    return [
        (words.tell("from"), local(first, words), _utc(first)),
        (words.tell("to"), local(last, words), _utc(last)),
    ]


def known(instant: AnyInstant | None, words: Words, *, day: str | None = None) -> HeadLine:
    """By when it was published; `day`: the moment asked about, by which it could be cut."""
    label = words.tell("known")
    if instant is not None:
        return by(label, instant, words)
    if day is None:
        return label, words.tell(NO_CUT), ""
    option = f"--known {day}"
    hint = words.tell("({option} cuts them)", option=option)
    return label, words.tell("no cut-off: later publications count too"), hint


def by(label: str, instant: AnyInstant, words: Words) -> HeadLine:
    """A cut at an instant."""
    told = words.tell("by {instant}", instant=local(instant, words))
    return label, told, _utc(instant)


def recorded(
    size: int, last: AnyInstant | None, words: Words, *, asked: AnyInstant | None = None
) -> list[HeadLine]:
    """By when it was recorded, where that was `asked`, and how far the log was read: so many
    events, and when the `last` was recorded."""
    label = words.tell("recorded")
    lines = [] if asked is None else [by(label, asked, words)]
    label = "" if lines else label
    if last is None:
        return [*lines, (label, words.tell("nothing: no event had been recorded by then"), "")]
    instant = local(last, words)
    if size == 1:
        read = words.tell("@1, last {instant}", instant=instant)
    else:
        read = words.tell("@1 to @{size}, last {instant}", size=size, instant=instant)
    return [*lines, (label, read, _utc(last))]


def sources(floor: str, words: Words) -> HeadLine:
    """The least authority that counts, and what is left out."""
    from events.words import AUTHORITIES

    label = words.tell("sources")
    if floor == AUTHORITIES[-1]:
        return label, words.tell("third-party and above: all"), ""
    below = words.listed(map(words.tell, AUTHORITIES[AUTHORITIES.index(floor) + 1 :]))
    places = {"authority": words.tell(floor), "below": below}
    if floor == AUTHORITIES[0]:
        return label, words.tell("{authority} only; left out: {below}", **places), ""
    return label, words.tell("{authority} and above; left out: {below}", **places), ""


def weekday(label: str, instant: AnyInstant, words: Words) -> HeadLine:
    """A moment, with the name of its day."""
    told = words.tell(
        "{weekday} {instant}",
        weekday=periods.weekday(instant, words),
        instant=local(instant, words),
    )
    return label, told, _utc(instant)


def reached(label: str, moment: Mapping[str, Any], words: Words) -> list[HeadLine]:
    """How far the log is read on one side: to the instant `asked` for, where one was, and to the
    last event recorded by then."""
    lines = [] if moment["asked"] is None else [by(label, moment["asked"], words)]
    label = "" if lines else label
    last = moment["read_to"]
    if last is None:
        return [*lines, (label, words.tell("nothing: no event had been recorded by then"), "")]
    told = words.joined([moment["text"], local(last, words)])
    return [*lines, (label, told, _utc(last))]


def read(document: Mapping[str, Any], words: Words, *, day: str | None = None) -> list[HeadLine]:
    """What of the log was read: each clock's cut, and the least authority; `day`: see `known`."""
    recorded_by, last = document["recorded"], document["read_to"]
    asked = None if recorded_by == last else recorded_by
    return [
        known(document["known"], words, day=day),
        *recorded(document["size"], last, words, asked=asked),
        sources(document["authority_floor"], words),
    ]


def again(words: Words) -> str:
    """What stands before the command that gives an answer again."""
    return words.tell("Again, for ever: ")


def _utc(instant: AnyInstant) -> str:
    from ledger.dates.moments import instant as read
    from ledger.dates.moments import render

    return render(instant if isinstance(instant, int) else read(instant))
