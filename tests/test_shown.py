"""Is what `show` seeks what it would find by reading the whole log?"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import entries
from cli.listed import listed
from cli.question import Asking, Question
from cli.shown import Shown, find
from ledger.faults import LedgerFault
from ledger.records import Record
from tests.read_model import laid_out
from tests.strategies import INSTANTS, history


def about(question: Question, ids: set[str]) -> Iterator[Record]:
    """Every event that is about one of these ids, or about an act that is."""
    acts: set[str] = set()
    for record in listed(question):
        target, of = record.data.get("target"), record.data.get("of")
        if target in ids or target in acts:
            acts.add(f"@{record.seq}")
            yield record
        elif of in ids:
            yield record


def scanned(question: Question, id: str) -> Shown:
    name, _, number = id.partition("#")
    events = list(listed(question))
    own = [r for r in events if "change" in r.data and r.data["change"].startswith(f"{name}#")]
    changes = tuple(r for r in own if not number or r.data["change"] == id)
    ids = {name, *(r.data["change"] for r in changes)}
    announced = next(r for r in events if r.type == "announced" and r.data["id"] == name)
    return Shown(announced, changes, tuple(about(question, ids)), ())


@pytest.mark.parametrize("seed", range(12))
def test_what_is_sought_is_what_reading_all_of_it_finds(seed: int, tmp_path: Path) -> None:
    records = history(random.Random(seed), 14)
    target = str(laid_out(records, tmp_path / "policy.ledger"))
    ids = {r.data["change"] for r in records if "change" in r.data}
    ids |= {id.partition("#")[0] for id in ids}
    for known in (None, INSTANTS[5]):
        for position in (len(records), len(records) // 2):
            asking = Asking(
                target=target,
                known=None if known is None else entries.instant(known),
                recorded=f"@{position}",
                authority="third-party" if seed % 2 else "press",
                zone=None,
                form="json",
            )
            with asking.open() as question:
                shown = {r.data.get("change", r.data.get("id")) for r in listed(question)}
                for id in sorted(ids):
                    if id in shown:
                        assert find(question, id) == scanned(question, id)
                    else:
                        with pytest.raises(LedgerFault, match=r"no announcement|no change"):
                            find(question, id)
                for record in records[:position]:
                    if record.type in ("corrected", "retracted"):
                        found = find(question, f"@{record.seq}").about
                        assert list(found) == [
                            r
                            for r in records[:position]
                            if r.data.get("target") == f"@{record.seq}"
                        ]
