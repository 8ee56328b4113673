"""A verifier key is typed, or named by the file that holds it, wherever one is asked for."""

from pathlib import Path

import pytest

from tests.desk import Desk

USES = (
    "verify --key KEY",
    "verify --tiles tiles --key KEY",
    "verify-proof proof --key KEY",
    "consistency old new --key KEY",
    "consistency old new --proof hashes --key KEY",
)


@pytest.mark.parametrize("line", USES)
def test_the_file_of_a_key_is_as_good_as_its_text(line: str, desk: Desk) -> None:
    desk.checkpointed()
    Path("hashes").write_text(desk.done("consistency old new"))
    desk.done("prove @3 -o proof")
    desk.done("export tiles tiles")
    key = desk.key()
    Path("links.vkey").write_text(f"{key}\n")
    Path("a+b+c").write_text(f"  {key}")
    whole = desk.ledger(line.replace("KEY", key))
    assert whole.code == 0, whole.err
    for name in ("links.vkey", "./links.vkey", "a+b+c"):
        assert desk.ledger(line.replace("KEY", name)) == whole


@pytest.mark.parametrize("line", USES)
def test_what_is_neither_key_nor_file_is_refused_by_name(line: str, desk: Desk) -> None:
    desk.checkpointed()
    Path("hashes").write_text(desk.done("consistency old new"))
    desk.done("prove @3 -o proof")
    desk.done("export tiles tiles")
    outcome = desk.ledger(line.replace("KEY", "nowhere.vkey"))
    assert (outcome.code, outcome.out) == (2, "")
    assert "--key: " in outcome.err
    assert "nor is there a file 'nowhere.vkey'" in outcome.err
    Path("empty").write_bytes(b"")
    Path("bytes").write_bytes(b"\xff\xfe")
    for name in ("empty", "bytes", "old"):
        outcome = desk.ledger(line.replace("KEY", name))
        assert (outcome.code, outcome.out) == (1, "")
        assert f"'{name}' holds no verifier key: " in outcome.err
        assert "expected what `ledger key show` prints" in outcome.err
