"""Is the signing key the owner's alone, and found again where it is?"""

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from unittest.mock import Mock

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat

from ledger.faults import LedgerFault
from ledger.proofs.signer import SignerKey, VerifierKey, new_key
from ledger.signing.keys import (
    KeyFileFault,
    configuration,
    file_name,
    find,
    key_path,
    load,
    next_path,
    promote,
    save,
    successor_path,
)

ORIGIN = "example.org/links"
FIRST, SECOND, THIRD = (SignerKey(ORIGIN, bytes([n] * 32)) for n in (1, 2, 3))

posix = pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")


def test_a_key_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "ledger.key"
    save(path, FIRST)
    assert load(path, ORIGIN).verifier == FIRST.verifier
    assert load(path, ORIGIN).sign(b"x") == FIRST.sign(b"x")


@posix
def test_a_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "ledger.key"
    before = os.umask(0)
    try:
        save(path, FIRST)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    for mode in (0o640, 0o604, 0o660, 0o601):
        path.chmod(mode)
        with pytest.raises(KeyFileFault, match="chmod 600"):
            load(path, ORIGIN)
    path.chmod(0o400)
    assert load(path, ORIGIN).verifier == FIRST.verifier


def test_a_key_is_never_written_over_another(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    save(path, FIRST)
    before = path.read_bytes()
    with pytest.raises(KeyFileFault, match="is not overwritten"):
        save(path, SECOND)
    assert path.read_bytes() == before


def test_a_key_that_could_not_be_written_whole_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(tmp_path / "ledger.key", FIRST)
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_would_be_opened_for_ever_is_refused(tmp_path: Path) -> None:
    """How often a passphrase is hashed is written in the file, which may be of others."""
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    guard = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(3).build(b"secret")
    text = private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, guard)
    begin, end = (f"-----{word} OPENSSH PRIVATE KEY-----\n".encode() for word in ("BEGIN", "END"))
    inside = base64.b64decode(text.removeprefix(begin).removesuffix(end))
    path = tmp_path / "a.key"
    path.touch(0o600)
    for rounds in (4097, 2**32 - 1):
        odd = inside.replace(b"\0\0\0\3", rounds.to_bytes(4, "big"), 1)
        path.write_bytes(begin + base64.encodebytes(odd) + end)
        with pytest.raises(KeyFileFault, match=f"{rounds:,} times; expected at most 4,096"):
            load(path, "a", passphrase=lambda _: b"secret")
    path.write_bytes(text)
    assert load(path, "a", passphrase=lambda _: b"secret").seed == bytes(32)


def test_a_passphrase_opens_what_it_closed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    save(path, FIRST, passphrase="开门".encode())
    assert FIRST.seed not in path.read_bytes()
    asked: list[Path] = []

    def right(where: Path) -> bytes:
        asked.append(where)
        return "开门".encode()

    assert load(path, ORIGIN, passphrase=right).verifier == FIRST.verifier
    assert asked == [path]
    with pytest.raises(KeyFileFault, match="needs its passphrase"):
        load(path, ORIGIN)
    for wrong in (b"wrong", b""):
        with pytest.raises(KeyFileFault, match="does not open with this passphrase"):
            load(path, ORIGIN, passphrase=Mock(return_value=wrong))


def test_no_passphrase_is_asked_for_where_there_is_none(tmp_path: Path) -> None:
    save(tmp_path / "k", FIRST)

    def asked(_: Path) -> bytes:
        raise AssertionError("asked")

    assert load(tmp_path / "k", ORIGIN, passphrase=asked).verifier == FIRST.verifier


@posix
@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
def test_ssh_keygen_reads_the_file_that_we_write_and_we_the_one_it_writes(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    save(path, FIRST)
    shown = subprocess.run(
        ["ssh-keygen", "-y", "-f", str(path)], capture_output=True, text=True, check=True
    )
    assert shown.stdout.startswith("ssh-ed25519 ")
    made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", str(tmp_path / "theirs")]
    subprocess.run(made, check=True)
    theirs = load(tmp_path / "theirs", ORIGIN, passphrase=lambda _: b"secret")
    assert theirs.verifier.accepts(b"text", theirs.sign(b"text"))
    other = ["ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", str(tmp_path / "other")]
    subprocess.run(other, check=True)
    with pytest.raises(KeyFileFault, match="another kind than Ed25519"):
        load(tmp_path / "other", ORIGIN)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
    ],
)
def test_a_file_that_is_no_key_says_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "k"
    path.write_bytes(data)
    path.chmod(0o600)
    with pytest.raises(KeyFileFault, match=r"^the key file .* is no OpenSSH key$"):
        load(path, ORIGIN)


@posix
def test_a_key_file_that_is_a_pipe_or_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(mode=0o700)
    for name in ("pipe", "folder"):
        with pytest.raises(KeyFileFault, match="not a regular file"):
            load(tmp_path / name, ORIGIN)


def test_a_key_file_that_is_not_there_is_named_in_ascii(tmp_path: Path) -> None:
    with pytest.raises(KeyFileFault, match="cannot be read: No such file") as caught:
        load(tmp_path / "\x1b[2J", ORIGIN)
    assert str(caught.value).isascii()
    assert str(caught.value).isprintable()
    assert caught.value.exit_code == LedgerFault.exit_code == 1


def test_where_the_key_is_looked_for(tmp_path: Path) -> None:
    there = {"POLICY_LEDGER_CONFIG": str(tmp_path)}
    path = key_path(FIRST.verifier, there)
    assert path.parent == tmp_path / "keys"
    assert path.name == f"{file_name(ORIGIN)}.{FIRST.verifier.id.hex()}.key"
    named = {"POLICY_LEDGER_KEY": "/run/secrets/key", **there}
    assert key_path(FIRST.verifier, named) == Path("/run/secrets/key")


@posix
def test_the_configuration_folder_is_that_of_the_desktop_standard(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert configuration({}) == tmp_path / ".config/policy-ledger"
    assert configuration({"XDG_CONFIG_HOME": "/etc/xdg"}) == Path("/etc/xdg/policy-ledger")
    assert configuration({"XDG_CONFIG_HOME": "relative"}) == tmp_path / ".config/policy-ledger"


def test_every_origin_has_a_file_name_of_its_own() -> None:
    origins = ["a/b", "a_b", "a%2Fb", "A/B", "..", ".", "CON", "快手", "x" * 500, "x" * 501, "\\"]
    names = [file_name(origin) for origin in origins]
    assert len({name.lower() for name in names}) == len(origins)
    assert all(name.isascii() and "/" not in name and "\\" not in name for name in names)
    assert max(map(len, names)) < 120


def test_the_key_in_force_is_found_and_no_other(tmp_path: Path) -> None:
    environ = {"POLICY_LEDGER_CONFIG": str(tmp_path)}
    save(key_path(FIRST.verifier, environ), FIRST)
    save(key_path(SECOND.verifier, environ), SECOND)
    assert find(FIRST.verifier, environ).verifier == FIRST.verifier
    assert find(SECOND.verifier, environ).verifier == SECOND.verifier
    with pytest.raises(KeyFileFault, match="cannot be read"):
        find(THIRD.verifier, environ)


def test_a_named_key_file_may_have_its_successor_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "named"
    environ = {"POLICY_LEDGER_KEY": str(path)}
    save(path, FIRST)
    assert find(FIRST.verifier, environ).verifier == FIRST.verifier
    with pytest.raises(KeyFileFault, match="another key than the one in force"):
        find(SECOND.verifier, environ)
    save(next_path(path), SECOND)
    assert find(FIRST.verifier, environ).verifier == FIRST.verifier
    assert find(SECOND.verifier, environ).verifier == SECOND.verifier


@pytest.mark.parametrize("renamed", [0, 1, 2])
def test_a_rotation_that_was_recorded_is_finished_by_who_looks_for_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    """It died before a rename, between the two, or after them."""
    path = tmp_path / "named"
    environ = {"POLICY_LEDGER_KEY": str(path)}
    save(path, FIRST)
    save(next_path(path), SECOND)
    with monkeypatch.context() as dying:
        dying.setattr(Path, "replace", _dies_after(renamed))
        with suppress(Died):
            promote(environ)
    assert next_path(path).exists() == (renamed < 2)
    assert find(SECOND.verifier, environ).verifier == SECOND.verifier
    assert load(path, ORIGIN).verifier == SECOND.verifier
    assert load(tmp_path / "named.old", ORIGIN).verifier == FIRST.verifier
    assert not next_path(path).exists()
    save(next_path(path), THIRD)
    promote(environ)
    assert find(THIRD.verifier, environ).verifier == THIRD.verifier


def test_a_key_is_found_where_its_rotation_cannot_be_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    environ = {"POLICY_LEDGER_KEY": "named"}
    save(Path("named.next"), SECOND)
    monkeypatch.setattr(Path, "replace", Mock(side_effect=OSError(30, "Read-only file system")))
    assert find(SECOND.verifier, environ).verifier == SECOND.verifier
    with pytest.raises(KeyFileFault, match=r"named\.next' holds another key than the one"):
        find(FIRST.verifier, environ)


class Died(Exception):
    """The process is no more."""


def _dies_after(count: int) -> Callable[[Path, Path], Path]:
    replace = Path.replace
    done: list[Path] = []

    def replaced(path: Path, to: Path) -> Path:
        if len(done) == count:
            raise Died
        done.append(path)
        return replace(path, to)

    return replaced


def test_a_rotation_is_survived_at_every_step(tmp_path: Path) -> None:
    for environ in (
        {"POLICY_LEDGER_KEY": str(tmp_path / "named")},
        {"POLICY_LEDGER_CONFIG": str(tmp_path / "config")},
    ):
        keys = [FIRST, SECOND, THIRD]
        save(key_path(FIRST.verifier, environ), FIRST)
        for old, new in pairwise(keys):
            save(successor_path(new.verifier, environ), new)
            # whether the event was recorded or not, and whether the file was moved or not
            assert find(old.verifier, environ).verifier == old.verifier
            assert find(new.verifier, environ).verifier == new.verifier
            promote(environ)
            promote(environ)
            assert find(new.verifier, environ).verifier == new.verifier


@posix
def test_a_key_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KeyFileFault, match="cannot be written"):
        save(tmp_path / "file" / "deeper" / "key", FIRST)


def test_reading_a_ledger_does_not_load_cryptography() -> None:
    program = (
        "import sys\n"
        "import ledger.proofs.key_chain, ledger.proofs.note, ledger.proofs.proof\n"
        "import ledger.proofs.quorum, ledger.signing.heads, ledger.signing.keys\n"
        "import ledger.signing.tile_folder, ledger.witnesses.client, ledger.witnesses.store\n"
        "assert 'cryptography' not in sys.modules\n"
    )
    root = Path(__file__).parent.parent
    subprocess.run([sys.executable, "-c", program], check=True, cwd=root)


def test_new_keys_are_new() -> None:
    made = {new_key(ORIGIN).verifier.public for _ in range(5)}
    assert len(made) == 5
    assert all(isinstance(key, bytes) and len(key) == 32 for key in made)
    assert VerifierKey(ORIGIN, 1, made.pop()).id != FIRST.verifier.id
