"""May a file tell the same announcement twice, and not two under one id?"""

from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.faults import InputFault
from tests.announcing import batch
from tests.ledgers import HEAD, PERMITTED, SUSPENDED, announcement, made, rows, table, told

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
        "something else here; expected the same again, or an id of its own\n"
        "f.yaml:12: announcements[2].changes[1].change: is 'permitted' here, and told before as "
        "'suspended'\n"
        "f.yaml:12: announcements[2].changes[1].subjects: is k/live here, and told before as "
        "k/live, k/detail\n"
        "f.yaml:12: announcements[2].changes[1].effective: is 2022-10-28 here, and told before as "
        "2022-03-01"
    )
    assert table(path, "stored_events") == before


WRITTEN = """\
format: policy-ledger/1
announcements:
- id: a
  source:
    name: A
    authority: official
  published: 2022-02-22
  title: Notice
  changes:
  - change: suspended
    subjects: [k/a]
    effective: 2022-03-01
    until: 2022-04-01
"""


@pytest.mark.parametrize(
    ("was", "other", "line", "field"),
    [
        ("name: A", "name: B", 5, "source.name"),
        ("2022-02-22", "2022-02-23", 7, "published"),
        ("Notice", "Note", 8, "title"),
        ("suspended", "permitted", 10, "changes[1].change"),
        ("k/a", "k/b", 11, "changes[1].subjects"),
        ("2022-03-01", "2022-03-02", 12, "changes[1].effective"),
        ("2022-04-01", "2022-04-02", 13, "changes[1].until"),
        ("    until: 2022-04-01\n", "", 10, "changes[1].until"),
    ],
)
def test_each_difference_is_on_the_line_of_its_field(
    tmp_path: Path, was: str, other: str, line: int, field: str
) -> None:
    path = made(tmp_path)
    changed = WRITTEN.replace(was, other)
    with open_for_writing(str(path)) as ledger:
        ledger.announce(batch(WRITTEN))
        with pytest.raises(InputFault) as fault:
            ledger.announce(batch(changed))
        with pytest.raises(InputFault) as twice:
            ledger.announce(batch(WRITTEN + changed.removeprefix(HEAD), name="t.yaml"))
    assert [(each.line, each.field) for each in fault.value.faults] == [
        (3, "announcements[1].id"),
        (line, f"announcements[1].{field}"),
    ]
    further = WRITTEN.count("\n") - 2
    assert [(each.line, each.field) for each in twice.value.faults] == [
        (3 + further, "announcements[2].id"),
        (line + further, f"announcements[2].{field}"),
    ]


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
