"""Who is told that a path begins with an alias, which founds a subject when written?"""

from pathlib import Path

import pytest

from ledger.faults import InputFault
from tests.desk import Desk
from tests.ledgers import PERMITTED, announcement, made, told
from tests.test_titles import titled
from tests.warned import worded

ALIASED = PERMITTED.replace("k/live", "快手/live")
HINT = "快手/live is not known yet: 快手 is an alias of k: did you mean k/live?"


def test_a_change_on_a_path_that_begins_with_an_alias_warns(tmp_path: Path) -> None:
    path = made(tmp_path)
    titled(path, "path: k, aliases: [快手]", items=announcement("a", PERMITTED))
    rehearsed = told(path, announcement("b", ALIASED), dry_run=True)
    report = told(path, announcement("b", ALIASED))
    assert (
        worded(report.warnings)
        == worded(rehearsed.warnings)
        == (f"f.yaml:7: announcements[1].changes[1].subjects: {HINT}",)
    )
    assert report.new_subjects == ("快手/live",)


def test_a_real_first_segment_wins_over_an_alias_without_a_warning(tmp_path: Path) -> None:
    path = made(tmp_path)
    titled(path, "path: k, aliases: [快手]")
    told(path, announcement("a", ALIASED))
    assert not told(path, announcement("b", ALIASED.replace("live", "detail"))).warned


@pytest.mark.parametrize("each", [False, True])
def test_an_alias_of_the_same_file_warns(tmp_path: Path, each: bool) -> None:
    path = made(tmp_path)
    items = announcement("a", ALIASED)
    report = titled(path, "path: k, aliases: [快手]", items=items, each=each)
    assert worded(report.warnings) == (f"f.yaml:9: announcements[1].changes[1].subjects: {HINT}",)


def test_an_alias_that_the_file_takes_away_does_not_warn(tmp_path: Path) -> None:
    path = made(tmp_path)
    titled(path, "path: k, aliases: [快手]")
    assert not titled(path, "path: k, aliases: [ks]", items=announcement("a", ALIASED)).warned


def test_the_title_of_a_path_that_begins_with_an_alias_warns(tmp_path: Path) -> None:
    path = made(tmp_path)
    report = titled(path, "path: k, aliases: [快手]", "path: 快手/live, title: L")
    assert worded(report.warnings) == (f"f.yaml:4: subjects[2].path: {HINT}",)


def test_an_alias_of_two_paths_names_both(tmp_path: Path) -> None:
    path = made(tmp_path)
    titled(path, "path: k, aliases: [快手]")
    titled(path, "path: a/b/c/d/e/f/g/h, aliases: [快手]")
    (warning,) = worded(told(path, announcement("a", ALIASED.replace("/live", ""))).warnings)
    assert warning.endswith(
        ": 快手 is an alias of a/b/c/d/e/f/g/h and of k: did you mean a/b/c/d/e/f/g/h or k?"
    )


def test_known_subjects_refuses_an_alias_with_what_it_stands_for(tmp_path: Path) -> None:
    path = made(tmp_path)
    titled(path, "path: k, aliases: [快手]", items=announcement("a", PERMITTED))
    with pytest.raises(InputFault) as fault:
        told(path, announcement("b", ALIASED), known_subjects=True)
    assert str(fault.value) == (
        f"f.yaml:7: announcements[1].changes[1].subjects: {HINT}; expected a known subject"
    )


def test_an_alias_typed_as_a_subject_warns(desk: Desk) -> None:
    desk.done("demo d")
    typed = (
        "announce --id b --source A --authority press --published 2022-10-28 --change permitted "
        "--effective 2022-10-28 --subject 快手/live-cart/taobao-alliance --ledger d/policy.ledger"
    )
    outcome = desk.ledger(typed)
    assert outcome.code == 0
    assert outcome.err == (
        "warning: the command line: --subject: 快手/live-cart/taobao-alliance is not known yet: "
        "快手 is an alias of kuaishou: did you mean kuaishou/live-cart/taobao-alliance?\n"
    )


def test_an_alias_typed_as_a_subject_is_refused_where_subjects_must_be_known(desk: Desk) -> None:
    desk.done("demo d")
    outcome = desk.ledger(
        "announce --id b --source A --authority press --published 2022-10-28 --change permitted "
        "--effective 2022-10-28 --subject 快手/live-cart --ledger d/policy.ledger --known-subjects"
    )
    assert outcome.code == 1
    assert "--subject: 快手/live-cart is not known yet: 快手 is an alias of kuaishou" in outcome.err
