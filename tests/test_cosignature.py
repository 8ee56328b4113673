"""Do cosignatures and witness policies count as c2sp.org has them, and nothing else?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.proofs.checkpoint import Checkpoint, sign
from ledger.proofs.cosignature import FutureCosignature, cosign, cosigned_at
from ledger.proofs.note import Note, NoteFault, Signature, parse, verified, with_signatures
from ledger.proofs.quorum import Policy, PolicyFault, policy
from ledger.proofs.signer import COSIGNATURE, SignerKey
from ledger.proofs.tree import ProofFault, leaf_hash
from ledger.witnesses.witnessing import check_policy

ORIGIN = "example.org/links"
LOG = SignerKey(ORIGIN, bytes(range(32)))
NOTE = sign(Checkpoint(ORIGIN, 41, leaf_hash(b"x")), LOG)


def witness(number: int) -> SignerKey:
    return SignerKey(f"witness{number}.example/w", bytes([number] * 32), algorithm=COSIGNATURE)


W1, W2, W3, W4 = (witness(n) for n in (1, 2, 3, 4))


def seen_by(*witnesses: SignerKey, at: int = 1679315147) -> Note:
    return with_signatures(NOTE, [cosign(NOTE.text, w, timestamp=at) for w in witnesses])


def test_a_cosignature_says_who_and_when() -> None:
    note = parse(bytes(seen_by(W1)))
    assert cosigned_at(note, W1.verifier) == 1679315147
    assert cosigned_at(note, W2.verifier) is None
    # 4 bytes of key id, 8 of time, 64 of signature; the log's own signature still stands
    assert len(note.signatures[1].signature) == 72
    assert note.signatures[1].signature[:8] == (1679315147).to_bytes(8, "big")
    assert verified(note, [LOG.verifier]) == [LOG.verifier]


def test_what_is_signed_is_two_lines_and_the_checkpoint() -> None:
    signature = cosign(NOTE.text, W1, timestamp=1679315147).signature
    message = b"cosignature/v1\ntime 1679315147\n" + NOTE.text.encode()
    assert W1.verifier.accepts(message, signature[8:])


def test_a_cosignature_for_another_checkpoint_or_time_refuses_the_note() -> None:
    line = cosign("other\n1\n\n", W1, timestamp=5)
    with pytest.raises(NoteFault, match="does not fit"):
        cosigned_at(with_signatures(NOTE, [line]), W1.verifier)
    good = cosign(NOTE.text, W1, timestamp=5)
    later = good._replace(signature=(6).to_bytes(8, "big") + good.signature[8:])
    for bad in (later, good._replace(signature=good.signature[:71])):
        with pytest.raises(NoteFault, match="does not fit"):
            cosigned_at(with_signatures(NOTE, [bad]), W1.verifier)


def test_a_plain_signature_by_the_witness_secret_is_no_cosignature() -> None:
    plain = W1.sign(NOTE.text.encode())
    line = Signature(W1.verifier.name, W1.verifier.id, plain)
    with pytest.raises(NoteFault):
        cosigned_at(with_signatures(NOTE, [line]), W1.verifier)
    line = Signature(W1.verifier.name, W1.verifier.id, bytes(8) + plain)
    with pytest.raises(NoteFault):
        cosigned_at(with_signatures(NOTE, [line]), W1.verifier)


def test_two_cosignatures_by_one_witness_are_refused() -> None:
    lines = [cosign(NOTE.text, W1, timestamp=t) for t in (5, 6)]
    with pytest.raises(NoteFault, match="2 signatures by one key"):
        cosigned_at(Note(NOTE.text, (*NOTE.signatures, *lines)), W1.verifier)


@pytest.mark.parametrize("timestamp", [-1, 2**63])
def test_times_lie_below_two_to_the_63rd(timestamp: int) -> None:
    with pytest.raises(ValueError, match="timestamp"):
        cosign(NOTE.text, W1, timestamp=timestamp)


LAST = 253402300799


def test_a_time_that_no_date_can_say_does_not_count() -> None:
    assert cosigned_at(seen_by(W1, at=LAST), W1.verifier) == LAST
    for timestamp in (LAST + 1, 2**62, 2**63 - 1):
        with pytest.raises(FutureCosignature, match="dated beyond the year 9999"):
            cosigned_at(seen_by(W1, at=timestamp), W1.verifier)


def test_a_witness_from_the_far_future_does_not_take_the_others_word_away() -> None:
    far = cosign(NOTE.text, W2, timestamp=2**62)
    note = with_signatures(seen_by(W1), [far])
    either = f"witness a {W1.verifier}\nwitness b {W2.verifier}\ngroup g any a b\nquorum g\n"
    verdict = of(either).verdict(note)
    assert (verdict.met, verdict.seen, verdict.missing) == (True, {"a": 1679315147}, ("b",))
    assert "witness2.example" in str(verdict.remarks[0])
    assert not of(f"witness b {W2.verifier}\nquorum b\n").verdict(note).met


def test_keys_of_logs_do_not_cosign() -> None:
    with pytest.raises(ValueError, match="0x04"):
        cosign(NOTE.text, LOG, timestamp=1)
    with pytest.raises(ValueError, match="0x04"):
        cosigned_at(NOTE, LOG.verifier)


POLICY = f"""
# two organisations
log {LOG.verifier} https://ledger.example/
witness X1 {W1.verifier} https://w1.example/
\twitness  X2\t{W2.verifier}\t
witness X3 {W3.verifier}
group X-witnesses 2 X1 X2 X3

witness Y1 {W4.verifier}
group Y-witnesses any Y1
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def of(text: str) -> Policy:
    return policy(text.encode())


def test_a_policy_of_groups_of_groups_is_read() -> None:
    found = of(POLICY)
    assert found.logs[0].key == LOG.verifier
    assert found.logs[0].url == "https://ledger.example/"
    assert [w.name for w in found.witnesses] == ["X1", "X2", "X3", "Y1"]
    assert [w.url for w in found.witnesses][:2] == ["https://w1.example/", None]
    assert [g.least for g in found.groups] == [2, 1, 2]


@pytest.mark.parametrize(
    ("witnesses", "met"),
    [
        ((), False),
        ((W1,), False),
        ((W1, W2), False),
        ((W1, W4), False),
        ((W1, W2, W3), False),
        ((W1, W2, W4), True),
        ((W2, W3, W4), True),
        ((W1, W2, W3, W4), True),
    ],
)
def test_a_quorum_counts_each_group_by_its_threshold(
    witnesses: tuple[SignerKey, ...], met: bool
) -> None:
    verdict = of(POLICY).verdict(seen_by(*witnesses))
    assert verdict.met is met
    assert set(verdict.seen.values()) <= {1679315147}
    assert len(verdict.seen) + len(verdict.missing) == 4


def test_quorum_none_asks_for_no_witness_and_one_may_be_enough() -> None:
    assert of("quorum none\n").verdict(NOTE).met
    one = of(f"witness w {W1.verifier}\nquorum w\n")
    assert one.verdict(seen_by(W1)).met
    assert one.verdict(seen_by(W2))[:3] == (False, {}, ("w",))


def test_a_forged_cosignature_is_not_outvoted() -> None:
    forged = cosign("other\n1\n\n", W3, timestamp=5)
    with pytest.raises(NoteFault):
        of(POLICY).verdict(with_signatures(seen_by(W1, W2, W4), [forged]))


A = f"witness a {W1.verifier}\n"
B = f"witness b {W2.verifier}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no quorum line"),
        (A, "no quorum line"),
        (A + "quorum b\n", "line 2: 'b' is no witness or group defined above"),
        ("quorum a\n" + A, "line 1: 'a' is no witness"),
        (A + "quorum a\nquorum a\n", "line 3: expected `quorum <name>`, once"),
        (A + A.replace(" a ", " b "), "line 2: this witness's key stands there already"),
        (A + B.replace(" b ", " a "), "line 2: the name 'a' is taken"),
        (A.replace(" a ", " none "), "line 1: the name 'none' is taken"),
        (A + B + "group g 3 a b\nquorum g\n", "line 3: the threshold is 3, of 2"),
        (A + B + "group g 0 a b\nquorum g\n", "line 3: the threshold is 0"),
        (A + B + "group g 01 a b\nquorum g\n", "plain decimal number: '01'"),
        (A + B + "group g 1 a a\nquorum g\n", "member already"),
        (A + B + "group g any a\ngroup h any a b\nquorum h\n", "line 4: 'a' is a member already"),
        (A + "group g all\nquorum g\n", "expected `group"),
        (A + "group g any g\nquorum g\n", "'g' is no witness"),
        (A + "group g any none\nquorum g\n", "'none' is no witness"),
        (f"witness a {LOG.verifier}\nquorum a\n", "line 1: .*type 0x04"),
        (f"log {W1.verifier}\nquorum none\n", "line 1: .*type 0x01"),
        (f"log {LOG.verifier}\nlog {LOG.verifier} x\nquorum none\n", "line 2: this log's key"),
        (f"log {LOG.verifier} a b\nquorum none\n", "expected `log"),
        ("witness a\nquorum none\n", "expected `witness"),
        ("policy x\nquorum none\n", "line 1: expected log, witness, group or quorum"),
        ("quorum none\r\n", r"line 1: the control character '\\r'"),
        ("quorum none\x1b[2J\n", r"line 1: the control character '\\x1b'"),
        ("quorum\u00a0none\n", "expected log"),
        ("#\n" * 1001 + "quorum none\n", "more than 1000 lines"),
    ],
)
def test_a_policy_that_is_written_otherwise_names_its_line(text: str, message: str) -> None:
    with pytest.raises(PolicyFault, match=message) as caught:
        of(text)
    assert str(caught.value).isascii()


def test_names_are_octets_of_any_kind() -> None:
    found = policy(b"witness \xff " + str(W1.verifier).encode() + b"\nquorum \xff\n")
    assert found.verdict(seen_by(W1)).met


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    message = ""
    try:
        policy(data)
    except ProofFault as fault:
        message = str(fault)
    assert message.isascii()


def test_a_policy_that_names_other_logs_accepts_no_other_key() -> None:
    ours, theirs = SignerKey("a", bytes(32)).verifier, SignerKey("b", bytes(32)).verifier
    found = policy(f"log {ours}\nwitness w {W1.verifier}\nquorum w\n".encode())
    check_policy(found, ours)
    with pytest.raises(PolicyFault, match="the policy names other logs, and does not accept the k"):
        check_policy(found, theirs)
