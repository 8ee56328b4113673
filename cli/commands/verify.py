"""`ledger verify`: has this ledger been touched, and what can nobody exclude?"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import options
from cli.small_files import content
from cli.typed_keys import policy_in, roots_in, typed_key

if TYPE_CHECKING:
    from ledger.audit.verdict import AuditRequest


@click.command()
@click.option(
    "--held", metavar="FILE", multiple=True, help="A checkpoint that you kept; repeatable."
)
@click.option(
    "--key", "vkey", metavar="VKEY|FILE", help="The verifier key that you wrote down, or its file."
)
@click.option(
    "--witness-policy",
    "policy_file",
    metavar="FILE",
    help="Which witnesses must have seen a checkpoint compared (c2sp.org/tlog-policy).",
)
@click.option(
    "--tsa-root",
    "root_file",
    metavar="FILE",
    help="Look at time stamps, FILE.tsr beside FILE, for which this certificate (PEM) vouches.",
)
@click.option(
    "--tiles", metavar="DIR", help="Check a folder that `export` made, in the place of the ledger."
)
@click.option("--without-evidence", is_flag=True, help="Do not read the evidence; it is said so.")
@click.option(
    "--projection", is_flag=True, help="Work out all of the projection again, and not a sample."
)
@options.form
@options.ledger
def command(
    held: tuple[str, ...],
    vkey: str | None,
    policy_file: str | None,
    root_file: str | None,
    tiles: str | None,
    without_evidence: bool,
    projection: bool,
    form: str,
) -> int:
    """Read and check everything: each entry framed and hashed again, the tree, the last signed
    head, positions, record times, columns, streams, the whole schema, the read model against the
    log, the opening and the keys, the evidence. Nothing is trusted, and nothing is changed.

    Hashes and a signature do not catch who holds the key: they can rewrite the ledger and sign it
    anew. A checkpoint that you kept (--held) does, up to where it reaches. Record times are the
    recorder's own clock; a time stamp (--tsa-root) says by when what it covers was there. The
    verdict always says what could not be excluded.

    Exit code 0: nothing is wrong; 3: something is; 4: something could not be verified.

    \b
      ledger verify
      ledger verify --held 2026-11-24.checkpoint --key ledger.vkey
      ledger verify --format json
    """
    from cli import formats
    from cli.progress import Bar
    from cli.tables import page, verify_table
    from ledger.audit.integrity import verify
    from ledger.audit.verdict import EXIT
    from ledger.documents import verify as document
    from ledger.stores.address import shown

    with Bar(options.words()) as bar:
        if tiles is None:
            where = shown(options.target())
            asked = _asked(
                *(held, vkey, policy_file, root_file),
                evidence=not without_evidence,
                projection=projection,
            )
            report = verify(options.target(), asked, os.environ, told=bar.checked)
        else:
            from ledger.audit.tile_audit import verify_tiles

            where = tiles
            asked = _asked(held, vkey, policy_file, root_file, evidence=False)
            report = verify_tiles(Path(tiles), asked, told=bar.checked)
    told = document.reply(report, where, asked.pinned)
    if form == "table":
        words = options.words()
        page.show(verify_table.draw(told.document(), words), words)
    elif form == "json":
        formats.write(form, told)
    else:
        formats.write(form, document.lines(told.document()))
    return EXIT[report.verdict]


def _asked(
    held: tuple[str, ...],
    vkey: str | None,
    policy_file: str | None,
    root_file: str | None,
    *,
    evidence: bool,
    projection: bool = False,
) -> "AuditRequest":
    from ledger.audit.verdict import AuditRequest
    from ledger.signing.stamped_heads import token_beside

    tokens = {name: token_beside(Path(name)) for name in held}
    return AuditRequest(
        held=[(name, content(name)) for name in held],
        policy=policy_in(policy_file) if policy_file else None,
        pinned=typed_key(vkey) if vkey else None,
        evidence=evidence,
        projection=projection,
        tokens={name: token for name, token in tokens.items() if token is not None},
        trusted=roots_in(root_file) if root_file else None,
    )
