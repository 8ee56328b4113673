"""`ledger schema`: the JSON Schemas of what is read and of what is printed."""

import json
from collections.abc import Callable
from typing import Any

import click

from events.upcasts import ACTS
from events.words import CHANGES

Schema = dict[str, Any]

_EVENTS = (*ACTS, *CHANGES)


@click.command()
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """The JSON Schema of the announcement file; of one NAME with it: an output format (`at`,
    `log`, ...), `line` for JSON Lines of announcements, or the word of an event's type for its
    stored form.

    \b
      ledger schema
      ledger schema at
      ledger schema suspended
    """
    outputs = known_outputs()
    if name in (None, "file", "line"):
        from ledger.files.file_schema import file_schema, line_schema

        found = line_schema() if name == "line" else file_schema()
    elif name in outputs:
        found = outputs[name]()
    elif name in _EVENTS:
        from events.codec import schema

        found = schema(name)
    else:
        known = ", ".join(("file", "line", *outputs, *_EVENTS))
        raise click.ClickException(f"no schema {name!r}: there are {known}")
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))


def known_outputs() -> dict[str, Callable[[], Schema]]:
    """The schema of each output format, by the NAME of `policy-ledger/NAME/1`."""
    from cli.schemas import history as history_schemas
    from cli.schemas.answers import OUTPUTS
    from cli.schemas.verify import verify

    return {
        **OUTPUTS,
        "timeline": history_schemas.timeline,
        "diff": history_schemas.diff,
        "replay": history_schemas.replay,
        "verify": verify,
    }
