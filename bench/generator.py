"""What does a long history look like? A seeded one of any size, in the bulk form.

The shape is that of real ones: most subjects say little, a few very busy ones say much; about
three changes in ten have a term, one in seven amends an earlier change (a new term, a new date, a
withdrawal), some speak of a platform as a whole, and a few sources of lesser authority speak too.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

_START = datetime(2010, 1, 1, tzinfo=UTC)
_SOURCES = (
    [("Platform notice", "official", "platform")] * 8
    + [("Daily paper", "press", "press")]
    + [("An insider", "insider", "platform")]
)
#: Events that a change comes to: itself, and its part of its announcement.
_EVENTS = 1.55


def announcements(changes: int, subjects: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Announcements with `changes` changes of one subject each, over `subjects` paths.

    Args:
        changes: how many change events in all.
        subjects: how many paths; every hundredth path is the parent of the 99 after it.
        seed: the same seed gives the same history.

    """
    left = changes
    for announcement in _endless(changes, subjects, seed):
        said = announcement["changes"][:left]
        yield announcement | {"changes": said}
        left -= len(said)
        if not left:
            return


def of_events(events: int, subjects: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """The same history, cut where it makes exactly `events` events: announcements and changes.

    At least 2 events: an announcement says something.
    """
    left = events
    for announcement in _endless(round(events / _EVENTS), subjects, seed):
        said = announcement["changes"][: left - 1]
        if left - 1 - len(said) == 1:  # too little for one more announcement
            said = [*said, {"change": "noted", "subjects": said[-1]["subjects"]}]
        yield announcement | {"changes": said}
        left -= 1 + len(said)
        if not left:
            return


def _endless(changes: int, subjects: int, seed: int) -> Iterator[dict[str, Any]]:
    """Announcements without end, `changes` changes to 5,000 days."""
    chance = random.Random(seed)
    latest: dict[str, str] = {}
    written = 0
    spread = timedelta(days=5000) / max(1, changes)
    for number in count(1):
        published = _START + spread * written
        name, authority, party = chance.choice(_SOURCES)
        id = f"g-{number}"
        said: list[dict[str, Any]] = []
        for n in range(1, 1 + chance.choice((1, 1, 1, 2, 4))):
            path = path_of(_pick(chance, subjects, written + n - 1))
            said.append(_change(chance, path, published, latest.get(path)))
            if said[-1]["change"] in ("permitted", "suspended"):
                latest[path] = f"{id}#{n}"
        written += len(said)
        yield {
            "id": id,
            "source": {"name": name, "authority": authority, "party": party},
            "published": published.isoformat().replace("+00:00", "Z"),
            "changes": said,
        }


def _pick(chance: random.Random, subjects: int, written: int) -> int:
    if written < subjects:
        return written  # each path is spoken of once before any is spoken of again
    if chance.random() < 0.05:
        return chance.randrange(min(20, subjects))
    return chance.randrange(subjects)


def path_of(number: int) -> str:
    platform, place = divmod(number, 100)
    return f"platform-{platform:05}" if place == 0 else f"platform-{platform:05}/surface-{place:02}"


def _change(
    chance: random.Random, path: str, published: datetime, before: str | None
) -> dict[str, Any]:
    day = (published + timedelta(days=chance.randrange(-3, 30))).date().isoformat()
    kind = chance.random()
    if before and kind < 0.15:
        return _amendment(chance, path, before, published)
    if kind < 0.17:
        return {"change": "rollout_started", "subjects": [path], "effective": day}
    said: dict[str, Any] = {
        "change": "suspended" if kind < 0.5 else "permitted",
        "subjects": [path],
        "effective": day,
    }
    if chance.random() < 0.3:
        end = published + timedelta(days=40 + chance.randrange(400))
        said |= {"until": end.date().isoformat(), "afterwards": "suspended"}
    return said


def _amendment(chance: random.Random, path: str, of: str, published: datetime) -> dict[str, Any]:
    day = (published + timedelta(days=60 + chance.randrange(300))).date().isoformat()
    kind = chance.choice(("term_changed", "term_changed", "rescheduled", "withdrawn"))
    said: dict[str, Any] = {"change": kind, "subjects": [path], "of": of}
    if kind == "term_changed":
        said["until"] = day
    elif kind == "rescheduled":
        said["effective"] = (published + timedelta(days=chance.randrange(30))).date().isoformat()
    return said
