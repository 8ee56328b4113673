"""Can a recorder on a server append anything but what is right, by SQL of its own?"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
import pytest

from events.codec import canonical
from events.shapes import LAPSED, needed
from events.words import OF_OWNER, TYPES
from ledger.application import init, open_for_writing
from ledger.entries import LONGEST
from ledger.faults import LedgerFault
from ledger.stores.postgres_grants import Roles, statements
from ledger.stores.schema import READ_MODEL
from tests.desk import Desk
from tests.ledgers import HEAD, ORIGIN, PERMITTED, SUSPENDED, announcement
from tests.servers import Server
from tests.stores import rows, stored, table, told

Event = tuple[str, str, bytes]
NO_EVENT, OF_ANOTHER, TOO_LONG, NOT_ALLOWED = "PL002", "PL003", "PL004", "42501"


class Team:
    """A ledger on a server with a recorder who writes SQL."""

    def __init__(self, postgres: Server) -> None:
        self.owner = postgres.database()
        name = self.owner.partition("?")[0].rpartition("/")[2]
        init(self.owner, origin=ORIGIN, zone="Asia/Shanghai")
        told(self.owner, announcement("a", SUSPENDED))
        self.roles = Roles(
            f"{name}_auditor", f"{name}_recorder", f"{name}_owner", f"{name}_analyst"
        )
        for statement in statements("public", self.roles):
            postgres.execute(statement, url=self.owner)
        self.user = f"{name}_mallory"
        postgres.execute(f"CREATE ROLE {self.user} LOGIN IN ROLE {self.roles.recorder}")
        postgres.made(f"ROLE {self.user}, {', '.join(self.roles)}")
        self.recorder = postgres.on(name, user=self.user, password="x")

    def event(self, **more: Any) -> Event:
        """An announcement without a change, as this recorder may append it."""
        data = {
            "changes": 0,
            "evidence": [],
            "format": 3,
            "id": "m",
            "published": {"instant": "2022-10-28T15:59:59Z", "text": "2022-10-28"},
            "role": self.user,
            "source": {"authority": "official", "name": "M"},
            "zone": "UTC",
            **more,
        }
        return f"#{data['id']}", "announced", canonical(data)

    def append(self, *events: Event, rows: Mapping[str, Any] | None = None) -> None:
        """As the recorder, by SQL, in one transaction."""
        with psycopg.connect(self.recorder) as connection:
            connection.execute(
                "SELECT append_events(%s::text[], %s::text[], %s::bytea[], %s::jsonb)",
                (
                    [stream for stream, _, _ in events],
                    [type for _, type, _ in events],
                    [state for _, _, state in events],
                    json.dumps(rows or {}),
                ),
            )

    def refuses(self, state: str, *events: Event, rows: Mapping[str, Any] | None = None) -> None:
        """Nothing of it is there, and everybody goes on."""
        before = stored(self.owner), [table(self.owner, name) for name in READ_MODEL]
        with pytest.raises(psycopg.Error) as fault:
            self.append(*events, rows=rows)
        assert fault.value.sqlstate is not None
        assert fault.value.sqlstate.startswith(state), fault.value
        assert (stored(self.owner), [table(self.owner, name) for name in READ_MODEL]) == before


@pytest.fixture(scope="module")
def team(postgres: Server) -> Iterator[Team]:
    found = Team(postgres)
    yield found
    # whatever was tried: writers go on, and the log is whole
    assert told(found.recorder, announcement("last", PERMITTED)).new == 1


ROW = "INSERT INTO stored_events VALUES (5, 'x', 1, 'noted', '{{}}', {time}, '{hashes}')"
DIRECT = (
    ROW.format(time=2**63 - 1, hashes="\\x" + "00" * 32),
    ROW.format(time=4102444800000000, hashes="\\x" + "00" * 32),
    "INSERT INTO stored_events SELECT notification_id + 1, '#', 3, 'key_added', state,"
    " recorded_at, hashes FROM stored_events WHERE topic = 'opened'",
    "INSERT INTO changes SELECT * FROM changes",
    "INSERT INTO paths VALUES ('x', 1, NULL)",
    "UPDATE changes SET said = '{}'",
    "DELETE FROM announcements",
    "UPDATE stored_events SET recorded_at = 0",
    "INSERT INTO write_turn VALUES (true)",
    "LOCK TABLE stored_events IN EXCLUSIVE MODE",
    "SELECT extend_log('{x}', '{noted}', ARRAY['{}'::bytea], '{4102444800000000}', '{}')",
    "SELECT keep_rows('{}', NULL)",
    "SELECT canonical_json('[]', 1)",
    "CREATE OR REPLACE FUNCTION take_turn() RETURNS void LANGUAGE sql AS ''",
    "ALTER FUNCTION append_events(text[], text[], bytea[], jsonb) SECURITY INVOKER",
)


@pytest.mark.parametrize("statement", DIRECT)
def test_a_recorder_has_no_way_but_the_functions_of_the_owner(team: Team, statement: str) -> None:
    before = stored(team.owner)
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        psycopg.connect(team.recorder) as connection,
    ):
        connection.execute(statement.encode())
    assert stored(team.owner) == before


def test_a_recorder_sets_no_time_no_position_and_no_hash(team: Team) -> None:
    before = stored(team.owner)
    team.append(team.event(id="timed"))
    *rest, (seq, stream, version, type, _, recorded_at, hashes) = stored(team.owner)
    assert rest == before
    assert (seq, stream, version, type) == (len(before) + 1, "#timed", 1, "announced")
    ((now,),) = rows(team.owner, "SELECT (extract(epoch FROM clock_timestamp()) * 1e6)::bigint")
    assert before[-1][5] < recorded_at <= now
    assert hashes != bytes(len(hashes))


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"\xff",
        b"no event",
        b"[]",
        b'"x"',
        b'{"a":"\\u0000"}',
        b'{"a":"\x00"}',
        b'{"a":"\\ud800"}',
        b'{"a":1}{"a":1}',
        b"[" * 30_000,
    ],
)
def test_bytes_that_are_no_event_are_refused(team: Team, state: bytes) -> None:
    team.refuses("", ("#", "retracted", state))
    team.refuses("", ("#m", "announced", state))


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('"zone":"UTC"', '"zone": "UTC"'),
        ('"zone":"UTC"', '"zone":"UTC" '),
        ('"zone":"UTC"', '"zone":"\\u0055TC"'),
        ('"zone":"UTC"', '"zone":"a\\/b"'),
        ('"zone":"UTC"', '"zone":"UTC","zone":"UTC"'),
        ('"changes":0', '"changes":-0'),
        ('"changes":0', '"changes":0.0'),
        ('"changes":0', '"changes":1.5'),
        ('"changes":0', '"changes":1e2'),
        ('"changes":0', '"changes":9007199254740992'),
        ('"changes":0', '"changes":1e131071'),
        ('"changes":0', '"changes":1e-400'),
        ('"evidence":[]', '"evidence":[ ]'),
        ('"evidence":[]', '"evidence":[{"b":1,"a":1}]'),
        ('"evidence":[]', '"evidence":[{"a":1,"a":1}]'),
        ('"evidence":[]', f'"evidence":{"[" * 70}{"]" * 70}'),
        ('"evidence":[]', '"evidence":[],"é":1'),
        ('{"changes":0,"evidence":[]', '{"evidence":[],"changes":0'),
    ],
)
def test_bytes_that_are_not_canonical_are_refused(team: Team, written: str, instead: str) -> None:
    stream, type, state = team.event()
    altered = state.decode().replace(written, instead)
    assert altered.encode() != state
    team.refuses(NO_EVENT, (stream, type, altered.encode()))


def test_what_is_canonical_is_taken_whatever_is_in_it(team: Team) -> None:
    text = "\"\\/\b\f\n\r\t\x01\x1f\x7f\x85\u2028 é快🎈'$$%"
    state = team.event(id="odd", title=text, more=[0, -1, 2**53 - 1, True, None, {}, [], {"": ""}])
    team.append(state)
    assert stored(team.owner)[-1][4] == state[2]


def test_an_unknown_type_another_stream_and_a_long_entry_are_refused(team: Team) -> None:
    stream, type, state = team.event()
    team.refuses(NO_EVENT, (stream, "policy_updated", state))
    team.refuses(NO_EVENT, ("#other", type, state))
    team.refuses(NO_EVENT, ("#", type, state))
    team.refuses(TOO_LONG, team.event(title="x" * LONGEST))
    team.refuses("22", (stream, type, b"\xc3"))


def test_an_event_by_another_role_or_none_is_refused(team: Team) -> None:
    team.refuses(NO_EVENT, team.event(role="postgres"))
    team.refuses(NO_EVENT, team.event(role=team.roles.recorder))
    team.refuses(NO_EVENT, team.event(role=None))
    stream, type, state = team.event()
    team.refuses(NO_EVENT, (stream, type, state.replace(b'"role":', b'"rolf":')))


@pytest.mark.parametrize("type", OF_OWNER)
def test_keys_openings_and_limits_of_sources_are_the_owners_alone(team: Team, type: str) -> None:
    data = {"ceiling": "binding", "key": "x", "name": "M", "role": team.user}
    team.refuses(NOT_ALLOWED, ("#", type, canonical(data)))


def test_a_file_that_limits_a_source_is_refused_to_a_recorder_in_words(team: Team) -> None:
    from tests.announcing import batch

    limit = "format: policy-ledger/1\nsources: [{name: M, ceiling: official}]\n"
    with (
        open_for_writing(team.recorder) as ledger,
        pytest.raises(LedgerFault, match="source_described is for the owner of the ledger"),
    ):
        ledger.announce(batch(limit))
    with open_for_writing(team.owner) as ledger:
        assert ledger.announce(batch(limit)).events == 1


def test_an_event_without_a_field_that_it_needs_is_refused(postgres: Server) -> None:
    team = Team(postgres)
    for number, kind in enumerate(sorted({*TYPES, LAPSED} - {*OF_OWNER})):
        type, data = kind, dict.fromkeys((*needed(kind), "role"), "x")
        head, stream = [], data.get("subject", "#")
        if kind == LAPSED:
            type, stream = "expired", "#"
        elif kind == "announced":
            stream = "#x"
        elif kind == "subject_described":
            stream = "x"
        if "change" in data:
            head = [team.event(id=f"needs-{number}")]
            data["change"] = f"needs-{number}#1"
        data["role"] = team.user
        size = len(stored(team.owner))
        for name in data:
            less = {other: data[other] for other in data if other != name}
            with pytest.raises(psycopg.Error) as fault:
                team.append(*head, (stream, type, canonical(less)))
            assert fault.value.sqlstate == NO_EVENT, less
        team.append(*head, (stream, type, canonical(data)))
        assert len(stored(team.owner)) == size + len(head) + 1
    with open_for_writing(team.owner, rebuild=True) as ledger:
        assert ledger.rebuild() == len(stored(team.owner))


def test_an_announcement_is_appended_once(team: Team) -> None:
    once = team.event(id="once")
    team.refuses(NO_EVENT, once, once)
    team.append(once)
    team.refuses(NO_EVENT, once)
    team.refuses(NO_EVENT, team.event(id="once", title="other words"))
    with pytest.raises(LedgerFault, match="once"):
        told(team.recorder, announcement("once", PERMITTED))


def change(team: Team, id: str, **more: Any) -> Event:
    """A note of that announcement."""
    data = {"change": f"{id}#1", "format": 3, "role": team.user, "subject": "k/live", **more}
    return data["subject"], "noted", canonical(data)


def test_a_change_that_does_not_follow_its_announcement_is_refused(team: Team) -> None:
    act = {"format": 3, "role": team.user, "target": "a", "why": "x"}
    retracted = ("#", "retracted", canonical(act))
    posing = ("#", "retracted", canonical({**act, "change": "p#1", "id": "p"}))
    team.refuses(NO_EVENT, change(team, "a"))
    team.refuses(NO_EVENT, team.event(id="p"), change(team, "a"))
    team.refuses(NO_EVENT, team.event(id="p"), retracted, change(team, "p"))
    team.refuses(NO_EVENT, posing, change(team, "p"))
    team.append(team.event(id="p"), change(team, "p"))
    team.refuses(NO_EVENT, change(team, "p"))


def test_what_a_transaction_appended_goes_on_where_it_ended(team: Team) -> None:
    """As an announcement of more changes than are sent at once does."""
    size = len(stored(team.owner))
    append = "SELECT append_events(%s::text[], %s::text[], %b::bytea[], '{}'::jsonb)"
    first, more = team.event(id="goes-on"), change(team, "goes-on")
    posing = {"change": "goes-on#1", "path": "k", "role": team.user}
    described = ("k", "subject_described", canonical(posing))
    with psycopg.connect(team.recorder) as connection:
        for event in (first, more, more):
            connection.execute(append, [[part] for part in event])
    assert len(stored(team.owner)) == size + 3
    for last in (described, team.event(id="else")):
        with psycopg.connect(team.recorder) as connection:
            connection.execute(append, [[part] for part in last])
            with pytest.raises(psycopg.Error, match="does not follow its announcement"):
                connection.execute(append, [[part] for part in more])
    assert len(stored(team.owner)) == size + 3


def test_no_path_stands_in_the_way_of_an_announcement(team: Team) -> None:
    described = canonical({"path": "#taken", "role": team.user})
    team.refuses(NO_EVENT, ("#taken", "subject_described", described))
    team.refuses(NO_EVENT, team.event(id="p2"), change(team, "p2", subject="#taken"))
    team.refuses(NO_EVENT, team.event(id="p2"), change(team, "p2", subject="#"))


def test_of_several_events_one_that_is_refused_takes_all_with_it(team: Team) -> None:
    stream, type, state = team.event(id="second")
    team.refuses(NO_EVENT, team.event(id="first"), (stream, type, state + b" "))


def false_row(seq: int) -> dict[str, Any]:
    return {"paths": [{"path": "false/row", "first_seq": seq, "shape": None}]}


def test_rows_are_taken_for_the_event_that_is_appended_and_for_no_other(team: Team) -> None:
    size = len(stored(team.owner))
    for seq in (1, size, size + 2, -1):
        team.refuses(OF_ANOTHER, team.event(), rows=false_row(seq))
    team.refuses(OF_ANOTHER, rows=false_row(size))
    lapsed = {"of_announcement": "a", "of_n": 1, "subject": "x", "until": 1, "seq": size}
    team.refuses(OF_ANOTHER, team.event(), rows={"lapses": [lapsed]})


def test_a_turn_that_sees_an_old_state_is_refused(team: Team) -> None:
    with psycopg.connect(team.recorder) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(psycopg.Error, match="READ COMMITTED"):
            connection.execute("SELECT take_turn()")


@pytest.mark.parametrize(
    "setting",
    [
        "search_path = pg_temp, public",
        "standard_conforming_strings = off",
        "quote_all_identifiers = on",
        "bytea_output = escape",
        "transform_null_equals = on",
        "DateStyle = 'German'",
        "TimeZone = 'Asia/Shanghai'",
        "IntervalStyle = 'sql_standard'",
        "lc_numeric = 'C'",
        "extra_float_digits = -15",
        "backslash_quote = off",
        "array_nulls = off",
    ],
)
def test_no_setting_of_a_session_changes_what_is_stored(team: Team, setting: str) -> None:
    from ledger.entries import Heading, frame
    from ledger.proofs.tree import Frontier, leaf_hash

    id = f"s-{len(stored(team.owner))}"
    stream, type, state = team.event(id=id, title="\\n \\")
    with psycopg.connect(team.recorder) as connection:
        connection.execute("CREATE TEMPORARY TABLE stored_events (state bytea)")
        connection.execute(f"SET {setting}".encode())
        connection.execute(
            "SELECT public.append_events(%s::text[], %s::text[], %b::bytea[], '{}'::jsonb)",
            ([stream], [type], [state]),
        )
    tree = Frontier()
    for seq, stream, version, type, state, recorded_at, hashes in stored(team.owner):
        heading = Heading(ORIGIN, recorded_at)
        entry = frame(state, heading, seq=seq, stream=stream, type=type, version=version)
        assert b"".join(tree.append(leaf_hash(entry))) == hashes


def test_false_rows_stop_nobody_for_good(
    team: Team, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that give a false id, and a false change, to one's own event."""
    seq = len(stored(team.owner)) + 1
    announced = {
        **dict.fromkeys(("party", "title", "url", "language")),
        "id": "future",
        "seq": seq,
        "last_seq": seq,
        "source": "M",
        "authority": "official",
        "published": 0,
        "published_text": "x",
        "zone": "UTC",
    }
    change = {
        **dict.fromkeys(("until", "of_announcement", "of_n")),
        "latest": 0,
        "particularity": 2,
        "published": 0,
        "authority": 4,
        "seq": seq,
        "subject": "k/live",
        "announcement": "future",
        "n": 1,
        "earliest": 0,
        "said": "no JSON",
    }
    team.append(team.event(id="odd-rows"), rows={"announcements": [announced], "changes": [change]})
    monkeypatch.setenv("POLICY_LEDGER_URL", team.owner)
    file = desk.folder / "future.yaml"
    file.write_text(HEAD + announcement("future", PERMITTED), encoding="utf-8")
    for line in ("at 2022-10-29", "announce future.yaml", "verify", "log", "explain today k/live"):
        outcome = desk.ledger(line)
        assert "of this program" not in outcome.err, line
        assert outcome.code in (0, 1, 3), line
    assert "read model" in desk.ledger("verify").out
    desk.done("rebuild")
    assert "future" in desk.done("announce future.yaml")
