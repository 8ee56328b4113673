"""Which patterns cover some of what lies below a subject, found by a few seeks?"""

import random
from itertools import product

from ledger.reading.reading import open_ledger
from ledger.stores.questions import PAGE
from ledger.subjects import covers, is_pattern, meets
from tests.stores import Place, told

WORDS = ("a", "b", "*")
PATHS = [
    "/".join(parts)
    for size in (1, 2, 3, 4)
    for parts in product(WORDS, repeat=size)
    if set(parts) != {"*"}
]


def announcement(id: str, paths: list[str], change: str) -> str:
    listed = ", ".join(f"'{path}'" for path in paths)
    return (
        f"- id: {id}\n  source: {{name: A, authority: official}}\n  published: 2022-02-22\n"
        f"  changes:\n  - {{change: {change}, subjects: [{listed}]}}\n"
    )


def test_all_that_meet_below_are_found_and_nothing_else(place: Place) -> None:
    target = place.made()
    chance = random.Random(7)
    said, noted, later = (chance.sample(PATHS, size) for size in (60, 10, 20))
    told(target, announcement("a", said, "permitted, effective: 2022-03-01"))
    told(target, announcement("b", noted, "noted, note: x"))
    with open_ledger(target) as reading:
        size = reading.size
    told(target, announcement("c", later, "permitted, effective: 2022-03-01"))
    with open_ledger(target) as reading:
        for position, known in ((size, set(said)), (reading.size, {*said, *later})):
            view = reading.cut(None, position)
            for subject in PATHS:
                assert view.meeting(subject, 999) == sorted(
                    path
                    for path in known
                    if is_pattern(path)
                    and meets(path, subject)
                    and not covers(path, subject)
                    and not covers(subject, path)
                )


def test_as_many_are_found_as_are_asked_for_however_many_are_not_seen(place: Place) -> None:
    target = place.made()
    unseen = [f"a/*/n{number:03}" for number in range(3 * PAGE)]
    seen = [f"a/*/z{number:03}" for number in range(3)]
    told(target, announcement("a", unseen, "noted, note: x"))
    told(target, announcement("b", seen, "permitted, effective: 2022-03-01"))
    with open_ledger(target) as reading:
        assert reading.cut().meeting("a/b", 2) == seen[:2]
        assert reading.cut().meeting("a/b", 9) == seen
        assert reading.cut(0).meeting("a/b", 9) == []
