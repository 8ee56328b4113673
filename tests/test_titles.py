"""What becomes of the titles and aliases that a file gives to paths?"""

from pathlib import Path
from typing import Any

import pytest

from ledger.application import open_for_writing
from ledger.faults import InputFault
from ledger.reports import AnnounceReport
from tests.announcing import batch
from tests.ledgers import HEAD, PERMITTED, announcement, made, rows, table, told
from tests.warned import worded

TITLES = "format: policy-ledger/1\nsubjects:\n"


def titled(path: Path, *entries: str, items: str = "", **settings: Any) -> AnnounceReport:
    """What came of announcing titles, one entry a line from line 3 on, and items after them."""
    text = TITLES + "".join(f"- {{{entry}}}\n" for entry in entries)
    text += f"announcements:\n{items}" if items else ""
    with open_for_writing(str(path)) as ledger:
        return ledger.announce(batch(text), **settings)


def types(path: Path) -> list[str]:
    return [topic for (topic,) in rows(path, "SELECT topic FROM stored_events WHERE seq > 1")]


def test_an_entry_that_says_nothing_of_a_path_without_a_title_changes_nothing(
    tmp_path: Path,
) -> None:
    path = made(tmp_path)
    assert titled(path, "path: k").events == 0
    assert titled(path, "path: k, title: K").events == 1
    assert titled(path, "path: k").events == 1
    assert titled(path, "path: k").events == 0


def test_the_title_of_a_path_that_looks_mistyped_warns(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", PERMITTED))
    entries = ("path: k/livee, title: L", "path: k/live, title: L", "path: z, title: Z")
    assert worded(titled(path, *entries).warnings) == (
        "f.yaml:3: subjects[1].path: k/livee is not known yet: did you mean k/live?",
    )
    assert not titled(path, *entries).warned


def test_the_title_of_a_path_that_the_file_speaks_of_does_not_warn(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", PERMITTED))
    items = announcement("b", PERMITTED.replace("k/live", "k/livee"))
    report = titled(path, "path: k/livee, title: L", items=items)
    assert (report.new_subjects, report.warned) == (("k/livee",), 0)


def test_known_subjects_refuses_the_title_of_an_unknown_path(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", PERMITTED))
    before = table(path, "stored_events")
    with pytest.raises(InputFault) as fault:
        titled(path, "path: k/live, title: L", "path: k/livee, title: L", known_subjects=True)
    assert str(fault.value) == (
        "f.yaml:4: subjects[2].path: k/livee is not known yet: did you mean k/live?; "
        "expected a known subject"
    )
    assert table(path, "stored_events") == before
    assert titled(path, "path: k/live, title: L", known_subjects=True).described == ("k/live",)


@pytest.mark.parametrize("entry", ["title: '{}'", "aliases: ['{}']", "title: x, aliases: ['{}']"])
def test_a_title_that_is_too_long_for_an_entry_is_refused(tmp_path: Path, entry: str) -> None:
    path = made(tmp_path)
    long = ", ".join(f"'alias {n}'" for n in range(6_000))
    written = entry.format("快" * 30_000) if "aliases" not in entry else f"aliases: [{long}]"
    with pytest.raises(InputFault) as fault:
        titled(path, "path: j, title: J", f"path: k, {written}")
    assert str(fault.value).startswith("f.yaml:4: subjects[2]: this would be an entry of ")
    assert types(path) == []


def test_a_rehearsal_of_each_knows_what_came_before(tmp_path: Path) -> None:
    path = made(tmp_path)
    before = table(path, "stored_events")
    text = HEAD + announcement("a", PERMITTED) + announcement("b", "change: withdrawn, of: a#1")
    with open_for_writing(str(path)) as ledger:
        report = ledger.announce(batch(text), each=True, dry_run=True)
        assert (report.events, report.new_subjects) == (4, ("k/live",))
        report = ledger.announce_lines(batch(text).drafts, each=True, dry_run=True)
        assert (report.events, report.new_subjects) == (4, ("k/live",))
    assert table(path, "stored_events") == before


def test_known_subjects_looks_at_every_title(tmp_path: Path) -> None:
    path = made(tmp_path)
    entries = [f"path: k/{n}, title: L" for n in range(30)]
    titled(path, *entries)
    again = [entry.replace("title: L", "title: M") for entry in entries]
    with pytest.raises(InputFault, match=r"subjects\[31\].path: z is not known yet"):
        titled(path, *again, "path: z, title: Z", known_subjects=True)
