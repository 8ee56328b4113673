"""Is a checkpoint of this ledger taken, and every other spelling of one refused?"""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.faults import LedgerFault
from ledger.proofs.checkpoint import Checkpoint, CheckpointFault, body, read, sign, verify
from ledger.proofs.note import Note, NoteFault, Unsigned, signed, with_signatures
from ledger.proofs.signer import SignerKey, new_key
from ledger.proofs.tree import EMPTY_ROOT, ProofFault, leaf_hash

ORIGIN = "example.org/links"
LOG = SignerKey(ORIGIN, bytes(range(32)))
HEAD = Checkpoint(ORIGIN, 41, leaf_hash(b"x"))
ROOT = base64.b64encode(HEAD.root).decode()
KEYS = [LOG.verifier]


def note_of(text: str, key: SignerKey = LOG) -> bytes:
    return bytes(signed(text, key))


def test_a_checkpoint_is_three_lines_signed() -> None:
    data = bytes(sign(HEAD, LOG))
    assert data.startswith(f"{ORIGIN}\n41\n{ROOT}\n\n\u2014 {ORIGIN} ".encode())
    assert verify(data, KEYS) == HEAD
    assert read(data)[0] == HEAD


def test_a_checkpoint_that_go_printed_is_read() -> None:
    # from the tests of golang.org/x/mod/sumdb/tlog, with a name that has no blank
    text = "go.sum-database-tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n"
    expected = Checkpoint("go.sum-database-tree", 123456789012, leaf_hash(b"hello world"))
    assert body(text) == expected
    assert expected.text() == text


# the public keys that these lines are by are not ours: c2sp.org's examples are read all the same
def test_the_example_of_the_format_is_read() -> None:
    head, note = read(
        "example.com/behind-the-sofa\n20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4UR"
        "YN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZC"
        "B9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n".encode()
    )
    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
    assert [len(s.signature) for s in note.signatures] == [64, 72]
    with pytest.raises(Unsigned, match="has no signature by a key given"):
        verify(bytes(note), [LOG.verifier._replace(name="example.com/behind-the-sofa")])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{ORIGIN}\n041\n{ROOT}\n", "the size is not a plain decimal number: '041'"),
        (f"{ORIGIN}\n+5\n{ROOT}\n", r"plain decimal number: '\+5'"),
        (f"{ORIGIN}\n-5\n{ROOT}\n", "plain decimal"),
        (f"{ORIGIN}\n 41\n{ROOT}\n", "plain decimal"),
        (f"{ORIGIN}\n41 \n{ROOT}\n", "plain decimal"),
        (f"{ORIGIN}\n4_1\n{ROOT}\n", "plain decimal"),
        (f"{ORIGIN}\n0x29\n{ROOT}\n", "plain decimal"),
        (f"{ORIGIN}\n٤١\n{ROOT}\n", "plain decimal"),
        (f"{ORIGIN}\n\n{ROOT}\n", "plain decimal"),
        (f"{ORIGIN}\n9223372036854775808\n{ROOT}\n", "plain decimal"),
        (f"{ORIGIN}\n{'9' * 5000}\n{ROOT}\n", "plain decimal"),
        (f"{ORIGIN}\n41\n{ROOT[:-2]}{chr(ord(ROOT[-2]) + 1)}=\n", "not canonical base64"),
        (f"{ORIGIN}\n41\n{ROOT[:-1]}\n", "not base64"),
        (f"{ORIGIN}\n41\n{ROOT}=\n", "base64"),
        (f"{ORIGIN}\n41\n{ROOT.replace('/', '_').replace('+', '-')}\n", "base64"),
        (f"{ORIGIN}\n41\n{base64.b64encode(bytes(31)).decode()}\n", "31 bytes, not 32"),
        (f"{ORIGIN}\n41\n{base64.b64encode(bytes(33)).decode()}\n", "33 bytes, not 32"),
        (f"{ORIGIN}\n41\n\n", "0 bytes, not 32"),
        (f"{ORIGIN}\n41\n{ROOT}\nTimestamp: 5\n", "no extension line: 'Timestamp: 5'"),
        (f"{ORIGIN}\n41\n{ROOT}\n\n", "no extension line"),
        (f"{ORIGIN}\n41\n", "three lines"),
        (f"\n41\n{ROOT}\n", "cannot be used: it is empty"),
        (f"two words\n41\n{ROOT}\n", "white space"),
        (f"a+b\n41\n{ROOT}\n", "plus"),
    ],
)
def test_any_other_spelling_is_refused_though_it_is_signed(text: str, message: str) -> None:
    with pytest.raises(ProofFault, match=message) as caught:
        verify(note_of(text), KEYS)
    assert str(caught.value).isascii()


def test_crlf_is_refused() -> None:
    with pytest.raises(NoteFault, match="control character"):
        verify(bytes(sign(HEAD, LOG)).replace(b"\n", b"\r\n"), KEYS)


def test_a_checkpoint_of_another_origin_is_refused() -> None:
    other = SignerKey("example.org/other", bytes(range(32)))  # the same secret, even
    data = bytes(sign(Checkpoint("example.org/other", 41, HEAD.root), other))
    with pytest.raises(CheckpointFault, match=r"'example.org/other', and a key of"):
        verify(data, KEYS)
    with pytest.raises(CheckpointFault, match="does not sign for"):
        sign(HEAD, other)
    # signed by our key's secret, but for a head that names another ledger
    text = Checkpoint("example.org/other", 41, HEAD.root).text()
    with pytest.raises(CheckpointFault):
        verify(note_of(text), KEYS)


def test_a_key_of_the_origin_that_did_not_sign_gives_no_verdict() -> None:
    with pytest.raises(Unsigned):
        verify(bytes(sign(HEAD, LOG)), [new_key(ORIGIN).verifier])
    with pytest.raises(Unsigned):
        verify(bytes(sign(HEAD, LOG)), [])


def test_a_stranger_may_sign_beside_us_and_not_instead() -> None:
    stranger = new_key("stranger.example")
    both = with_signatures(sign(HEAD, LOG), signed(HEAD.text(), stranger).signatures)
    assert verify(bytes(both), KEYS) == HEAD
    alone = Note(HEAD.text(), signed(HEAD.text(), stranger).signatures)
    with pytest.raises(Unsigned):
        verify(bytes(alone), [LOG.verifier, stranger.verifier])


def test_two_signatures_by_our_key_are_refused() -> None:
    note = sign(HEAD, LOG)
    with pytest.raises(NoteFault, match="2 signatures"):
        verify(bytes(Note(note.text, note.signatures * 2)), KEYS)


def test_an_empty_tree_has_one_root() -> None:
    assert verify(bytes(sign(Checkpoint(ORIGIN, 0, EMPTY_ROOT), LOG)), KEYS).size == 0
    with pytest.raises(CheckpointFault, match="the root of a tree of size 0 is SHA-256 of nothing"):
        verify(bytes(sign(Checkpoint(ORIGIN, 0, HEAD.root), LOG)), KEYS)


def test_extension_lines_are_never_empty() -> None:
    assert body(f"{HEAD.text()}extension\n", extended=True) == HEAD
    for text in (f"{HEAD.text()}\n", f"{HEAD.text()}extension\n\n"):
        with pytest.raises(CheckpointFault, match="a checkpoint has no empty line"):
            body(text, extended=True)


@settings(deadline=None)
@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_any_head_comes_back(size: int, root: bytes) -> None:
    head = Checkpoint(ORIGIN, size, EMPTY_ROOT if size == 0 else root)
    assert verify(bytes(sign(head, LOG)), KEYS) == head
    assert body(head.text()) == head


def test_every_flipped_bit_is_noticed() -> None:
    data = bytes(sign(HEAD, LOG))
    for at in range(len(data) * 8):
        changed = bytearray(data)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(LedgerFault):
            verify(bytes(changed), KEYS)
