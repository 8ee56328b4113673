"""How is said which key signs a ledger, and what is to be done with it?"""

from pathlib import Path

from ledger.proofs.key_chain import KeyInForce
from ledger.sayings.characters import escape
from ledger.sayings.language import Words


def in_force(found: KeyInForce, words: Words) -> str:
    """A key, the event it is in, and whether the one before it was lost."""
    told = [f"@{found.since}", escape(str(found.key))]
    if found.lost is not None:
        told.append(words.tell("(the one before was lost: {why})", why=escape(found.lost)))
    return "  ".join(told)


def added(seq: int, key: str, words: Words) -> str:
    """A key that counts from now on, and the event it is in."""
    return words.colon(f"@{seq}", escape(key))


def private(path: Path, words: Words) -> str:
    """The file of its private half."""
    return words.colon(words.tell("private half"), escape(str(path)))


def next_step(words: Words) -> str:
    """What is to be done now that a key was added."""
    return words.tell(
        "Next: {command}, and give the file to somebody else to keep",
        command="ledger checkpoint -o FILE",
    )


def unsigned(old: str, words: Words) -> str:
    """What is to be done where the key before did not sign for the new one."""
    return words.tell(
        "{key} did not sign for it: give the new key to all who wrote that down", key=escape(old)
    )
