"""What does a time stamp exclude of what is said of the recorder's clock, and what does none?"""

import json
import shutil
import sys
import time
from pathlib import Path
from shlex import quote
from typing import Any

import pytest

from cli.tables import verify_table
from ledger.sayings.language import LANGUAGES
from tests.desk import Desk, unwrapped
from tests.drawn import drawn
from tests.outputs import fits
from tests.time_authority import Authority, needed, served

pytestmark = needed


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "one")


@pytest.fixture
def case(desk: Desk, authority: Authority) -> Desk:
    """The case of 2022, recorded an hour ago, whose first 55 events have a time stamp."""
    desk.now = int(time.time() - 3600) * 1_000_000
    desk.kuaishou()
    shutil.copyfile(authority.root, desk.folder / "root.pem")
    with served(authority.answer) as url:
        desk.done(f"checkpoint --tsa {url} --tsa-root root.pem -o held")
    return desk


def judged(case: Desk, line: str, code: int = 0) -> tuple[dict[str, Any], str]:
    """The document of a verdict, and its table in one line, as both languages draw it."""
    outcome = case.ledger(f"{line} --format json")
    assert outcome.code == code, outcome.out
    document = json.loads(outcome.out)
    fits(document, "verify")
    for tag in LANGUAGES:
        assert drawn(verify_table.draw, document, tag) == case.ledger(f"{line} --lang {tag}").out
    return document, unwrapped(case.ledger(line).out)


def kinds(document: dict[str, Any]) -> list[str]:
    return [each["kind"] for each in document["left_open"]]


@pytest.mark.usefixtures("strict")
def test_a_time_stamp_narrows_what_is_left_open_of_the_recorders_clock(case: Desk) -> None:
    document, told = judged(case, "verify --held held --tsa-root root.pem")
    assert kinds(document)[-2:] == ["dated", "misnamed"]
    (dated,) = (each for each in document["left_open"] if each["kind"] == "dated")
    assert (dated["first"], dated["last"]) == (1, 55)
    here, held = document["compared"]
    assert (
        here["stamp"]
        == held["stamp"]
        == {
            "at": dated["at"],
            "authority": "CN=Time Stamping Authority of Tests\\, with a longer name",
        }
    )
    assert f"A time stamp shows that they were there by {dated['at']}, and not since" in told
    assert "a record time that the recorder's own clock had wrong" not in told
    case.done("announce examples/kuaishou-2022-11-02.yaml")
    document, told = judged(case, "verify --held held --tsa-root root.pem")
    assert kinds(document)[-3:] == ["dated", "undated", "misnamed"]
    assert "@56 to @57 that the recorder's own clock had wrong: no time stamp covers" in told


@pytest.mark.usefixtures("strict")
def test_the_newest_stamped_head_is_kept_when_the_head_goes_on(case: Desk) -> None:
    case.done("announce examples/kuaishou-2022-11-02.yaml")
    case.done("checkpoint -o later")
    document, told = judged(case, "verify --tsa-root root.pem")
    assert [(each["kind"], each["size"]) for each in document["compared"]] == [
        ("last_signed", 57),
        ("stamped", 55),
    ]
    assert document["vouched"] == 0, "nobody else kept it"
    assert kinds(document)[-3:] == ["dated", "undated", "misnamed"]
    assert "55.checkpoint, which was stamped: @55, the log goes on from it" in told


@pytest.mark.usefixtures("strict")
def test_without_the_root_a_time_stamp_is_named_and_excludes_nothing(case: Desk) -> None:
    document, told = judged(case, "verify --held held")
    assert kinds(document)[-1] == "misquoted"
    assert "the time stamp 'held.tsr' was not looked at: --tsa-root FILE names" in told


def test_a_dossier_is_checked_with_the_time_stamp_in_it(case: Desk) -> None:
    case.done("announce examples/kuaishou-2022-11-02.yaml")
    case.done("export dossier 2022-10-29 -o dossier")
    vkey = case.key()
    document, _ = judged(case, f"verify --tiles dossier/log --key {vkey} --tsa-root root.pem")
    assert [each["kind"] for each in document["compared"]] == ["own", "stamped"]
    assert kinds(document)[-3:] == ["dated", "undated", "misnamed"]


@pytest.mark.usefixtures("strict")
def test_exported_tiles_have_the_newest_time_stamp_with_them(
    case: Desk, authority: Authority
) -> None:
    told = case.done("export tiles public")
    assert "time stamp: of the first 55 entries, in public/stamped\n" in told
    case.done("announce examples/kuaishou-2022-11-02.yaml")
    case.done("export tiles public")
    check = f"verify --tiles public --key {case.key()} --tsa-root root.pem"
    document, _ = judged(case, check)
    assert [(each["kind"], each["size"]) for each in document["compared"]] == [
        ("own", 57),
        ("stamped", 55),
    ]
    assert kinds(document)[-3:] == ["dated", "undated", "misnamed"]
    with served(authority.answer) as url:
        case.done(f"checkpoint --tsa {url} --tsa-root root.pem -o later")
    assert "of the first 57 entries" in case.done("export tiles public")
    document, _ = judged(case, check)
    assert kinds(document)[-2:] == ["dated", "misnamed"]


@pytest.mark.usefixtures("strict")
def test_a_time_stamp_that_nobody_vouches_for_is_undecided(
    case: Desk, tmp_path: Path, authority: Authority
) -> None:
    foreign = Authority(tmp_path / "foreign")
    for root, token, told in (
        (foreign.root, None, "no certificate named vouches for this time stamp"),
        (authority.root, b"token", "is of no use: this is no time stamp as RFC 3161 has it"),
        (authority.root, b"x" * 100_000, "is of no use: this is no time stamp as RFC 3161"),
        (
            authority.root,
            authority.asked("-digest", "ab" * 32),
            "'held.tsr' is of no use: it is a time stamp of other bytes: of the sha256 abab",
        ),
    ):
        if token is not None:
            (case.folder / "held.tsr").write_bytes(token)
        document, found = judged(case, f"verify --held held --tsa-root {quote(str(root))}", 4)
        assert told in found
        assert "undecided: time stamp: " in found
        assert ("dated" in kinds(document)) == (token is not None), "the one kept here is good"


@pytest.mark.usefixtures("strict")
def test_a_time_stamp_that_was_asked_about_and_is_not_there_is_undecided(
    desk: Desk, authority: Authority
) -> None:
    desk.kuaishou()
    desk.done("checkpoint -o held")
    _, told = judged(desk, f"verify --held held --tsa-root {quote(str(authority.root))}", 4)
    assert "no checkpoint compared has a time stamp beside it, in FILE.tsr" in told


@pytest.mark.usefixtures("strict")
def test_a_time_stamp_from_before_an_event_was_recorded_refutes_its_record_time(
    desk: Desk, authority: Authority
) -> None:
    desk.now = int(time.time() + 3600) * 1_000_000
    desk.kuaishou()
    desk.done("checkpoint -o held")
    (desk.folder / "held.tsr").write_bytes(authority.asked("-data", str(desk.folder / "held")))
    document, told = judged(desk, f"verify --held held --tsa-root {quote(str(authority.root))}", 3)
    assert "'held.tsr' refutes a record time: it is of 20" in told
    assert kinds(document)[-1] == "misquoted"


def test_a_stamped_checkpoint_of_another_history_is_evidence_of_it(case: Desk) -> None:
    (stamps,) = (case.folder / "configuration" / "heads").glob("*.stamps")
    note = (stamps / "55.checkpoint").read_bytes()
    (stamps / "55.checkpoint").write_bytes(note.replace(note.split(b"\n")[2], b"A" * 43 + b"="))
    outcome = case.ledger("verify --tsa-root root.pem")
    assert outcome.code == 3
    assert "the signature by" in unwrapped(outcome.out)


def test_a_restore_that_loses_events_moves_the_stamps_away_too(case: Desk) -> None:
    case.done("backup kept")
    case.done("announce examples/kuaishou-2022-11-02.yaml")
    case.done("checkpoint")
    for file in case.folder.glob("policy.ledger*"):
        file.unlink()
    case.done("restore kept --lose")
    heads = case.folder / "configuration" / "heads"
    assert [path.name.partition(".stamps")[2] for path in heads.glob("*.stamps*")] == [".lost-57"]


def test_where_nothing_reads_time_stamps_it_is_said(
    case: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    outcome = case.ledger("verify --held held --tsa-root root.pem")
    assert outcome.code == 1
    assert "source, python -m pip install '.[timestamps]'" in outcome.err
    case.done("verify --held held")
