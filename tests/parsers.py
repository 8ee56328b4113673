"""Which parsers read what others wrote, what do they read, and with what do they refuse?

Past 400 lines: a list of all of them.
"""

import asyncio
import base64
import contextlib
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast
from unittest.mock import patch

import click
import yaml

from cli import options
from cli.commands import dossier_check
from events.codec import StoredEventFault, decode
from events.fields import CORRECTED
from events.upcasts import UnknownEvent
from events.words import TYPES
from ledger.audit.held_heads import unusable
from ledger.audit.unreadable_proofs import unreadable
from ledger.dates import moments, windows
from ledger.dates.guesses import guess, is_meant
from ledger.dates.instants import MomentFault, instant, render
from ledger.entries import EntryFault, unframe
from ledger.evidence import named
from ledger.faults import InputFault, IntegrityFault, LedgerFault
from ledger.files.announcements import read, read_lines
from ledger.files.fields import parse_field
from ledger.files.texts import FieldFault, ItemFaults
from ledger.proofs import checkpoint, key_chain, note, proof, quorum, tiles
from ledger.proofs.cosignature import cosign
from ledger.proofs.signer import COSIGNATURE, SignerKey, signer_key, verifier_key
from ledger.proofs.tree import ProofFault, inclusion_proof
from ledger.quotes import quote, quoted, split
from ledger.signing import heads, keys, tile_folder, time_stamp
from ledger.stores import address
from ledger.stores.choice import stored_rows
from ledger.subjects import SubjectFault, covers, doubtful, meets, nearest, subject_path
from ledger.witnesses import server, witness
from ledger.witnesses.store import WitnessStore, create
from tests.desk import REPOSITORY, Desk
from tests.dossiers import with_evidence
from tests.fuzzing import LARGEST, Parser
from tests.time_authority import Authority
from tests.witnessed_logs import GENUINE, LOG, NOW, WITNESS, Log

_NOW: Final = instant("2026-11-24T01:12:31Z")
_ZONES: Final = ("Asia/Shanghai", "UTC", "America/New_York", "Pacific/Apia", "Africa/Casablanca")


def _text(data: bytes) -> str:
    """As a command line has bytes that are no UTF-8."""
    return data.decode("utf-8", "surrogateescape")


def _bytes(*texts: str) -> list[bytes]:
    return [text.encode() for text in texts]


def _printable(fault: Exception) -> None:
    """Nothing in a message acts on a terminal."""
    assert all(line.isprintable() for line in str(fault).split("\n")), str(fault)


# announcement files


def _files() -> list[bytes]:
    paths = [*(REPOSITORY / "examples").glob("*.yaml"), REPOSITORY / "tests/shop.yaml"]
    paths += (REPOSITORY / "tests/histories").glob("*.yaml")
    return [path.read_bytes() for path in sorted(paths) if path.stat().st_size < LARGEST]


def _objects() -> list[Any]:
    return [yaml.load(each, yaml.BaseLoader) for each in _files()]


def _of_file(name: str) -> Callable[[Exception], None]:
    def placed(fault: Exception) -> None:
        for each in cast("InputFault", fault).faults:
            assert each.file == name
            assert each.line >= 0
            assert each.message

    return placed


def announcements_in_yaml(desk: Desk) -> Parser:
    def parse(data: bytes) -> object:
        return read(io.BytesIO(data), name="f.yaml", ledger_zone="UTC", base_dir=desk.folder)

    return Parser(_files(), parse, (InputFault,), _of_file("f.yaml"))


def announcements_in_json(desk: Desk) -> Parser:
    def parse(data: bytes) -> object:
        return read(io.BytesIO(data), name="f.json", ledger_zone="UTC", base_dir=desk.folder)

    samples = [json.dumps(each, indent=1, ensure_ascii=False).encode() for each in _objects()]
    small = [sample for sample in samples if len(sample) < LARGEST]
    return Parser(small, parse, (InputFault,), _of_file("f.json"))


def announcements_in_lines(desk: Desk) -> Parser:
    def parse(data: bytes) -> object:
        lines = io.BytesIO(data)
        return list(read_lines(lines, name="f.jsonl", ledger_zone="UTC", base_dir=desk.folder))

    each = [announced for file in _objects() for announced in file["announcements"]]
    for announced in each:
        announced.pop("evidence", None)
    lines = [json.dumps(announced, ensure_ascii=False).encode() for announced in each]
    whole = [line for line in lines if len(line) < LARGEST and b'"of": "#' not in line]
    samples = [*whole[::3], b"\n".join(whole[1:4])]
    return Parser(samples, parse, (InputFault,), _of_file("f.jsonl"))


# notes, checkpoints, proofs, keys


def _notes() -> list[bytes]:
    plain = GENUINE.note(8)
    seen = note.with_signatures(plain, [cosign(plain.text, WITNESS, timestamp=NOW)])
    return [bytes(GENUINE.note(0)), bytes(plain), bytes(seen), bytes(GENUINE.note(64))]


def notes(desk: Desk) -> Parser:
    def parse(data: bytes) -> object:
        found = note.parse(data)
        assert bytes(found) == data, "a note has one spelling"
        with contextlib.suppress(note.Unsigned):
            note.verified(found, [LOG.verifier])
        return found

    return Parser(_notes(), parse, (ProofFault,), _printable)


def checkpoints(desk: Desk) -> Parser:
    def parse(data: bytes) -> object:
        with contextlib.suppress(ProofFault):
            checkpoint.read(data, extended=True)
        head, found = checkpoint.read(data)
        assert head.text() == found.text, "a checkpoint has one spelling"
        return head

    return Parser(_notes(), parse, (ProofFault,), _printable)


def heads_held(desk: Desk) -> Parser:
    """Those that are kept here, and those that a reader holds."""
    path = Path("heads", "a.checkpoint")  # short, so that a message has all of it

    def parse(data: bytes) -> object:
        for said in (unusable, unreadable):
            told = str(said("held", data, ProofFault("x")))
            assert re.search("'held', line [1-9][0-9]*: ", told), told
        return heads.parsed(data, path)

    def placed(fault: Exception) -> None:
        assert str(path) in str(fault)

    return Parser(_notes(), parse, (IntegrityFault,), placed)


def proofs(desk: Desk) -> Parser:
    samples = []
    for size, index in ((1, 0), (8, 5), (64, 63), (64, 17)):
        path = inclusion_proof(index, size, GENUINE.load)
        samples += [
            bytes(proof.proof(index, path, note=GENUINE.note(size), extra=extra))
            for extra in (None, b'{"data":{}}')
        ]

    def parse(data: bytes) -> object:
        said = str(unreadable("held", data, ProofFault("x")))
        assert re.search("'held', line [1-9][0-9]*: ", said), said
        found = proof.parse(data)
        assert bytes(found) == data, "a proof has one spelling"
        with contextlib.suppress(LedgerFault):
            proof.verify(found, found.extra or b"5", keys=[LOG.verifier])
        return found

    return Parser(samples, parse, (ProofFault,), _printable)


def verifier_keys(desk: Desk) -> Parser:
    def parse(data: bytes) -> object:
        text = _text(data)
        try:
            found = verifier_key(text)
        except ProofFault:
            found = verifier_key(text, algorithm=COSIGNATURE)
        assert str(found) == text, "a key has one spelling"
        return found.accepts(b"", bytes(64))

    samples = _bytes(str(LOG.verifier), str(WITNESS.verifier))
    return Parser(samples, parse, (ProofFault,), _printable)


def signer_keys(desk: Desk) -> Parser:
    def parse(data: bytes) -> object:
        return signer_key(_text(data))

    def silent(fault: Exception) -> None:
        assert str(fault).startswith("signer key ")
        assert LOG.text()[-20:] not in str(fault), "no message quotes a private key"

    return Parser(_bytes(LOG.text()), parse, (ProofFault,), silent)


_BEGIN, _END = b"-----BEGIN OPENSSH PRIVATE KEY-----\n", b"-----END OPENSSH PRIVATE KEY-----\n"
_BINARY: Final = b"openssh-key-v1\0"


def key_files(desk: Desk) -> Parser:
    """As text, and as what that text says; with a passphrase and without."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    private = Ed25519PrivateKey.from_private_bytes(LOG.seed)
    form = PrivateFormat.OpenSSH
    fast = form.encryption_builder().kdf_rounds(1).build(b"secret")
    samples = [private.private_bytes(Encoding.PEM, form, guard) for guard in (NoEncryption(), fast)]
    for sample in tuple(samples):
        inside = sample.removeprefix(_BEGIN).removesuffix(_END)
        samples.append(base64.b64decode(inside))
    path = Path("a.key")  # in the folder of the desk, and short
    path.touch(0o600)

    def parse(data: bytes) -> object:
        if data.startswith(_BINARY):
            data = _BEGIN + base64.encodebytes(data) + _END
        path.write_bytes(data)
        with patch.object(keys, "MOST_ROUNDS", 16):  # each of which takes its time
            return keys.load(path, LOG.verifier.name, passphrase=lambda _: b"secret")

    def placed(fault: Exception) -> None:
        assert str(path) in str(fault)

    return Parser(samples, parse, (LedgerFault,), placed)


def key_rotations(desk: Desk) -> Parser:
    new = SignerKey(LOG.verifier.name, bytes([7] * 32))
    added = [{"key": str(LOG.verifier)}, key_chain.rotation(LOG, new.verifier)]

    def parse(data: bytes) -> object:
        events = json.loads(data)
        if not isinstance(events, list) or not all(isinstance(each, dict) for each in events):
            raise ValueError("no events")
        return key_chain.chain(LOG.verifier.name, enumerate(events, 1))

    return Parser([json.dumps(added).encode()], parse, (ProofFault, ValueError, RecursionError))


def witness_policies(desk: Desk) -> Parser:
    other = SignerKey("witness.example/w2", bytes([8] * 32), algorithm=COSIGNATURE)
    sample = (
        f"# who must have seen it\nlog {LOG.verifier} https://log.example\n"
        f"witness w1 {WITNESS.verifier} https://w1.example/\n\twitness w2 {other.verifier}\n"
        "group g 1 w1 w2\ngroup h all g\nquorum h\n"
    )
    found = note.parse(_notes()[2])

    def parse(data: bytes) -> object:
        with contextlib.suppress(ProofFault):
            quorum.policy(data).verdict(found)
        return quorum.policy(data)

    def placed(fault: Exception) -> None:
        assert re.match("line [1-9]|the policy has no quorum|a policy of more", str(fault))
        _printable(fault)

    samples = _bytes(sample, f"log {LOG.verifier}\nquorum none\n")
    return Parser(samples, parse, (ProofFault,), placed)


# exported folders


def tile_paths(desk: Desk) -> Parser:
    def parse(data: bytes) -> object:
        found = tiles.tile_at(_text(data))
        assert found.path() == _text(data), "a path has one spelling"
        return found

    samples = [tile.path() for size in (1, 300, 70_000, 10**9) for tile in _few(size)]
    return Parser(_bytes(*samples), parse, (ProofFault,), _printable)


def _few(size: int) -> list[tiles.Tile]:
    return [
        tiles.Tile(level, n, width)
        for level in (None, 0, 1, 3)
        for n, width in ((0, 256), (size >> 8, size & 255 or 1))
    ]


def tile_contents(desk: Desk) -> Parser:
    bundle = tiles.bundled([b"one", b"", b"x" * 300, b"{}"])

    def parse(data: bytes) -> object:
        with contextlib.suppress(ProofFault):
            for each in tiles.split(data):
                assert len(each) == 32
        with contextlib.suppress(ProofFault):
            tiles.hash_in(data, tiles.Tile(0, 0, 4), 3)
        entries = tiles.unbundled(data, tiles.Tile(None, 0, 4))
        assert tiles.bundled(entries) == data, "a bundle has one spelling"
        return entries

    return Parser([bundle], parse, (ProofFault,), _printable)


def _case(desk: Desk) -> Desk:
    """A ledger of an export: with evidence, and two checkpoints."""
    desk.checkpointed()
    with_evidence(desk)
    return desk


def tile_folders(desk: Desk) -> Parser:
    _case(desk).done("export tiles tiles")
    folder = desk.folder / "tiles"
    return _folder(folder, lambda: tile_folder.checked(folder), (LedgerFault,), ".")


def _folder(
    folder: Path,
    check: Callable[[], object],
    faults: tuple[type[Exception], ...],
    *parts: str,
) -> Parser:
    """One file of a folder is another: of an input, what stands before the first NUL names it."""
    names = sorted(
        str(path.relative_to(folder))
        for part in parts
        for path in (folder / part).rglob("*")
        if path.is_file()
    )
    genuine = {name: (folder / name).read_bytes() for name in names}

    def parse(data: bytes) -> object:
        head, _, rest = data.partition(b"\0")
        name = _text(head)
        if name not in genuine:
            name = names[sum(data) % len(names)]
            rest = data
        elif len(genuine[name]) > len(rest) > LARGEST - 200:
            rest += genuine[name][len(rest) :]  # which no input can hold whole
        (folder / name).write_bytes(rest)
        try:
            return check()
        finally:
            (folder / name).write_bytes(genuine[name])

    samples = [f"{name}\0".encode() + genuine[name] for name in names]
    return Parser([sample[:LARGEST] for sample in samples], parse, faults)


class NotGood(Exception):
    """What the program that comes with a dossier found wrong."""


def dossiers(desk: Desk) -> Parser:
    _case(desk).done("export dossier 2022-10-29 -o dossier")
    folder = desk.folder / "dossier"

    def run_it(*words: str) -> tuple[int, str]:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        before = dossier_check.HERE, sys.argv, sys.stdout
        try:
            dossier_check.HERE, sys.argv, sys.stdout = folder, ["check.py", *words], out
            code = dossier_check.run()
            out.flush()
            return code, out.buffer.getvalue().decode()
        finally:
            dossier_check.HERE, sys.argv, sys.stdout = before

    def check() -> None:
        assert run_it("--events")[0] in (0, 3)
        code, told = run_it()
        assert told.isascii()
        assert all(line.isprintable() for line in told.split("\n"))
        if code:
            assert "NOT GOOD" in told
            raise NotGood(told)

    return _folder(folder, check, (NotGood,), "log", "evidence")


# dates, subjects, fields


_DATES: Final = _bytes(
    *("2022-10-29", "20221029", "2022-W43-6", "2022W436", "2022-10-29T12:30:00.5+08:00"),
    *("2022-10-28T15:59:59Z", "2022-10", "2022", "2022-34", "2022-41", "2022-Q4", "2022-10-29/.."),
    *("../2022-10~", "2022-10-01/2022-10-31", "2022?/2023%", "2022-03-01~", "yesterday", "today"),
    *("3 days ago", "now", "@41", "29 October 2022", "10/29/2022", "2022年10月29日", "Q4 2022"),
    *("1 Oct", "2022-10-29 12:30", "0001-01-01", "9999-12-31", "2011-12-30", "-0044-03-15"),
)


def dates(desk: Desk) -> Parser:
    """Every form in which one is read, in zones that skip days and hours."""
    zones = [moments.zone(name) for name in _ZONES]

    def parse(data: bytes) -> object:
        text, zone = _text(data), zones[len(data) % len(zones)]
        guess(text, zone, now=_NOW)
        is_meant(text)
        found, faults = 0, []
        for read_as in (windows.effective, windows.until, windows.published):
            try:
                read_as(text, zone)
                found += 1
            except MomentFault as fault:
                faults.append(fault)
        for ask in (moments.moment, moments.position_or_moment):
            try:
                asked = ask(text, zone, now=_NOW)
                if isinstance(asked, moments.Moment):
                    again = moments.moment(asked.text, zone, now=0)
                    assert again.text == asked.text, "asked again it is the same"
                found += 1
            except MomentFault as fault:
                faults.append(fault)
        try:
            assert render(instant(text)) == text, "an instant has one spelling"
            found += 1
        except MomentFault as fault:
            faults.append(fault)
        for each in faults:
            _printable(each)
            assert str(each)
        if not found:
            raise faults[0]
        return found

    return Parser(_DATES[:19], parse, (MomentFault,), _printable)._replace(
        samples=[date for date in _DATES if _taken(parse, date)]
    )


def _taken(parse: Callable[[bytes], object], data: bytes) -> bool:
    try:
        parse(data)
    except Exception:
        return False
    return True


def zone_names(desk: Desk) -> Parser:
    def parse(data: bytes) -> object:
        return moments.zone(_text(data))

    return Parser(_bytes(*_ZONES, "Etc/GMT+8"), parse, (MomentFault,), _printable)


_PATHS: Final = _bytes(
    *("kuaishou/live-cart", "快手/直播 间", "a/*/c", "apple/us/link-account", "Straße/İ", "x"),
    *("eu/dma/art-5(4)", "play/*/fee", "a.b/c_d/e-f", "é/ﬁ", "12/34"),
)


def subjects(desk: Desk) -> Parser:
    known = [subject_path(_text(each)) for each in _PATHS]

    def parse(data: bytes) -> object:
        path = subject_path(_text(data))
        assert subject_path(path) == path, "a path is its own spelling"
        doubtful(path)
        nearest(path, known)
        assert covers(path, path)
        return [meets(path, other) for other in known]

    return Parser(_PATHS, parse, (SubjectFault,), _printable)


def corrected_fields(desk: Desk) -> Parser:
    zone = moments.zone("Asia/Shanghai")
    samples = [
        *("announced source.authority=press", "announced published=2022-02", "announced title=A b"),
        *("announced url=https://example.org/x", "announced language=zh-Hans"),
        *("suspended effective=2022-03-02", "suspended until=2022-12", "suspended population=10%"),
        *("suspended population.percent=12.5", "suspended except=[a/b, c]", "permitted value=5%"),
        *("permitted replaces=[a-1#1, b#2]", "suspended change=permitted", "noted note=a b"),
        *("suspended certainty=expected", "permitted afterwards=undetermined"),
    ]

    def parse(data: bytes) -> object:
        kind, _, field = _text(data).partition(" ")
        name, _, value = field.partition("=")
        return parse_field(kind if kind in CORRECTED else "suspended", name, value, zone)

    made = [sample for sample in _bytes(*samples) if _taken(parse, sample)]
    return Parser(made, parse, (FieldFault, ItemFaults), _printable)


# what is stored


def stored_events(desk: Desk) -> Parser:
    _case(desk)
    rows = stored_rows(str(desk.folder / "policy.ledger"), log_alone=True)
    try:
        every = [(row[3], row[4]) for row in rows.rows(1, rows.last())]
    finally:
        rows.close()
    last = dict(every)
    few = [*last.items(), *every[::7]]

    def parse(data: bytes) -> object:
        type, _, state = data.partition(b"\n")
        kind = _text(type)
        with contextlib.suppress(IntegrityFault):
            named(state)
        return decode(kind if len(kind) % 5 == 4 else kind if kind in TYPES else TYPES[0], state)

    samples = [type.encode() + b"\n" + state for type, state in few]
    return Parser(samples, parse, (StoredEventFault, UnknownEvent), lambda fault: None)


def log_entries(desk: Desk) -> Parser:
    _case(desk).done("export tiles tiles")
    folder = desk.folder / "tiles"
    head, _ = tile_folder.head_in(folder)
    samples = list(tile_folder.entries_of(folder, head.size))[::5]

    def parse(data: bytes) -> object:
        found = unframe(data)
        assert found.framed() == data, "an entry has one framing"
        return found

    return Parser(samples, parse, (EntryFault,))


# the witness, and the authority


def _witness(desk: Desk) -> WitnessStore:
    path = desk.folder / "seen.db"
    create(path, WITNESS.verifier)
    return WitnessStore(path, WITNESS, [LOG.verifier])


def _asked() -> list[bytes]:
    return [GENUINE.ask(0, 8), GENUINE.ask(8, 64), GENUINE.ask(0, 0), Log(b" fork").ask(8, 33)]


def witness_requests(desk: Desk) -> Parser:
    store = _witness(desk)

    def parse(data: bytes) -> object:
        answer = store.add_checkpoint(data, now=NOW)
        assert answer.status in (200, 400, 403, 404, 409, 422)
        found = witness.parse(data)
        assert bytes(found) == data, "a request has one spelling"
        return found

    return Parser(_asked(), parse, (ProofFault,))


class _Writer:
    """What a connection writes into, and nobody reads."""

    def __init__(self) -> None:
        self.written = b""
        self.transport = self

    def write(self, data: bytes) -> None:
        self.written += data

    async def drain(self) -> None:
        pass

    def write_eof(self) -> None:
        pass

    def abort(self) -> None:
        pass


class Refused(Exception):
    """What a server answers in the place of a cosignature."""


def witness_connections(desk: Desk) -> Parser:
    service = server.Service(_witness(desk))

    async def connected(data: bytes) -> bytes:
        reader, writer = asyncio.StreamReader(limit=server.LARGEST_HEAD), _Writer()
        reader.feed_data(data)
        reader.feed_eof()
        await service.connected(reader, cast("Any", writer))
        return writer.written

    def parse(data: bytes) -> object:
        answer = asyncio.run(connected(data))
        if not answer:  # it had gone before it had asked
            raise Refused("gone")
        found = re.match(
            rb"(?:HTTP/1.1 100 Continue\r\n\r\n)?HTTP/1\.1 (\d{3}) [A-Za-z -]+\r\n", answer
        )
        assert found or answer == b"HTTP/1.1 100 Continue\r\n\r\n", answer
        if not found or found[1] == b"500":
            assert not found
            raise Refused("gone")
        return found[1]

    head = b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: %d\r\n%s\r\n"
    samples = [
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: w.example\r\nAccept: */*\r\n\r\n",
    ]
    for more in (b"", b"Expect: 100-continue\r\n", b"User-Agent: x\r\n y\r\nX: \xe9\r\n"):
        samples += [head % (len(body), more) + body for body in _asked()]
    return Parser(samples, parse, (Refused,))


def time_stamps(desk: Desk) -> Parser:
    data = bytes(GENUINE.note(8))
    authority = Authority(desk.folder / "authority")
    query = time_stamp.query(data)
    root = authority.root.read_bytes()
    trusted = time_stamp.roots(root, where="root.pem")
    chained = Authority(desk.folder / "chained", chain=True)
    samples = [each.answer(query.data) for each in (authority, chained)]

    def parse(token: bytes) -> object:
        with contextlib.suppress(time_stamp.StampFault):
            time_stamp.stamp(token, data, trusted=trusted)
        return time_stamp.stamp(token, data, trusted=None)

    return Parser(samples, parse, (LedgerFault,), _printable)


def time_stamp_roots(desk: Desk) -> Parser:
    root = Authority(desk.folder / "authority").root.read_bytes()

    def parse(data: bytes) -> object:
        return time_stamp.roots(data, where="root.pem")

    def placed(fault: Exception) -> None:
        assert "'root.pem'" in str(fault)

    return Parser([root, root + root], parse, (LedgerFault,), placed)


# command lines


def sizes(desk: Desk) -> Parser:
    @click.command()
    @options.evidence_limit
    def command(**limit: int) -> int:
        (found,) = limit.values()
        assert found > 0
        return found

    def parse(data: bytes) -> object:
        return command.main(["--evidence-limit", _text(data)], standalone_mode=False)

    return Parser(_bytes("1", "256MiB", "1GiB", "10KiB"), parse, (click.UsageError,))


def words_of_a_shell(desk: Desk) -> Parser:
    """Each word stands on the command that asks again so that a shell has it as it was."""

    def parse(data: bytes) -> object:
        words = _text(data).split("\0")
        line = " ".join(map(quote, words))
        assert split(line) == words
        for word in words:
            shown = quoted(word)
            assert shown.isprintable()
            if not shown.startswith("$'"):
                assert split(shown) == [word]
        return line

    samples = _bytes(
        "at\x002022-10-29\0快手/直播", "show\0a b\0it's\0$x\0\\", "a\nb\t\x1b[2J\0'\0#"
    )
    return Parser(samples, parse, ())


#: The password of every address here, which nothing may show.
_SECRET: Final = "Zq7Secret"
_ADDRESSES: Final = _bytes(
    f"postgresql://u:{_SECRET}@h:5432/links",
    f"postgres://u:{_SECRET}@[::1]:5432,h2/links?sslmode=require",
    f"postgresql://h/links?user=u&password={_SECRET}&x=1",
    f"postgresql://u@h/l?sslpassword={_SECRET}",
    f"host=h user=u password={_SECRET} dbname=links",
    f"dbname = links password='{_SECRET} with \\' a blank'",
    f"postgresql+psycopg://u:{_SECRET}@h/links",
    "folder/policy.ledger",
)
#: How a password stands in what is an address after all that was done to it.
_SECRET_THERE: Final = re.compile(rf":[^@/?#]*{_SECRET}.*@|password\s*=\s*'?{_SECRET}", re.S)


def addresses(desk: Desk) -> Parser:
    def parse(data: bytes) -> object:
        target = _text(data.replace(b"\0", b""))  # which no command line can hold
        shown = address.shown(target)
        address.name(target)
        address.evidence(target, {})
        if address.on_server(target):
            if target.count(_SECRET) == 1 and _SECRET_THERE.search(target):
                assert _SECRET not in shown, shown
                cut = target if len(target) <= 60 else f"{target[:57]}..."
                for said in (f"cannot open {target}: why", f"{cut!r} is no size", target):
                    told = address.without_secrets(said, [target])
                    assert _SECRET not in told, told
            address.check(target)
        return shown

    def silent(fault: Exception) -> None:  # a path is named as it is
        assert isinstance(fault, OSError) or _SECRET not in str(fault)

    made = [each for each in _ADDRESSES if _taken(parse, each)]
    return Parser(made, parse, (LedgerFault, OSError), silent)


_LINES: Final = (
    *("at 2022-10-29", "at today kuaishou/live-cart --known 2022-03 --recorded @20", "show @5"),
    *("at --zone UTC 2022-10 kuaishou/*", "explain 2022-10-29 kuaishou/live-cart", "show more#1"),
    *("timeline kuaishou/live-cart --format csv", "diff 2022-01-01 2022-12-31 --authority press"),
    *("due --within 90 --format json", "log --since @10 --limit 3", "log --source A", "subjects"),
    *("replay --by published --from 2022-01", "sources", "status", "log --subject kuaishou"),
    *("correct more source.authority=official --why x --dry-run", "retract more --why x --dry-run"),
    *(
        "prove @3",
        "verify --key x+00000000+AAAA",
        "at now --lang zh-Hans",
        "schema at",
        "evidence more",
    ),
)


class Failed(Exception):
    """What a command prints on standard error where it ends with another code than 0."""


def command_lines(desk: Desk) -> Parser:
    """Commands that write nothing, with whatever words; none is a fault of the program."""
    _case(desk)
    known = {line.split()[0] for line in _LINES}

    def parse(data: bytes) -> object:
        words = [word for word in _text(data).split("\0") if "\0" not in word]
        if words[0] not in known or any(word.startswith(("-o", "--out", "/")) for word in words):
            words = ["at", *words[1:3]]
        if words[0] in ("correct", "retract"):
            words.append("--dry-run")
        outcome = desk.run(*words)
        assert "fault of this program" not in outcome.err, outcome.err
        assert outcome.code in (0, 1, 2, 3, 4), outcome
        if outcome.code:
            raise Failed(outcome.err)
        return outcome.out

    samples = [b"\0".join(line.encode().split()) for line in _LINES]
    return Parser([each for each in samples if _taken(parse, each)], parse, (Failed,))


#: All of them, by what they read.
PARSERS: Final[dict[str, Callable[[Desk], Parser]]] = {
    maker.__name__: maker
    for maker in (
        *(announcements_in_yaml, announcements_in_json, announcements_in_lines),
        *(notes, checkpoints, heads_held, proofs, verifier_keys, signer_keys, key_files),
        *(key_rotations, witness_policies, tile_paths, tile_contents, tile_folders, dossiers),
        *(dates, zone_names, subjects, corrected_fields, stored_events, log_entries),
        *(witness_requests, witness_connections, time_stamps, time_stamp_roots, sizes),
        *(words_of_a_shell, addresses, command_lines),
    )
}
