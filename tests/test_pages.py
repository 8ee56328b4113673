"""Do the guides in docs/ show what the commands print?"""

import re
from pathlib import Path

import pytest
import yaml

from ledger.files.announcements import read
from ledger.stores import schema
from tests import console
from tests.desk import REPOSITORY, Desk


def test_the_tutorial_goes_as_it_says(desk: Desk, golden: bool) -> None:
    console.check(REPOSITORY / "docs" / "tutorial.md", desk, golden=golden)


def test_the_page_on_running_goes_as_it_says(desk: Desk, golden: bool) -> None:
    desk.kuaishou()
    console.check(REPOSITORY / "docs" / "running.md", desk, golden=golden)


def test_the_announcement_file_of_the_guide_is_one(tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / "announcement-file.md").read_text(encoding="utf-8")
    shown = page.partition("```yaml\n")[2].partition("```")[0]
    assert yaml.safe_load(shown)
    (tmp_path / "notice.html").write_text("notice", encoding="utf-8")
    (tmp_path / "shown.yaml").write_text(shown, encoding="utf-8")
    batch = read(tmp_path / "shown.yaml", ledger_zone="UTC")
    assert [len(draft.changes) for draft in batch.drafts] == [1]


def test_the_page_on_the_read_model_names_all_its_tables_and_the_columns_of_changes() -> None:
    page = (REPOSITORY / "docs" / "read-model.md").read_text(encoding="utf-8")
    for name in (*schema.READ_MODEL, *schema.columns(schema.READ_MODEL["changes"])):
        assert f"`{name}`" in page, name


@pytest.mark.parametrize("page", sorted((REPOSITORY / "docs").rglob("*.md")), ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target
