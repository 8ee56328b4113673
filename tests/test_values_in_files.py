"""What may be said with a value, an exception or a replacement, and what of it is refused?"""

import json

import pytest

from events import codec
from tests.announcing import HEAD, STATED, batch, changed, faults
from tests.ledgers import HEAD as FILE
from tests.ledgers import announcement

SET = "change: set, subjects: [shop/fee], effective: 2024-04-01, value: 6%"
COMPLETED = "change: grayscale_completed, subjects: [s], effective: 2022-03-01"


def file(*changes: str) -> str:
    return HEAD + "".join(f"  - {{{change}}}\n" for change in changes)


def number(value: str) -> str:
    """A file in JSON whose one change is set to a number."""
    change = '"change":"set","subjects":["s"],"effective":"2022-03-01"'
    return (
        '{"format":"policy-ledger/1","announcements":[{"id":"a","source":{"name":"A","authority":'
        f'"press"}},"published":"2022","changes":[{{{change},"value":{value}}}]}}]}}'
    )


# --- what is stored ----------------------------------------------------------------------------


def test_a_value_is_kept_as_the_source_words_it() -> None:
    assert changed(SET)["value"] == "6%"
    said = '"  2% and 0.30 USD an order, caf\\u0065\\u0301 "'
    assert changed(SET.replace("6%", said))["value"] == "2% and 0.30 USD an order, café"


@pytest.mark.parametrize(
    "change",
    [
        "permitted, effective: 2022",
        "suspended, effective: 2022",
        "set, effective: 2022",
        "fully_recovered, effective: 2022",
        "grayscale_started, effective: 2022, effect: set",
        "rollout_started, effective: 2022, effect: suspended",
        "permitted, certainty: expected",
    ],
)
def test_what_holds_may_have_a_value_exceptions_and_replacements(change: str) -> None:
    said = file(
        "change: noted, subjects: [s], note: x",
        "change: suspended, subjects: [s/t], effective: 2021",
        f"change: {change}, subjects: [s], value: x, except: [s/t, s/u], replaces: [a-1#2]",
    )
    (draft,) = batch(said).drafts
    kind, data = draft.changes[2].kind, draft.changes[2].data
    assert (data["value"], data["except"], data["replaces"]) == ("x", ["s/t", "s/u"], ["a-1#2"])
    event = codec.from_stored(kind, {**data, "subject": "s"})
    assert json.loads(codec.encode(event)[1])["format"] == 2


@pytest.mark.parametrize("kind", ["permitted", "suspended", "set, value: 6%"])
def test_a_part_may_be_named_for_whom_it_holds(kind: str) -> None:
    data = changed(f"change: {kind}, subjects: [s], effective: 2022, population: 10%")
    assert data["population"] == {"percent": "10"}


def test_a_replacement_may_name_a_confirmation_and_a_change_of_a_path_above_or_below() -> None:
    (draft,) = batch(
        file(
            "change: permitted, subjects: [a/b/c, x], effective: 2022",
            "change: confirmed, of: a-1#1",
            "change: suspended, subjects: [a/b], effective: 2022, replaces: [a-1#1, a-1#2]",
            "change: suspended, subjects: [a/b/c/d], effective: 2022, replaces: [a-1#3]",
        )
    ).drafts
    assert draft.changes[3].data["replaces"] == ["a-1#3"]


def test_a_confirmation_may_give_what_its_target_may() -> None:
    (draft,) = batch(
        file(SET, "change: confirmed, of: a-1#1, value: 7%, population: new shops")
    ).drafts
    assert draft.changes[1].data == {
        "change": "a-1#2",
        "of": "a-1#1",
        "value": "7%",
        "population": {"words": "new shops"},
    }


@pytest.mark.parametrize("party", ["court", "legislator"])
def test_a_court_and_a_legislator_bind(party: str) -> None:
    said = file(STATED).replace("authority: official", f"authority: binding, party: {party}")
    (draft,) = batch(said).drafts
    assert draft.announced["source"] == {"name": "A", "authority": "binding", "party": party}


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (SET.replace(", value: 6%", ""), "value: is missing; expected what it is set to, such as"),
        (SET.replace("6%", '""'), "value: is empty; expected a text"),
        (SET.replace("6%", '"  "'), "value: is empty; expected a text"),
        (SET.replace("6%", "x" * 501), "value: has 501 characters; expected at most 500"),
        (SET.replace("6%", '"a\\nb"'), "value: has several lines; expected one line"),
        (SET.replace("6%", "[6%]"), "value: is a list; expected a text"),
        (SET.replace("value", "fee"), "fee: unknown field: did you mean value?"),
        (
            "change: rollout_started, subjects: [s], effective: 2022, effect: set",
            "value: is missing: a rollout_started of effect set needs it; expected what it is set",
        ),
        ("change: noted, subjects: [s], value: x", "value: has no place here; expected one of"),
        (f"{COMPLETED}, value: x", "value: has no place here"),
        ("change: expired, subjects: [s], effective: 2022, value: x", "value: has no place here"),
        ("change: rescheduled, of: b#1, value: x", "value: has no place here"),
        ("change: term_changed, of: b#1, until: 2022, value: x", "value: has no place here"),
        ("change: withdrawn, of: b#1, value: x", "value: has no place here"),
        ("change: noted, subjects: [s], except: [s/t]", "except: has no place here"),
        ("change: confirmed, of: b#1, except: [s/t]", "except: has no place here"),
        ("change: withdrawn, of: b#1, replaces: [b#2]", "replaces: has no place here"),
        ("change: confirmed, of: b#1, replaces: [b#2]", "replaces: has no place here"),
        (f"{COMPLETED}, replaces: [b#2]", "replaces: has no place here"),
        (f"{STATED}, except: s/t", "except: is text; expected a list of paths, such as ["),
        (f"{STATED}, except: []", "except: is empty; expected at least one path"),
        (
            f"{STATED}, except: [s/t, t/u]",
            "except[2]: t/u is not below any of its subjects; expected a path below s",
        ),
        (f"{STATED}, except: [s]", "except[1]: s is a subject of this change itself; expected a"),
        (f"{STATED}, except: [s-1]", "except[1]: s-1 is not below any of its subjects"),
        (f"{STATED}, except: [s/t, s/t]", "except[2]: s/t is here twice; expected each path once"),
        (f"{STATED}, except: [s//t, {{}}]", "except[1]: subject 's//t': segment 2 is empty"),
        (f"{STATED}, except: [s//t, {{}}]", "except[2]: is a mapping; expected a text"),
        (f"{STATED}, replaces: b#1", "replaces: is text; expected a list of changes, such as ["),
        (f"{STATED}, replaces: []", "replaces: is empty; expected at least one change"),
        (f"{STATED}, replaces: [b]", "replaces[1]: 'b' names no change; expected ANNOUNCEMENT#N"),
        (f"{STATED}, replaces: [b#1, b#1]", "replaces[2]: b#1 is here twice; expected each change"),
        (f"{STATED}, replaces: [a-1#1]", "replaces[1]: a-1#1 is this change itself; expected an"),
        (f"{STATED}, replaces: [a-1#2]", "replaces[1]: a-1#2 names nothing: a-1 has 1 change"),
    ],
)
def test_what_has_no_place_or_no_sense_is_refused(change: str, message: str) -> None:
    told = faults(file(change)).splitlines()
    assert any(line.startswith(f"f.yaml:7: announcements[1].changes[1].{message}") for line in told)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            [f"{STATED}, replaces: [a-1#2]", STATED],
            "changes[1].replaces[1]: a-1#2 comes later; expected one that is told before it",
        ),
        (
            ["change: noted, subjects: [s]", f"{STATED}, replaces: [a-1#1]"],
            "changes[2].replaces[1]: a-1#1 is noted, which cannot be replaced; expected one that",
        ),
        (
            [STATED, "change: withdrawn, of: a-1#1", f"{STATED}, replaces: [a-1#2]"],
            "changes[3].replaces[1]: a-1#2 is withdrawn, which cannot be replaced; expected a stat",
        ),
        (
            [
                "change: permitted, subjects: [t, u/v], effective: 2022",
                f"{STATED}, replaces: [a-1#1]",
            ],
            "changes[2].replaces[1]: a-1#1 is of t, u/v, which none of its subjects meets",
        ),
        (
            [COMPLETED, "change: confirmed, of: a-1#1, value: x"],
            "changes[2].value: is not for the confirmation of grayscale_completed; expected th",
        ),
        (
            [COMPLETED, "change: confirmed, of: a-1#1, population: 10%"],
            "changes[2].population: is not for the confirmation of grayscale_completed",
        ),
        (
            [
                "change: expired, subjects: [s], effective: 2022",
                "change: confirmed, of: a-1#1, value: x",
            ],
            "changes[2].value: is not for the confirmation of expired",
        ),
    ],
)
def test_what_cannot_be_replaced_or_confirmed_so_is_refused(
    changes: list[str], message: str
) -> None:
    assert message in faults(file(*changes))


def test_what_comes_later_in_the_file_cannot_be_replaced() -> None:
    told = faults(
        FILE + announcement("a", f"{STATED}, replaces: [b#1]") + announcement("b", STATED)
    )
    assert "changes[1].replaces[1]: b comes later, on line 8; expected one that is told" in told


def test_all_that_is_wrong_is_told_at_once() -> None:
    change = "change: set, subjects: [s], effective: 2022, except: [t, s, u], replaces: [x, a-1#1]"
    fields = [line.split(": ")[1] for line in faults(file(change)).splitlines()]
    assert [field.removeprefix("announcements[1].changes[1].") for field in fields] == [
        "replaces[1]",
        "value",
        "except[1]",
        "except[2]",
        "except[3]",
    ]


@pytest.mark.parametrize("value", ["6", "0.06", "-1", "true", "null"])
def test_what_is_no_text_in_json_is_no_value(value: str) -> None:
    told = faults(number(value), name="f.json")
    assert "announcements[1].changes[1].value: is " in told
    assert ("is missing" in told) == (value == "null")


# --- what was meant ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "word"),
    [
        *(("prohibited", "suspended"), ("banned", "suspended"), ("禁止", "suspended")),
        *(("暂停", "suspended"), ("allowed", "permitted"), ("允许", "permitted")),
        *(("fee", "set"), ("Rate", "set"), ("费率", "set"), ("price", "set")),
        *(("恢复", "fully_recovered"), ("灰度", "grayscale_started"), ("逐步", "rollout_started")),
        *(("postponed", "rescheduled"), ("推迟", "rescheduled"), ("延长", "term_changed")),
        *(("撤回", "withdrawn"), ("到期", "expired"), ("确认", "confirmed"), ("备注", "noted")),
    ],
)
def test_what_people_write_for_a_change_leads_to_its_word(written: str, word: str) -> None:
    assert f"did you mean {word}?" in faults(file(f"change: {written}, subjects: [s]"))


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("rate: 6%", "rate: unknown field: did you mean value?"),
        ("exception: [s/t]", "exception: unknown field: did you mean except?"),
        ("supersedes: [b#1]", "supersedes: unknown field: did you mean replaces?"),
        ("生效: 2022", "unknown field: did you mean effective?"),
        ("除外: [s/t]", "unknown field: did you mean except?"),
        ("afterwards: 允许", "unknown word '允许': did you mean permitted?"),
        ("certainty: proposed", "unknown word 'proposed': did you mean expected?"),
    ],
)
def test_what_people_write_for_a_field_leads_to_it(said: str, hint: str) -> None:
    assert hint in faults(file(f"{STATED}, {said}"))


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("authority: court", "did you mean binding?"),
        ("authority: 官方", "did you mean official?"),
        ("authority: third party", "did you mean third-party?"),
        ("authority: official, party: parliament", "did you mean legislator?"),
        ("authority: official, party: 法院", "did you mean court?"),
    ],
)
def test_what_people_write_for_a_source_leads_to_its_word(source: str, hint: str) -> None:
    assert hint in faults(file(STATED).replace("authority: official", source))


@pytest.mark.parametrize("kind", ["rescheduled", "term_changed", "withdrawn"])
def test_who_proposes_an_amendment_is_told_how_a_proposal_is_written(kind: str) -> None:
    told = faults(file(f"change: {kind}, of: b#1, until: 2022-12-31, certainty: expected"))
    assert "changes[1].certainty: has no place here; expected nothing of the kind" in told
    assert "What is only proposed is a statement of its own, with its term: `change: " in told
    assert "certainty: expected`" in told


def test_a_text_within_braces_that_a_comma_ends_is_told_to_be_quoted() -> None:
    told = faults(file(f"{STATED}, note: for all, from the 9th on"))
    assert told == (
        "f.yaml:7: announcements[1].changes[1].'from the 9th on': unknown field: a comma ends the "
        'text of note; expected the text in quotes: note: "for all, from the 9th on"'
    )
    told = faults(file(f"{STATED}, value: 2%, 3%, 4%"))
    assert 'the text in quotes: value: "2%, 3%, 4%"' in told
    assert "unknown field; expected the text that it belongs to in quotes" in told


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        *((each, f'"{each}"') for each in ("6,5%", "6 ,5 %", "1,234,567 USD", "1,000,000")),
        *((each, f'"{each}"') for each in ("2,000,000 to 3,000,000 EUR", "6,5% , at most")),
        ('5" screens,6" screens', "'5\" screens,6\" screens'"),
        ("6,\n      5%", '"6, 5%"'),
        (f"6,5% {'of it ' * 20}", '"..."'),
    ],
)
def test_a_comma_in_a_text_is_shown_as_it_was_typed(typed: str, shown: str) -> None:
    for after in ("", ", note: x"):
        told = faults(file(f"change: set, subjects: [s], effective: 2022, value: {typed}{after}"))
        assert told.splitlines()[0].endswith(
            f": a comma ends the text of value; expected the text in quotes: value: {shown}"
        )
    told = faults(file(STATED).replace("name: A", "name: A,Inc."))
    assert 'the text in quotes: name: "A,Inc."' in told


def test_a_field_without_a_value_is_an_unknown_one_like_any_other() -> None:
    told = faults(f"{HEAD}  - change: noted\n    subjects: [s]\n    notte:\n")
    assert "changes[1].notte: unknown field: did you mean note?" in told


@pytest.mark.parametrize("path", ["*/x", "*", "*x/y"])
def test_a_path_that_begins_as_an_alias_does_is_told_to_be_quoted(path: str) -> None:
    told = faults(file(f"change: permitted, subjects: [{path}], effective: 2022"))
    assert told.startswith("f.yaml:7: *")
    assert f'expected the text in quotes: "{path}"' in told
