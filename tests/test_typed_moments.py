"""A date that is not understood is refused where a subject may stand: today is never answered."""

import shlex
from pathlib import Path

import pytest

from ledger.dates.guesses import guess
from ledger.dates.moments import instant, zone
from tests.desk import Desk

ADS = """
format: policy-ledger/1
subjects: [{path: ads-2025-10-15, title: A campaign}, {path: eu/ads, aliases: [tomorow]}]
announcements:
- id: march-2025-10-15
  source: {name: Commission, authority: binding, party: regulator}
  published: 2024-01-01
  changes:
  - change: suspended
    subjects: [eu/ads/political, "*/notices/10-15", yesteday/banner]
    effective: 2025-10-10
"""
UTC = zone("UTC")
NOW = instant("2026-11-24T01:12:31Z")


@pytest.fixture
def ads(desk: Desk) -> Desk:
    desk.done("init --origin example.org/ads")
    Path("ads.yaml").write_text(ADS)
    desk.done("announce ads.yaml")
    return desk


@pytest.mark.parametrize(
    ("line", "word", "meant"),
    [
        ("at yesterdy eu/ads/political", "yesterdy", "is likely yesterday: write yesterday"),
        ("at yesterdy", "yesterdy", "write yesterday"),
        ("at eu/ads/political yesterdy", "yesterdy", "write yesterday"),
        ("at '15 October 2025' eu/ads", "'15 October 2025'", "reads like a date: write 2025-10-15"),
        ("at October eu/ads", "October", "reads like a date: write one as 2022-10-29"),
        ("at Oct-15 eu/ads/political", "Oct-15", "write one as 2022-10-29"),
        ("at eu/ads/political 2025-10-15", "2025-10-15", "is a moment: write it before"),
        ("at eu/ads/political today", "today", "is a moment: write it before"),
        ("at eu/ads/political 10/15", "10/15", "which is the day, the month, the year?"),
        ("at 2025-10-15,eu/ads", "2025-10-15,eu/ads", "write 2025-10-15 as a word of its own"),
        ("at eu/ads/political,2025-10-15", None, None),  # something is said of eu/ads/political
        ("at eu/adds,2025-10-15", "eu/adds,2025-10-15", "write 2025-10-15 as a word of its own"),
        ("at eu/ads/political 昨天", "'昨天'", "write yesterday"),
        ("due tomorow/x eu/ads/political", None, None),  # an alias
        (
            "due tommorow eu/ads/political",
            "tommorow",
            "likely tomorrow, which is not read: write 20",
        ),
        ("due eu/ads/political tomorrow", "tomorrow", "expected a date such as 2022-10-29"),
        ("explain yesterdy eu/ads/political", "yesterdy", "write yesterday"),
        ("explain eu/ads/political 2025-10-15", "2025-10-15", "is a moment: write it before"),
        ("explain 15_Oct_2025", "15_Oct_2025", "write 2025-10-15"),
        ("timeline yesterdy", "yesterdy", "is likely yesterday, and timeline takes no WHEN"),
        ("timeline 2025-10-15", "2025-10-15", "is a moment, and timeline takes no WHEN"),
        ("replay 2025-10-15 eu/ads", "2025-10-15", "is a moment, and replay takes no WHEN"),
        ("subjects Oct-15", "Oct-15", "reads like a date, and subjects takes no WHEN"),
    ],
)
def test_a_word_that_looks_like_a_moment_is_refused_where_nothing_is_recorded_of_it(
    line: str, word: str | None, meant: str | None, ads: Desk
) -> None:
    outcome = ads.ledger(line)
    if word is None or meant is None:
        assert outcome.code == 0
        return
    assert (outcome.code, outcome.out) == (2, "")
    told = " ".join(outcome.err.split())
    assert f"nothing is recorded of {word.strip(chr(39))}" in told
    assert meant in told
    command = line.split()[0]
    command = command if command in ("at", "due", "explain") else "at"
    again = f"ledger {command} today {word}"
    assert f"As a subject it is asked for after a WHEN: {again}" in told
    assert ads.run(*shlex.split(again)[1:]).code == 0


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("at yesteday", "yesteday"),  # something is recorded below it
        ("at yesteday/banner/small", "yesteday/banner/small"),  # above it
        ("at tomorow", "political"),  # an alias
        ("at ads-2025-10-15", "ads-2025-10-15"),  # a title
        ("at eu/notices/10-15", "eu/notices/10-15"),  # of a path with *
        ("at march-2025-10-15", "march-2025-10-15"),  # an announcement's id, which is told as one
        ("at yesteday --known 2020-01-01", "yesteday"),  # recorded, though not seen
        ("at march-madness", "march-madness"),
        ("at coffee-2024", "coffee-2024"),
        ("at maybe", "maybe"),
        ("at snow", "snow"),
        ("due kuaishou-2022-02-23", "kuaishou-2022-02-23"),
        ("explain 7-eleven", "7-eleven"),
        ("at today yesterdy", "yesterdy"),
        ("at 2025-10-15 2025-10-16", "2025-10-16"),
    ],
)
def test_every_other_word_is_a_subject(line: str, asked: str, ads: Desk) -> None:
    outcome = ads.ledger(line)
    assert outcome.code == 0, outcome.err
    assert asked in outcome.out


def test_explain_of_two_subjects_names_both(ads: Desk) -> None:
    outcome = ads.ledger("explain eu/ads/political eu/ads/other")
    assert outcome.code == 2
    assert "expected one SUBJECT, not 2, eu/ads/political and eu/ads/other:" in outcome.err
    assert "expected one SUBJECT, not 0:" in ads.ledger("explain").err


def test_a_moment_after_a_moment_is_told_to_be_taken_for_a_subject(ads: Desk) -> None:
    words = "2025-10-16, which looks like a moment and is taken for a subject here"
    assert f"nothing is recorded of {words}" in ads.ledger("at 2025-10-15 2025-10-16").err
    assert "moment" not in ads.ledger("at 2025-10-15 tea").err
    assert "moment" not in ads.ledger("at tea").err


def test_a_dossier_says_in_its_readme_of_what_nothing_is_recorded(ads: Desk) -> None:
    ads.done("export dossier 2025-10-15 eu/ads/politcal eu/ads/political -o dossier")
    told = " ".join(Path("dossier/README.md").read_text().split())
    assert (
        "Nothing is recorded of eu/ads/politcal, above it or below it; the nearest path is "
        "eu/ads/political. Its answer, unknown, is of a path that was perhaps mistyped." in told
    )
    ads.done("export dossier 2025-10-15 eu/ads/political -o other")
    assert "Nothing is recorded" not in Path("other/README.md").read_text()


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("yesterdy", "is likely yesterday: write yesterday"),
        ("Yesteday", "is likely yesterday: write yesterday"),
        ("todya", "is likely today: write today"),
        ("፩ october 2022", None),  # a digit of a number that has no decimals
        ("noww", "is likely now: write now"),
        ("3 dys ago", "is likely 3 days ago: write 3 days ago"),
        ("明天", "is likely tomorrow, which is not read: write 2026-11-25"),
        ("today,eu/ads", "has something beside it: write today as a word of its own"),
        ("20251015eu", "has something beside it: write 2025-10-15 as a word of its own"),
        ("at=2025-10-15", "has something beside it: write 2025-10-15 as a word of its own"),
        ("2025-10-15/eu/ads", "has something beside it: write 2025-10-15 as a word of its own"),
        ("2025-13-15,eu", None),
        ("October 15th, 2025", "reads like a date: write 2025-10-15"),
        ("Wed, 15 Oct 2025", "reads like a date: write 2025-10-15"),
        ("15/Oct/2025", "reads like a date: write 2025-10-15"),
        ("15oct2025", "reads like a date: write 2025-10-15"),
        ("15 Oktober 2025", "reads like a date: write 2025-10-15"),
        ("2025_10_15", "reads like a date: write 2025-10-15"),
        ("31 February 2025", "reads like a date: write one as 2022-10-29"),
        ("last week", "reads like a date: write one as 2022-10-29"),
        ("end of March", "reads like a date: write one as 2022-10-29"),
        ("mid-2025", "reads like a date: write one as 2022-10-29"),
        ("Monday", "reads like a date: write one as 2022-10-29"),
        *((word, None) for word in ("coffee", "yes", "snow", "a/b", "7-eleven", "w2", "t1")),
        *(
            (word, None)
            for word in ("3c/links", "a~b", "快手", "payday", "marchand", "day", "week")
        ),
        *((word, None) for word in ("ads-2025", "octopus 8", "h1", "eu/2025-10-15", "")),
    ],
)
def test_which_moment_a_text_was_likely_to_be(text: str, likely: str | None) -> None:
    found = guess(text, UTC, now=NOW)
    assert (found and str(found)) == likely


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("diff yesterdy today eu/ads", "it is likely yesterday: write yesterday"),
        ("diff today Oct-15 eu/ads", "it reads like a date: write one as 2022-10-29"),
        ("export dossier 2025-10-15,eu/ads -o d", "write 2025-10-15 as a word of its own"),
        ("log --since '15 October 2025'", "it reads like a date: write 2025-10-15"),
        ("diff 10/15 today", None),
        ("diff tea today", None),
    ],
)
def test_where_a_moment_is_needed_it_is_told_which_was_likely_meant(
    line: str, hint: str | None, ads: Desk
) -> None:
    outcome = ads.ledger(line)
    assert (outcome.code, outcome.out) == (2, "")
    told = " ".join(outcome.err.split())
    assert hint in told if hint else "; it " not in told


@pytest.mark.parametrize("command", ["at", "explain", "timeline", "due", "replay", "subjects"])
def test_a_word_that_is_no_utf_8_and_begins_as_a_date_is_bad_input(command: str, ads: Desk) -> None:
    outcome = ads.run(command, "2022-10-29\udcff")
    assert outcome.code in (1, 2), outcome
    assert "fault of this program" not in outcome.err
