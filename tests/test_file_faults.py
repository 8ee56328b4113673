"""What of an announcement or of a whole file is refused, by line and field?"""

import io

import pytest

from ledger.faults import InputFault
from ledger.files.announcements import read
from tests.announcing import HEAD, STATED, batch, faults
from tests.warned import worded


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: a-1", 'id: "a-1 "', "f.yaml:3: announcements[1].id: 'a-1 ' is no id"),
        ("id: a-1", 'id: "a-1\\n"', "f.yaml:3: announcements[1].id: 'a-1\\n' is no id"),
        ("id: a-1", "id: A 1", "f.yaml:3: announcements[1].id: 'A 1' is no id; expected a slug of"),
        (
            "- id: a-1\n  ",
            "- ",
            "f.yaml:3: announcements[1].id: is missing; expected a slug such as",
        ),
        ("  published: 2022-02-22\n", "", "f.yaml:3: announcements[1].published: is missing"),
        ("published: 2022-02-22", "published: 2022-02-22/..", ":5: announcements[1].published: "),
        (
            "published",
            "publishd",
            "f.yaml:5: announcements[1].publishd: unknown field: did you mean",
        ),
        (
            "authority: official",
            "authority: offical",
            "f.yaml:4: announcements[1].source.authority: "
            "unknown word 'offical': did you mean official?; expected one of binding, official",
        ),
        (", authority: official", "", "f.yaml:4: announcements[1].source.authority: is missing"),
        ("name: A", "name: ''", "f.yaml:4: announcements[1].source.name: is empty"),
        ("official}", "official, party: shop}", ":4: announcements[1].source.party: unknown word"),
        ("{name: A, authority: official}", "A", "f.yaml:4: announcements[1].source: is text"),
        (
            "  published",
            "  zone: Asia/Beijing\n  published",
            "f.yaml:5: announcements[1].zone: "
            "unknown time zone 'Asia/Beijing': did you mean Asia/Shanghai?",
        ),
        (
            "  published",
            "  url: no url\n  published",
            "f.yaml:5: announcements[1].url: 'no url' is no",
        ),
        ("  published", "  language: '中文'\n  published", "f.yaml:5: announcements[1].language: "),
        (
            "  published",
            "  title: |\n    a\n    b\n  published",
            ":5: announcements[1].title: has sev",
        ),
        ("  published", "  via: The Paper\n  published", "f.yaml:5: announcements[1].via: is text"),
        (
            "  published",
            "  via: {}\n  published",
            "f.yaml:5: announcements[1].via.name: is missing",
        ),
        (
            "policy-ledger/1",
            "policy-ledger/2",
            "f.yaml:1: format: 'policy-ledger/2' is a format that "
            "this version does not read; expected policy-ledger/1",
        ),
        ("format: policy-ledger/1\n", "", "f.yaml:1: format: is missing; expected policy-ledger/1"),
        (
            "announcements",
            "anouncements",
            "f.yaml:2: anouncements: unknown field: did you mean annou",
        ),
    ],
)
def test_a_fault_in_an_announcement_names_its_line_and_field(
    old: str, new: str, message: str
) -> None:
    assert message in faults(f"{HEAD}  - {{{STATED}}}\n".replace(old, new, 1))


def test_an_announcement_says_at_least_one_thing() -> None:
    assert "announcements[1].changes: is missing; expected a list of" in faults(HEAD[:-11])
    assert "announcements[1].changes: is empty; expected a list" in faults(HEAD)
    told = faults(HEAD.replace("changes:", "changes: []"))
    assert told == "f.yaml:6: announcements[1].changes: is empty; expected at least one change"
    told = faults(HEAD + "  - suspended\n")
    assert "announcements[1].changes[1]: is text; expected a mapping that begins with" in told


@pytest.mark.parametrize(
    ("subjects", "message"),
    [
        (
            "- {path: a}\n- {path: a, title: b}\n",
            "f.yaml:4: subjects[2].path: a is here twice, first",
        ),
        ("- {title: b}\n", "f.yaml:3: subjects[1].path: is missing"),
        ("- {path: a//b}\n", "f.yaml:3: subjects[1].path: subject 'a//b': segment 2 is empty"),
        (
            "- {path: a, aliases: [b/c]}\n",
            "f.yaml:3: subjects[1].aliases[1]: 'b/c' is a path; expected an alias without a slash",
        ),
        (
            "- {path: a, aliases: [b, b]}\n",
            "subjects[1].aliases[2]: b is here twice; expected each alias once",
        ),
        ("- {path: a, aliases: b}\n", "f.yaml:3: subjects[1].aliases: is text; expected a list"),
        ("- {path: a, alias: [b]}\n", "subjects[1].alias: unknown field: did you mean aliases?"),
        ("- a\n", "f.yaml:3: subjects[1]: is text; expected an entry such as"),
    ],
)
def test_a_fault_in_a_title_names_its_line_and_field(subjects: str, message: str) -> None:
    assert message in faults(f"format: policy-ledger/1\nsubjects:\n{subjects}")


def test_an_alias_of_two_paths_is_a_warning() -> None:
    text = (
        "format: policy-ledger/1\nsubjects:\n- {path: a, aliases: [x]}\n- {path: b, aliases: [x]}\n"
    )
    (warning,) = batch(text).warnings
    assert warning.kind == "shared alias"
    assert (
        worded([warning])[0]
        == "f.yaml:4: alias x is given to a and to b: neither can be named by it"
    )


def test_all_faults_are_told_in_the_order_of_their_lines() -> None:
    told = faults(
        f"{HEAD}  - {{change: suspend, subjects: [s]}}\n  - {{{STATED}, until: 2022}}\n".replace(
            "authority: official", "authority: x"
        )
    ).splitlines()
    assert [line.split(":")[1] for line in told] == ["4", "7", "8"]


def test_no_more_than_twenty_faults_are_told() -> None:
    told = faults(HEAD + "  - {change: x}\n" * 100).splitlines()
    assert len(told) == 21
    assert told[-1] == "f.yaml: has 20 faults so far: what follows was not read"


@pytest.mark.parametrize(
    ("effective", "message"),
    [
        ("2022-03-13T02:30", "does not exist in America/New_York"),
        ("2022-11-06T01:30", "occurs twice in America/New_York"),
        ("2022-02-30", ""),
        ("10/29/2022", ""),
        ("2022-10-29T08:00+25:00", ""),
        ("2022-12-31/2022-01-01", ""),
        ("../..", ""),
    ],
)
def test_a_start_that_no_clock_shows_is_refused(effective: str, message: str) -> None:
    change = f'change: permitted, subjects: [s], effective: "{effective}"'
    told = faults(
        f"{HEAD}  - {{{change}}}\n".replace("announce", "zone: America/New_York\nannounce", 1)
    )
    assert told.startswith("f.yaml:8: announcements[1].changes[1].effective: ")
    assert message in told


def test_a_file_of_an_unknown_zone_is_refused() -> None:
    with pytest.raises(InputFault, match=r"^the ledger's zone: unknown time zone"):
        read(io.BytesIO(HEAD.encode()), name="f.yaml", ledger_zone="Mars/Base")


def test_an_announcement_alone_is_no_file() -> None:
    told = faults("id: a\nchanges: []\n")
    expected = "`format: policy-ledger/1` and a list `announcements:`"
    assert told == f"f.yaml:1: is one announcement; expected {expected}"
