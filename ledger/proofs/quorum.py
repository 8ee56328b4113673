"""Have enough witnesses seen this checkpoint?

Policy files as c2sp.org/tlog-policy has them: logs, witnesses, groups of witnesses, one quorum.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from ledger.faults import Phrase
from ledger.proofs.cosignature import FutureCosignature, cosigned_at
from ledger.proofs.note import Note
from ledger.proofs.signer import COSIGNATURE, VerifierKey, verifier_key
from ledger.proofs.spelling import shown, whole_number
from ledger.proofs.tree import ProofFault

#: In lines; the format asks that 32 logs, 32 witnesses and 32 groups be taken.
LONGEST: Final = 1000


class PolicyFault(ProofFault):
    """A witness policy that is not written as tlog-policy has it; names the line."""


class PolicyLog(NamedTuple):
    """A log that the policy accepts, and where it is, if it says so."""

    key: VerifierKey
    url: str | None


class Witness(NamedTuple):
    """A witness under the name that it has in the policy, and where it takes checkpoints."""

    name: str
    key: VerifierKey
    url: str | None


class Group(NamedTuple):
    """Counts as one that has seen a checkpoint where `least` of its members have."""

    name: str
    least: int
    members: tuple[str, ...]


class QuorumVerdict(NamedTuple):
    """Whether the quorum is met; `seen`: witnesses by name, with the second they cosigned in.

    `remarks` say which cosignatures that fit do not count, and why.
    """

    met: bool
    seen: dict[str, int]
    missing: tuple[str, ...]
    remarks: tuple[Phrase, ...] = ()


class Policy(NamedTuple):
    """Logs, witnesses and groups in the order written; `quorum` is a name, or "none"."""

    logs: tuple[PolicyLog, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str

    def accepts(self, keys: Iterable[VerifierKey]) -> bool:
        """Whether one of these keys is that of a log listed, or none is listed at all."""
        listed = [log.key for log in self.logs]
        return not listed or any(key in listed for key in keys)

    def verdict(self, note: Note) -> QuorumVerdict:
        """Which witnesses cosigned. A cosignature that does not fit refuses the note; one from the
        far future does not count, so that no witness can take the others' word away."""
        seen: dict[str, int] = {}
        remarks = []
        for witness in self.witnesses:
            try:
                at = cosigned_at(note, witness.key)
            except FutureCosignature as fault:
                remarks.append(fault.phrase)
                continue
            if at is not None:
                seen[witness.name] = at
        stands = {witness.name: witness.name in seen for witness in self.witnesses}
        for group in self.groups:
            stands[group.name] = sum(stands[member] for member in group.members) >= group.least
        met = self.quorum == "none" or stands[self.quorum]
        missing = tuple(w.name for w in self.witnesses if w.name not in seen)
        return QuorumVerdict(met, seen, missing, tuple(remarks))


class _Lines:
    """What has been read of a policy; each method takes the words of one line."""

    def __init__(self) -> None:
        self.logs: list[PolicyLog] = []
        self.witnesses: list[Witness] = []
        self.groups: list[Group] = []
        self.quorums: list[str] = []
        self.defined: set[str] = set()
        self.grouped: set[str] = set()

    def log(self, words: list[str]) -> None:
        if len(words) not in (1, 2):
            raise PolicyFault("expected `log <vkey> [<url>]`")
        key = verifier_key(words[0])
        if any(key.public == other.key.public for other in self.logs):
            raise PolicyFault("this log's key stands there already")
        self.logs.append(PolicyLog(key, words[1] if len(words) == 2 else None))

    def witness(self, words: list[str]) -> None:
        if len(words) not in (2, 3):
            raise PolicyFault("expected `witness <name> <vkey> [<url>]`")
        key = verifier_key(words[1], algorithm=COSIGNATURE)
        if any(key.public == other.key.public for other in self.witnesses):
            raise PolicyFault("this witness's key stands there already")
        url = words[2] if len(words) == 3 else None
        self.witnesses.append(Witness(self._new(words[0]), key, url))

    def group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise PolicyFault("expected `group <name> all|any|<k> <name>...`")
        least, members = words[1], words[2:]
        for member in members:
            if member not in self.defined:
                raise PolicyFault(f"{shown(member)} is no witness or group defined above")
            if member in self.grouped:
                raise PolicyFault(f"{shown(member)} is a member already, and may be one once")
            self.grouped.add(member)
        named = {"all": len(members), "any": 1}
        count = named[least] if least in named else whole_number(least, what="the threshold")
        if not 1 <= count <= len(members):
            raise PolicyFault(f"the threshold is {count}, of {len(members)} members")
        self.groups.append(Group(self._new(words[0]), count, tuple(members)))

    def quorum(self, words: list[str]) -> None:
        if len(words) != 1 or self.quorums:
            raise PolicyFault("expected `quorum <name>`, once")
        if words[0] != "none" and words[0] not in self.defined:
            raise PolicyFault(f"{shown(words[0])} is no witness or group defined above")
        self.quorums.append(words[0])

    def _new(self, name: str) -> str:
        if name in self.defined or name == "none":
            raise PolicyFault(f"the name {shown(name)} is taken")
        self.defined.add(name)
        return name


def policy(data: bytes) -> Policy:
    """Read a policy file. PolicyFault names the first line that is wrong."""
    lines = _Lines()
    if data.count(b"\n") > LONGEST:
        raise PolicyFault(f"a policy of more than {LONGEST} lines is not read")
    # names are opaque octets in the format: those that are not UTF-8 are kept as surrogates
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        if odd := next((c for c in line if (c < " " and c != "\t") or c == "\x7f"), None):
            raise PolicyFault(f"line {number}: the control character {odd!a}")
        words = line.replace("\t", " ").strip(" ").split(" ")
        words = [word for word in words if word]
        if not words or words[0].startswith("#"):
            continue
        kinds = {
            "log": lines.log,
            "witness": lines.witness,
            "group": lines.group,
            "quorum": lines.quorum,
        }
        if words[0] not in kinds:
            raise PolicyFault(f"line {number}: expected log, witness, group or quorum")
        try:
            kinds[words[0]](words[1:])
        except ProofFault as fault:
            raise PolicyFault(f"line {number}: {fault}") from None
    if not lines.quorums:
        raise PolicyFault("the policy has no quorum line; `quorum none` asks for no witness")
    return Policy(tuple(lines.logs), tuple(lines.witnesses), tuple(lines.groups), lines.quorums[0])
