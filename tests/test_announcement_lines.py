"""How are JSON Lines read, an announcement a line?"""

import io
import json
from pathlib import Path

import pytest

from ledger.faults import InputFault
from ledger.files.announcements import read, read_lines
from ledger.files.drafts import Draft
from tests.announcing import batch, faults

LINE = json.dumps(
    {
        "id": "a",
        "source": {"name": "A", "authority": "official"},
        "published": "2022-02-22",
        "changes": [{"change": "suspended", "subjects": ["s"], "effective": "2022-03-01"}],
    }
)


def lines(text: str) -> list[Draft]:
    return list(read_lines(io.BytesIO(text.encode()), name="l.jsonl", ledger_zone="UTC"))


def test_each_line_is_an_announcement_and_blank_lines_are_passed_over() -> None:
    other = LINE.replace('"id": "a"', '"id": "b"')
    drafts = lines(f"\ufeff{LINE}\r\n\n{other}")
    assert [(draft.announced["id"], draft.line) for draft in drafts] == [("a", 1), ("b", 3)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            LINE.replace("suspended", "suspend"),
            "l.jsonl:2: changes[1].change: unknown word 'suspend'",
        ),
        (LINE[:-1], "l.jsonl:2: the end of the text stands here; expected a comma or }"),
        (
            LINE.replace('"id": "a"', '"id": "a", "id": "a"'),
            "l.jsonl:2: 'id' is here twice, first on",
        ),
        (LINE.replace('"2022-02-22"', "NaN"), "l.jsonl:2: 'NaN' stands here"),
        (
            LINE.replace('"2022-02-22"', "2022"),
            "l.jsonl:2: published: is the number '2022'; expected",
        ),
        (LINE.replace('"2022-02-22"', "true"), "l.jsonl:2: published: is true; expected a text"),
        (LINE.replace("A", "\\ud800"), "l.jsonl:2: a text holds half a character"),
        ("[1]", "l.jsonl:2: is a list; expected an announcement, as an object"),
        ("[" * 100_000, "l.jsonl:2: is nested deeper than 64 levels"),
        (
            '{"format": "policy-ledger/1"}',
            "l.jsonl:2: is an announcement file; expected one announ",
        ),
    ],
)
def test_a_fault_in_json_lines_names_the_line(line: str, message: str) -> None:
    with pytest.raises(InputFault) as refused:
        lines(f"{LINE}\n{line}\n")
    assert str(refused.value).startswith(message)


def test_json_lines_are_read_one_by_one() -> None:
    stream = io.BytesIO(f"{LINE}\n{LINE}\nnot read".encode())
    drafts = read_lines(stream, ledger_zone="UTC")
    next(drafts)
    assert stream.tell() == len(LINE) + 1


def test_a_file_of_json_lines_is_known_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match=r"l.jsonl: is JSON Lines by its name; .* --jsonl"):
        read(tmp_path / "l.jsonl", ledger_zone="UTC")


def test_empty_json_lines_are_refused() -> None:
    with pytest.raises(InputFault, match=r"l.jsonl: is empty; expected one announcement a line"):
        lines("\n\n")


def test_json_is_told_by_its_ending_or_its_beginning() -> None:
    text = json.dumps({"format": "policy-ledger/1", "announcements": [json.loads(LINE)]})
    for name in ("f.json", "<stdin>", "F.JSON"):
        assert len(batch(text, name=name).drafts) == 1
        assert "is here twice" in faults(text.replace("{", '{"format": "x",', 1), name=name)
    assert "expected a field's name in double quotes" in faults("{format: x}", name="f.json")
