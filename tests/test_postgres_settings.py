"""Does what a session may set on a server change nothing that a ledger says or takes?"""

import os
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from ledger.application import init
from tests.desk import Desk, Outcome
from tests.ledgers import HEAD, announcement
from tests.servers import Server

#: Each value alone takes minutes: else as many as there are settings are set at once.
LONG = bool(os.environ.get("POLICY_LEDGER_LONG"))
#: What a transaction may be is for a session to say from 16 on.
_SETTINGS = """\
SELECT name, vartype, setting, min_val, max_val, coalesce(enumvals, '{}') FROM pg_settings
WHERE (context = 'user' OR name IN ('session_replication_role', 'lc_messages'))
  AND (name NOT IN ('transaction_isolation', 'transaction_deferrable')
    OR current_setting('server_version_num')::integer >= 160000) ORDER BY name"""
#: Of texts, other values that a server takes; of those that are not named there are none that
#: every server has, but search_path, which says which ledger is meant.
_TEXTS = {
    "DateStyle": ("German, DMY", "SQL, MDY"),
    "TimeZone": ("Asia/Kathmandu", "America/St_Johns"),
    "application_name": ("o'clock",),
    "client_encoding": ("LATIN1", "GB18030"),
    "createrole_self_grant": ("set", "inherit"),
    "default_text_search_config": ("pg_catalog.simple",),
    "lc_messages": ("C",),
    "lc_numeric": ("C",),
    "restrict_nonsystem_relation_kind": ("view", "view, foreign-table"),
    "timezone_abbreviations": ("Australia", "India"),
}
#: What ends a statement, a turn or a session after so many milliseconds.
_ENDS = (
    "statement_timeout", "transaction_timeout", "idle_session_timeout", "lock_timeout",
    "idle_in_transaction_session_timeout", "tcp_user_timeout",
)  # fmt: skip
_ASKED = (
    ["at", "2022-10-29", "--format", "json"],
    ["verify", "--format", "json"],
    ["log", "--format", "jsonl"],
    ["status", "--format", "json"],
)


def others(name: str, kind: str, now: str, low: str, high: str, words: list[str]) -> list[str]:
    """Other values of a setting."""
    if kind == "bool":
        return ["off" if now == "on" else "on"]
    if kind == "enum":
        return [word for word in words if word != now]
    if kind == "string":
        return list(_TEXTS.get(name, ()))
    return [each for each in (low, high) if each != now and name not in _ENDS]


def sessions(server: Server) -> Iterator[dict[str, str]]:
    """Settings of sessions, in which every setting has each of its other values once."""
    found = {name: others(name, *rest) for name, *rest in server.execute(_SETTINGS)}
    if LONG:
        yield from ({name: value} for name, values in found.items() for value in values)
        return
    for number in range(max(map(len, found.values()))):
        yield {name: values[number] for name, values in found.items() if number < len(values)}


def under(url: str, settings: dict[str, str]) -> str:
    """The URL with settings of the session."""
    words = (f" -c {name}={value.replace(' ', chr(92) + ' ')}" for name, value in settings.items())
    return url + quote("".join(words), safe="")


def appended(desk: Desk, url: str, number: int) -> Outcome:
    """What comes of one announcement more."""
    (desk.folder / "more.yaml").write_text(
        HEAD
        + announcement(
            f"more-{number}",
            f"change: permitted, subjects: [s/{number}], effective: 2022-03-01",
        ),
        encoding="utf-8",
    )
    return desk.run("--ledger", url, "announce", "more.yaml")


@pytest.fixture
def url(postgres: Server, desk: Desk) -> str:
    """A ledger with the sample in it."""
    url = postgres.schema()
    init(url, origin="example.org/links", zone="Asia/Shanghai")
    assert desk.run("--ledger", url, "announce", "examples/kuaishou-2022.yaml").code == 0
    return url


def test_no_setting_of_a_session_changes_an_answer_a_verdict_or_what_is_appended(
    postgres: Server, desk: Desk, url: str
) -> None:
    count = 0
    expected = [desk.run("--ledger", url, *asked) for asked in _ASKED]
    tried = 0
    for tried, settings in enumerate(sessions(postgres), 1):
        address = under(url, settings)
        found = [desk.run("--ledger", address, *asked) for asked in _ASKED]
        assert found == expected, settings
        count += len(settings)
        more = appended(desk, address, tried)
        assert more.code == 0, (settings, more.err)
        expected = [desk.run("--ledger", url, *asked) for asked in _ASKED]
        assert expected[1].code == 0
    assert count > 190
    assert tried >= 8


@pytest.mark.parametrize("setting", _ENDS)
@pytest.mark.parametrize(
    "asked", [*_ASKED, ["copy", "URL", "there.ledger"]], ids=lambda words: words[0]
)
def test_what_ends_a_statement_or_a_session_is_told_as_such(
    desk: Desk, url: str, setting: str, asked: list[str]
) -> None:
    address = under(url, {setting: "1"})
    found = desk.run("--ledger", address, *(address if word == "URL" else word for word in asked))
    if found.code == 0:
        return  # it was quicker
    assert found.code == 1
    assert "time-out" in found.err or "timeout" in found.err
    assert not (desk.folder / "there.ledger").exists()
