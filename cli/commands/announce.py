"""`ledger announce`: what a source said, from files or from options, into the log."""

import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from cli import options
from cli.appending import appending
from cli.progress import Bar
from cli.text import escape
from events.fields import CARRIED, OF_CHANGES, Field
from events.words import CHANGES
from ledger.faults import InputFault, LedgerFault, TypedFault
from ledger.objections import Fault

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.application import PolicyLedger
    from ledger.objections import Warned
    from ledger.reports import AnnounceReport

#: What faults call the file that the options stand for.
_TYPED = "the command line"
#: The folder in or below which every file is, however it is named.
_ROOT = Path(os.path.abspath(os.sep))
#: Options that make one announcement with one change, and where each stands in a file.
_SOURCE = ("source", "authority", "party")
_ANNOUNCEMENT = ("id", "published", "title", "url", "language")
_CHANGE = ("change", *(field.name for field in OF_CHANGES))
_LISTS = ("changes", "paths")
#: Words that are wider than this stand in the help of an option, not beside its name.
_WIDE = 45
#: What stands for a value in the help, by its type.
_METAVARS = {
    "change": "ID#N",
    "changes": "ID#N",
    "language": "TAG",
    "paths": "PATH",
    "publication": "WHEN",
    "term": "WHEN",
    "url": "URL",
    "window": "WHEN",
}


def _option(name: str, field: Field) -> tuple[str, dict[str, Any]]:
    """The option of a field: one of its words, a text, or one item of a list."""
    about: dict[str, Any] = {"help": f"{field.about[0].upper()}{field.about[1:]}."}
    if field.type == "word":
        if len("|".join(field.words)) > _WIDE:
            words = {"metavar": "WORD", "help": f"{about['help'][:-1]}: {', '.join(field.words)}."}
            return f"--{name}", {"type": click.Choice(field.words), **words}
        return f"--{name}", {"type": click.Choice(field.words), **about}
    if field.type in _LISTS:
        about = {"help": about["help"].replace(".", "; may be repeated."), "multiple": True}
    return f"--{name}", {"metavar": _METAVARS.get(field.type, "TEXT"), **about}


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of the one change, in the order of the help."""
    spoken = CARRIED["announced"]
    described: list[tuple[str, dict[str, Any]]] = [
        ("--id", {"metavar": "ID", "help": "One change without a file: the announcement's id."}),
        ("--source", {"metavar": "NAME", "help": "Who says it."}),
        *(_option(name, spoken[f"source.{name}"]) for name in ("authority", "party")),
        _option("published", spoken["published"]),
        (
            "--change",
            {
                "type": click.Choice(CHANGES),
                "metavar": "WORD",
                "help": f"What it says: {', '.join(CHANGES)}.",
            },
        ),
        ("--subject", {"metavar": "PATH", "multiple": True, "help": "Of what; may be repeated."}),
        *(_option(field.name, field) for field in OF_CHANGES),
        *(_option(name, spoken[name]) for name in ("title", "url", "language")),
        ("--evidence", {"metavar": "FILE", "multiple": True, "help": "A file to keep with it."}),
        ("--zone", {"metavar": "ZONE", "help": "The zone of its dates; the ledger's if not."}),
    ]
    for name, settings in reversed(described):
        function = click.option(name, **settings)(function)
    return function


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--each", is_flag=True, help="Commit announcement by announcement.")
@click.option("--jsonl", is_flag=True, help="JSON Lines: one announcement a line, as a stream.")
@click.option("--dry-run", is_flag=True, help="Check everything and say what would change.")
@click.option(
    "--warnings",
    "warnings_file",
    metavar="FILE",
    help="Write every warning and every new name into FILE.",
)
@click.option("--known-subjects", is_flag=True, help="Refuse subjects that are not known yet.")
@click.option("--above-ceiling", is_flag=True, help="Take in a source above its ceiling.")
@click.option("--behind", is_flag=True, help="Append though this machine's clock is behind.")
@options.evidence_limit
@_options
@options.receipt
@options.ledger
@options.recorder
def command(
    files: tuple[str, ...],
    each: bool,
    jsonl: bool,
    dry_run: bool,
    warnings_file: str | None,
    known_subjects: bool,
    above_ceiling: bool,
    behind: bool,
    evidence_limit: int,
    form: str,
    **one: Any,
) -> None:
    """Append what a source said: files of announcements (YAML or JSON; `-` is standard input), or
    one change given by options.

    A file is taken in whole or not at all; of several, each is a transaction of its own and the
    first fault stops. Telling the same announcement again changes nothing. What a source takes
    back is announced too: withdrawn, rescheduled, term_changed.

    \b
      ledger announce notice.yaml
      ledger announce --dry-run notice.yaml
      ledger announce --jsonl history.jsonl
      ledger announce --id paper-2022-10-28 --source "The Paper" --authority press \\
        --published 2022-10-28 --change permitted --subject douyin/private-message \\
        --effective ../2022-10-28
    """
    given = {name: value for name, value in one.items() if value not in (None, ())}
    if bool(files) == bool(given):
        raise click.UsageError(
            "name FILE, or give one change by --id, --source, ...: not both"
            if files
            else "nothing to announce: name FILE, or give one change by --id, --source, ..."
        )
    if given and jsonl:
        raise click.UsageError("--jsonl reads a file: name it, or - for standard input")
    from cli.receipt import Receipt
    from ledger.dates.moments import zone

    settings: dict[str, Any] = {
        "each": each,
        "dry_run": dry_run,
        "known_subjects": known_subjects,
        "above_ceiling": above_ceiling,
        "behind": behind,
        "recorder": options.recorded_by(),
    }
    target = options.target()
    with _told_to_end(), appending(dry_run=dry_run) as ledger, ExitStack() as held:
        if warnings_file is not None:
            _spared(warnings_file, (target, *files))
            written = held.enter_context(open(warnings_file, "w", encoding="utf-8"))
            held.callback(_closed, written)
            settings["note"] = partial(_note, written, zone(ledger.store.zone))
        if dry_run and len(files) > 1:
            held.enter_context(ledger.rehearsing(behind=behind))
        receipt = held.enter_context(
            Receipt(
                *(ledger, form, settings.get("note")),
                dry_run=dry_run,
                each=each,
                warnings_file=warnings_file,
            )
        )
        settings["told"] = receipt.told
        for name in files or (None,):
            shown = _TYPED if name is None else "standard input" if name == "-" else name
            try:
                with Bar(options.words()) as bar:
                    settings["progress"] = bar.announced
                    if jsonl:
                        found = _lines(ledger, str(name), settings, limit=evidence_limit)
                    else:
                        found = _file(ledger, name, given, settings, limit=evidence_limit)
            except BaseException:
                receipt.broken_off(shown)
                raise
            receipt.add(found, shown)


def _spared(name: str, others: Iterable[str]) -> None:
    """Raises click.UsageError where writing to a file would overwrite one of the others."""
    for other in others:
        with suppress(OSError):
            if os.path.samefile(name, other):
                raise click.UsageError(
                    f"--warnings: {name} is {other}: expected a file of its own, as warnings.txt"
                )


def _note(written: IO[str], zone: "ZoneInfo", kind: str, said: "Warned | str") -> None:
    """A line of `--warnings`."""
    from ledger.documents.warnings import row
    from ledger.sayings import warnings
    from ledger.sayings.language import Words
    from ledger.whole_file import named

    words = Words(options.language(), zone)
    told = said if isinstance(said, str) else warnings.placed(row(_typed_warning(said)), words)
    with named(written.name):
        written.write(f"{words.colon(words.tell(kind), escape(told))}\n")


def _closed(written: IO[str]) -> None:
    from ledger.whole_file import named

    with named(written.name):
        written.close()


@contextmanager
def _told_to_end() -> Iterator[None]:
    """A signal to end is an interruption too: it leaves nothing half done behind."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:  # not the thread that gets signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _file(
    ledger: "PolicyLedger",
    name: str | None,
    given: dict[str, Any],
    settings: dict[str, Any],
    *,
    limit: int,
) -> "AnnounceReport":
    from ledger.files import announcements

    zone = ledger.store.zone
    read = partial(announcements.read, ledger_zone=zone, evidence_limit=limit)
    if name is None:
        import io

        _read(given, zone, limit)
        stream: IO[bytes] = io.BytesIO(json.dumps(_document(given)).encode())
        try:
            batch = read(stream, name=_TYPED, base_dir=_ROOT)
            found = ledger.announce(batch, **settings)
            kinds = (
                each._replace(first=tuple(map(_typed_warning, each.first))) for each in found.kinds
            )
            return found._replace(kinds=tuple(kinds))
        except InputFault as fault:
            faults = [_typed(each) for each in fault.faults]
            raise InputFault(faults, fault.advice) from None
    elif name == "-":
        batch = read(_typed_in(), name="<stdin>", base_dir=Path())
    else:
        batch = read(name)
    return ledger.announce(batch, **settings)


def _lines(
    ledger: "PolicyLedger", name: str, settings: dict[str, Any], *, limit: int
) -> "AnnounceReport":
    from ledger.files import announcements
    from ledger.regular_file import opened

    zone = ledger.store.zone
    read = partial(announcements.read_lines, ledger_zone=zone, evidence_limit=limit)
    if name == "-":
        return ledger.announce_lines(read(_typed_in()), **settings)
    with opened(name, handed=True) as stream:
        drafts = read(stream, name=name, base_dir=Path(name).parent)
        size = os.fstat(stream.fileno()).st_size
        return ledger.announce_lines(drafts, size=size, **settings)


def _typed_in() -> IO[bytes]:
    if sys.stdin is None:
        raise LedgerFault("standard input is closed: nothing can be read from it")
    return sys.stdin.buffer


def _document(given: dict[str, Any]) -> dict[str, Any]:
    """The announcement file that the options stand for."""
    names = {"source": "name", "authority": "authority", "party": "party"}
    announcement: dict[str, Any] = {n: given[n] for n in _ANNOUNCEMENT if n in given}
    announcement["source"] = {names[n]: given[n] for n in _SOURCE if n in given}
    if given.get("evidence"):
        # Who types a name may mean any file; one in a file that others wrote stays beside it.
        announcement["evidence"] = [os.path.relpath(name, _ROOT) for name in given["evidence"]]
    if given.get("zone"):
        announcement["zone"] = given["zone"]
    change: dict[str, Any] = {n: _listed(given[n]) for n in _CHANGE if n in given}
    if given.get("subject"):
        change["subjects"] = list(given["subject"])
    announcement["changes"] = [change]
    return {"format": "policy-ledger/1", "announcements": [announcement]}


def _listed(value: Any) -> Any:
    """An option that may be repeated as the list that it stands for."""
    return list(value) if isinstance(value, tuple) else value


def _read(given: dict[str, Any], zone: str, limit: int) -> None:
    """Raise TypedFault for the first option that cannot be read, whatever the others say."""
    from ledger.files.draft_announcements import named_zone
    from ledger.files.fields import READERS, identifier
    from ledger.files.texts import FieldFault, as_written
    from ledger.subjects import SubjectFault, subject_path

    names = dict(zip(_SOURCE, ("source.name", "source.authority", "source.party"), strict=True))
    name = "zone"
    try:
        for path in given.get("evidence", ()):
            _offered(path, limit)
        rules = named_zone(given.get("zone", zone)).rules
        for name, value in given.items():
            if name == "id":
                identifier(value)
            elif name == "subject":
                for path in value:
                    subject_path(as_written(path))
            elif name not in ("zone", "evidence", "change"):
                READERS[names.get(name, name)](_listed(value), rules)
    except (FieldFault, SubjectFault) as fault:
        message, expected = str(fault), ""
        if isinstance(fault, FieldFault):
            message, expected = fault.message, fault.expected
        raise TypedFault(str(Fault(_TYPED, 0, f"--{name}", message, expected))) from None


def _offered(path: str, limit: int) -> None:
    from ledger.evidence import offered

    try:
        offered(path, limit).close()
        return
    except FileNotFoundError:
        fault = Fault(_TYPED, 0, "--evidence", f"there is no file {path!r}", "a regular file")
    except OSError as found:
        fault = Fault(_TYPED, 0, "--evidence", f"{path!r} cannot be read: {found.strerror}")
    raise InputFault([fault])


def _typed_warning(warned: "Warned") -> "Warned":
    """A warning about the file that the options stand for, as one about an option."""
    return warned.of(_typed(Fault(warned.file, warned.line, warned.field, "")))


def _typed(fault: Fault) -> Fault:
    """A fault in a field of the file that the options stand for, as one of the option."""
    if fault.file != _TYPED:
        return fault
    field = re.sub(r"\[[0-9]+\]", "", fault.field).removeprefix("announcements")
    field = field.removeprefix(".").removeprefix("changes").removeprefix(".")
    option = {"source.name": "source", "subjects": "subject"}.get(field, field)
    option = option.rpartition(".")[2] if option.startswith("source.") else option
    return fault._replace(line=0, field=f"--{option}" if option else "")
