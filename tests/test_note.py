"""Are signed notes and keys read in their one spelling, and as Go's sumdb/note writes them?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.faults import IntegrityFault, LedgerFault, Unverified
from ledger.proofs.note import (
    Note,
    NoteFault,
    Signature,
    Unsigned,
    parse,
    signature_by,
    signed,
    verified,
    with_signatures,
)
from ledger.proofs.signer import (
    COSIGNATURE,
    KeyFault,
    SignerKey,
    VerifierKey,
    name_fault,
    new_key,
    signer_key,
    verifier_key,
)
from ledger.proofs.spelling import shown
from ledger.proofs.tree import ProofFault

# from the documentation of golang.org/x/mod/sumdb/note
SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER_LINE = (
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
    "qdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTG"
    "wnWLox33WWd1RvMc+QQ=\n"
)
PETER = verifier_key(VKEY)
LOG = SignerKey("example.org/links", bytes(range(32)))


def note_of(text: str, *lines: str) -> bytes:
    return (text + "\n" + "".join(lines)).encode()


def test_gos_example_is_signed_to_the_byte() -> None:
    assert bytes(signed(TEXT, signer_key(SKEY))) == note_of(TEXT, PETER_LINE)
    assert signer_key(SKEY).text() == SKEY
    assert str(PETER) == VKEY == str(signer_key(SKEY).verifier)


def test_both_signatures_of_gos_example_verify() -> None:
    note = parse(note_of(TEXT, PETER_LINE, ENOCH_LINE))
    assert verified(note, [PETER]) == [PETER]
    assert verified(note, [PETER, verifier_key(ENOCH)]) == [PETER, verifier_key(ENOCH)]
    assert note.text == TEXT


def test_a_signature_by_an_unknown_key_is_ignored_but_does_not_count() -> None:
    beside = parse(note_of(TEXT, ENOCH_LINE, PETER_LINE))
    assert verified(beside, [PETER]) == [PETER]
    alone = parse(note_of(TEXT, ENOCH_LINE))
    with pytest.raises(Unsigned):
        verified(alone, [PETER])
    with pytest.raises(Unsigned):
        verified(alone, [])


def test_a_key_that_shares_name_or_id_alone_is_another_key() -> None:
    same_name = new_key("PeterNeumann").verifier
    note = parse(note_of(TEXT, PETER_LINE))
    with pytest.raises(Unsigned):
        verified(note, [same_name])
    with pytest.raises(Unsigned):
        verified(note, [PETER._replace(name="CarmenSandiego")])


def test_a_false_signature_by_a_known_key_refuses_the_note() -> None:
    forged = Signature("PeterNeumann", PETER.id, bytes(64))
    with pytest.raises(NoteFault, match="does not fit"):
        verified(Note(TEXT, (forged,)), [PETER])
    with pytest.raises(NoteFault, match="does not fit"):
        verified(Note(TEXT + "more\n", parse(note_of(TEXT, PETER_LINE)).signatures), [PETER])
    for short in (b"\0", bytes(63), bytes(65), bytes(2420)):
        with pytest.raises(NoteFault):
            verified(Note(TEXT, (Signature("PeterNeumann", PETER.id, short),)), [PETER])


def test_two_signatures_by_one_known_key_are_refused() -> None:
    twice = parse(note_of(TEXT, PETER_LINE, PETER_LINE))
    with pytest.raises(NoteFault, match="2 signatures by one key"):
        verified(twice, [PETER])
    with pytest.raises(NoteFault, match="2 signatures by one key"):
        signature_by(twice, PETER)
    # of keys that nobody asked about they are ignored with the rest
    other = parse(note_of(TEXT, ENOCH_LINE, ENOCH_LINE, PETER_LINE))
    assert verified(other, [PETER]) == [PETER]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (TEXT.encode(), "no empty line"),
        (TEXT.encode() + b"\n", "newline|signature"),
        (b"", "no empty line"),
        (note_of(TEXT, PETER_LINE)[:-1], "does not end with a newline"),
        (note_of(TEXT, PETER_LINE) + b"\n", "newline|signature|empty"),
        (b"\x01" + note_of(TEXT, PETER_LINE), r"control character '\\x01'"),
        (b"\xff" + note_of(TEXT, PETER_LINE), "not UTF-8 at byte 0"),
        (note_of(TEXT, PETER_LINE).replace(b"\n", b"\r\n"), r"control character '\\r'"),
        (note_of(TEXT, PETER_LINE).replace(b" is ", b"\tis "), r"control character '\\t'"),
        (note_of(TEXT, PETER_LINE) + b"Unexpected line.\n", "not a signature"),
        (note_of(TEXT, PETER_LINE.replace("PeterNeumann", "Bad Name")), "not base64"),
        (note_of(TEXT, PETER_LINE.replace("PeterNeumann", "Bad+Name")), "not a signature"),
        (note_of(TEXT, PETER_LINE.replace("PeterNeumann", "Bad\u3000Name")), "not a signature"),
        (note_of(TEXT, PETER_LINE.replace("PeterNeumann", "")), "not a signature"),
        (note_of(TEXT, PETER_LINE.replace("\u2014", "-")), "not a signature"),
        (note_of(TEXT, PETER_LINE.replace("AM=", "AN=")), "not canonical base64"),
        (note_of(TEXT, PETER_LINE.replace("AM=", "AM")), "not base64"),
        (note_of(TEXT, PETER_LINE.replace("AM=", "AM=\n")), "an empty line is the last"),
        (note_of(TEXT, PETER_LINE.replace("/", "_")), "not base64"),
        (note_of(TEXT, "\u2014 x AAAAAA==\n"), "too short"),
        (note_of(TEXT, "\u2014 x \n"), "too short"),
        (note_of(TEXT, PETER_LINE * 101), "more than 100 signatures"),
        (note_of("x" * 1_000_000 + "\n", PETER_LINE), "too large"),
    ],
)
def test_a_note_that_is_not_written_as_notes_are_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ProofFault, match=message):
        parse(data)


def test_a_text_may_have_empty_lines_and_what_looks_like_signatures() -> None:
    text = f"a\n\n{PETER_LINE}\nb\n"
    note = parse(bytes(signed(text, LOG)))
    assert note.text == text
    assert verified(note, [LOG.verifier]) == [LOG.verifier]
    # the line within the text is text
    with pytest.raises(Unsigned):
        verified(note, [PETER])


def test_a_new_line_by_a_key_replaces_its_older_one() -> None:
    note = signed(TEXT, LOG)
    other = signed("other\n", LOG).signatures
    again = with_signatures(note, other)
    assert again.signatures == other
    both = with_signatures(note, parse(note_of(TEXT, PETER_LINE)).signatures)
    assert verified(both, [LOG.verifier, PETER]) == [LOG.verifier, PETER]


@pytest.mark.parametrize("text", ["abc", "a\r\n", "", "a\tb\n"])
def test_what_could_not_be_read_again_is_not_signed(text: str) -> None:
    with pytest.raises(NoteFault):
        signed(text, LOG)


def test_every_mangled_verifier_key_is_refused() -> None:
    for start in range(len(VKEY)):
        for stop in range(start + 1, len(VKEY) + 1):
            if stop - start < len(VKEY):
                with pytest.raises(ProofFault):
                    verifier_key(VKEY[start:stop])
    for at in range(len(VKEY)):
        with pytest.raises(ProofFault):
            verifier_key(VKEY[:at] + chr(ord(VKEY[at]) + 1) + VKEY[at + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        VKEY.replace("c74f20a3", "C74F20A3"),
        VKEY + "\n",
        " " + VKEY,
        VKEY.replace("PeterNeumann", "Peter Neumann"),
        "",
        "+",
        "++",
        "\x1b]0;owned\x07+c74f20a3+AR",
    ],
)
def test_a_key_of_another_length_type_or_spelling_is_refused(text: str) -> None:
    with pytest.raises(ProofFault) as caught:
        verifier_key(text)
    assert str(caught.value).isascii()
    assert str(caught.value).isprintable()


def test_a_signer_key_is_never_quoted() -> None:
    for at in range(len(SKEY)):
        with pytest.raises(
            KeyFault,
            match=r"^signer key is not written as PRIVATE\+KEY|^signer key does not have the id of",
        ) as caught:
            signer_key(SKEY[:at] + chr(ord(SKEY[at]) + 1) + SKEY[at + 1 :])
        assert "EKFALVFGy" not in str(caught.value)
    key = signer_key(SKEY)
    assert "EKFALVFGy" not in repr(key)
    assert key.seed.hex() not in repr(key)


def test_types_of_keys_are_not_mixed_up() -> None:
    witness = SignerKey("witness.example/w", bytes(32), algorithm=COSIGNATURE)
    with pytest.raises(KeyFault, match="is not an Ed25519 key of type 0x01 with 32 bytes"):
        verifier_key(str(witness.verifier))
    with pytest.raises(
        KeyFault, match=r"verifier key 'a b.*' has no name that can be used: it has w"
    ):
        verifier_key(VKEY.replace("PeterNeumann", "a b"))
    with pytest.raises(KeyFault, match="type 0x04"):
        verifier_key(VKEY, algorithm=COSIGNATURE)
    assert verifier_key(str(witness.verifier), algorithm=COSIGNATURE) == witness.verifier
    with pytest.raises(ValueError, match="witness"):
        verified(signed(TEXT, LOG), [witness.verifier])
    # the same key under another type or name has another id
    assert VerifierKey("a", 1, bytes(32)).id != VerifierKey("a", 4, bytes(32)).id


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b", "a\u2028b", "\ud800"])
def test_names_without_blanks_or_plus_alone_are_names(name: str) -> None:
    assert name_fault(name)
    with pytest.raises(KeyFault):
        SignerKey(name, bytes(32))


def test_a_name_that_no_text_has_is_told_so() -> None:
    assert str(name_fault("\ud800")) == "it is not Unicode text"


def test_a_key_that_is_no_base64_is_told_so_by_its_kind() -> None:
    with pytest.raises(ProofFault, match=r"^the key in verifier key is not base64: '!'$"):
        verifier_key("a+00000000+!")


@pytest.mark.parametrize("name", ["example.org/links", "快手", "a", "example.org/links-2"])
def test_a_name_may_be_any_word(name: str) -> None:
    assert name_fault(name) is None
    key = new_key(name)
    assert verifier_key(str(key.verifier)) == key.verifier


def test_the_outcomes_have_their_exit_codes() -> None:
    assert issubclass(NoteFault, IntegrityFault)
    assert issubclass(Unsigned, Unverified)
    assert not issubclass(Unsigned, ProofFault)


LINES = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=40)
TEXTS = st.lists(LINES, min_size=1, max_size=6).map(lambda lines: "\n".join(lines) + "\n")


@settings(deadline=None)
@given(TEXTS)
def test_any_text_comes_back_as_it_was_signed(text: str) -> None:
    data = bytes(signed(text, LOG))
    note = parse(data)
    assert note.text == text
    assert bytes(note) == data
    assert verified(note, [LOG.verifier]) == [LOG.verifier]


@settings(deadline=None)
@given(TEXTS, st.data())
def test_any_flipped_bit_is_noticed(text: str, data: st.DataObject) -> None:
    whole = bytearray(bytes(signed(text, LOG)))
    at = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[at // 8] ^= 1 << at % 8
    with pytest.raises(LedgerFault) as caught:
        verified(parse(bytes(whole)), [LOG.verifier])
    assert str(caught.value).isascii()
    assert str(caught.value).isprintable()


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for trial in (data, note_of(TEXT, PETER_LINE) + data, data + note_of(TEXT, PETER_LINE)):
        message = ""
        try:
            assert bytes(parse(trial)) == trial
        except ProofFault as fault:
            message = str(fault)
        assert message.isascii()
        assert message.isprintable()


def test_foreign_text_in_a_message_is_cut_to_eighty_characters_and_in_ascii() -> None:
    assert shown("x" * 80) == f"'{'x' * 80}'"
    assert shown("x" * 81) == f"'{'x' * 77}...'"
    assert shown("快\n") == r"'\u5feb\n'"
