"""`python -m bench`: one table of ratios against peers, measured in one run."""

import argparse
import gc
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import (
    history,
    report,
    rows_append,
    rows_bulk,
    rows_cold,
    rows_git,
    rows_long,
    rows_patterns,
    rows_projection,
    rows_states,
    rows_streams,
    rows_teams,
    rows_tree,
)
from bench.program import installed
from bench.rows import Measured, Row, Setting
from cli.main import GARBAGE

ROWS: dict[str, Measured] = {
    "cold": rows_cold.cold,
    "one": rows_append.one,
    "states": rows_states.states,
    "patterns": rows_patterns.patterns,
    "bulk-memory": rows_bulk.bulk_memory,
    "cold-large": rows_cold.cold_large,
    "one-large": rows_append.one_large,
    "states-large": rows_states.states_large,
    "states-memory": rows_states.states_memory,
    "projected": rows_projection.states,
    "due": rows_projection.due,
    "project": rows_projection.upkeep,
    "bulk": rows_append.bulk,
    "confirmed": rows_long.confirmed,
    "amended": rows_long.amended,
    "by-subject": rows_long.by_subject,
    "large-table": rows_long.large_table,
    "log": rows_streams.reading,
    "replay": rows_streams.replayed,
    "verify": rows_streams.verified,
    "verify-tree": rows_tree.grown_again,
    "append-tree": rows_tree.appended,
    "streams-memory": rows_streams.memory,
    "git": rows_git.git,
    "writers": rows_teams.writers,
    "lock": rows_teams.lock,
    "postgres-at": rows_teams.postgres_at,
    "watch": rows_teams.watching,
}
PAGE = history.ROOT / "docs" / "benchmarks.md"


def main(words: Sequence[str]) -> int:
    """Measures what is asked for, prints the table, and writes the page after a whole run."""
    asked = _parser().parse_args(words)
    names = asked.rows or list(ROWS)
    large = asked.events or (5_000 if asked.quick else 1_000_000)
    small = min(large, 2_000 if asked.quick else 100_000)
    gc.freeze()  # what the bench itself has imported is nobody's garbage
    gc.set_threshold(GARBAGE)  # both sides look for it as seldom as the program does
    with tempfile.TemporaryDirectory(prefix="policy-ledger-bench-") as fresh:
        # its ledgers meet no keys and heads of whoever measures, and leave none
        os.environ["POLICY_LEDGER_CONFIG"] = str(Path(fresh, "configuration"))
        setting = Setting(
            small=small,
            large=large,
            runs=2 if asked.quick else 12,
            kept=history.folder(),
            fresh=Path(fresh),
            program=installed(Path(fresh)),
        )
        rows: list[Row] = []
        for name in names:
            print(f"bench: {name}", file=sys.stderr, flush=True)
            for row in ROWS[name](setting):
                print(report.line(row), file=sys.stderr, flush=True)
                rows.append(row)
        print(f"{report.machine()}\n\n{report.table(rows)}")
        whole = not asked.quick and names == list(ROWS)
        if asked.page or whole:
            page = report.page(setting, rows, {n: ROWS[n] for n in names}, command=_command(asked))
            (asked.page or PAGE).write_text(page, encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small histories, few runs, no page")
    parser.add_argument(
        "--rows", nargs="+", choices=list(ROWS), metavar="NAME", help=f"of {', '.join(ROWS)}"
    )
    parser.add_argument("--events", type=int, metavar="N", help="size of the large ledger")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the page there")
    return parser


def _command(asked: argparse.Namespace) -> str:
    words = ["python -m bench"]
    if asked.events:
        words.append(f"--events {asked.events}")
    return " ".join(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
