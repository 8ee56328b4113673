"""Is what comes before a fault kept with `--each`, and in how many transactions?"""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ledger import application
from ledger.application import open_for_writing
from ledger.faults import InputFault
from ledger.files.announcements import read_lines
from ledger.files.drafts import Draft
from tests.ledgers import PERMITTED, announcement, made, rows, told

if TYPE_CHECKING:
    from ledger.reports import Taken

RECORDED = "SELECT id FROM announcements ORDER BY seq"
TIMES = "SELECT count(DISTINCT recorded_at) FROM stored_events WHERE topic = 'announced'"


def line(id: str, *, change: str = "permitted", subjects: int = 1, **more: str) -> bytes:
    paths = [f"x/{number}" for number in range(subjects)]
    said = {"change": change, "subjects": paths, "effective": "2022-03-01", **more}
    source = {"name": "A", "authority": "official"}
    told = {"id": id, "source": source, "published": "2022-02-22", "changes": [said]}
    return json.dumps(told).encode() + b"\n"


GOOD = [line(f"a-{number}") for number in range(200)]
UNREAD = line("bad", change="forbidden")
UNFIT = line("bad", change="confirmed", of="none#1")
#: Bytes of a file that is long.
LONG = application.LONG + 1


def drafts(lines: list[bytes]) -> Iterator[Draft]:
    return read_lines(io.BytesIO(b"".join(lines)), ledger_zone="UTC")


def ids(path: Path) -> list[str]:
    return [id for (id,) in rows(path, RECORDED)]


def test_each_of_a_file_is_a_transaction_of_its_own_with_its_record_time(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_for_writing(str(path)) as ledger:
        ledger.announce_lines(drafts(GOOD[:5]), each=True, size=application.LONG)
    told(path, *(announcement(f"b-{n}", PERMITTED) for n in range(5)), each=True)
    assert rows(path, TIMES) == [(10,)]


def test_small_announcements_of_a_long_file_share_a_transaction(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_for_writing(str(path)) as ledger:
        report = ledger.announce_lines(drafts(GOOD), each=True, size=LONG)
    assert report.new == 200
    assert rows(path, TIMES) == [(4,)], "50 announcements with one change are 100 events"


@pytest.mark.parametrize("place", [0, 1, 49, 50, 51, 120, 200])
@pytest.mark.parametrize("bad", [UNREAD, UNFIT])
def test_what_comes_before_a_fault_is_kept_and_told_of(
    tmp_path: Path, bad: bytes, place: int
) -> None:
    path = made(tmp_path)
    lines = [*GOOD[:place], bad, *GOOD[place:]]
    kept: list[Taken] = []
    with open_for_writing(str(path)) as ledger, pytest.raises(InputFault) as fault:
        ledger.announce_lines(drafts(lines), each=True, size=LONG, told=kept.append)
    assert fault.value.faults[0].line == place + 1
    assert [taken.id for taken in kept] == ids(path) == [f"a-{n}" for n in range(place)]
    with open_for_writing(str(path)) as ledger:
        report = ledger.announce_lines(drafts(GOOD), each=True, size=LONG)
    assert (report.new, report.unchanged) == (200 - place, place)


def test_what_was_told_already_does_not_lose_what_comes_between(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_for_writing(str(path)) as ledger:
        ledger.announce_lines(drafts(GOOD[:30]), each=True, size=LONG)
        with pytest.raises(InputFault):
            ledger.announce_lines(drafts([*GOOD[:40], UNFIT]), each=True, size=LONG)
    assert ids(path) == [f"a-{n}" for n in range(40)]


def test_a_large_announcement_is_a_transaction_of_its_own(tmp_path: Path) -> None:
    path = made(tmp_path)
    lines = [*GOOD[:2], line("large", subjects=150), *GOOD[2:4]]
    with open_for_writing(str(path)) as ledger:
        assert ledger.announce_lines(drafts(lines), each=True, size=LONG).new == 5
    assert rows(path, TIMES) == [(3,)]


def test_of_a_stream_that_may_go_on_each_is_committed_before_the_next_is_asked_for(
    tmp_path: Path,
) -> None:
    path = made(tmp_path)
    seen: list[int] = []

    def coming() -> Iterator[Draft]:
        for draft in drafts(GOOD[:5]):
            seen.append(len(ids(path)))
            yield draft

    with open_for_writing(str(path)) as ledger:
        ledger.announce_lines(coming(), each=True)
    assert seen == [0, 1, 2, 3, 4]


def test_a_transaction_that_fails_is_not_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path)
    kept: list[Taken] = []
    with open_for_writing(str(path)) as ledger:
        saved = 0

        def full(*events: object) -> None:
            nonlocal saved
            saved += 1
            if saved == 2:
                raise OSError("disk full")
            save(*events)

        save = ledger.save
        monkeypatch.setattr(ledger, "save", full)
        with pytest.raises(OSError, match="disk full"):
            ledger.announce_lines(drafts(GOOD), each=True, size=LONG, told=kept.append)
    assert [taken.id for taken in kept] == ids(path) == [f"a-{n}" for n in range(50)]


def test_a_file_that_is_read_at_once_keeps_what_comes_before_a_fault_too(tmp_path: Path) -> None:
    path = made(tmp_path)
    bad = announcement("bad", "change: withdrawn, of: none#1")
    items = [announcement(f"a-{n}", PERMITTED) for n in range(3)]
    with pytest.raises(InputFault):
        told(path, *items, bad, announcement("b", PERMITTED), each=True)
    assert ids(path) == ["a-0", "a-1", "a-2"]
