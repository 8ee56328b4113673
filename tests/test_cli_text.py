"""Width, wrapping and escaping: nothing that a source wrote can act on a terminal."""

import pytest

from cli import text
from cli.formats import line
from cli.sheet import field, guarded, values
from cli.tables import grid, heads
from cli.tables.at_table import places
from ledger.dates.moments import zone
from ledger.documents.forms import number
from ledger.sayings.language import ENGLISH, Words


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain", "plain"),
        ("快手 Kuaishou", "快手 Kuaishou"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u200bb", "a\\u200bb"),
        ("two\nlines\t", "two\\nlines\\t"),
        ("\u2028", "\\u2028"),
        ("\u3164", "\\u3164"),
        ("wide\u3000space", "wide\u3000space"),
        ("\ud800", "\\ud800"),
        ("\x9b0m", "\\x9b0m"),
        ("\ufeff", "\\ufeff"),
    ],
)
def test_what_a_terminal_would_act_on_is_escaped(written: str, shown: str) -> None:
    assert text.escape(written) == shown


def test_a_chinese_character_takes_two_columns() -> None:
    assert text.width("快手") == 4
    assert text.width(text.pad("快手", 10)) == 10


def test_the_width_of_common_characters_is_what_wcwidth_says() -> None:
    import wcwidth

    for code in (*range(0x20, 0x7F), *range(0x3000, 0x3100), *range(0x4E00, 0xA000)):
        assert text.width(chr(code) + "快") == wcwidth.wcswidth(chr(code) + "快"), hex(code)
    for code in (*range(0xAC00, 0xD7A4), *range(0xFF00, 0xFF70)):
        assert text.width(chr(code)) == max(0, wcwidth.wcswidth(chr(code))), hex(code)


def test_lines_break_at_blanks_and_beside_wide_characters_but_never_in_an_id() -> None:
    assert text.wrap("one two three", 8, first="- ", rest="  ") == ["- one", "  two", "  three"]
    assert text.wrap("a-very-long-id#1 x", 8) == ["a-very-long-id#1", "x"]
    broken = text.wrap("快手小店直播间", 6)
    assert broken == ["快手小", "店直播", "间"]
    assert all(text.width(each) <= 6 for each in broken)


def test_a_cell_that_is_too_wide_continues_below_itself() -> None:
    assert grid.row(("path", "permitted, CONTESTED", "x"), (6, 12, 5)) == [
        "path  permitted,  x",
        "      CONTESTED",
    ]


def test_what_is_below_a_listed_path_follows_it_though_other_paths_sort_between() -> None:
    found = places(["k/a", "k/a-b", "k/a/c", "z"])
    assert [(p.group, p.label, p.level) for p in found] == [
        ("", "z", 0),
        ("k", "a", 0),
        ("k", "c", 1),
        ("k", "a-b", 0),
    ]


def test_a_long_command_breaks_so_that_it_can_still_be_pasted() -> None:
    command = "ledger at 2022-10-29 " + " ".join(f"'路/{n}'" for n in range(12)) + " --zone Asia/X"
    lines = heads.again_line(command, Words(ENGLISH, zone("UTC")))
    assert all(each.endswith(" \\") for each in lines[:-1])
    joined = " ".join(each.removesuffix("\\").strip() for each in lines)
    assert joined == f"Again, for ever: {command}"


def test_cells_that_a_spreadsheet_would_compute_are_escaped() -> None:
    assert [guarded(cell) for cell in ("=1", "+1", "-1", "@a", "a=1", "")] == [
        "'=1",
        "'+1",
        "'-1",
        "'@a",
        "a=1",
        "",
    ]


def test_json_keeps_the_value_and_escapes_what_a_terminal_would_act_on() -> None:
    import json

    assert line({"a": "\u202e\x1b快"}) == '{"a": "\\u202e\\u001b快"}'
    assert json.loads(line("\U000e0001")) == "\U000e0001"


def test_a_percentage_is_a_number() -> None:
    assert (number("10"), number("12.5"), number(None)) == (10, 12.5, None)


def test_csv_and_workbooks_have_nothing_that_a_terminal_would_act_on() -> None:
    for written, shown in (
        ("a\u202e\x1b[31m\u200b快", "a\\u202e\\x1b[31m\\u200b快"),
        ("\t=1", "\\t=1"),
    ):
        for said in (written, [written]):
            assert values({"title": said}, [field("title")], zone("UTC")) == [shown]


@pytest.mark.parametrize(
    ("written", "columns", "expected"),
    [
        ("逐步允许，有争议", 10, ["逐步允许，", "有争议"]),
        ("逐步允许，有争议", 8, ["逐步允", "许，有争", "议"]),
        ("快手（官方）说", 6, ["快手", "（官", "方）说"]),
        ("“甲”、“乙”", 6, ["“甲”、", "“乙”"]),
        ("自 2022-03-01 起暂停", 16, ["自 2022-03-01 起", "暂停"]),
        ("见 kuaishou-2022-02-22#1。", 30, ["见 kuaishou-2022-02-22#1。"]),
        ("见 kuaishou-2022-02-22#1。", 24, ["见", "kuaishou-2022-02-22#1。"]),
        ("一二三kuaishou四五", 12, ["一二三", "kuaishou四五"]),
    ],
)
def test_chinese_breaks_anywhere_but_before_what_closes_and_after_what_opens(
    written: str, columns: int, expected: list[str]
) -> None:
    assert text.wrap(written, columns) == expected
    assert all(text.width(each) <= columns for each in expected)
