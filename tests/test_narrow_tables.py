"""How do tables stand on a narrow terminal, where a path, a name, a digest or a key is long?"""

from pathlib import Path

import pytest

from cli.text import width, wrap
from tests.desk import Desk

LONG = """\
format: policy-ledger/1
announcements:
- id: long
  source: {name: 快手电商商家服务中心公告专栏, authority: official}
  published: 2022-10-20
  evidence: [kept.html]
  changes:
  - change: permitted
    subjects: [platform/abcdefghijklmnopqrstuvwxyzabcdefghijkl/x]
    effective: 2022-10-21
"""


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.done("demo d")
    Path("kept.html").write_text("x")
    Path("long.yaml").write_text(LONG)
    desk.done("announce long.yaml --ledger d/policy.ledger")
    return desk


def widest(text: str) -> int:
    return max(map(width, text.splitlines()))


@pytest.mark.parametrize("columns", ["60", "70", "80", "100"])
@pytest.mark.parametrize(
    "command",
    [
        *("at 2022-10-29", "due 2022-11-01", "replay", "replay --clock published"),
        *("timeline", "explain 2022-10-29"),
    ],
)
def test_a_table_stays_within_the_terminal(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command: str, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    if command in ("timeline", "explain 2022-10-29"):
        command += " kuaishou/live-cart/taobao-alliance/personal-stores"
    assert widest(desk.done(f"{command} --ledger d/policy.ledger")) <= int(columns)


@pytest.mark.parametrize("command", ["status", "show long", "log"])
def test_a_key_or_a_digest_moves_to_the_left_where_it_fits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert widest(desk.done(f"{command} --ledger d/policy.ledger")) <= 80


def test_who_said_it_stands_below_where_there_is_no_room_beside(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    path = "platform/abcdefghijklmnopqrstuvwxyzabcdefghijkl/x"
    out = desk.done(f"at 2022-10-29 {path} --ledger d/policy.ledger")
    assert (
        "SUBJECT               STATE                   SINCE\n"
        "      SAID BY\n"
        "\n"
        "platform/abcdefghijklmnopqrstuvwxyzabcdefghijkl\n"
        "  x                   permitted               2022-10-21\n"
        "      快手电商商家服务中心公告专栏, official\n"
    ) in out


def test_a_word_that_is_wider_than_its_column_stands_below_and_to_the_left() -> None:
    word, rest = "b" * 16, " " * 8
    assert wrap(f"a {word}", 20, first="  name  ", rest=rest) == ["  name  a", f"    {word}"]
    assert wrap(word, 20, first="  name  ", rest=rest) == ["  name", f"    {word}"]
    assert wrap("b" * 30 + " c", 20, first="    ", rest="    ") == ["b" * 30, "    c"]


@pytest.mark.parametrize("columns", ["²", "٣٣٣", "-1", "wide", "9" * 5000])
def test_a_width_that_is_none_leaves_tables_as_wide_as_they_are(
    columns: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = desk.done("log --ledger d/policy.ledger")
    monkeypatch.setenv("COLUMNS", columns)
    assert widest(desk.done("log --ledger d/policy.ledger")) <= widest(expected)
