"""Is what another process reads ahead the same as what is read in place, faults and ends too?"""

import io
import json
import os
import signal
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from select import select

import pytest

from bench.generator import announcements
from ledger.application import open_for_writing
from ledger.faults import InputFault, LedgerFault
from ledger.files.announcements import read_lines
from ledger.files.drafts import Draft
from ledger.recording.ahead import LONG, ahead
from ledger.recording.encoding import Encoding
from tests.ledgers import ORIGIN, made, rows

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

HISTORY = [json.dumps(told) for told in announcements(700, 60)]
ODD = json.dumps(
    {
        "id": "odd",
        "source": {"name": "快手", "authority": "press", "party": "press"},
        "published": "2022-10",
        "evidence": ["notice.html"],
        "changes": [
            {"change": "rollout_started", "subjects": ["k/а b"], "effective": "2022-10~",
             "population": {"percent": 12.50, "words": "快"}},
            {"change": "withdrawn", "of": "g-1#1"},
        ],
    }
)  # fmt: skip


def drafts(lines: list[str], folder: Path) -> Iterator[Draft]:
    stream = io.BytesIO("\n".join(lines).encode())
    return read_lines(stream, name="h.jsonl", ledger_zone="Asia/Shanghai", base_dir=folder)


def test_drafts_are_the_same_and_in_order(tmp_path: Path) -> None:
    (tmp_path / "notice.html").write_text("notice")
    lines = [*HISTORY, ODD]
    encoding = Encoding(ORIGIN, "Ada")
    expected = list(encoding.ahead(drafts(lines, tmp_path)))
    with closing(ahead(encoding.ahead(drafts(lines, tmp_path)))) as found:
        assert list(found) == expected
    assert expected[0].events
    assert expected[-1].evidence
    assert expected[-1].warnings
    assert not expected[-1].events


def test_a_ledger_is_the_same_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.recording.ahead.possible", lambda: True)
    (tmp_path / "notice.html").write_text("notice")
    found = []
    for name, size in (("a.ledger", 0), ("b.ledger", LONG + 1)):
        path = made(tmp_path, name)
        with open_for_writing(str(path)) as ledger:
            report = ledger.announce_lines(
                drafts([*HISTORY, ODD, HISTORY[0]], tmp_path), size=size, recorder="Ada"
            )
        assert (report.unchanged, report.warned) == (1, report.warned)
        query = "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events"
        found.append((report._replace(recorded_at=0, records=()), rows(path, query)))
    assert found[0] == found[1]


def test_a_fault_is_the_one_of_its_line_and_what_came_before_it_is_handed_over(
    tmp_path: Path,
) -> None:
    lines = [*HISTORY[:250], '{"id": "x"', *HISTORY[250:]]
    with pytest.raises(InputFault) as there:
        list(drafts(lines, tmp_path))
    with closing(ahead(drafts(lines, tmp_path))) as read:
        assert len(list(islice(read, 250))) == 250
        with pytest.raises(InputFault) as here:
            next(read)
    assert here.value.faults == there.value.faults
    assert str(here.value) == str(there.value)


def test_who_stops_early_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    fork = os.fork

    def counted() -> int:
        begun.append(fork())
        return begun[-1]

    monkeypatch.setattr(os, "fork", counted)
    read = ahead(drafts(HISTORY * 20, tmp_path))
    next(read)
    read.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(begun[0], os.WNOHANG)


def test_a_reader_ends_where_nobody_reads_any_more(tmp_path: Path) -> None:
    """As where the first process is killed, which closes nothing by itself but ends its pipe."""
    here, there = os.pipe()
    first = os.fork()
    if not first:
        os.close(here)  # the reader has the other end too, until it is gone
        next(ahead(drafts(HISTORY * 20, tmp_path)))
        os.kill(os.getpid(), signal.SIGKILL)
    os.close(there)
    os.waitpid(first, 0)
    assert select([here], [], [], 30)[0]
    assert os.read(here, 1) == b""
    os.close(here)


def test_where_the_reader_is_killed_nothing_is_appended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.recording.ahead.possible", lambda: True)
    path = made(tmp_path)

    def dying() -> Iterator[Draft]:
        yield from drafts(HISTORY[:150], tmp_path)
        os.kill(os.getpid(), signal.SIGKILL)

    with open_for_writing(str(path)) as ledger, pytest.raises(LedgerFault, match="was ended"):
        ledger.announce_lines(dying(), size=LONG + 1)
    assert rows(path, "SELECT count(*) FROM stored_events") == [(1,)]
