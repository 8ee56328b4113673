"""How is said what a proof shows, and what it does not?"""

from collections.abc import Mapping

from ledger.sayings.characters import escape
from ledger.sayings.language import Words


def in_log(seq: int, size: int, file: str, words: Words) -> str:
    """Of which event a proof was written, and where."""
    told = words.tell("@{seq} is in the log of {size} events", seq=seq, size=size)
    return words.colon(told, escape(file))


def became(words: Words) -> str:
    """What stands over that which became of the event since."""
    return words.tell("It does not show what became of it:")


def limits(words: Words) -> str:
    """What a proof that was written does not show."""
    return words.tell(
        "It shows no more than that: not that nothing contradicts, amends or corrects the event. "
        "{command} gives an answer with all that bears on it.",
        command="ledger export dossier",
    )


def taken_over(seq: int, words: Words) -> str:
    """That nobody signed for the key under which something is proved."""
    return words.tell(
        "The key that signs it took over at @{seq} from one that is said to be lost, and that did "
        "not sign for it: who checks it needs the new key, from you and not from the ledger.",
        seq=seq,
    )


def proved(leaf: int, origin: str, size: int, words: Words) -> str:
    """What is proved; the event follows."""
    told = words.tell(
        "leaf {leaf} of {origin}, in its tree of {size}, is",
        leaf=leaf,
        origin=escape(origin),
        size=size,
    )
    return words.colon(words.tell("PROVED"), told)


def begins(first: int, second: int, words: Words) -> str:
    """That one log begins with another."""
    told = words.tell(
        "the log of {second} events begins with that of {first}", second=second, first=first
    )
    return words.colon(words.tell("PROVED"), told)


def seen(witnesses: Mapping[str, str], words: Words) -> str:
    """Who saw the checkpoint, and when each did."""
    told = words.listed(
        words.tell("{witness} at {instant}", witness=escape(witness), instant=at)
        for witness, at in witnesses.items()
    )
    return words.tell("seen by {witnesses}", witnesses=told)


def unproved(words: Words) -> str:
    """What a proof that was checked does not show."""
    return words.tell(
        "It does not show that nothing else in the log contradicts, amends, corrects or retracts "
        "this, nor that what it says is true, nor whether the key before it signed for the one "
        "given, or was lost: {command} tells.",
        command="ledger key show --all",
    )


def foreign(size: int, text: str, words: Words) -> str:
    """What is proved where it is no event."""
    told = words.tell("{size} bytes that are no event of a policy ledger", size=size)
    return words.colon(told, text)


def dossier(folder: str, size: int, words: Words) -> str:
    """What a dossier holds, and where it is."""
    told = words.tell("the answer, and the log of {size} events behind it", size=f"{size:,}")
    return words.colon(escape(folder), told)


def dossier_again(command: str, words: Words) -> str:
    """How a dossier is checked, and which command gives its answer again."""
    return words.tell("Its README.md says how to check it. Again: {command}", command=command)
