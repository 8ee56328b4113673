"""Is what the page on the announcement file shows such a file?"""

import re
from pathlib import Path

import pytest

from tests.announcing import batch

PAGE = Path(__file__).parent.parent / "docs" / "announcement-file.md"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.M)


@pytest.mark.parametrize("written", EXAMPLES, ids=lambda written: written.partition("\n")[0])
def test_an_example_of_the_page_is_read(written: str, tmp_path: Path) -> None:
    (tmp_path / "notice.html").write_text("<p>closed</p>", encoding="utf-8")
    whole = written if written.startswith("format:") else f"format: policy-ledger/1\n{written}"
    read = batch(whole, folder=tmp_path)
    assert read.drafts or read.descriptions
