"""Is what cannot be announced refused, by line and field, with what was expected?"""

import json

import pytest

from tests.announcing import HEAD, STATED, batch, faults
from tests.warned import worded

# --- what a change cannot be -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("subjects: [s]", "changes[1].change: is missing; expected one of permitted, suspended,"),
        (
            "change: Suspended, subjects: [s], effective: 2022-03-01",
            "changes[1].change: unknown word 'Suspended': did you mean suspended?; expected one of",
        ),
        ("change: suspend, subjects: [s]", "'suspend': did you mean suspended?"),
        ("change: greyscale_started, subjects: [s]", "did you mean grayscale_started?"),
        ("change: postponed, of: a#1", "did you mean rescheduled?"),
        ("change: policy_updated, subjects: [s]", "unknown word 'policy_updated'; expected one of"),
        (
            f"{STATED}, efective: 2022",
            "changes[1].efective: unknown field: did you mean effective?; expected one of change,",
        ),
        (f"{STATED}, end: 2022-04-01", "changes[1].end: unknown field: did you mean until?"),
        (f"{STATED}, effect: permitted", "changes[1].effect: has no place here; expected one of"),
        (
            "change: fully_recovered, subjects: [s], effective: 2022, population: 10%",
            "changes[1].population: has no place here",
        ),
        (f"{STATED}, of: b#1", "changes[1].of: has no place here"),
        (
            "change: noted, subjects: [s], until: 2022-04-01",
            "changes[1].until: has no place here; expected one of change, subjects, ef",
        ),
        (
            "change: expired, subjects: [s], effective: 2022, afterwards: permitted",
            "afterwards: has no place here",
        ),
        (
            "change: grayscale_completed, subjects: [s], effective: 2022, population: x",
            "population:",
        ),
        (
            "change: withdrawn, of: b#1, effective: 2022-04-01",
            "changes[1].effective: has no place here",
        ),
        (
            "change: confirmed, of: b#1, certainty: stated",
            "changes[1].certainty: has no place here",
        ),
        (
            "change: suspended, subjects: [s]",
            "changes[1].effective: is missing: a stated suspended needs it; expected a date, or",
        ),
        (
            "change: suspended, effective: 2022-03-01",
            "changes[1].subjects: is missing; expected a l",
        ),
        (
            "change: suspended, subjects: s, effective: 2022-03-01",
            "changes[1].subjects: is text; expected a list of paths",
        ),
        (
            "change: suspended, subjects: [], effective: 2022-03-01",
            "subjects: is empty; expected at",
        ),
        (
            "change: suspended, subjects: [s, t, s], effective: 2022-03-01",
            "changes[1].subjects[3]: s is here twice; expected each subject once",
        ),
        (
            "change: suspended, subjects: [{}], effective: 2022",
            "changes[1].subjects[1]: is a mapping",
        ),
        (
            "change: term_changed, until: 2022",
            "changes[1].of: is missing; expected the change that it",
        ),
        (
            "change: term_changed, of: b#1",
            "changes[1].until: is missing; expected the new last day",
        ),
        ("change: withdrawn, of: b", "changes[1].of: 'b' names no change; expected ANNOUNCEMENT#N"),
        ('change: withdrawn, of: "b#1 "', "changes[1].of: 'b#1 ' names no change"),
        ("change: withdrawn, of: b#0", "changes[1].of: 'b#0' names no change"),
        (
            "change: withdrawn, of: a-1#1",
            "changes[1].of: a-1#1 is this change itself; expected an e",
        ),
        ("change: withdrawn, of: a-1#2", "changes[1].of: a-1#2 names nothing: a-1 has 1 change;"),
        (
            f"{STATED}, until: 2022-02-28",
            "changes[1].until: 2022-02-28 is not after the start, 2022-03-01; expected a later end",
        ),
        (f"{STATED}, until: 2022-03-01T00:00", "changes[1].until: 2022-03-01T00:00 is not after"),
        (
            f"{STATED}, certainty: sure",
            "changes[1].certainty: unknown word 'sure'; expected one of",
        ),
        (f"{STATED}, certainty: conditional", "changes[1].condition: is missing; expected what a"),
        (
            f"{STATED}, condition: if all goes well",
            "changes[1].condition: is here, but certainty is stated; expected certainty:",
        ),
        (f"{STATED}, afterwards: nothing", "changes[1].afterwards: unknown word 'nothing'"),
        (f"{STATED}, note: ''", "changes[1].note: is empty; expected a text"),
        (f'{STATED}, note: "a\\0b"', "changes[1].note: holds a NUL character"),
        (f"{STATED}, note: [a]", "changes[1].note: is a list; expected a text"),
        ("change: suspended, subjects: [s], effective: 2022-02-30", "changes[1].effective: "),
        ("change: suspended, subjects: [s], effective: 10/29", "changes[1].effective: "),
        ("change: suspended, subjects: [s], effective: today", "changes[1].effective: "),
        (f"{STATED}, until: 2022-10", "changes[1].until: "),
    ],
)
def test_a_fault_in_a_change_names_its_line_and_field(change: str, message: str) -> None:
    told = faults(f"{HEAD}  - {{{change}}}\n")
    assert any(line.startswith("f.yaml:7: announcements[1].") for line in told.splitlines())
    assert message in told


@pytest.mark.parametrize(
    ("population", "message"),
    [
        ("0%", "population: '0%' is no percentage; expected over 0 and at most 100"),
        ("100.1%", "population: '100.1%' is no percentage"),
        ("-5%", "population: '-5%' is no percentage"),
        ("10", "population: '10' is a number of what?; expected 10%, or words: 10 merchants"),
        ("{share: 10%}", "population.share: unknown field 'share'; expected percent and words"),
        ("{percent: 0}", "population.percent: '0' is no percentage"),
        ("{percent: ten}", "population.percent: 'ten' is no percentage"),
        ("{percent: 1e1}", "population.percent: '1e1' is no percentage"),
        ("{percent: 10, word: x}", "population.word: unknown field 'word'; expected percent and"),
        ("{}", "population: says nothing; expected percent, words, or both"),
        ("[10%]", "population: is a list; expected a text"),
    ],
)
def test_a_population_that_is_none_is_refused(population: str, message: str) -> None:
    start = "change: rollout_started, subjects: [s], effective: 2022-03-01"
    told = faults(f"{HEAD}  - {{{start}, population: {population}}}\n")
    assert told.startswith(f"f.yaml:7: announcements[1].changes[1].{message}")


@pytest.mark.parametrize("number", ["0", "100.5", "-1", "1e9999999999", "1e-30", "9" * 10_000])
def test_a_number_in_json_that_is_no_percentage_is_refused(number: str) -> None:
    text = json.dumps({"format": "policy-ledger/1"})[:-1] + (
        ',"announcements":[{"id":"a","source":{"name":"A","authority":"press"},"published":"2022",'
        '"changes":[{"change":"grayscale_started","subjects":["s"],"effective":"2022",'
        f'"population":{{"percent":{number}}}}}]}}]}}'
    )
    assert "changes[1].population.percent: " in faults(text, name="f.json")


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ('"population":10', "is the number '10'; expected \"10%\", words, or"),
        ('"note":5', "is the number '5'; expected a text in double quotes"),
        ('"note":" "', "is empty; expected a text (or leave the field out)"),
    ],
)
def test_what_is_no_text_in_json_is_refused(field: str, message: str) -> None:
    text = json.dumps({"format": "policy-ledger/1"})[:-1] + (
        ',"announcements":[{"id":"a","source":{"name":"A","authority":"press"},"published":"2022",'
        f'"changes":[{{"change":"rollout_started","subjects":["s"],"effective":"2022",{field}}}]}}]}}'
    )
    assert message in faults(text, name="f.json")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ('""', "is empty"),
        ("a//b", "segment 2"),
        ("/a", "segment 1"),
        ("a/", "segment 2"),
        ("/".join("abcdefghijklmnopq"), "17 segments"),
        ("a" * 201, "201 characters"),
        ("/".join(["a" * 199] * 10 + ["a"]), "2,001 bytes"),
        ("a*b", "'*'"),
        ("'*'", "no segment but *"),
        ("a/..", "segment 2"),
        ('"a?b"', "'?'"),
        ('"a#b"', "'#'"),
        ("a /b", "white space"),
        ("a/\u3000b", "white space"),
        ('"a\\tb"', "control character"),
        ("a\u200bb", "U+200B"),
        ("a\u202eb", "U+202E"),
        ("\ufeffa", "U+FEFF"),
    ],
)
def test_every_rule_of_a_path_is_kept(path: str, message: str) -> None:
    told = faults(f"{HEAD}  - {{change: permitted, subjects: [{path}], effective: 2022-03-01}}\n")
    assert told.startswith("f.yaml:7: announcements[1].changes[1].subjects[1]: ")
    assert message in told


def test_mixed_scripts_are_a_warning() -> None:
    read = batch(f"{HEAD}  - {{change: permitted, subjects: [tаobao], effective: 2022-03-01}}\n")
    (warned,) = read.warnings
    (warning,) = worded([warned])
    assert warning.startswith("f.yaml:7: tаobao: "), "the line of the change"
    assert (warned.kind, "Cyrillic" in warning) == ("doubtful characters", True)


# --- what an amendment cannot be of ------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            ["change: withdrawn, of: a-1#2", STATED],
            "changes[1].of: a-1#2 comes later; expected one that is told before it",
        ),
        (
            ["change: noted, subjects: [s]", "change: rescheduled, of: a-1#1"],
            "changes[2].of: a-1#1 is noted, which cannot be rescheduled; expected one that changes",
        ),
        (
            ["change: noted, subjects: [s]", "change: confirmed, of: a-1#1, effective: 2022-03-01"],
            "changes[2].of: a-1#1 is noted, which cannot be confirmed",
        ),
        (
            [
                STATED,
                "change: withdrawn, of: a-1#1",
                "change: term_changed, of: a-1#2, until: 2023",
            ],
            "changes[3].until: ",
        ),
        (
            [STATED, "change: withdrawn, of: a-1#1", "change: rescheduled, of: a-1#2"],
            "changes[3].of: a-1#2 is withdrawn, which cannot be rescheduled; expected a statement",
        ),
        (
            [
                "change: expired, subjects: [s], effective: 2022-03-01",
                "change: term_changed, of: a-1#1, until: ..",
            ],
            "changes[2].of: a-1#1 is expired, which has no term",
        ),
        (
            [STATED, "change: confirmed, of: a-1#1", "change: confirmed, of: a-1#2"],
            "changes[3].of: a-1#2 is confirmed, which cannot be confirmed; expected a statement",
        ),
        (
            [
                "change: permitted, subjects: [s], effective: 2022-03-01/.., certainty: expected",
                "change: confirmed, of: a-1#1",
            ],
            "changes[2].effective: is missing: the start of a-1#1 is 2022-03-01/.., which has no",
        ),
        (
            [
                "change: permitted, subjects: [s], certainty: expected",
                "change: confirmed, of: a-1#1",
            ],
            "changes[2].effective: is missing: the start of a-1#1 is not said",
        ),
        (
            [
                "change: fully_recovered, subjects: [s], effective: 2022-03-01",
                "change: confirmed, of: a-1#1, population: 10%",
            ],
            "changes[2].population: is not for the confirmation of fully_recovered; expected that",
        ),
        (
            [
                "change: grayscale_completed, subjects: [s], effective: 2022-03-01",
                "change: confirmed, of: a-1#1",
                "change: term_changed, of: a-1#2, until: ..",
            ],
            "changes[3].of: a-1#2 is grayscale_completed, which has no term",
        ),
        (
            [STATED, "change: withdrawn, of: a-1#1, subjects: [t]"],
            "changes[2].subjects[1]: t is not a subject of a-1#1; expected of s",
        ),
    ],
)
def test_an_amendment_of_what_it_cannot_amend_is_refused(changes: list[str], message: str) -> None:
    told = faults(HEAD + "".join(f"  - {{{change}}}\n" for change in changes))
    assert message in told


def test_what_comes_later_in_the_file_cannot_be_amended() -> None:
    told = faults(
        HEAD
        + "  - {change: withdrawn, of: b-1#1}\n"
        + HEAD.partition("announcements:\n")[2].replace("a-1", "b-1")
        + f"  - {{{STATED}}}\n"
    )
    assert told == (
        "f.yaml:7: announcements[1].changes[1].of: b-1 comes later, on line 8; "
        "expected one that is told before it"
    )


# --- what an announcement or a file cannot be --------------------------------------------------
