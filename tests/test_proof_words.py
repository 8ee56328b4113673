"""Is it told in words what a proof is of, and what became of that since?"""

import pytest

from ledger.dates.moments import zone
from ledger.sayings.language import ENGLISH, Words
from tests import console
from tests.desk import REPOSITORY, Desk

WORDS = Words(ENGLISH, zone("UTC"))


@pytest.fixture
def case(desk: Desk) -> Desk:
    return desk.checkpointed()


@pytest.mark.parametrize(
    ("target", "became"),
    [
        ("kuaishou-insider-2022-10-28", ["@58   corrected kuaishou-insider-2022-10-28#2"]),
        ("kuaishou-insider-2022-10-28#2", ["@58   corrected kuaishou-insider-2022-10-28#2"]),
        ("kuaishou-insider-2022-10-28#1", []),
        ("jd-alliance-2022-10-28#4", ["@57   confirmed from 2022-10-29"]),
        ("jd-alliance-2022-10-28#3", ["@60   retracted jd-alliance-2022-10-28#3"]),
        ("@58", ["@59   retracted @58"]),
        ("@1", []),
    ],
)
def test_what_became_of_what_is_proved_is_named(case: Desk, target: str, became: list[str]) -> None:
    case.done("correct kuaishou-insider-2022-10-28#2 until=2022-11-29 --why slip")
    case.done("retract @58 --why 'it was right'")
    case.done("retract jd-alliance-2022-10-28#3 --why slip")
    told = case.done(f"prove {target} -o proof").splitlines()
    heading = "It does not show what became of it:"
    assert (heading in told) == bool(became)
    for each in became:
        assert any(line.startswith(each) for line in told[told.index(heading) :])


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("@1", ["@1    opened example.org/links, Asia/Shanghai"]),
        ("@3", ["@3    named kuaishou: 快手 Kuaishou, also 快手"]),
        (
            "kuaishou-insider-2022-10-28#1",
            [
                "@52   permitted from 2022-10-28, last day 2022-12-31",
                "kuaishou-insider-2022-10-28#1",
            ],
        ),
        ("jd-alliance-2022-10-28#2", ["grayscale completed some time up to 2022-10-28"]),
        (
            "jd-alliance-2022-10-28#4",
            ["permitted in full from 2022-10-29 at the earliest, expected"],
        ),
        ("jd-alliance-2022-11-02", ["announced jd-alliance-2022-11-02: JD Alliance, official"]),
        ("@58", ["@58   corrected jd-alliance-2022-11-02: language=en; why: slip"]),
    ],
)
def test_what_was_said_is_told_in_words_and_in_the_dates_of_its_source(
    case: Desk, target: str, words: list[str]
) -> None:
    case.done("correct jd-alliance-2022-11-02 language=en --why slip")
    case.done(f"prove {target} -o proof")
    told = case.done(f"verify-proof proof --key {case.key()}")
    assert told.startswith("PROVED: ")
    assert all(each in told for each in words)


@pytest.mark.parametrize(
    ("effective", "until", "words"),
    [
        ("2022-10", "2022-11-30", "some time in 2022-10, last day 2022-11-30"),
        ("2022-10-29T08:00", "2022-10-30T12:00", "from 2022-10-29T08:00, until 2022-10-30T12:00"),
        (
            "2022-10-01/2022-10-05",
            "2022-W43-6",
            "some time from 2022-10-01 to 2022-10-05, last day",
        ),
        ("2022-10-01~", "20221130", "from 2022-10-01~ (approximate), last day 20221130"),
    ],
)
def test_a_date_is_told_as_it_was_written_where_no_zone_is_known(
    case: Desk, effective: str, until: str, words: str
) -> None:
    case.done(
        "announce --id a --source A --authority press --published 2022-10-01 --change permitted "
        f"--subject x --effective {effective} --until {until}"
    )
    case.done("prove a#1 -o proof")
    told = case.done(f"verify-proof proof --key {case.key()}")
    assert f"permitted {words}" in told


def test_an_event_that_this_version_does_not_know_is_proved_all_the_same(case: Desk) -> None:
    from cli.commands.verify_proof import lines
    from ledger.entries import Entry

    for type, state in (
        ("overturned", b"{}"),
        ("permitted", b"[]"),
        ("announced", b'{"format":9}'),
    ):
        event = Entry(state, "example.org/links", 0, 9, "x", type, 1)
        assert lines(event, b"", WORDS)[0] == f"  event         @9, {type}"


@pytest.mark.usefixtures("strict")
def test_proofs_and_copies_are_told_in_chinese_as_the_page_shows(desk: Desk, golden: bool) -> None:
    desk.kuaishou()
    desk.done("checkpoint -o held")
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    console.check(REPOSITORY / "tests" / "golden" / "zh-Hans-proofs.md", desk, golden=golden)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("rescheduled effective: 2022-12-01", "moved to 2022-12-01"),
        ("rescheduled effective: 2022-12-01?", "moved to 2022-12-01? (uncertain)"),
        ("rescheduled effective: 2022-12-01/..", "moved to 2022-12-01 at the earliest"),
        ("rescheduled effective: 2022-12", "moved to some time in 2022-12"),
        ("rescheduled effective: ../2022-12-01", "moved to some time up to 2022-12-01"),
        ("rescheduled", "put off to a day not said"),
        ("term_changed until: 2022-12-31", "term changed to last day 2022-12-31"),
        ("term_changed until: ..", "term lifted"),
        ("permitted until: ..", "no end"),
    ],
)
def test_what_an_amendment_moves_is_told_as_it_was_written(
    case: Desk, change: str, words: str
) -> None:
    kind, _, fields = change.partition(" ")
    base = "change: permitted, subjects: [x], effective: 2022-11-01"
    said = f"{base}, {fields}" if kind == "permitted" else f"change: {kind}, of: a#1, {fields}"
    head = "source: {name: A, authority: press}, published: 2022-10-01, changes: "
    case.done(
        "announce -",
        typed="format: policy-ledger/1\nannouncements:\n"
        f"- {{id: a, {head}[{{{base}}}]}}\n- {{id: b, {head}[{{{said}}}]}}\n",
    )
    case.done("prove b#1 -o proof")
    assert words in case.told(f"verify-proof proof --key {case.key()}")
