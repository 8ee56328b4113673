"""Does nothing ever show the password of a URL?"""

import re

import pytest

from ledger.faults import LedgerFault
from ledger.proofs.spelling import whole
from ledger.recording.origins import chosen_origin
from ledger.stores.address import check, name, on_server, shown, without_secrets


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:secret@h:5432/links", "postgresql://u@h:5432/links"),
        ("postgres://u:secret@/links?host=/run", "postgres://u@/links?host=/run"),
        ("postgresql://u@h/links", "postgresql://u@h/links"),
        ("postgresql://h/links?user=u&password=secret", "postgresql://h/links?user=u&password=***"),
        ("postgresql://h/l?sslpassword=secret&x=1", "postgresql://h/l?sslpassword=***&x=1"),
        ("postgresql://u:sec/ret@h/links", "the PostgreSQL URL"),
        ("postgresql://u:s@e@h/links", "postgresql://u@h/links"),
        ("postgresql:u:secret", "the PostgreSQL URL"),
        ("folder/policy.ledger", "folder/policy.ledger"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, expected: str) -> None:
    assert shown(url) == expected
    assert "secret" not in without_secrets(f"cannot open {url}: why")


def test_only_urls_are_on_a_server() -> None:
    assert on_server("postgresql://h/x")
    assert on_server("postgres://h/x")
    assert not on_server("postgres.ledger")


@pytest.mark.parametrize(
    "url",
    ["postgresql://u:p@ss@h/x", "postgresql://u:p/w@h/x", "postgresql:x", "postgresql://u:a#b@h"],
)
def test_a_url_that_would_be_read_otherwise_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(LedgerFault) as refused:
        check(url)
    assert url not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["postgresql://u:secret@h/links", "postgresql://u:secret@h", "postgresql://u:se/cret@h"]
)
def test_no_password_gets_into_a_name_that_stays_for_ever(url: str) -> None:
    assert "cret" not in chosen_origin(url)
    assert name("postgresql://u:p@h/links?x=1") == "links"


def test_a_log_that_nobody_named_is_named_after_machine_and_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "the+host_1.example")
    for target, stem in (("/a/my_policy.ledger", "my_policy"), ("快 手", "---")):
        found = chosen_origin(target)
        assert re.fullmatch(rf"the-host_1\.example/{stem}-[0-9a-f]{{8}}", found), found


def test_a_path_in_a_message_can_be_found_and_acts_on_no_terminal() -> None:
    assert whole("临时 文件夹/账本") == "'临时 文件夹/账本'"
    assert whole("a\x1b[2J\u202e\u200b\udcff\u00a0b") == r"'a\x1b[2J\u202e\u200b\udcff\xa0b'"
