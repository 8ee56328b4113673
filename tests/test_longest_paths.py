"""Do both stores take the longest path, in characters that do not compress, through everything?"""

import os
import random
from pathlib import Path

import pytest

from ledger.application import PolicyLedger, open_for_writing
from ledger.audit.integrity import verify
from ledger.audit.verdict import AuditRequest
from ledger.reading.reading import open_ledger
from ledger.subjects import BYTES, SEGMENTS, subject_path
from ledger.teams.copying import copy
from tests.announcing import batch
from tests.stores import Place, acted, stored, told

#: As many characters of three bytes as a segment may have, and of four.
_CJK = (0x4E00, 0x9FFF)
_RARE = (0x20000, 0x2A6DF)


def noise(chance: random.Random, span: tuple[int, int], count: int) -> str:
    return "".join(chr(chance.randint(*span)) for _ in range(count))


def longest(seed: int, *, segments: int = 5) -> str:
    """A path of 2,000 bytes, of random characters."""
    chance = random.Random(seed)
    room = BYTES - (segments - 1)
    sizes = [room // 3 // segments] * segments
    sizes[-1] += room // 3 - sum(sizes)
    parts = [noise(chance, _CJK, size) for size in sizes]
    parts[0] += "x" * (room - 3 * sum(sizes))
    found = "/".join(parts)
    assert subject_path(found) == found
    assert len(found.encode()) == BYTES
    return found


@pytest.fixture
def paths() -> list[str]:
    """Of few segments and of as many as may be; the last covers the one before in part alone."""
    first, second = longest(1), longest(2, segments=SEGMENTS)
    return [first, second, "*/" + second.partition("/")[2]]


#: The longest id of an announcement, and the longest alias: 200 characters of four bytes.
ID = "a" * 255
ALIAS = noise(random.Random(3), _RARE, 200)


def test_the_longest_paths_are_announced_amended_corrected_retracted_and_told_to_expire(
    place: Place, paths: list[str], tmp_path: Path
) -> None:
    target = place.made()
    first, second, pattern = paths
    listed = ", ".join(f"'{path}'" for path in paths)
    told(
        target,
        f"- id: {ID}\n  source: {{name: A, authority: official}}\n  published: 2022-02-22\n"
        "  changes:\n"
        f"  - {{change: permitted, subjects: [{listed}], effective: 2022-03-01,"
        " until: 2022-11-30}\n",
        "- id: b\n  source: {name: A, authority: official}\n  published: 2022-02-23\n  changes:\n"
        f"  - {{change: term_changed, of: {ID}#1, subjects: ['{second}'], until: 2022-10-30}}\n"
        f"  - {{change: confirmed, of: {ID}#1, subjects: ['{first}']}}\n",
    )
    found = acted(target, PolicyLedger.expire)
    assert {record.data["subject"] for record in found.records} == set(paths)
    assert acted(
        target, lambda ledger: ledger.correct(f"{ID}#1", {"note": "x"}, why="y", subject=first)
    ).records
    assert acted(target, lambda ledger: ledger.retract(f"{ID}#1", why="y", subject=second)).records
    assert verify(target, AuditRequest(evidence=False), os.environ).verdict == "ok"
    with open_ledger(target) as reading:
        assert {first, second, pattern} <= set(reading.cut().paths())
        assert reading.cut().nearest(first[:-1] + "x") == first
    again = place.free()
    copy(target, again, os.environ, without_evidence=True)
    assert stored(again) == stored(target)
    assert acted(again, lambda ledger: ledger.rebuild()) == len(stored(target))


def test_the_longest_path_has_the_longest_alias_and_is_found_by_it(
    place: Place, paths: list[str]
) -> None:
    target = place.made()
    first, second, _ = paths
    aliases = [f"{ALIAS[:-1]}{n}" for n in range(2)]
    described = "".join(
        f"- {{path: '{path}', titles: {{en: x}}, aliases: ['{alias}'], words: {{set: y}}}}\n"
        for alias, path in zip(aliases, (first, second), strict=True)
    )
    for _ in range(2):
        with open_for_writing(target) as ledger:
            ledger.announce(batch(f"format: policy-ledger/1\nsubjects:\n{described}"))
    with open_ledger(target) as reading:
        view = reading.cut()
        assert [view.resolve(alias) for alias in aliases] == [first, second]
        assert view.called.title_of(second, "en") == "x"
        assert view.called.words_of(first, "set") == "y"
    assert verify(target, AuditRequest(evidence=False), os.environ).verdict == "ok"
