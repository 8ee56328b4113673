"""Does the auditors' page show what the commands print?"""

from tests import console
from tests.desk import REPOSITORY, Desk


def test_the_auditors_page_goes_as_it_says(desk: Desk, golden: bool) -> None:
    console.check(REPOSITORY / "docs" / "auditing.md", desk, golden=golden)
