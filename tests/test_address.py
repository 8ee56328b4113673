"""Does nothing ever show the password of a URL?"""

import re

import pytest

from ledger.faults import LedgerFault
from ledger.proofs.spelling import whole
from ledger.recording.origins import chosen_origin
from ledger.stores.address import check, name, on_server, shown, without_secrets
from tests.desk import Desk

#: Addresses with a password that a person may well write, and how they are shown.
HIDDEN = "the PostgreSQL address"
ADDRESSES = [
    ("postgresql://u:secret@h:5432/links", "postgresql://h:5432/links"),
    ("postgres://u:secret@/links?host=/run", "postgres:///links"),
    ("postgresql://u@h/links", "postgresql://h/links"),
    ("postgresql://u:secret@[::1]:5432,h2/links", "postgresql://[::1]:5432,h2/links"),
    ("postgresql://?service=team", "postgresql://"),
    ("postgresql://h/links?user=u&password=secret", "postgresql://h/links"),
    ("postgresql://h/l?sslpassword=secret&x=1", "postgresql://h/l"),
    ("postgresql://u:sec/secret@h/links", HIDDEN),
    ("postgresql://u:s@secret@h/links", HIDDEN),
    ("postgresql://u:sec?secret@h/links", HIDDEN),
    ("postgresql://u:12?secret@h/links", HIDDEN),
    ("postgresql://u:sec#secret@h/links", HIDDEN),
    ("postgresql://u:sec secret@h/links", HIDDEN),
    ("postgresql://u:secret", HIDDEN),
    ("postgresql:u:secret", HIDDEN),
    ("postgresql+psycopg://u:secret@h/links", HIDDEN),
    ("PostgreSQL://u:secret@h/links", HIDDEN),
    ("host=h user=u password=secret", HIDDEN),
    ("dbname = links password='a secret'", HIDDEN),
]


@pytest.mark.parametrize(("address", "expected"), ADDRESSES)
def test_of_an_address_no_more_is_shown_than_scheme_host_port_and_database(
    address: str, expected: str
) -> None:
    assert shown(address) == expected
    assert "secret" not in without_secrets(f"cannot open {address}: why", [address])
    assert "cret" not in chosen_origin(address)


@pytest.mark.parametrize(
    "address", [address for address, expected in ADDRESSES if expected == HIDDEN]
)
def test_what_cannot_be_read_for_sure_is_refused_without_quoting_it(
    desk: Desk, address: str
) -> None:
    for asked in (["status"], ["copy", address], ["grant-sql"], ["init"], ["verify"]):
        said = desk.run("--ledger", address, *asked)
        assert said.code in (1, 2)
        assert "secret" not in said.out + said.err


def test_it_is_said_how_an_address_is_written() -> None:
    with pytest.raises(
        LedgerFault, match=r"the PostgreSQL URL has a blank, @, /, :, [?] or # where"
    ):
        check("postgresql://u:sec/ret@h/links")
    with pytest.raises(
        LedgerFault, match=r"in small letters and without a driver such as [+]psycopg"
    ):
        check("postgresql+psycopg://u@h/links")


def test_an_address_in_the_wrong_place_is_not_shown_either(desk: Desk) -> None:
    word = "postgresql://u:a secret@h/l"
    desk.run("init", "--origin", "example.org/links", "--zone", "UTC")
    for asked in (
        ["at", "2022-01-01", word], ["at", word], ["at", "--zone", word, "2022-01-01"],
        ["show", word], [word], ["announce", word], [f"--ledger={word}", "status"], [f"--x={word}"],
    ):  # fmt: skip
        said = desk.run(*asked)
        assert said.code in (1, 2)
        assert "secret" not in said.out + said.err


def test_only_addresses_of_a_server_are_on_a_server() -> None:
    assert on_server("postgresql://h/x")
    assert on_server("postgres://h/x")
    for path in (
        "postgres.ledger",
        "folder/policy.ledger",
        "a=b.ledger",
        "./host=a",
        "c:\\postgres",
    ):
        assert not on_server(path)
        assert shown(path) == path


def test_a_ledger_on_a_server_is_named_after_its_database() -> None:
    assert name("postgresql://u:p@h/links?x=1") == "links"
    assert name("postgresql://?service=team") == "postgresql"


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


@pytest.mark.parametrize("folder", [".", "/", "examples/.."])
def test_a_folder_named_as_the_target_of_a_copy_is_refused_as_one(desk: Desk, folder: str) -> None:
    desk.kuaishou()
    outcome = desk.run("copy", "policy.ledger", folder)
    assert (outcome.code, outcome.out) == (1, "")
    assert f"{folder} is a folder, not a ledger: name the file in it" in outcome.err


@pytest.mark.parametrize(
    "word", ["u:a\nsecret@h/l", "u:it's secret@h/快", f"u:a secret@h/{'x' * 90}"]
)
def test_an_address_that_a_message_escapes_or_cuts_is_not_shown_either(
    desk: Desk, word: str
) -> None:
    desk.run("init", "--origin", "example.org/links", "--zone", "UTC")
    for asked in (
        *(["at", f"postgresql://{word}"], ["at", "--known", f"postgresql://{word}", "today"]),
        *(["announce", "--evidence-limit", f"postgresql://{word}", "x"]),
    ):
        said = desk.run(*asked)
        assert said.code in (1, 2)
        assert "secret" not in said.out + said.err


@pytest.mark.parametrize("address", ["postgresql://u@hpassword=secret", "postgresql://h/lx=secret"])
def test_a_password_that_was_to_be_a_parameter_is_no_host_and_no_database(address: str) -> None:
    assert shown(address) == HIDDEN
    assert "secret" not in chosen_origin(address)
