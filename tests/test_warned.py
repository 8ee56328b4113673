"""Which warnings does a recorder read of a long file: the first of each kind, and all in a file?"""

import json
from collections.abc import Mapping

import pytest

from tests.desk import Desk

SOURCE = {"name": "S", "authority": "official"}


def line(id: str, *changes: Mapping[str, object], published: str = "2022-02-01") -> str:
    said = {"id": id, "source": SOURCE, "published": published, "changes": changes}
    return json.dumps(said, ensure_ascii=False)


def permitted(subject: str, **more: str) -> dict[str, object]:
    return {"change": "permitted", "subjects": [subject], "effective": "2022-01-01", **more}


@pytest.fixture
def long(desk: Desk) -> Desk:
    """Seven withdrawals of rules in force, two distant dates, one path of doubtful characters."""
    desk.done("init --origin example.org/test --zone UTC")
    lines = [
        line("a", *(permitted(f"x/{n}") for n in range(7)), published="2022-01-01"),
        line("b", *({"change": "withdrawn", "of": f"a#{n}"} for n in range(1, 8))),
        line("c", permitted("y", until="2222-01-01"), permitted("z", until="2223-01-01")),
        line("d", permitted("t\u0430obao")),
    ]
    (desk.folder / "long.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return desk


def test_the_first_of_each_kind_are_told_and_the_rest_are_counted(long: Desk) -> None:
    warned = long.ledger("announce --jsonl long.jsonl").err.splitlines()
    assert all(each.startswith("warning: ") for each in warned)
    told = [each.removeprefix("warning: ") for each in warned]
    *_, counts = told
    assert [each for each in told if "withdraws" in each] == [
        f"long.jsonl:2: b#{n} withdraws a#{n}, a rule that was in force on x/{n - 1}, for the past "
        "too: to end a rule from a day on, announce the opposite, or change its term"
        for n in range(1, 6)
    ]
    assert "and 2 more of this kind: withdrawn in force" in told
    assert len([each for each in told if "is the year as meant?" in each]) == 2
    assert len([each for each in told if "CYRILLIC" in each.upper()]) == 1
    assert len(told) == 5 + 1 + 2 + 1 + 1
    assert counts.startswith("10 in all: ")
    for each in ("withdrawn in force 7", "distant date 2", "doubtful characters 1"):
        assert each in counts
    assert counts.endswith("; --warnings FILE has all")


def test_few_warnings_are_told_as_they_are(desk: Desk) -> None:
    desk.done("init --origin example.org/test --zone UTC")
    far = line("c", permitted("y", until="2222-01-01"))
    (warned,) = desk.ledger("announce --jsonl -", typed=far).err.splitlines()
    assert warned.endswith("is the year as meant?")


@pytest.mark.parametrize("more", ["", " --each", " --dry-run"])
def test_a_file_has_every_warning_and_every_new_name(long: Desk, more: str) -> None:
    outcome = long.ledger(f"announce --jsonl long.jsonl --warnings all.txt{more}")
    assert (outcome.code, outcome.err.endswith("; all are in all.txt\n")) == (0, True)
    written = (long.folder / "all.txt").read_text(encoding="utf-8").splitlines()
    kinds = [each.partition(": ")[0] for each in written]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "withdrawn in force": 7,
        "distant date": 2,
        "doubtful characters": 1,
        "new subject": 10,
        "new source": 1,
    }
    assert "new subject: x/6" in written
    assert any(each.startswith("withdrawn in force: long.jsonl:2: b#7 ") for each in written)


def test_of_several_files_all_warnings_are_in_one(long: Desk) -> None:
    far = line("e", permitted("y", until="2224-01-01"))
    (long.folder / "more.jsonl").write_text(far, encoding="utf-8")
    long.done("announce --jsonl long.jsonl more.jsonl --warnings all.txt")
    written = (long.folder / "all.txt").read_text(encoding="utf-8")
    assert (written.count("distant date: long.jsonl:3"), written.count("more.jsonl:1")) == (2, 1)


def test_a_warning_about_an_option_names_it_in_the_file_too(desk: Desk) -> None:
    desk.done("init")
    desk.done(
        "announce --id a --source A --authority press --published 2022-01-01 --subject x "
        "--change permitted --effective 2022-01-01 --until 2222-01-01 --warnings all.txt"
    )
    written = (desk.folder / "all.txt").read_text(encoding="utf-8").splitlines()
    assert written[0].startswith("distant date: the command line: --until: 2222-01-01 is more")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("policy.ledger", "policy.ledger is ./policy.ledger: expected a file of its own"),
        ("./long.jsonl", "./long.jsonl is long.jsonl: expected a file of its own"),
        ("nowhere/all.txt", "nowhere/all.txt: No such file or directory"),
    ],
)
def test_no_file_of_ones_own_is_written_over(long: Desk, name: str, says: str) -> None:
    before = (long.folder / "long.jsonl").read_bytes()
    outcome = long.ledger(f"announce --jsonl long.jsonl --warnings {name}")
    assert (outcome.code > 0, outcome.out, says in outcome.err) == (True, "", True), outcome.err
    assert (long.folder / "long.jsonl").read_bytes() == before
    assert json.loads(long.done("status --format json"))["size"] == 2


def test_many_names_near_a_known_one_are_counted_too(desk: Desk) -> None:
    desk.done("init --origin example.org/test --zone UTC")
    known = [permitted(f"market-{n}/checkout") for n in range(30)]
    mistyped = [permitted(f"market-{n}/chekout") for n in range(30)]
    desk.done("announce --jsonl -", typed=line("a", *known))
    out = desk.done("announce --jsonl - --warnings all", typed=line("b", *mistyped))
    assert "new subjects: 30, 30 of them near a known one" in out
    assert (out.count("NEAR"), "  and 10 more that are near a known one" in out) == (20, True)
    written = (desk.folder / "all").read_text(encoding="utf-8").splitlines()
    assert [each for each in written if each.startswith("near a known one: ")] == [
        f"near a known one: market-{n}/chekout NEAR market-{n}/checkout" for n in range(30)
    ]
