"""How is a ledger kept in a second place, and what would be lost by going back to it?

A backup is a folder: the ledger as a file that every command can read, its evidence, and the head
signed last. Running it again adds what is new. The private key is never in it.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from ledger.application import open_for_writing
from ledger.audit.held_heads import SIGNATURES, misfit, unusable, unusable_at
from ledger.dates.instants import render
from ledger.faults import IntegrityFault, LedgerFault, OlderTables, Phrase
from ledger.proofs.checkpoint import Checkpoint, check_signed, read
from ledger.proofs.spelling import shown
from ledger.proofs.tree import ProofFault
from ledger.sayings.vocabulary import FILE_FAULT, OTHER_LEDGER
from ledger.signing.heads import disagreement, head_path, last_signed, own_path, parsed, swap
from ledger.signing.keys import Environ
from ledger.signing.log_tree import LogTree, open_tree
from ledger.signing.stamped_heads import stamps
from ledger.stores.sqlite_store import gather
from ledger.teams.copying import Copied, Progress, copy
from ledger.whole_file import put

#: What lies in the folder of a backup; the evidence is beside the file, as always.
LEDGER: Final = "policy.ledger"
HEAD: Final = "checkpoint"
#: How messages call the head that the configuration folder keeps.
_HERE: Final = Phrase("what this machine signed last")


class Backup(NamedTuple):
    """What a backup holds now: `head` is the checkpoint signed last, None where none was.

    `rebuilt`: the tables that it had were of an older version, and were made anew. `whole`: all of
    it is in one file; else somebody reads that file, and a part is in the one beside it.
    """

    copied: Copied
    head: Checkpoint | None
    rebuilt: bool
    whole: bool


class Restored(NamedTuple):
    """What came of a restore: `lost` says, of each held head that is ahead, what is gone."""

    copied: Copied
    lost: Sequence[Phrase]


class Behind(LedgerFault):
    """The backup ends before a head that is held; str() says what would be lost."""


def backup(
    target: str, folder: Path, environ: Environ, *, progress: Progress | None = None
) -> Backup:
    """Bring the backup in `folder` to what the ledger holds now, while others go on writing.

    Either may be of an older version: one is backed up before it is rebuilt, and nobody but this
    program looks after the backup. Raises as `copying.copy`.
    """
    with open_tree(target, log_alone=True) as tree:
        # before the log is read: a head that is signed meanwhile may be of more than is copied
        here = own_path(tree.origin, tree.keys[0].key if tree.keys else None, environ)
        signed, standby = None if here is None else last_signed(here), tree.standby
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise LedgerFault(f"{folder} cannot be made: {error.strerror}") from None
    ledger = folder / LEDGER
    if not ledger.exists() and any(folder.iterdir()):
        raise LedgerFault(f"{folder} holds other things than a backup: name a new folder")
    try:
        copied, rebuilt = copy(target, str(ledger), environ, progress=progress), False
    except OlderTables:
        with open_for_writing(str(ledger), rebuild=True) as older:
            older.rebuild()
        copied, rebuilt = copy(target, str(ledger), environ, progress=progress), True
    head = None
    if here is not None and signed is not None:
        head = _agrees(signed, here, str(ledger), standby=standby)
        put(folder / HEAD, signed)
    return Backup(copied, head, rebuilt, gather(ledger))


def restore(
    folder: Path,
    target: str,
    environ: Environ,
    *,
    held: Sequence[tuple[str, bytes]] = (),
    lose: bool = False,
    progress: Progress | None = None,
) -> Restored:
    """Make the ledger of a backup again where there is none.

    `held`: (name, bytes) of checkpoints that somebody kept, besides the one on this machine.
    Raises Behind where one of them is of more events than the backup has, unless `lose`; and
    IntegrityFault where one is not of this ledger, or none is and another of its name is known.
    """
    ledger = str(folder / LEDGER)
    if not (folder / LEDGER).is_file():
        raise LedgerFault(f"{folder} is no backup: there is no {LEDGER} in it")
    with open_tree(ledger, log_alone=True) as tree:
        first = tree.keys[0].key if tree.keys else None
        here = None if first is None else head_path(first, environ)
        if not held:  # which would say whose it is
            own_path(tree.origin, first, environ)
        kept = None if here is None else last_signed(here)
        if here is not None and kept is not None:
            parsed(kept, here)
        known: list[tuple[str | Phrase, bytes]] = [
            *held,
            *([(_HERE, kept)] if kept is not None else []),
        ]
        lost = [words for name, data in known if (words := _ahead(tree, name, data))]
        if lost and not lose:
            raise Behind(
                Phrase(
                    "{lost}\nNothing was restored, since this would be lost. Look for a later "
                    "backup; or say --lose, and tell those who hold such a checkpoint what was "
                    "lost and why",
                    lost=lost,
                )
            )
        signed = last_signed(folder / HEAD)
        if signed is not None:
            _agrees(signed, folder / HEAD, ledger)
    copied = copy(ledger, target, environ, progress=progress)
    if here is not None and kept is not None and read(kept)[0].size > copied.size:
        # else nothing could be appended or signed: it is what says that events are gone
        end = f".lost-{read(kept)[0].size}"
        here.replace(here.with_name(here.name + end))
        with suppress(FileNotFoundError):
            stamps(here).replace(stamps(here).with_name(stamps(here).name + end))
        kept = None
    if here is not None and kept is None and signed is not None:
        swap(here, expected=None, new=signed)
    return Restored(copied, lost)


def _agrees(signed: bytes, path: Path, ledger: str, *, standby: bool = False) -> Checkpoint:
    """The head that was signed, which the copy must hold. IntegrityFault where it does not;
    `standby`: it is a copy of one."""
    head, note = parsed(signed, path)
    with open_tree(ledger, log_alone=True) as tree:
        if why := disagreement(head, tree.origin, size=tree.size, load=tree.load, standby=standby):
            raise IntegrityFault(
                Phrase("{why}. So it is no sound backup: `ledger verify` tells more", why=why)
            )
        key = tree.key(head.size)
        if key is not None:
            check_signed(head, note, keys=[key])
    return head


def _ahead(tree: LogTree, name: str | Phrase, data: bytes) -> Phrase | None:
    """What is lost by going back behind a held checkpoint; None where nothing is.

    IntegrityFault where it is of another history, LedgerFault where it is no checkpoint, or not the
    text that was signed.
    """
    try:
        head, note = read(data)
    except ProofFault as fault:
        if isinstance(name, Phrase):
            raise
        raise _unusable(unusable(name, data, fault)) from None
    where = name if isinstance(name, Phrase) else shown(name)
    altered = misfit(note, (each.key for each in tree.keys))
    if altered and not isinstance(name, Phrase):
        line = SIGNATURES if head.origin == tree.origin else 1
        raise _unusable(unusable_at(name, line, altered.phrase))
    if head.origin != tree.origin:
        raise IntegrityFault(Phrase(OTHER_LEDGER, file=where, origin=shown(head.origin)))
    key = tree.key(min(head.size, tree.size))
    if key is not None and head.size <= tree.size:
        check_signed(head, note, keys=[key])
    if head.size <= tree.size:
        if why := disagreement(head, tree.origin, size=tree.size, load=tree.load):
            raise IntegrityFault(Phrase(FILE_FAULT, file=where, fault=why))
        return None
    last = render(next(tree.rows(tree.size, tree.size))[5])
    return Phrase(
        "{file} is a signed head of {size} events, and the backup ends with @{last}: @{first} to "
        "@{size}, recorded after {instant}, are not in it",
        file=where,
        size=head.size,
        last=tree.size,
        first=tree.size + 1,
        instant=last,
    )


def _unusable(why: Phrase) -> LedgerFault:
    return LedgerFault(Phrase("{why}. Nothing was restored", why=why))
