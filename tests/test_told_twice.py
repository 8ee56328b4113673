"""May a file tell the same announcement twice, and not two under one id?"""

from pathlib import Path

import pytest

from ledger.faults import InputFault
from tests.ledgers import PERMITTED, SUSPENDED, announcement, made, rows, table, told

MOST = 101  # more are checked before the lock is taken


@pytest.mark.parametrize("others", [0, MOST])
@pytest.mark.parametrize("each", [False, True])
def test_the_same_announcement_twice_in_a_file_is_one(
    tmp_path: Path, others: int, each: bool
) -> None:
    path = made(tmp_path)
    more = [announcement(f"x-{n}", PERMITTED) for n in range(others)]
    amended = announcement("a", SUSPENDED, "change: withdrawn, of: a#1")
    report = told(path, amended, *more, amended, each=each)
    assert (report.new, report.unchanged) == (1 + others, 1)
    assert rows(path, "SELECT count(*) FROM announcements WHERE id = 'a'") == [(1,)]


@pytest.mark.parametrize("others", [0, MOST])
def test_two_announcements_under_one_id_in_a_file_are_refused(tmp_path: Path, others: int) -> None:
    path = made(tmp_path)
    before = table(path, "stored_events")
    more = [announcement(f"x-{n}", PERMITTED) for n in range(others)]
    with pytest.raises(InputFault) as fault:
        told(path, announcement("a", SUSPENDED), announcement("a", PERMITTED), *more)
    assert str(fault.value) == (
        "f.yaml:8: announcements[2].id: a is told twice in this file, first on line 3, and says "
        "something else here; expected the same again, or an id of its own"
    )
    assert table(path, "stored_events") == before


def test_the_same_words_with_other_evidence_are_another_announcement(tmp_path: Path) -> None:
    path = made(tmp_path)
    for name, text in {"one": "x", "same": "x", "other": "y"}.items():
        (tmp_path / name).write_text(text)
    items = [
        announcement("a", SUSPENDED, more=f"evidence: [{name}]")
        for name in ("one", "same", "other")
    ]
    assert told(path, *items[:2], folder=tmp_path).unchanged == 1
    with pytest.raises(InputFault, match="a is recorded already"):
        told(path, items[2], folder=tmp_path)


def test_the_same_words_read_in_another_zone_are_another_announcement(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED))
    with pytest.raises(InputFault) as fault:
        told(path, announcement("a", SUSPENDED, more="zone: UTC"))
    assert [line.partition("announcements[1].")[2] for line in str(fault.value).splitlines()] == [
        "id: a is recorded already, @2, and says something else there; expected the same again, or "
        "an id of its own",
        "published: is 2022-02-22 (2022-02-22T23:59:59Z) here, and recorded as 2022-02-22 "
        "(2022-02-22T15:59:59Z)",
        "zone: is 'UTC' here, and recorded as 'Asia/Shanghai'",
        "changes[1].effective: is 2022-03-01 (2022-03-01T00:00:00Z) here, and recorded as "
        "2022-03-01 (2022-02-28T16:00:00Z)",
    ]
