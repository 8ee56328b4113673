"""Which options do commands share, and what do they say when they are wrong?

`@ledger` and `@recorder` may stand before the command or after it. `@reading` gives a command
everything that a question to the ledger needs, as one argument `asking` (cli/question.py).
"""

import functools
import os
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from cli.question import Asking
from events.words import AUTHORITIES
from ledger.sayings.language import LANGUAGES, Words, of_locale

_Function = TypeVar("_Function", bound=Callable[..., Any])

FORMATS = ("table", "json", "jsonl", "csv")
WITH_XLSX = (*FORMATS, "xlsx")
DEFAULT_LEDGER = "./policy.ledger"


def _remember(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[f"cli.{param.name}"] = value


def ledger(function: _Function) -> _Function:
    """`--ledger PATH_OR_URL`; read it with `target()`."""
    return click.option(
        "--ledger",
        "ledger",
        metavar="PATH_OR_URL",
        expose_value=False,
        callback=_remember,
        help="The ledger in use; else POLICY_LEDGER_URL, else ./policy.ledger.",
    )(function)


def recorder(function: _Function) -> _Function:
    """`--recorder TEXT`; read it with `recorded_by()`."""
    return click.option(
        "--recorder",
        "recorder",
        metavar="TEXT",
        expose_value=False,
        callback=_remember,
        help="Who records; kept as asserted. Else POLICY_LEDGER_RECORDER, else nobody is named.",
    )(function)


def lang(function: _Function) -> _Function:
    """`--lang en|zh-Hans`; read it with `language()`."""
    return _lang("Language of tables; else POLICY_LEDGER_LANG, else the locale's.")(function)


def lang_or_environment(function: _Function) -> _Function:
    """The same before every command, where POLICY_LEDGER_LANG counts too."""
    envvar = {"envvar": "POLICY_LEDGER_LANG", "show_envvar": True}
    return _lang("Language of tables; else the locale's.", **envvar)(function)


def _lang(help_text: str, **others: Any) -> Callable[[_Function], _Function]:
    return click.option(
        "--lang",
        "lang",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        callback=_remember,
        help=help_text,
        **others,
    )


def language() -> str:
    """The language of tables: as asked, else that of the locale."""
    context = click.get_current_context(silent=True)
    return str((context and context.meta.get("cli.lang")) or of_locale(os.environ))


def words() -> Words:
    """The language of what is told, with instants in UTC."""
    from ledger.dates.moments import zone

    return Words(language(), zone("UTC"))


def evidence_limit(function: _Function) -> _Function:
    """`--evidence-limit SIZE`, in bytes."""
    return click.option(
        "--evidence-limit",
        metavar="SIZE",
        default="256MiB",
        show_default=True,
        callback=_size,
        help="Refuse a file of evidence that is larger.",
    )(function)


def _size(_ctx: click.Context, param: click.Parameter, value: str) -> int:
    found = re.fullmatch("([1-9][0-9]{0,15})(KiB|MiB|GiB)?", value)
    if found is None:
        raise click.BadParameter(
            f"{value!r} is no size; expected bytes, or such as 1GiB", param=param
        )
    return int(found[1]) << {None: 0, "KiB": 10, "MiB": 20, "GiB": 30}[found[2]]


def target() -> str:
    """The ledger in use: a path or a URL."""
    asked = click.get_current_context().meta.get("cli.ledger")
    return str(asked or os.environ.get("POLICY_LEDGER_URL") or DEFAULT_LEDGER)


def recorded_by() -> str | None:
    """Who records, by option or environment; None where nobody is named."""
    asked = click.get_current_context().meta.get("cli.recorder")
    return asked or os.environ.get("POLICY_LEDGER_RECORDER") or None


def zone(function: _Function) -> _Function:
    """`--zone ZONE`: in which zone dates without an offset are read and shown."""
    return click.option(
        "--zone", metavar="ZONE", help="Zone of dates typed and shown; the ledger's unless given."
    )(function)


def form(function: _Function, formats: Sequence[str] = FORMATS) -> _Function:
    """`--format`: table for people, the others for programs; `--bom` of csv, which `marked()`
    reads, `-o` of xlsx, which `workbook()` reads, and `--lang` of tables."""

    @functools.wraps(function)
    def with_form(
        *args: Any, form: str, bom: bool, workbook: str | None = None, **others: Any
    ) -> Any:
        if bom and form != "csv":
            raise click.UsageError("--bom is the mark before csv: expected --format csv with it")
        if form == "xlsx":
            from cli.workbook import check

            check(workbook)
        elif workbook is not None:
            raise click.UsageError("-o is the file of a workbook: expected --format xlsx with it")
        click.get_current_context().meta.update({"cli.bom": bom, "cli.workbook": workbook})
        return function(*args, form=form, **others)

    help_text = "Table to read; json, jsonl and csv for programs (ledger schema)"
    if formats != FORMATS:
        help_text += "; xlsx for spreadsheets"
    result: Any = with_form
    for option in (
        lang,
        *([_OUTPUT] if formats != FORMATS else []),
        click.option(
            "--bom", is_flag=True, help="Put a mark before csv, by which Excel reads it as UTF-8."
        ),
        click.option(
            "--format",
            "form",
            type=click.Choice(formats),
            default="table",
            show_default=True,
            help=f"{help_text}.",
        ),
    ):
        result = option(result)
    return result  # type: ignore[no-any-return]


_OUTPUT = click.option(
    "-o",
    "--output",
    "workbook",
    metavar="FILE",
    help="Write the workbook to FILE; else to standard output.",
)


def receipt(function: _Function) -> _Function:
    """`--format` of a command that writes: table for people, json for programs; and `--lang`."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS[:2]),
        default="table",
        show_default=True,
        help="Table to read; json for programs (ledger schema).",
    )(lang(function))


def marked() -> bool:
    """Whether a mark is to stand before csv."""
    return bool(click.get_current_context().meta.get("cli.bom"))


def workbook() -> str | None:
    """The file that a workbook is written to; None: to standard output."""
    return click.get_current_context().meta.get("cli.workbook")


def reading_with_xlsx(function: _Function) -> _Function:
    """`reading` of a command whose answer may be a workbook, too."""
    return reading(function, WITH_XLSX)


def reading(function: _Function, formats: Sequence[str] = FORMATS) -> _Function:
    """--known, --recorded, --authority, --zone, --format, --lang and --ledger, as one `asking`."""

    @functools.wraps(function)
    def with_asking(
        *args: Any,
        known: str | None,
        recorded: str | None,
        authority: str,
        zone: str | None,
        form: str,
        **others: Any,
    ) -> Any:
        asking = Asking(
            target=target(),
            known=known,
            recorded=recorded,
            authority=authority,
            zone=zone,
            form=form,
            language=language(),
        )
        return function(*args, asking=asking, **others)

    shared = (
        click.option(
            "--known", metavar="WHEN", help="Only what was published by WHEN; later is not seen."
        ),
        click.option(
            "--recorded",
            metavar="WHEN|@N",
            help="Only what this ledger had recorded by WHEN, or its first N events.",
        ),
        click.option(
            "--authority",
            type=click.Choice(AUTHORITIES),
            default="third-party",
            help="The least authority that counts; all of them unless given.",
        ),
        zone,
        functools.partial(form, formats=formats),
        ledger,
    )
    result: Any = with_asking
    for option in reversed(shared):
        result = option(result)
    return result  # type: ignore[no-any-return]
