"""What stands above an answer says which instants were asked for, on every terminal."""

import pytest

from cli.tables import grid, heads
from cli.text import width
from tests.desk import Desk

ASKED = "2026-11-24 23:59:59.999999 +08:00"
READ = "@1 to @55, last 2026-11-24 09:12:40.123456 +08:00"
TABLES = (
    "at 2022-10-29",
    "explain 2022-10-29 kuaishou/live-cart/taobao-alliance",
    "timeline kuaishou/live-cart/jd-alliance",
    "diff 2022-10-27 2022-10-29",
    "replay",
    "replay --clock published",
    "replay --clock effective",
    "due 2022-11-05",
    "log",
    "subjects",
    "sources",
)


@pytest.mark.parametrize("line", TABLES)
def test_the_moment_up_to_which_the_log_is_read_is_told_as_an_instant(
    desk: Desk, line: str
) -> None:
    desk.kuaishou()
    found = desk.done(f"{line} --recorded 2026-11-24")
    assert f"  recorded  by {ASKED} " in found
    assert "2026-11-24T15:59:59.999999Z" in found
    assert f"            {READ} " in found


def test_a_difference_on_the_recorded_clock_tells_the_moments_asked_for(desk: Desk) -> None:
    found = desk.kuaishou().done(
        "diff 2026-11-23 2026-11-24 --clock recorded --at 2022-10-29 kuaishou/detail-page"
    )
    assert "  from      by 2026-11-23 23:59:59.999999 +08:00 " in found
    assert "            nothing: no event had been recorded by then\n" in found
    assert f"  to        by {ASKED} " in found
    assert "            @55, 2026-11-24 09:12:40.123456 +08:00 " in found


@pytest.mark.parametrize("columns", [64, 80, 100])
def test_no_line_of_the_case_is_wider_than_the_terminal(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    desk.kuaishou()
    monkeypatch.setenv("COLUMNS", str(columns))
    for line in TABLES:
        for each in desk.done(line).splitlines():
            # an id, a path and a key are never cut
            alone = max((width(word) for word in each.split()), default=0)
            assert width(each) <= max(columns, alone + 30), f"{line}: {each}"


def test_the_heads_of_a_plain_table_stay_apart_beside_a_long_first_column() -> None:
    found = grid.table(
        [("a long name of a source " * 5, "1", "x")], heads=("WHO", "ANNOUNCEMENTS", "Y"), widest=60
    )
    assert "ANNOUNCEMENTS  Y" in found[0]
    assert all(width(each) <= 60 for each in found)


@pytest.mark.parametrize(("left", "lines"), [(56, 1), (57, 2)])
def test_what_stands_at_the_right_of_a_head_has_a_blank_before_it_or_a_line_of_its_own(
    monkeypatch: pytest.MonkeyPatch, left: int, lines: int
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    told = heads.line("known", "x" * left, "right").split("\n")
    assert len(told) == lines
    assert told[-1].endswith(" right")
    assert width(told[0]) == (12 + left if lines > 1 else 69 + len("right"))
