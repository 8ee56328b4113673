"""What a workbook holds: the rows of csv with real dates, what stands under them, the question."""

import csv
import io
import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cli import workbook
from cli.sheet import guarded
from tests.desk import Desk
from tests.test_sheets import BAN

#: Every command that has xlsx, on every clock that it has, and the name of its first sheet.
ALL = {
    "at 2022-10-29": "states",
    "at 2022-10-27 --recorded @0": "states",
    "at 2023-01-05 kuaishou/live-cart/taobao-alliance/tmall/flagship nowhere/at/all": "states",
    "timeline kuaishou/live-cart/jd-alliance/self-operated": "states",
    "timeline": "states",
    "diff 2022-10-27 2022-10-29": "differences",
    "diff 2022-10-27 2022-11-02 --clock published --at 2022-10-30": "differences",
    "diff @30 @40 --at 2022-10-30": "differences",
    "due 2022-11-05": "due",
    "due 2022-11-05 nowhere": "due",
    "log": "events",
    "subjects": "subjects",
    "sources": "sources",
}
#: The fields of a state that name changes.
NAMING = (
    *("change", "otherwise", "amended_by", "may_have_changed", "scheduled", "contested_by"),
    *("set_aside", "changed_during_day", "expectations"),
)
#: What no spreadsheet may compute or follow, and a title that takes twice as many columns.
SIGNS = """
format: policy-ledger/1
subjects:
- {path: shop, title: "=1+1", titles: {zh-Hans: 商店}, aliases: ["+shop", 铺子],
   words: {permitted: {en: in force, zh-Hans: 生效}, suspended: waived}}
announcements:
- id: a
  source: {name: "=HYPERLINK(\\"http://example.org\\")", authority: press}
  published: 2022-01-01
  title: 关于在直播间恢复外部链接的通知
  url: https://example.org/notice
  changes:
  - {change: grayscale_started, subjects: [shop], effective: 2022-01-02, population: 12.5%,
     note: "@SUM(1)", quote: "{=1+1}"}
"""


def book(desk: Desk, line: str) -> Any:
    """The workbook that a command writes."""
    desk.done(f"{line} --format xlsx -o book.xlsx")
    return load_workbook(desk.folder / "book.xlsx")


def table(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of a sheet by the names of its columns."""
    head, *rows = sheet.values
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def as_csv(value: Any) -> str:
    """A cell as csv has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    return guarded(value) if isinstance(value, str) else str("" if value is None else value)


@pytest.fixture
def case(desk: Desk) -> Desk:
    desk.kuaishou()
    desk.done("announce examples/kuaishou-2022-11-02.yaml examples/grayscale-withdrawn.yaml")
    desk.done("correct kuaishou-2022-02-22 title= --why test")
    desk.done("expire")
    return desk


@pytest.fixture
def signs(desk: Desk) -> Desk:
    desk.done("init --zone Asia/Shanghai")
    desk.done("announce -", SIGNS)
    return desk


@pytest.mark.parametrize("line", ALL)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_the_rows_are_those_of_csv(case: Desk, line: str, zone: str) -> None:
    line += f" --zone {zone}"
    rows = table(book(case, line)[ALL[line.partition(" --zone")[0]]])
    found = list(csv.DictReader(io.StringIO(case.done(f"{line} --format csv"))))
    assert len(rows) == len(found)
    for row, said in zip(rows, found, strict=True):
        of_all = list(said)[len(row) :]
        assert [*row, *of_all] == list(said)
        assert {"origin", "again", "size", "recorded_utc"} <= set(of_all)
        for name, value in row.items():
            shown = said[name]
            if isinstance(value, datetime):  # Excel would show a part of a second rounded up
                shown = shown.partition(".")[0]
            assert as_csv(value) == shown, name


#: What the head of JSON has for the table alone.
DRAWN = {"asked", "backwards", "day", "read_to", "within"}


@pytest.mark.parametrize("line", ALL)
def test_the_question_is_the_head_of_json(case: Desk, line: str) -> None:
    found = book(case, line)
    assert found.sheetnames == [ALL[line], "footnotes", "question"]
    question = dict(found["question"].values)
    whole = json.loads(case.done(f"{line} --format json"))
    for name, value in whole.items():
        if isinstance(value, (dict, list)) or name in DRAWN:
            continue
        exact = question.get(f"{name}_utc")
        assert value == (question[name] if exact is None else exact), name
    assert question["again"] == whole["again"]
    assert isinstance(question["size"], int)


def test_a_moment_is_a_date_of_the_zone_and_no_later_day(case: Desk) -> None:
    question = dict(book(case, "at 2022-10-29 --zone Asia/Shanghai")["question"].values)
    assert question["at"] == datetime(2022, 10, 29, 23, 59, 59)
    assert question["at_utc"] == "2022-10-29T15:59:59.999999Z"
    assert question["recorded"].tzinfo is None
    assert dict(book(case, "diff @30 @40 --at 2022-10-30")["question"].values)["from"] == "@30"


def test_a_midnight_is_shown_as_a_day_and_another_instant_with_its_time(desk: Desk) -> None:
    desk.done("init --zone Europe/Brussels")
    desk.done("announce -", BAN)
    sheet = book(desk, "at 2027-01-01")["states"]
    names = [cell.value for cell in sheet[1]]
    coffee = dict(zip(names, sheet[2], strict=True))
    assert coffee["subject"].value == "eu-market/coffee"
    shown = {name: (coffee[name].value, coffee[name].number_format) for name in names}
    assert shown["since"] == (datetime(2026, 12, 30), "yyyy-mm-dd")
    assert shown["since_utc"] == ("2026-12-29T23:00:00Z", "General")
    assert shown["last_day"] == (datetime(2027, 6, 30), "yyyy-mm-dd")
    assert shown["published"] == (datetime(2026, 9, 1, 9, 30), "yyyy-mm-dd hh:mm:ss")
    assert all(coffee[name].is_date for name in ("since", "until", "last_day", "published"))


def test_what_is_no_date_for_excel_is_a_text(desk: Desk) -> None:
    desk.done("init --zone Asia/Shanghai")
    desk.done(
        "announce --id a --source A --authority press --published 2022-01-01 --change permitted "
        "--subject x --effective 1899-12-31"
    )
    desk.done(
        "announce --id b --source A --authority press --published 2022-01-01 --change permitted "
        "--subject y --effective 1900-03-01 --until 9999-12-30"
    )
    x, y = table(book(desk, "at 2022-01-02")["states"])
    assert (x["since"], x["since_utc"]) == ("1899-12-31", "1899-12-30T15:54:17Z")
    assert (y["since"], y["last_day"]) == (datetime(1900, 3, 1), datetime(9999, 12, 30))
    assert table(book(desk, "at 2022-01-02 --zone UTC")["states"])[1]["since"] == (
        "1900-02-28 15:54:17"
    )


def test_numbers_and_truths_are_no_texts(signs: Desk) -> None:
    (row,) = table(book(signs, "at 2022-01-03")["states"])
    assert (row["population_percent"], row["seq"]) == (12.5, 5)
    assert (row["lapsed"], row["named"]) == (False, True)
    assert [row["population_percent"] for row in table(book(signs, "log")["events"])][-1] == 12.5


@pytest.mark.parametrize("line", ["at 2022-01-03", "log", "subjects", "sources", "timeline shop"])
def test_nothing_is_computed_or_followed(signs: Desk, line: str) -> None:
    found = book(signs, line)
    texts = [
        cell.value
        for sheet in found
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type != "n" or cell.value is not None
    ]
    assert any(str(text).startswith(("=", "+", "@")) for text in texts)
    with ZipFile(signs.folder / "book.xlsx") as inside:
        for name in inside.namelist():
            if name.startswith("xl/worksheets/"):
                assert not any(mark in inside.read(name) for mark in (b"<f", b"hyperlink"))


def test_the_header_stays_in_sight_and_filters(case: Desk) -> None:
    for sheet in book(case, "at 2022-10-29"):
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions


def test_a_column_is_as_wide_as_what_stands_in_it(signs: Desk) -> None:
    sheet = book(signs, "at 2022-01-03")["states"]
    wide = {
        cell.value: sheet.column_dimensions[cell.column_letter].width
        for cell in sheet[1]
        if cell.column_letter in sheet.column_dimensions
    }
    assert 2 * len("关于在直播间恢复外部链接的通知") < wide["title"] < 35
    assert len("2022-01-02T16:00:00Z") < wide["since_utc"] < 25


def test_a_path_has_a_line_of_its_own_in_a_cell(desk: Desk) -> None:
    desk.done("init --zone Europe/Brussels")
    desk.done("announce -", BAN)
    sheet = book(desk, "at 2026-12-31 eu-market/tea")["states"]
    (cell,) = (c for c in sheet[2] if c.value == "eu-market/tea/green\neu-market/tea/white")
    assert cell.alignment.wrap_text


def test_the_language_changes_nothing_and_the_same_question_gives_the_same_bytes(
    signs: Desk,
) -> None:
    made = []
    for words in ("", " --lang zh-Hans"):
        book(signs, f"at 2022-01-03{words}")
        made.append((signs.folder / "book.xlsx").read_bytes())
    assert made[0] == made[1]


def test_a_workbook_goes_to_standard_output_that_is_no_terminal(case: Desk) -> None:
    done = case.process("at", "2022-10-29", "--format", "xlsx", shell=">out.xlsx")
    assert (done.returncode, done.stderr) == (0, "")
    found = load_workbook(case.folder / "out.xlsx")["states"]
    assert table(found) == table(book(case, "at 2022-10-29")["states"])


def test_a_reader_who_goes_is_no_fault(case: Desk) -> None:
    done = case.process("log", "--format", "xlsx", shell="| true")
    assert (done.returncode, done.stderr) in ((141, ""), (0, ""))


def test_without_the_library_it_is_said_how_to_get_it(
    case: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    outcome = case.ledger("at --format xlsx -o book.xlsx")
    assert (outcome.code, outcome.out) == (1, "")
    assert "source, python -m pip install '.[sheets]'" in outcome.err
    assert not (case.folder / "book.xlsx").exists()


@pytest.mark.parametrize(
    "line",
    ["explain kuaishou", "show @1", "replay", "status", "verify", "watch", "expire", "checkpoint"],
)
def test_other_commands_say_which_formats_they_have(case: Desk, line: str) -> None:
    outcome = case.ledger(f"{line} --format xlsx")
    assert (outcome.code, outcome.out) == (2, "")
    assert "'xlsx' is not one of 'table', 'json'" in outcome.err or line == "watch"


def test_only_a_workbook_has_a_file_of_its_own(case: Desk) -> None:
    outcome = case.ledger("at --format csv -o book.csv")
    assert (outcome.code, outcome.out) == (2, "")
    assert "-o is the file of a workbook: expected --format xlsx with it" in outcome.err
    outcome = case.ledger("at --format xlsx -o nowhere/book.xlsx")
    assert (outcome.code, outcome.out) == (1, "")
    assert "there is no folder nowhere" in outcome.err


def test_more_rows_than_a_sheet_holds_are_refused_whole(
    case: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(workbook, "ROWS", 12)
    (case.folder / "book.xlsx").write_text("before")
    outcome = case.ledger("sources --format xlsx -o book.xlsx")
    assert outcome.code == 0
    outcome = case.ledger("at 2022-10-29 --format xlsx -o book.xlsx")
    assert (outcome.code, outcome.out) == (1, "")
    assert "a sheet holds 12 rows, and footnotes has more: --format csv and json" in outcome.err
    assert list(folder.iterdir()) == []
    assert load_workbook(case.folder / "book.xlsx").sheetnames[0] == "sources"


def test_more_than_a_cell_holds_is_refused_and_not_cut(case: Desk) -> None:
    long = "x" * 32_768
    case.done(
        "announce --id a --source A --authority press --published 2022-01-01 --change noted "
        f"--subject kuaishou --note {long}"
    )
    outcome = case.ledger("log --format xlsx -o book.xlsx")
    assert (outcome.code, outcome.out) == (1, "")
    assert "a cell holds 32,767 characters, and note of line" in outcome.err
    assert "of events has more: --format csv and json have no such limit" in outcome.err
    assert long in case.done("log --format csv")


def test_a_full_disk_is_told_by_the_file(case: Desk) -> None:
    done = case.process("log", "--format", "xlsx", "-o", "book.xlsx", before="ulimit -f 40;")
    assert done.returncode == 1
    assert "workbook.xlsx: File too large" in done.stderr
    assert not Path(case.folder, "book.xlsx").exists()
