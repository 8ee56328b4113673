"""What does a long history look like? A seeded one of any size, in the bulk form.

The shape is that of real ones: most subjects say little, a few very busy ones say much; about
three changes in ten have a term, one in seven amends an earlier change (a new term, a new date, a
withdrawal), some speak of a platform as a whole, and a few sources of lesser authority speak too.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

_START = datetime(2010, 1, 1, tzinfo=UTC)
_SOURCES = (
    [("Platform notice", "official", "platform")] * 8
    + [("Daily paper", "press", "press")]
    + [("An insider", "insider", "platform")]
)


def announcements(changes: int, subjects: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Announcements with `changes` changes of one subject each, over `subjects` paths.

    Args:
        changes: how many change events in all.
        subjects: how many paths; every hundredth path is the parent of the 99 after it.
        seed: the same seed gives the same history.
    """
    chance = random.Random(seed)
    latest: dict[str, tuple[str, str]] = {}
    written = number = 0
    spread = timedelta(days=5000) / max(1, changes)
    while written < changes:
        number += 1
        published = _START + spread * written
        name, authority, party = chance.choice(_SOURCES)
        id = f"g-{number}"
        said: list[dict[str, Any]] = []
        for n in range(1, 1 + min(chance.choice((1, 1, 1, 2, 4)), changes - written)):
            path = _path(_pick(chance, subjects, written))
            said.append(_change(chance, f"{id}#{n}", path, published, latest.get(path)))
            if said[-1]["change"] in ("permitted", "suspended"):
                latest[path] = (f"{id}#{n}", authority)
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


def _path(number: int) -> str:
    platform, place = divmod(number, 100)
    return f"platform-{platform:05}" if place == 0 else f"platform-{platform:05}/surface-{place:02}"


def _change(
    chance: random.Random,
    id: str,
    path: str,
    published: datetime,
    before: tuple[str, str] | None,
) -> dict[str, Any]:
    day = (published + timedelta(days=chance.randrange(-3, 30))).date().isoformat()
    kind = chance.random()
    if before and kind < 0.15:
        return _amendment(chance, path, before[0], published)
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


def _amendment(
    chance: random.Random, path: str, of: str, published: datetime
) -> dict[str, Any]:
    day = (published + timedelta(days=60 + chance.randrange(300))).date().isoformat()
    kind = chance.choice(("term_changed", "term_changed", "rescheduled", "withdrawn"))
    said: dict[str, Any] = {"change": kind, "subjects": [path], "of": of}
    if kind == "term_changed":
        said["until"] = day
    elif kind == "rescheduled":
        said["effective"] = (published + timedelta(days=chance.randrange(30))).date().isoformat()
    return said
