"""Every command has a page, and every example on it prints what the page shows."""

from pathlib import Path

import pytest

from cli.catalogue import COMMANDS
from tests.console import check
from tests.desk import REPOSITORY, Desk

PAGES = sorted((REPOSITORY / "docs" / "commands").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_print_what_it_shows(page: Path, desk: Desk, golden: bool) -> None:
    first = page.read_text(encoding="utf-8").partition("\n")[0]
    if first == "<!-- desk: opened -->":
        desk.done("init --origin example.org/links --zone Asia/Shanghai")
    elif first != "<!-- desk: empty -->":
        desk.kuaishou()
    check(page, desk, golden=golden)


def test_every_command_has_a_page() -> None:
    assert set(COMMANDS) == {page.stem for page in PAGES}
