"""What becomes of what stands where a checkpoint or a proof is written?"""

import os

import pytest

from tests.desk import Desk


@pytest.fixture
def case(desk: Desk) -> Desk:
    return desk.checkpointed()


@pytest.mark.skipif(os.name != "posix", reason="pipes have no name elsewhere")
def test_what_is_no_regular_file_is_written_into_and_stays_what_it_was(case: Desk) -> None:
    pipe = case.folder / "pipe"
    os.mkfifo(pipe)
    for line in ("checkpoint", "prove @3"):
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            outcome = case.ledger(f"{line} -o pipe")
            assert (outcome.code, outcome.err) == (0, "")
            assert b"example.org/links\n57\n" in os.read(reader, 1 << 16)
        finally:
            os.close(reader)
        assert pipe.is_fifo()


@pytest.mark.skipif(os.name != "posix", reason="links want rights elsewhere")
def test_a_link_is_followed_to_the_file_that_is_written(case: Desk) -> None:
    (case.folder / "kept").mkdir()
    link = case.folder / "link"
    link.symlink_to("kept/target")
    case.done("checkpoint -o link")
    assert link.is_symlink()
    assert (case.folder / "kept" / "target").read_bytes() == (case.folder / "new").read_bytes()
    link.unlink()
    link.symlink_to("nowhere/target")
    outcome = case.ledger("checkpoint -o link")
    assert outcome.code == 1
    assert "there is no folder" in outcome.err
    assert link.is_symlink()


def test_a_file_that_is_replaced_is_named(case: Desk) -> None:
    assert case.ledger("checkpoint -o new").err == "", "it has the same content"
    assert case.ledger("checkpoint -o old").err == "old was there, and was replaced\n"
    assert case.ledger("prove @3 -o old").err == "old was there, and was replaced\n"
    (case.folder / "old").write_bytes(b"")
    assert case.ledger("prove @3 -o old").err == "", "nothing was lost"


def test_a_checkpoint_from_which_the_new_one_does_not_go_on_is_spared(case: Desk) -> None:
    kept = (case.folder / "new").read_bytes()
    other = "init --origin example.org/links --ledger other.ledger"
    (case.folder / "configuration").rename("elsewhere")
    case.done(other)
    case.done("init --origin example.org/others --ledger third.ledger")
    outcome = case.ledger("checkpoint --ledger other.ledger -o new")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err == (
        "ledger: new is a checkpoint of @57 from which this ledger does not go on: keep it, since "
        "it may be all that shows so (`ledger verify --held new` says more); name another file, or "
        "replace it with --force\n"
    )
    outcome = case.ledger("checkpoint --ledger third.ledger -o new")
    assert (outcome.code, outcome.out) == (1, "")
    assert "new is a checkpoint of another ledger, example.org/links: " in outcome.err
    assert (case.folder / "new").read_bytes() == kept
    outcome = case.ledger("checkpoint --ledger other.ledger -o new --force")
    assert (outcome.code, outcome.err) == (0, "new was there, and was replaced\n")
    case.done("checkpoint --ledger other.ledger -o new")
    (case.folder / "new").write_text("no checkpoint")
    assert case.ledger("checkpoint --ledger other.ledger -o new").code == 0


def test_one_of_the_same_size_with_another_root_is_spared_too(case: Desk) -> None:
    lines = (case.folder / "new").read_text().split("\n")
    lines[2] = (case.folder / "old").read_text().split("\n")[2]
    (case.folder / "new").write_text("\n".join(lines))
    assert case.ledger("checkpoint -o new").code == 3
    assert case.ledger("checkpoint -o new --force").code == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a full device")
def test_a_file_that_cannot_be_written_is_named(case: Desk) -> None:
    for line in ("checkpoint", "prove @3"):
        outcome = case.ledger(f"{line} -o /dev/full")
        assert (outcome.code, outcome.out) == (1, "")
        assert outcome.err == "ledger: /dev/full: No space left on device\n"
    found = case.process("demo", "there", before="ulimit -f 1;")
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr == "ledger: there/kuaishou-2022.yaml: File too large\n"
