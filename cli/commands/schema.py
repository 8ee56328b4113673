"""`ledger schema`: the JSON Schemas of what is read and of what is printed."""

import json

import click

from events.words import ACTS, CHANGES

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
    from ledger.documents import schema

    if name in (None, "file", "line"):
        from ledger.files.file_schema import file_schema, line_schema

        found = line_schema() if name == "line" else file_schema()
    elif name in schema.NAMES:
        found = schema.schema(name)
    elif name in _EVENTS:
        from events import codec

        found = codec.schema(name)
    else:
        known = ", ".join(("file", "line", *schema.NAMES, *_EVENTS))
        raise click.ClickException(f"no schema {name!r}: there are {known}")
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))
