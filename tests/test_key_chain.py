"""Is a key handed on by nobody but its holder, and from which event on does each count?"""

from itertools import pairwise
from typing import Any

import pytest

from ledger.proofs.key_chain import HEADER, KeyInForce, chain, key_at, rotation, rotation_text
from ledger.proofs.note import NoteFault, parse, signed, verified
from ledger.proofs.signer import KeyFault, SignerKey
from ledger.proofs.tree import ProofFault
from tests.test_keys import FIRST, ORIGIN, SECOND, THIRD


def added(*keys: SignerKey) -> list[tuple[int, dict[str, str]]]:
    """The `key_added` events of a chain of rotations, at @2, @12, @22 …"""
    events = [(2, {"key": str(keys[0].verifier)})]
    for number, (old, new) in enumerate(pairwise(keys), 1):
        events.append((2 + number * 10, rotation(old, new.verifier)))
    return events


def test_each_key_counts_from_its_event_on() -> None:
    keys = chain(ORIGIN, added(FIRST, SECOND, THIRD))
    assert keys == [
        KeyInForce(2, FIRST.verifier),
        KeyInForce(12, SECOND.verifier),
        KeyInForce(22, THIRD.verifier),
    ]
    expected = {0: None, 1: None, 2: FIRST, 11: FIRST, 12: SECOND, 21: SECOND, 22: THIRD, 99: THIRD}
    for size, signer in expected.items():
        assert key_at(keys, size) == (signer.verifier if signer else None)


def test_a_ledger_without_a_key_has_none() -> None:
    assert chain(ORIGIN, []) == []
    assert key_at([], 5) is None


def test_what_is_signed_names_the_ledger_and_both_keys_and_any_note_tool_can_check_it() -> None:
    text = rotation_text(FIRST.verifier, SECOND.verifier)
    assert text == f"{HEADER}\n{ORIGIN}\n{FIRST.verifier}\n{SECOND.verifier}\n"
    line = rotation(FIRST, SECOND.verifier)["signature"]
    note = parse(f"{text}\n{line}\n".encode())
    assert verified(note, [FIRST.verifier]) == [FIRST.verifier]


def forged(signature: object) -> list[tuple[int, Any]]:
    return [*added(FIRST), (12, {"key": str(SECOND.verifier), "signature": signature})]


@pytest.mark.parametrize(
    "signature",
    [
        None,
        5,
        "",
        "\u2014 example.org/links",
        rotation(SECOND, THIRD.verifier)["signature"],  # by the new key, not the old
        rotation(FIRST, THIRD.verifier)["signature"],  # by the old key, for another
        rotation(THIRD, SECOND.verifier)["signature"],  # by a stranger
        rotation(FIRST, SECOND.verifier)["signature"] + "\n",
        "\n".join([rotation(FIRST, SECOND.verifier)["signature"]] * 2),
        str(signed("example.org/links\n2\nx\n", FIRST).signatures[0]).rstrip("\n"),
    ],
)
def test_a_key_rotated_by_who_has_not_the_old_one_is_refused(signature: object) -> None:
    with pytest.raises((KeyFault, NoteFault)) as caught:
        chain(ORIGIN, forged(signature))
    assert str(caught.value).isascii()


def test_every_flipped_bit_of_a_rotation_is_noticed() -> None:
    good = rotation(FIRST, SECOND.verifier)["signature"].encode()
    for at in range(len(good) * 8):
        changed = bytearray(good)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(ProofFault):
            chain(ORIGIN, forged(changed.decode("utf-8", "replace")))


def test_a_rotation_of_another_ledger_does_not_serve_here() -> None:
    other = [SignerKey("example.org/other", key.seed) for key in (FIRST, SECOND)]
    line = rotation(other[0], other[1].verifier)["signature"]
    with pytest.raises(KeyFault, match="did not sign for"):
        chain(ORIGIN, forged(line.replace("example.org/other", ORIGIN)))
    with pytest.raises(
        KeyFault, match=r"@2 adds a key of 'example\.org/other', not of this ledger"
    ):
        chain(ORIGIN, [(2, {"key": str(other[0].verifier)})])
    with pytest.raises(KeyFault, match="not this ledger's"):
        rotation(FIRST, other[1].verifier)


def test_no_key_comes_back_once_it_was_given_up() -> None:
    with pytest.raises(KeyFault, match="@22 adds a key that signed this ledger before"):
        chain(ORIGIN, added(FIRST, SECOND, FIRST))
    with pytest.raises(KeyFault, match="@12"):
        chain(ORIGIN, added(FIRST, FIRST))


@pytest.mark.parametrize("key", ["", "x", None, 7, str(FIRST.verifier)[:-1]])
def test_an_event_that_adds_no_key_is_refused(key: object) -> None:
    with pytest.raises(ProofFault):
        chain(ORIGIN, [(2, {"key": key})])
