"""By which functions does a ledger on PostgreSQL take what is appended?

A recorder has no right on any table but to read it. It calls `take_turn` and `append_events`, which
run as the owner of the tables, and sends bytes, streams, types and rows of the read model, never a
position, a time or a hash. `extend_log` is under both ways in: what is appended, and what the owner
copies from elsewhere with its times. Every name is qualified, and each function sees only its own
schema, whatever the session's settings say. Literals have no backslash, which one of those reads
in two ways.
"""

from functools import cache
from typing import Final, NamedTuple

from events.words import CHANGES, OF_OWNER, TYPES
from ledger.entries import LONGEST
from ledger.stores.schema import ONCE, READ_MODEL, columns

#: SQLSTATE of what they refuse: no event that can be appended; a row of another; one too long.
NO_EVENT: Final = "PL002"
OF_ANOTHER: Final = "PL003"
TOO_LONG: Final = "PL004"
#: Where the functions that a recorder calls look for a name, whatever its session says.
SEES: Final = "pg_catalog, {schema}, pg_temp"
#: Nothing is nested deeper in an event (DESIGN 7).
_DEEPEST: Final = 64
#: What tables call the position of the event that a row is made for.
_POSITION: Final = {"paths": "first_seq", "sources": "first_seq"}


class ServerFunction(NamedTuple):
    """A function of the ledger's schema, which stands in its place as `{schema}`."""

    arguments: str
    returns: str
    body: str
    #: Runs as the owner of the tables, whoever calls it.
    for_recorders: bool = False
    volatility: str = "VOLATILE"

    def made(self, name: str, place: str) -> str:
        """The statement that makes it, or makes it anew, in the schema `place`."""
        # what it calls sees the same
        alone = f" SECURITY DEFINER SET search_path = {SEES}" if self.for_recorders else ""
        return (
            (
                f"CREATE OR REPLACE FUNCTION {{schema}}.{name}({self.arguments}) {self.returns}"
                f" LANGUAGE plpgsql {self.volatility}{alone} AS $${self.body}$$"
            )
            .replace("{needed}", _needed())
            .replace("{schema}", identifier(place))
        )


@cache
def _needed() -> str:
    """The fields that an event must have, by its type and whether it is a change."""
    from events.shapes import LAPSED, needed  # loaded by who makes or compares functions alone

    found: dict[tuple[str, ...], list[str]] = {}
    for type in TYPES:
        found.setdefault(needed(type), []).append(type)
    cases = (
        f"WHEN types[i] IN ({_words(tuple(types))}) THEN ARRAY[{_words(names)}]"
        for names, types in found.items()
    )
    lapsed = f"WHEN NOT changes AND types[i] = 'expired' THEN ARRAY[{_words(needed(LAPSED))}]"
    return "(CASE " + "\n      ".join((lapsed, *cases)) + " END)"


def identifier(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _canonical(value: str) -> str:
    """A value within an object or a list; nothing for a number that no event has."""
    return f"""CASE jsonb_typeof({value})
            WHEN 'object' THEN {{schema}}.canonical_json({value}, depth + 1)
            WHEN 'array' THEN {{schema}}.canonical_json({value}, depth + 1)
            WHEN 'number' THEN CASE WHEN abs({value}::numeric) < 9007199254740992
              AND scale({value}::numeric) = 0 THEN {value}::text ELSE '' END
            ELSE {value}::text END"""


def _kept(table: str) -> str:
    """Takes the rows of one table."""
    names = columns(READ_MODEL[table])
    found = ", ".join(
        "coalesce(at, r.recorded_at)" if name == "recorded_at" else f"r.{name}" for name in names
    )
    once = " ON CONFLICT DO NOTHING" if table in ONCE else ""
    return f"""
  IF rows ? '{table}' THEN
    INSERT INTO {{schema}}.{table} ({", ".join(names)}) SELECT {found}
      FROM jsonb_populate_recordset(NULL::{{schema}}.{table}, rows -> '{table}') AS r
      WHERE {{schema}}.is_of_turn(r.{_POSITION.get(table, "seq")}, at){once};
  END IF;"""


#: `ledger rebuild` makes them anew.
FUNCTIONS: Final = {
    # RFC 8785 of the object or list in jsonb, which has each key once and each number by its worth:
    # bytes that are not the same were not canonical. What no event has is left out.
    "canonical_json": ServerFunction(
        "value jsonb, depth integer",
        "RETURNS text",
        f"""
BEGIN
  IF depth > {_DEEPEST} THEN
    RETURN '';
  END IF;
  IF jsonb_typeof(value) = 'object' THEN
    RETURN '{{' || coalesce((SELECT string_agg(
        CASE WHEN octet_length(m.key) = length(m.key) THEN to_json(m.key)::text ELSE '' END || ':'
          || {_canonical("m.value")}, ',' ORDER BY m.key COLLATE "C")
      FROM jsonb_each(value) AS m), '') || '}}';
  END IF;
  RETURN '[' || coalesce((SELECT string_agg({_canonical("m.value")}, ',' ORDER BY m.n)
    FROM jsonb_array_elements(value) WITH ORDINALITY AS m (value, n)), '') || ']';
END """,
        volatility="IMMUTABLE",
    ),
    # Whether a row is made for an event that this turn appends. Without a time the owner makes the
    # rows of the whole log.
    "is_of_turn": ServerFunction(
        "seq bigint, at bigint",
        "RETURNS boolean",
        f"""
BEGIN
  IF at IS NULL OR EXISTS (
    SELECT FROM {{schema}}.stored_events AS e WHERE e.notification_id = seq AND e.recorded_at = at
  ) THEN
    RETURN true;
  END IF;
  RAISE EXCEPTION 'a row of the read model is of @%, which is not appended here', seq
    USING ERRCODE = '{OF_ANOTHER}';
END """,
        volatility="STABLE",
    ),
    "keep_rows": ServerFunction(
        "rows jsonb, at bigint",
        "RETURNS void",
        f"""
BEGIN{"".join(map(_kept, READ_MODEL))}
END """,
    ),
    # The lock, and what it finds: the server's clock, the version of the tables, the last event.
    "take_turn": ServerFunction(
        "OUT now bigint, OUT version integer, OUT seq bigint, OUT recorded_at bigint,"
        " OUT hashes bytea",
        "RETURNS record",
        f"""
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'a turn is READ COMMITTED' USING ERRCODE = '{NO_EVENT}';
  END IF;
  LOCK TABLE {{schema}}.write_turn IN EXCLUSIVE MODE;
  now := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
  SELECT max(v.version) INTO version FROM {{schema}}.ledger_versions AS v;
  SELECT e.notification_id, e.recorded_at, e.hashes INTO seq, recorded_at, hashes
    FROM {{schema}}.stored_events AS e ORDER BY e.notification_id DESC LIMIT 1;
END """,
        for_recorders=True,
    ),
    # The next events of the log, with their rows. `times` are those of a log that is copied; else
    # what this transaction appends has one time, later than all before it, by the server's clock.
    "extend_log": ServerFunction(
        "streams text[], types text[], states bytea[], times bigint[], rows jsonb,"
        " OUT seq bigint, OUT recorded_at bigint, OUT hashes bytea",
        "RETURNS record",
        f"""
DECLARE
  mine boolean;
  origin text;
  said bigint;
  head text;
  version bigint;
  entry bytea;
  node bytea;
  index bigint;
  level integer;
BEGIN
  SELECT e.notification_id, e.recorded_at, e.hashes, e.xmin = pg_current_xact_id()::xid
    INTO seq, recorded_at, hashes, mine
    FROM {{schema}}.stored_events AS e ORDER BY e.notification_id DESC LIMIT 1;
  seq := coalesce(seq, 0);
  origin := convert_from(coalesce((SELECT e.state FROM {{schema}}.stored_events AS e
    WHERE e.notification_id = 1), states[1]), 'UTF8')::jsonb ->> 'origin';
  IF times IS NULL AND mine IS NOT TRUE THEN
    IF cardinality(streams) = 0 THEN
      RAISE EXCEPTION 'rows of the read model come with their events'
        USING ERRCODE = '{OF_ANOTHER}';
    END IF;
    recorded_at := greatest((extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
      coalesce(recorded_at + 1, 0));
  END IF;
  FOR i IN 1 .. cardinality(streams) LOOP
    recorded_at := coalesce(times[i], recorded_at);
    IF recorded_at IS DISTINCT FROM said THEN
      said := recorded_at;
      head := ',"origin":' || to_json(origin)::text || ',"recorded_at":"' || to_char(
          timestamp '1970-01-01' + make_interval(secs => div(said, 1000000)::double precision),
          'YYYY-MM-DD"T"HH24:MI:SS')
        || CASE WHEN said % 1000000 = 0 THEN '' ELSE '.' || lpad((said % 1000000)::text, 6, '0') END
        || 'Z","seq":';
    END IF;
    seq := seq + 1;
    SELECT coalesce(max(e.originator_version), 0) + 1 INTO version
      FROM {{schema}}.stored_events AS e WHERE e.originator_id = streams[i];
    IF types[i] = 'announced' AND version > 1 AND times IS NULL THEN
      RAISE EXCEPTION '% is in the log', streams[i] USING ERRCODE = '{NO_EVENT}';
    END IF;
    entry := convert_to('{{"data":', 'UTF8') || states[i] || convert_to(
      head || seq || ',"stream":' || to_json(streams[i])::text || ',"type":'
      || to_json(types[i])::text || ',"version":' || version || '}}', 'UTF8');
    IF octet_length(entry) > {LONGEST} THEN
      RAISE EXCEPTION 'longer than an entry can be'
        USING ERRCODE = '{TOO_LONG}', DETAIL = octet_length(entry);
    END IF;
    -- RFC 6962: what the row holds is its leaf's hash, and that of each subtree which ends with it
    node := sha256(decode('00', 'hex') || entry);
    hashes := node;
    index := seq - 1;
    level := 0;
    WHILE index & 1 = 1 LOOP
      SELECT sha256(decode('01', 'hex') || substr(e.hashes, 32 * level + 1, 32) || node)
        INTO STRICT node FROM {{schema}}.stored_events AS e
        WHERE e.notification_id = index << level AND octet_length(e.hashes) > 32 * level;
      hashes := hashes || node;
      index := index >> 1;
      level := level + 1;
    END LOOP;
    INSERT INTO {{schema}}.stored_events (notification_id, originator_id, originator_version, topic,
        state, recorded_at, hashes)
      VALUES (seq, streams[i], version, types[i], states[i], recorded_at, hashes);
  END LOOP;
  PERFORM {{schema}}.keep_rows(rows, CASE WHEN times IS NULL THEN recorded_at END);
  NOTIFY stored_events;
END """,
    ),
    # What a recorder appends: canonical JSON of a known type, in its stream, by the role that asks.
    "append_events": ServerFunction(
        "streams text[], types text[], states bytea[], rows jsonb,"
        " OUT seq bigint, OUT recorded_at bigint, OUT hashes bytea",
        "RETURNS record",
        f"""
DECLARE
  written text;
  said jsonb;
  stream text;
  changes boolean;
  telling text; -- the announcement that goes on
BEGIN
  IF cardinality(types) <> cardinality(streams) OR cardinality(states) <> cardinality(streams) THEN
    RAISE EXCEPTION 'an event has a stream, a type and bytes' USING ERRCODE = '{NO_EVENT}';
  END IF;
  LOCK TABLE {{schema}}.write_turn IN EXCLUSIVE MODE;
  FOR i IN 1 .. cardinality(streams) LOOP
    written := convert_from(states[i], 'UTF8');
    said := written;
    IF types[i] IN ({_words(OF_OWNER)})
        AND NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
      RAISE EXCEPTION '% is for the owner of the ledger to append', types[i]
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    changes := types[i] IN ({_words(CHANGES)}) AND said ? 'change';
    stream := CASE
      WHEN types[i] = 'announced' THEN '#' || (said ->> 'id')
      WHEN types[i] = 'subject_described' THEN said ->> 'path'
      WHEN changes THEN said ->> 'subject'
      WHEN types[i] IN ({_words(TYPES)}) THEN '#' END;
    IF stream IS DISTINCT FROM streams[i] OR stream IS NULL
        OR (changes OR types[i] = 'subject_described') AND stream LIKE '#%' THEN
      RAISE EXCEPTION '% is no known event of that stream', types[i] USING ERRCODE = '{NO_EVENT}';
    END IF;
    IF jsonb_typeof(said) <> 'object' OR {{schema}}.canonical_json(said, 1) <> written THEN
      RAISE EXCEPTION '%: its bytes are not canonical JSON', types[i] USING ERRCODE = '{NO_EVENT}';
    END IF;
    IF NOT said ?& {{needed}} THEN
      RAISE EXCEPTION '%: a field that it needs is missing', types[i]
        USING ERRCODE = '{NO_EVENT}';
    END IF;
    IF said ->> 'role' IS DISTINCT FROM session_user THEN
      RAISE EXCEPTION '%: its role is not %, which appends it', types[i], session_user
        USING ERRCODE = '{NO_EVENT}';
    END IF;
    IF NOT changes THEN
      telling := CASE types[i] WHEN 'announced' THEN said ->> 'id' END;
    ELSIF i = 1 THEN
      -- of more changes than are sent at once: what this transaction appended last
      SELECT CASE WHEN e.topic = 'announced' THEN e.said ->> 'id'
          WHEN e.topic IN ({_words(CHANGES)}) THEN split_part(e.said ->> 'change', '#', 1) END
        INTO telling FROM (
          SELECT l.topic, convert_from(l.state, 'UTF8')::jsonb AS said
            FROM {{schema}}.stored_events AS l
            WHERE l.xmin = pg_current_xact_id()::xid AND l.notification_id =
              (SELECT max(m.notification_id) FROM {{schema}}.stored_events AS m)
        ) AS e;
    END IF;
    IF changes AND split_part(said ->> 'change', '#', 1) IS DISTINCT FROM telling THEN
      RAISE EXCEPTION '% does not follow its announcement', said ->> 'change'
        USING ERRCODE = '{NO_EVENT}';
    END IF;
  END LOOP;
  SELECT * INTO seq, recorded_at, hashes
    FROM {{schema}}.extend_log(streams, types, states, NULL, rows);
END """,
        for_recorders=True,
    ),
}


def signature(name: str) -> str:
    """The function's name with the types of what it takes, as a GRANT names it."""
    taken = (each.split() for each in FUNCTIONS[name].arguments.split(","))
    return f"{name}({', '.join(words[1] for words in taken if words and words[0] != 'OUT')})"
