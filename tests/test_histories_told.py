"""Do the tables tell six real histories so that an auditor reads them right?"""

import json
import shutil

import pytest

from cli.text import width
from tests import console
from tests.desk import REPOSITORY, Desk
from tests.outputs import fits
from tests.test_histories import FOLDER, NAMES, recorded

PAGES = REPOSITORY / "tests" / "golden" / "histories"
#: A moment at which each history has much to tell.
MOMENTS = {
    "apple_links": "2025-05-10",
    "evictions": "2021-08-05",
    "ofac_gl8": "2025-02-01",
    "tiktok_fee": "2024-05-01",
    "whatsapp": "2021-03-01",
    "x_brazil": "2024-09-18",
}


@pytest.fixture
def shelf(desk: Desk) -> Desk:
    """A desk with the files of the histories."""
    for name in NAMES:
        shutil.copy(FOLDER / f"{name}.yaml", desk.folder)
    return desk


@pytest.mark.parametrize("name", NAMES)
def test_a_history_is_told_as_its_page_shows(shelf: Desk, name: str, golden: bool) -> None:
    zone = recorded(name)[1]
    shelf.done(f"init --origin example.org/{name} --zone {zone}")
    console.check(PAGES / f"{name}.md", shelf, golden=golden)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_of_a_history_fits_its_schemas(shelf: Desk, name: str) -> None:
    shelf.done("init --origin example.org/history")
    shelf.done(f"announce {name}.yaml")
    when = MOMENTS[name]
    states = json.loads(shelf.done(f"at {when} --format json"))["states"]
    subject = states[-1]["subject"]
    for line in (
        f"at {when}",
        f"explain {when} '{subject}'",
        f"timeline '{subject}'",
        f"diff 2000-01-01 {when}",
        f"due {when} --within 9999d",
        "replay",
        "replay --clock effective",
        "replay --clock published",
        "log",
        "subjects",
        "sources",
        f"show @{shelf.done('log --format jsonl').count(chr(10))}",
    ):
        fits(json.loads(shelf.done(f"{line} --format json")), line.split()[0])
        shelf.done(f"{line} --format csv")


@pytest.mark.parametrize("name", NAMES)
def test_a_history_is_told_within_a_narrow_terminal(
    shelf: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.done("init --origin example.org/history")
    shelf.done(f"announce {name}.yaml")
    monkeypatch.setenv("COLUMNS", "60")
    when = MOMENTS[name]
    states = json.loads(shelf.done(f"at {when} --format json"))["states"]
    for line in (
        f"at {when}",
        f"diff 2000-01-01 {when}",
        f"due {when} --within 9999d",
        "replay",
        "replay --clock effective",
        *(f"{each} '{states[0]['subject']}'" for each in (f"explain {when}", "timeline")),
    ):
        assert [each for each in shelf.done(line).splitlines() if width(each) > 60] == []
