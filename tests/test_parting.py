"""Is it told at which position two histories of one ledger part?"""

import shutil
from pathlib import Path

import pytest

from ledger.proofs.parting import Parting, bounds, parting
from ledger.proofs.tree import Load, completed, leaf_hash, where
from tests.desk import Desk, unwrapped


def tree(*leaves: int) -> Load:
    rows: list[list[bytes]] = []

    def load(level: int, i: int) -> bytes:
        seq, offset = where(level, i)
        return rows[seq - 1][offset // 32]

    for index, leaf in enumerate(leaves):
        rows.append(completed(index, leaf_hash(bytes([leaf])), load))
    return load


@pytest.mark.parametrize("size", range(1, 34))
def test_the_first_leaf_that_differs_is_found_in_a_tree_of_any_size(size: int) -> None:
    ours = list(range(size))
    assert parting(size, tree(*ours), tree(*ours)) is None
    for at in range(size):
        theirs = [*ours[:at], *(leaf + 100 for leaf in ours[at:])]
        assert parting(size, tree(*ours), tree(*theirs)) == Parting(at + 1, at + 1)
        one = [*ours[:at], 200, *ours[at + 1 :]]
        assert parting(size, tree(*ours), tree(*one)) == Parting(at + 1, at + 1)


def test_a_checkpoint_alone_tells_no_more_than_between_which() -> None:
    assert bounds(57, []) == Parting(1, 57)
    assert bounds(57, [55, 60, 12]) == Parting(56, 57)


@pytest.fixture
def case(desk: Desk) -> Desk:
    """A ledger and a copy of it, with the key in both places, to which other things were told
    from @56 on; `agreed` is a checkpoint of both, `public` the folder of the other's log."""
    desk.kuaishou()
    desk.done("checkpoint -o agreed")
    shutil.copyfile("policy.ledger", "other.ledger")
    shutil.copytree("configuration", "elsewhere")
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    desk.done("announce examples/prolonged-term.yaml")
    heads = Path("configuration")
    heads.rename("own")
    Path("elsewhere").rename("configuration")
    desk.done("--ledger other.ledger announce examples/grayscale-withdrawn.yaml")
    desk.done("--ledger other.ledger checkpoint -o parted")
    desk.done("--ledger other.ledger export tiles public")
    heads.rename("elsewhere")
    Path("own").rename("configuration")
    return desk


def test_verify_tells_where_the_log_parts_from_what_is_held(case: Desk) -> None:
    size = (case.folder / "parted").read_text().split("\n")[1]
    for held, told in (
        # the head kept here is of the first 55
        ("--held parted", f"'parted' part at one of @56 to @{size}: the folder of the log"),
        ("--held public/checkpoint", "'public/checkpoint' part at @56: what is before it is the"),
    ):
        outcome = case.ledger(f"verify {held}")
        assert outcome.code == 3
        assert told in unwrapped(outcome.out)
    case.done("verify --held agreed")
    outcome = case.ledger("verify --tiles public --held agreed")
    assert outcome.code == 0
    assert "part at" not in outcome.out


def test_it_is_told_where_nothing_but_the_end_is_missing(case: Desk) -> None:
    shutil.copyfile("policy.ledger", "whole.ledger")
    case.done("announce examples/etsy-fee.yaml")
    case.done("export tiles longer")
    outcome = case.ledger("--ledger whole.ledger verify --held longer/checkpoint")
    assert outcome.code == 3
    assert "its end is missing, and nothing else differs" in unwrapped(outcome.out)


def test_consistency_tells_where_the_ledger_parts_from_a_checkpoint(case: Desk) -> None:
    outcome = case.ledger("consistency agreed parted")
    assert outcome.code == 3
    assert "part at one of @56 to @" in outcome.err
    outcome = case.ledger("consistency agreed public/checkpoint")
    assert outcome.code == 3
    assert "'public/checkpoint' part at @56" in outcome.err


def test_a_folder_whose_hashes_are_not_those_of_its_checkpoint_tells_nothing_more(
    case: Desk,
) -> None:
    for path in (case.folder / "public" / "tile" / "0").rglob("*"):
        if path.is_file():
            path.write_bytes(bytes(len(path.read_bytes())))
    outcome = case.ledger("verify --held public/checkpoint --held agreed")
    assert "'public/checkpoint' part at one of @56 to @" in unwrapped(outcome.out)


@pytest.mark.parametrize(
    "line",
    [
        "announce examples/kuaishou-2022-11-02.yaml",
        "correct kuaishou-2022-02-22 title=Another --why slip",
        "retract kuaishou-2022-02-22 --why satire",
        "expire",
        "evidence add kuaishou-2022-02-22 examples/etsy-fee.yaml --why late",
    ],
)
def test_who_appends_to_a_copy_without_its_key_is_warned(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    desk.kuaishou()
    told = "the private key of this ledger is not here: if it is a copy, what is appended to it"
    assert told not in desk.ledger(f"{line} --dry-run").err
    monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(desk.folder / "elsewhere"))
    assert told not in desk.ledger(f"{line} --dry-run").err
    assert told not in desk.ledger("at 2022-10-29").err
    outcome = desk.ledger(line)
    assert outcome.code == 0
    assert told in outcome.err
    monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(desk.folder / "configuration"))
    assert told not in desk.ledger("announce examples/prolonged-term.yaml").err
