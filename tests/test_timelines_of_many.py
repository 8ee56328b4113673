"""Are the timelines of several subjects, or of all, those of each?"""

import csv
import io
import json

from tests.desk import Desk
from tests.test_cli_history import CASE, CONFIRMED, SELF_OPERATED, rows, told


def test_timelines_of_all_subjects_are_those_of_each_of_what_at_lists(desk: Desk) -> None:
    told(desk, CASE, CONFIRMED)
    desk.done(
        "announce --id but --source S --authority official --published 2023-01-01 "
        "--change suspended --subject 'kuaishou/*/jd-alliance' --effective 2023-01-01 "
        "--except kuaishou/x/jd-alliance/y"
    )
    desk.done(
        "announce --id note --source S --authority official --published 2023-01-01 "
        "--change noted --subject kuaishou/noted"
    )
    found = json.loads(desk.done("timeline --format json"))["timelines"]
    subjects = [each["subject"] for each in found]
    assert subjects == [row["subject"] for row in rows(desk, "at 2022-10-29 --format json")]
    assert {"kuaishou/*/jd-alliance", "kuaishou/x/jd-alliance/y"} < {*subjects}
    for each in found:
        alone = json.loads(desk.done(f"timeline '{each['subject']}' --format json"))
        assert alone["timelines"] == [each]
    lines = [json.loads(line) for line in desk.done("timeline --format jsonl").splitlines()]
    flat = [state for each in found for state in each["states"]]
    shown = [{name: line[name] for name in flat[0] if name != "facts"} for line in lines]
    assert shown == [{name: row[name] for name in row if name != "facts"} for row in flat]
    cells = list(csv.DictReader(io.StringIO(desk.done("timeline --format csv"))))
    assert [row["subject"] for row in cells] == [state["subject"] for state in flat]


def test_timelines_of_several_subjects_are_those_of_each_without_what_is_below(desk: Desk) -> None:
    told(desk, CASE)
    asked = f"{SELF_OPERATED} kuaishou nobody/knows kuaishou"
    outcome = desk.ledger(f"timeline {asked} --format json")
    found = json.loads(outcome.out)
    assert [e["subject"] for e in found["timelines"]] == ["kuaishou", SELF_OPERATED, "nobody/knows"]
    assert outcome.err.startswith("ledger: nothing is recorded of nobody/knows")
    table = desk.done(f"timeline {asked}")
    assert table.startswith("The states of 3 subjects over time\n  clock     effective")
    alone = desk.done(f"timeline {SELF_OPERATED}")
    assert alone.partition("\nFROM ")[2].partition("\n\nA date")[0] in table
    assert table.count("Nothing recorded speaks of it") == 2
    after = "Nothing recorded changes any of them after 2022-12-01: the last row of each is what"
    assert after in desk.told(f"timeline {asked}")
    again = found["again"].split()[1:]
    assert json.loads(desk.run(*again, "--format", "json").out) == found


def test_timelines_of_nothing_say_so(desk: Desk) -> None:
    told(desk)
    assert "No subject is listed." in desk.done("timeline")
    assert json.loads(desk.done("timeline --format json"))["timelines"] == []


def test_a_table_of_more_than_50_timelines_is_refused_and_told_what_takes_them(
    desk: Desk,
) -> None:
    told(desk)
    subjects = [f"a/{number}" for number in range(51)]
    lines = [
        {
            "id": f"id-{number}",
            "source": {"name": "S", "authority": "official"},
            "published": "2022-01-01",
            "changes": [{"change": "permitted", "subjects": [path], "effective": "2022-01-01"}],
        }
        for number, path in enumerate(subjects)
    ]
    (desk.folder / "many.jsonl").write_text("\n".join(map(json.dumps, lines)))
    desk.done("announce --jsonl many.jsonl")
    for named in ("", " ".join(subjects)):
        outcome = desk.ledger(f"timeline {named}")
        assert (outcome.code, outcome.out) == (2, "")
        assert "csv, jsonl or xlsx" in outcome.err
        assert len(desk.done(f"timeline {named} --format csv").splitlines()) == 103
    assert desk.done(f"timeline {' '.join(subjects[:50])}").count("FROM ") == 50
