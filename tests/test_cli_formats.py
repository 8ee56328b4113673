"""What programs read: every output fits its schema, in every format and at every moment."""

import csv
import io
import json
from typing import Any

import pytest

from events import codec
from ledger.files.file_schema import file_schema, line_schema
from tests.desk import Desk
from tests.outputs import fits

READINGS = (
    "at 2022-10-29",
    "at 2023-01-05 kuaishou/live-cart/taobao-alliance/tmall/flagship nowhere/at/all",
    "at 2022-10-28 --only contested,due",
    "at 2022-10-27 --recorded @0",
    "at 2022-10-26 kuaishou/live-cart/jd-alliance --known 2022-10-28 --authority insider",
    "explain 2022-10-29 kuaishou/live-cart/taobao-alliance",
    "explain 2022-10-29 kuaishou/live-cart/jd-alliance/marketplace",
    "due 2022-11-05",
    "due 2022-02-25 kuaishou --known 2022-02-25",
    "log",
    "log --kind announced --clock published --since 2022-10-28",
    "show kuaishou-2022-02-22",
    "show @1",
    "subjects",
    "sources --authority insider",
    "status",
)


@pytest.fixture
def case(desk: Desk) -> Desk:
    desk.kuaishou()
    desk.done("announce examples/kuaishou-2022-11-02.yaml examples/grayscale-withdrawn.yaml")
    desk.done("correct kuaishou-2022-02-22 title= --why test")
    desk.done("retract 'the-paper-2022-10-28#4' --subject douyin/private-message --why test")
    desk.done("expire")
    return desk


def test_every_output_fits_its_schema(case: Desk) -> None:
    for line in READINGS:
        found = json.loads(case.done(f"{line} --format json"))
        name = line.split()[0]
        fits(found, name)
        assert found["format"] == f"policy-ledger/{name}/1"


def of(document: dict[str, Any]) -> list[Any]:
    """The rows of a document: its first list of objects."""
    lists = (each for each in document.values() if isinstance(each, list))
    return next((each for each in lists if each and isinstance(each[0], dict)), [])


def test_a_line_of_jsonl_has_the_envelope_and_one_row(case: Desk) -> None:
    for line in READINGS:
        name = line.split()[0]
        whole = json.loads(case.done(f"{line} --format json"))
        rows = of(whole)
        printed = [json.loads(each) for each in case.done(f"{line} --format jsonl").splitlines()]
        assert len(printed) == len(rows)
        for found, row in zip(printed, rows, strict=True):
            fits(found, name, part="line")
            if name == "log":
                assert is_of(found, row)
            else:
                assert is_of(found, {**row, **whole})
                assert found["format"] == f"policy-ledger/{name}/1"


def is_of(line: Any, whole: Any) -> bool:
    """Whether all that a line has is in its document, where objects may have more."""
    if isinstance(line, dict) and isinstance(whole, dict):
        return all(name in whole and is_of(each, whole[name]) for name, each in line.items())
    return bool(line == whole)


def test_a_line_of_the_log_is_the_event_alone_however_the_log_grows(case: Desk) -> None:
    fields = ["seq", "recorded_at", "type", "announcement", "change", "subject", "data"]
    before = case.done("log --format jsonl").splitlines()
    assert [list(json.loads(line)) for line in before] == [fields] * len(before)
    case.done("retract kuaishou-2022-02-22 --why slip")
    after = case.done("log --format jsonl --zone Asia/Tokyo --recorded now").splitlines()
    assert after[:-1] == before
    seq = len(after)
    assert case.done(f"watch --from 1 --limit {seq}").splitlines() == after
    narrowed = case.done("log --format jsonl --kind retracted --known now").splitlines()
    assert narrowed[-1] == after[-1]


def test_csv_has_a_row_for_each_and_lists_as_change_ids(case: Desk) -> None:
    for line in READINGS:
        whole = json.loads(case.done(f"{line} --format json"))
        rows = of(whole)
        table = list(csv.DictReader(io.StringIO(case.done(f"{line} --format csv"))))
        assert len(table) == len(rows)
    states = csv.DictReader(io.StringIO(case.done("at 2022-10-29 --format csv")))
    tmall = next(row for row in states if row["subject"].endswith("tmall"))
    assert tmall["contested_by"] == "kuaishou-2022-02-22#1 the-paper-2022-10-28#1"
    assert tmall["lapsed"] == "false"


def test_the_fields_of_a_state_stand_in_the_order_of_the_design(case: Desk) -> None:
    found = json.loads(case.done("at 2022-10-29 kuaishou/live-cart/jd-alliance --format json"))
    assert list(found) == [
        *("format", "origin", "zone", "at", "known", "recorded", "authority_floor", "size"),
        *("again", "states", "day", "asked", "only", "read_to", "said", "titles", "words"),
    ]
    assert list(found["states"][0]) == [
        *("subject", "effect", "extent", "population", "value", "except", "otherwise", "since"),
        *("since_earliest", "held_since", "qualifier", "until", "afterwards", "lapsed"),
        *("authority", "source", "party", "published", "change", "seq", "inherited_from"),
        *("amended_by", "named", "may_have_changed", "scheduled", "contested_by", "set_aside"),
        *("changed_during_day", "expectations", "facts"),
    ]


def test_every_answer_says_how_to_get_it_again(case: Desk) -> None:
    for line in READINGS:
        before = json.loads(case.done(f"{line} --format json"))
        case.done(
            "announce --id later --source A --authority press --published 2022-01-01 "
            "--change noted --subject kuaishou"
        ) if "later" not in case.done("log") else None
        again = json.loads(case.done(f"{before['again'].removeprefix('ledger ')} --format json"))
        if line.startswith("status"):
            continue  # it tells of the ledger as it is now
        assert again == before


def test_a_text_that_a_spreadsheet_would_compute_is_only_a_text(desk: Desk) -> None:
    desk.done("init")
    desk.done(
        "announce --id a --source '=cmd()' --authority press --published 2022-01-01 "
        "--change permitted --subject x --effective 2022-01-01"
    )
    assert ",'=cmd()," in desk.done("at 2022-01-02 --format csv")


def test_what_is_said_of_evidence_stands_beside_the_answer(desk: Desk) -> None:
    desk.done("init")
    desk.done(
        "announce --id a --source S --authority press --published 2024-01-01 --change permitted "
        "--subject x --effective 2024-01-01 --evidence examples/prolonged-term.yaml"
    )
    outcome = desk.ledger("show a --evidence --format json")
    assert json.loads(outcome.out)["id"] == "a"
    assert outcome.err.startswith("evidence intact: ")
    assert "evidence intact: " in desk.done("show a --evidence")


@pytest.mark.parametrize("id", ["kuaishou-insider-2022-10-28", "@52"])
def test_what_the_cuts_leave_out_is_not_shown(case: Desk, id: str) -> None:
    for cut in ("--known 2022-10-27", "--authority press"):
        outcome = case.ledger(f"show {id} {cut}")
        assert (outcome.code, outcome.out) == (1, "")
        assert "is recorded and seen (--known, --authority)" in outcome.err
    assert case.done(f"show {id} --known 2022-10-28")


def test_a_verdict_is_in_every_format_whatever_was_found(case: Desk) -> None:
    (case.folder / "held").write_text("none")
    for line, code in (("verify", 0), ("verify --held held", 4)):
        whole = json.loads(case.ledger(f"{line} --format json").out)
        fits(whole, "verify")
        outcome = case.ledger(f"{line} --format jsonl")
        assert outcome.code == code
        *findings, last = map(json.loads, outcome.out.splitlines())
        assert len(findings) == len(whole["findings"]) == (1 if code else 0)
        for found in (*findings, last):
            fits(found, "verify", part="line")
            for name in ("verdict", "size", "root", "checked", "compared", "not_excluded"):
                assert found[name] == whole[name]
        assert [found["row"] for found in findings] == ["finding"] * len(findings)
        assert (last["row"], last["derived"], last["failed"]) == ("verdict", False, False)
        assert (last["row"], last["check"], last["seq"]) == ("verdict", None, None)
        assert last["words"].startswith("NOT VERIFIED: " if code else "OK: ")
        *rows, end = csv.DictReader(io.StringIO(case.ledger(f"{line} --format csv").out))
        assert [row["words"] for row in rows] == [found["words"] for found in findings]
        assert (end["row"], end["verdict"], end["words"]) == (
            *("verdict", whole["verdict"]),
            last["words"],
        )
        assert end["not_excluded"] == " ".join(whole["not_excluded"])


def test_the_schemas_of_files_lines_and_events_are_printed(desk: Desk) -> None:
    for line, expected in (
        ("schema", file_schema()),
        ("schema file", file_schema()),
        ("schema line", line_schema()),
        ("schema suspended", codec.schema("suspended")),
    ):
        assert json.loads(desk.done(line)) == expected, line
