"""Does a checkpoint get its time stamp, and is none taken that is not one of it?"""

import base64
import json
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from shlex import quote

import pytest

from ledger.sayings.language import Words
from ledger.witnesses import time_authority
from tests.desk import Desk, lines
from tests.outputs import fits
from tests.time_authority import Authority, Response, needed, served

pytestmark = needed

Made = Callable[..., Authority]
#: Which version a certificate is of: the third, and one that there is not.
ODD_VERSION = (b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x42")


@pytest.fixture
def case(desk: Desk) -> Desk:
    """The case of 2022, recorded an hour ago by the clock that OpenSSL goes by."""
    desk.now = int(time.time() - 3600) * 1_000_000
    return desk.kuaishou()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "one")


def refused(case: Desk, answer: Callable[[bytes], bytes | Response], more: str = "") -> str:
    """Why a time stamp is refused: the head is signed and kept, and nothing is given out."""
    with served(answer) as url:
        outcome = case.ledger(f"checkpoint --tsa {url} -o given {more}")
    assert outcome.code == 4, outcome
    assert "the head @55 was signed, and is not given out" in outcome.err
    assert not list(case.folder.glob("given*"))
    heads = case.folder / "configuration" / "heads"
    assert not list(heads.glob("*.stamps/*.tsr"))
    (head,) = heads.glob("*.checkpoint")
    assert lines(head)[1] == "55"
    return outcome.err


def test_a_checkpoint_is_stamped_and_openssl_alone_checks_it(
    case: Desk, authority: Authority
) -> None:
    with served(authority.answer) as url:
        out = case.done(f"checkpoint --tsa {url} --tsa-root {quote(str(authority.root))} -o given")
    assert out.startswith("signed @55, in given\nstamped at 20")
    assert "by CN=Time Stamping Authority of Tests\\, with a longer name, in given.tsr" in out
    check = ["openssl", "ts", "-verify", "-data", "given", "-in", "given.tsr", "-CAfile"]
    done = subprocess.run(
        [*check, authority.root], cwd=case.folder, capture_output=True, text=True, check=False
    )
    assert "Verification: OK" in done.stdout + done.stderr
    (kept,) = (case.folder / "configuration" / "heads").glob("*.stamps/55.checkpoint")
    assert kept.read_bytes() == (case.folder / "given").read_bytes()
    token = kept.with_name("55.checkpoint.tsr").read_bytes()
    assert token == (case.folder / "given.tsr").read_bytes()


@pytest.mark.parametrize(
    "odd",
    [
        ODD_VERSION,
        (b"\x0c\x0dRoot of Tests", b"\x08\x0dRoot of Tests"),
        (b"\x0c\x0dRoot of Tests", b"\x03\x0dRoot of Tests"),
    ],
)
def test_a_stamp_with_a_certificate_that_cannot_be_read_is_none(
    case: Desk, authority: Authority, odd: tuple[bytes, bytes]
) -> None:
    said = refused(case, lambda query: authority.answer(query).replace(*odd))
    assert "this is no time stamp as RFC 3161 has it" in said


def test_without_a_root_a_stamp_is_taken_and_it_is_said_that_nobody_vouches(
    case: Desk, authority: Authority
) -> None:
    with served(authority.answer) as url:
        outcome = case.ledger(f"checkpoint --tsa {url}")
        receipt = json.loads(case.done(f"checkpoint --tsa {url} --format json -o given"))
        vouched = f"checkpoint --tsa {url} --tsa-root {quote(str(authority.root))} --format json"
        kept = json.loads(case.done(vouched))
    assert outcome.code == 0
    assert outcome.out.count("\n") == 5, "the checkpoint alone"
    assert "its signature was not looked at: --tsa-root FILE" in outcome.err
    for found in (receipt, kept, json.loads(case.done("checkpoint --format json"))):
        fits(found, "checkpoint")
    assert receipt["stamp"]["file"] == "given.tsr"
    assert not receipt["stamp"]["vouched"]
    assert base64.b64decode(receipt["stamp"]["token"]) == (case.folder / "given.tsr").read_bytes()
    assert kept["stamp"]["vouched"]
    assert Path(kept["stamp"]["file"]).read_bytes() == base64.b64decode(kept["stamp"]["token"])


def test_the_certificates_of_a_token_may_come_in_any_order(case: Desk, tmp_path: Path) -> None:
    made = Authority(tmp_path / "chained", chain=True)
    with served(made.answer) as url:
        case.done(f"checkpoint --tsa {url} --tsa-root {quote(str(made.root))} -o given")
    from rfc3161_client import decode_timestamp_response

    with pytest.raises(ValueError, match="InvalidSetOrdering"):
        decode_timestamp_response((case.folder / "given.tsr").read_bytes())


def test_a_stamp_of_another_digest_is_refused(case: Desk, authority: Authority) -> None:
    other = authority.asked("-digest", "ab" * 32)
    assert "it is a time stamp of other bytes" in refused(case, lambda _: other)


def test_a_stamp_that_answers_another_question_is_refused(case: Desk, authority: Authority) -> None:
    case.done("checkpoint -o own")
    replayed = authority.asked("-data", str(case.folder / "own"))
    assert "it does not repeat the number asked with" in refused(case, lambda _: replayed)


def test_a_stamp_by_an_expired_certificate_is_refused(case: Desk, tmp_path: Path) -> None:
    expired = Authority(tmp_path / "expired", until="20200101000000Z")
    told = refused(case, expired.answer, f"--tsa-root {quote(str(expired.root))}")
    assert "no certificate named vouches for this time stamp: 'certificate has expired'" in told


def test_a_stamp_by_a_foreign_certificate_is_refused(
    case: Desk, authority: Authority, tmp_path: Path
) -> None:
    foreign = Authority(tmp_path / "foreign")
    told = refused(case, foreign.answer, f"--tsa-root {quote(str(authority.root))}")
    assert "no certificate named vouches for this time stamp: " in told


def test_a_stamp_that_is_older_than_what_it_covers_is_refused(
    desk: Desk, authority: Authority
) -> None:
    desk.now = int(time.time() + 3600) * 1_000_000
    told = refused(desk.kuaishou(), authority.answer)
    assert "and covers @55, recorded at 20" in told
    assert "the clock of 'CN=Time Stamping Authority of Tests" in told


def test_an_authority_that_names_the_second_alone_is_not_behind_by_less(
    desk: Desk, tmp_path: Path
) -> None:
    """Its clock may be off by so much as it says, and what it says is cut to whole seconds."""
    slow = Authority(tmp_path / "slow", more="accuracy = secs:7200")
    desk.now = int(time.time() + 3600) * 1_000_000
    desk.kuaishou()
    with served(slow.answer) as url:
        desk.done(f"checkpoint --tsa {url} --tsa-root {quote(str(slow.root))} -o given")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Response((b"out of order",), 503), "answers 503: 'out of order'"),
        (Response((b"",)), "this is no time stamp as RFC 3161 has it"),
        (Response((b"<html>a stamp</html>",)), "this is no time stamp as RFC 3161 has it"),
        (Response((bytes.fromhex("30053003020102"),)), "the authority gave no time stamp (reject"),
        (
            Response((bytes.fromhex("3011300f020102300a0c0873616964206e6f21"),)),
            "gave no time stamp (rejected): 'said no!'",
        ),
        (Response((bytes.fromhex("30053003020109"),)), "the authority gave no time stamp (9)"),
        (Response((b"x" * 1000,) * 1000), "answers with more than 65,536 bytes"),
    ],
)
def test_what_is_no_stamp_is_refused(case: Desk, answer: Response, told: str) -> None:
    assert told in refused(case, lambda _: answer)


def test_an_authority_that_answers_slowly_or_not_at_all_is_left(
    case: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_authority, "PATIENCE", 0.3)
    go_on = threading.Event()
    try:
        silent = Response((b"x",), wait=lambda: go_on.wait(30))
        assert "cannot be reached: 'timed out'" in refused(case, lambda _: silent)
        slow = Response((b"x",) * 3000, wait=lambda: go_on.wait(0.05))
        assert "has not answered within 0.3 seconds" in refused(case, lambda _: slow)
    finally:
        go_on.set()
    outcome = case.ledger("checkpoint --tsa http://127.0.0.1:9/ -o given")
    assert outcome.code == 4
    assert "the time stamping authority 'http://127.0.0.1:9/' cannot be reached" in outcome.err


def test_a_token_is_never_left_beside_a_checkpoint_that_is_not_its_own(
    case: Desk, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = f"--tsa-root {quote(str(authority.root))} -o given"
    with served(authority.answer) as url:
        case.done(f"checkpoint --tsa {url} {stamp}")
        before = (case.folder / "given").read_bytes(), (case.folder / "given.tsr").read_bytes()
        case.done("announce examples/kuaishou-2022-11-02.yaml")
        with served(lambda _: b"") as silent:
            assert case.ledger(f"checkpoint --tsa {silent} {stamp}").code == 4
        after = (case.folder / "given").read_bytes(), (case.folder / "given.tsr").read_bytes()
        assert after == before
        with monkeypatch.context() as full:
            full.setattr("cli.commands.checkpoint.give", _only(1))
            assert case.ledger(f"checkpoint --tsa {url} {stamp}").code == 1
        assert not (case.folder / "given.tsr").exists()
        case.done(f"checkpoint --tsa {url} {stamp}")
    check = ["openssl", "ts", "-verify", "-data", "given", "-in", "given.tsr", "-CAfile"]
    subprocess.run([*check, authority.root], cwd=case.folder, check=True, capture_output=True)


def test_a_stamp_that_cannot_be_kept_is_not_given_out(case: Desk, authority: Authority) -> None:
    (head,) = (case.folder / "configuration" / "heads").glob("*.checkpoint")
    head.with_suffix(".stamps").write_text("a file")
    with served(authority.answer) as url:
        outcome = case.ledger(f"checkpoint --tsa {url} -o given")
    assert outcome.code == 1
    assert "the time stamp cannot be kept in" in outcome.err
    assert not (case.folder / "given").exists()


def _only(count: int) -> Callable[[str, bytes, Words], None]:
    """Writes so many files, and then the disk is full."""
    from cli.small_files import give

    written: list[str] = []

    def put(name: str, data: bytes, words: Words) -> None:
        if len(written) == count:
            raise OSError(28, "No space left on device", name)
        written.append(name)
        give(name, data, words)

    return put


def test_what_is_asked_wrongly_is_said_before_anything_is_signed(
    case: Desk, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    der = ssl.PEM_cert_to_DER_cert((authority.folder / "tsa.pem").read_text())
    odd = ssl.DER_cert_to_PEM_cert(der.replace(*ODD_VERSION))
    (case.folder / "version.pem").write_text(odd)
    (case.folder / "empty.pem").write_text("no certificate\n")
    at = "checkpoint --tsa http://127.0.0.1:9/"
    for line, code, told in (
        ("checkpoint --tsa ftp://tsa.example", 1, "a time stamping authority is reached by https"),
        ("checkpoint --tsa-root empty.pem", 2, "--tsa-root says who vouches for the stamp that"),
        (f"{at} --tsa-root empty.pem", 1, "'empty.pem' holds no certificate: expected the time"),
        (f"{at} --tsa-root version.pem", 1, "'version.pem' holds no certificate: expected the"),
        (f"{at} --tsa-root nowhere.pem", 1, "nowhere.pem"),
        (f"{at} -o /dev/null", 1, "/dev/null is no file, and a time stamp lies beside one"),
    ):
        outcome = case.ledger(line)
        assert outcome.code == code, outcome
        assert told in outcome.err
        assert "was signed" not in outcome.err
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    outcome = case.ledger(at)
    assert outcome.code == 1
    assert "source, python -m pip install '.[timestamps]'" in outcome.err
