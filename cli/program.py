"""Which command was asked for, and how does the program end when something goes wrong?"""

import importlib
import os
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli import options
from cli.catalogue import COMMANDS, USERS
from cli.text import columns, escape
from ledger.faults import AsSuperuser, LedgerFault

if TYPE_CHECKING:
    from ledger.sayings.language import Words

_FIRST = (
    ("ledger demo", "makes a sample ledger here"),
    ("ledger at 2022-10-29", "what held at the end of that day"),
    ("ledger COMMAND --help", "options and an example of each command"),
)
_CLOSING = (
    "The ledger in use: --ledger PATH_OR_URL, else POLICY_LEDGER_URL, else ./policy.ledger",
    "Exit codes: 0 done; 1 failed; 2 the command line cannot be parsed; 3 a check or proof fails; "
    "4 could not be verified.",
)


class ReaderGone(Exception):
    """Nobody reads what is printed any more (`| head`)."""


class Commands(click.Group):
    """A group that imports a command's module when that command is asked for, and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None; its module is imported here."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = importlib.import_module(f"cli.commands.{entry.module}").command
        return _with_help(command)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, but nothing may be there and empty, whatever the command: it is a shell's
        unset variable, and what it was to ask for would be left out in silence."""
        for before, word in zip(["", *args], args, strict=False):
            name, is_given, value = word.partition("=")
            if not word or (name.startswith("--") and is_given and not value):
                what = name or (before if before.startswith("-") else "an argument")
                ctx.fail(f"{what} is empty: expected a value, or nothing of it")
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but an unknown name is answered with the nearest known one."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f". Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"no command {args[0]!r}{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """As click does, which would end with 1 where the reader has gone, as if that failed. What
        nobody foresaw may be for what the ledger holds: then that is said, and where. A fault is
        told in the language asked for, which nobody knows later."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ReaderGone from None
        except LedgerFault as fault:
            fault.told = options.words().phrase(fault)
            raise
        except (click.exceptions.Exit, click.Abort, click.ClickException, OSError):
            raise
        except Exception as fault:
            if (
                not os.environ.get("POLICY_LEDGER_DEBUG")
                and (spoiled := _spoiled(options.words())) is not None
            ):
                spoiled.told = options.words().phrase(spoiled)
                raise spoiled from fault
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by who uses them, from the table alone: no module is imported."""
        for users in USERS:
            rows = [(name, entry.help) for name, entry in COMMANDS.items() if entry.users == users]
            with formatter.section(users):
                formatter.write_dl(rows, col_max=12)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What to type first, and what holds for all of them."""
        formatter.write("\n")
        with formatter.indentation():
            formatter.write_dl(_FIRST, col_spacing=8)
        formatter.write("\n")
        for sentence in _CLOSING:
            formatter.write_text(sentence)


def _show_help(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from cli.help_lines import fitted

        click.echo(fitted(ctx.get_help(), ctx.make_formatter().width), color=ctx.color)
        ctx.exit()


def _with_help(command: click.Command) -> click.Command:
    """The command with a help option of our own: click's looks for a translation of its text at
    every start, which takes a twentieth of the time of `ledger at`."""
    if command.add_help_option:
        command.add_help_option = False
        command.params.append(
            click.Option(
                ["-h", "--help"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_help,
                help="Show this message and exit.",
            )
        )
    return command


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("policy-ledger")
        except PackageNotFoundError:
            number = "(not installed)"
        click.echo(f"ledger (policy-ledger) {number}")
        ctx.exit()


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="What held on a day, who said so, what could anyone have known, and has the record been "
    "touched since? An append-only ledger of what platforms announce.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Print the version and end.",
)
@options.ledger
@options.recorder
@options.lang_or_environment
def cli() -> None:
    """The group itself does nothing: the options leave their values in the context."""


_with_help(cli)


def complain(message: str, typed: Sequence[str] = ()) -> None:
    """One message on standard error, with what sources wrote made harmless, and no password of
    the words that were `typed`."""
    from ledger.stores.address import without_secrets

    values = (word.partition("=")[2] for word in typed if word.startswith("-"))
    words = (*typed, *values, os.environ.get("POLICY_LEDGER_URL", ""))
    lines = without_secrets(message, filter(None, words)).split("\n")
    text = "\n".join(escape(line) for line in lines)
    click.echo(f"ledger: {text}", err=True)


def _undecoded(args: Sequence[str]) -> str | None:
    """Why what was typed, or set for this program, is no text; None where all of it is."""
    try:
        "".join(args).encode()
    except UnicodeEncodeError:
        for before, word in zip(["", *args], args, strict=False):
            text = word.encode(errors="surrogateescape").decode(errors="backslashreplace")
            if text != word:
                option = f"{before}: " if before.startswith("-") else ""
                return f"{option}'{text}' is no UTF-8; expected text"
    for name in filter(lambda name: name.startswith("POLICY_LEDGER_"), os.environ):
        try:
            os.environ[name].encode()
        except UnicodeEncodeError:
            return f"{name} is set to what is no UTF-8; expected text"
    return None


def run(args: Sequence[str]) -> int:
    """Run one command line; the exit code of DESIGN 8 (141 and 130 where a signal ended it)."""
    if (why := _undecoded(args)) is not None:
        complain(why, args)
        return 2
    told: set[str] = set()
    with warnings.catch_warnings():
        warnings.showwarning = _warned(told, warnings.showwarning)
        warnings.simplefilter("always", AsSuperuser)
        return _run(args)


def _warned(told: set[str], others: Callable[..., None]) -> Callable[..., None]:
    """Shows what a command is warned of by the ledger, once."""

    def show(message: Warning | str, category: type[Warning], *where: Any) -> None:
        if not isinstance(message, AsSuperuser):
            others(message, category, *where)
        elif str(message) not in told:
            told.add(str(message))
            words = options.words()
            line = words.colon(words.tell("warning"), escape(words.phrase(message.phrase)))
            click.echo(line, err=True)

    return show


def _run(args: Sequence[str]) -> int:
    try:
        result: Any = cli.main(
            args=list(args), prog_name="ledger", standalone_mode=False, terminal_width=columns() - 2
        )
        return result if isinstance(result, int) else 0
    except click.exceptions.NoArgsIsHelpError as fault:
        click.echo(fault.format_message(), err=True)
        return 2
    except click.UsageError as fault:
        complain(fault.format_message(), args)
        if fault.ctx is not None:
            click.echo(f"See {fault.ctx.command_path} --help", err=True)
        return 2
    except click.ClickException as fault:
        complain(fault.format_message(), args)
        return fault.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nledger: interrupted", err=True)
        return 130
    except (BrokenPipeError, ReaderGone):
        return 141  # the reader has gone (`| head`): nothing is left to say
    except Exception as fault:
        return _failed(fault, args)


def _failed(fault: Exception, args: Sequence[str]) -> int:
    """A fault in words; its exit code, 1 unless it has one of its own."""
    if isinstance(fault, LedgerFault):
        complain("\n".join((fault.told or str(fault), *getattr(fault, "advice", ()))), args)
        return int(getattr(fault, "exit_code", 1))
    if isinstance(fault, OSError):
        from cli.streams import lost

        if words := lost(fault):
            complain(words, args)
            return 1
        where = f"{fault.filename}: " if fault.filename else ""
        complain(f"{where}{fault.strerror or fault}", args)
        return 1
    if os.environ.get("POLICY_LEDGER_DEBUG"):
        raise fault
    if (words := _unreadable(fault)) is not None:
        complain(words, args)
        return 1
    complain(
        f"a fault of this program, not of yours: {type(fault).__name__}: {fault}\n"
        "        POLICY_LEDGER_DEBUG=1 shows where; please report it",
        args,
    )
    return 1


def _spoiled(words: "Words") -> LedgerFault | None:
    """What is wrong with what the ledger in use holds; None where that is whole."""
    from ledger.audit.findings import OF_WHAT_IT_HOLDS
    from ledger.audit.integrity import verify
    from ledger.audit.verdict import AuditRequest
    from ledger.faults import IntegrityFault, Phrase

    try:
        report = verify(options.target(), AuditRequest(evidence=False), os.environ)
    except Exception:
        return None  # what came first is told
    for found in report.findings:
        if found.failed and found.check in OF_WHAT_IT_HOLDS:
            advice = Phrase("`ledger verify` says more")
            if found.derived:
                advice = Phrase("`ledger verify` says more, and `ledger rebuild` mends it")
            return IntegrityFault(
                "the ledger holds what cannot be read, and an answer could depend on it: "
                "{check}: {found}; {advice}",
                check=Phrase(found.check),
                found=found.told(words),
                advice=advice,
            )
    return None


def _unreadable(fault: Exception) -> str | None:
    """What to say of a ledger that holds what this program cannot read; None for other faults."""
    import sqlite3

    from events.upcasts import UnknownEvent

    if isinstance(fault, UnknownEvent):
        return f"{fault}; `ledger verify` says more"
    if isinstance(fault, sqlite3.Error):
        return (
            f"the ledger cannot be read: {fault}; `ledger verify` says what is wrong with it, and "
            "`ledger rebuild` mends what is derived from the log"
        )
    return None
