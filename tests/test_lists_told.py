"""Have the documents of subjects, sources and the status all that their tables tell?"""

import json
from pathlib import Path

import pytest

from cli.tables import sources_table, status_table, subjects_table
from ledger.sayings.language import LANGUAGES
from tests import console
from tests.desk import REPOSITORY, Desk
from tests.drawn import drawn
from tests.outputs import fits
from tests.test_documents import MORE, ODD

TABLES = {"subjects": subjects_table, "sources": sources_table, "status": status_table}
LINES = (
    *("subjects", "subjects rules", "subjects --recorded @0", "sources", "status"),
    *("sources --authority official --known 2022-10-28", "sources --zone UTC --recorded @30"),
    "status --recorded @0",
)


@pytest.fixture
def case(desk: Desk) -> Desk:
    desk.kuaishou()
    for text in (MORE, ODD):
        desk.done("announce -", typed=text)
    return desk


def is_drawn(case: Desk, line: str) -> None:
    """A table is drawn from parsed JSON, in each language, as it is printed."""
    document = json.loads(case.done(f"{line} --format json"))
    name = line.split()[0]
    fits(document, name)
    for tag in LANGUAGES:
        assert drawn(TABLES[name].draw, document, tag) == case.done(f"{line} --lang {tag}")


@pytest.mark.usefixtures("strict")
def test_the_tables_are_drawn_from_their_documents_alone(case: Desk) -> None:
    for line in LINES:
        is_drawn(case, line)
    case.done("checkpoint -o held")
    case.done("expire")
    is_drawn(case, "status")


def test_lines_have_what_the_design_names(case: Desk) -> None:
    for name in TABLES:
        for text in case.done(f"{name} --format jsonl").splitlines():
            found = json.loads(text)
            fits(found, name, part="line")
            assert "read_to" not in found


def test_a_status_names_the_file_in_which_a_head_would_be_kept(case: Desk) -> None:
    (before,) = json.loads(case.done("status --format json"))["status"]
    assert before["head_signed"] == f"@{before['head']['size']}, root {before['head']['root']}"
    Path(before["head_file"]).unlink()
    (after,) = json.loads(case.done("status --format json"))["status"]
    assert (after["head"], after["head_file"]) == (None, before["head_file"])
    told = f"none is kept here, as {before['head_file']}"
    assert "".join(told.split()) in "".join(case.told("status").split())  # it may be wrapped


def test_a_path_is_listed_by_its_title_in_the_language(case: Desk) -> None:
    for tag, title in (("en", "Tea"), ("zh-Hans", "茶")):
        row = next(
            line
            for line in case.done(f"subjects rules --lang {tag}").splitlines()
            if line.startswith("rules/tea ")
        )
        assert row.split()[2] == title


def test_the_lists_are_told_in_chinese_as_the_page_shows(case: Desk, golden: bool) -> None:
    console.check(REPOSITORY / "tests" / "golden" / "zh-Hans-lists.md", case, golden=golden)


def test_a_source_of_two_authorities_has_a_line_for_each(desk: Desk) -> None:
    desk.done("init --origin example.org/links")
    for id, authority in (("a", "official"), ("b", "press"), ("c", "press")):
        desk.done(
            f"announce --id {id} --source K --authority {authority} --published 2022-01-01 "
            "--zone Asia/Shanghai --change permitted --subject k --effective 2022-01-01"
        )
    out = desk.told("sources")
    assert "K, official 1 1 2022-01-01 K, press 2 2 2022-01-01" in out
    assert "1 source, one line for each authority and party. What one said:" in out
    assert "counts from 2022-01-01 15:59:59 +00:00 zone Asia/Shanghai" in desk.told("show a")
