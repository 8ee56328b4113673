"""How is drawn what came of an announcement: what is new, where it stands, what looks wrong?"""

from collections.abc import Iterator
from itertools import groupby

from cli.tables import difference_list
from cli.text import columns, escape, wrap
from ledger.sayings import Row, receipts
from ledger.sayings import warnings as sayings
from ledger.sayings.language import Words


def draw(document: Row, words: Words) -> Iterator[str]:
    """Each file; of one that a fault ended, what of it was taken in."""
    for file in document["files"]:
        if file["whole"]:
            yield from _file(document, file, words)
        else:
            yield receipts.broken_off(file, words)


def _file(document: Row, file: Row, words: Words) -> Iterator[str]:
    dry_run, rest = document["dry_run"], document["warnings_file"]
    yield receipts.appended(file, words, each=document["each"], dry_run=dry_run)
    yield from _taken(file, words)
    if file["recorded_at"] is not None:
        yield receipts.recorded(file["recorded_at"], words)
    yield from _evidence(file, words, dry_run=dry_run)
    if file["described"]:
        yield from wrap(receipts.described(file, words), columns(), rest="  ")
    if file["ceilings"]:
        yield receipts.limited(file, words)
    for kind in ("subjects", "sources"):
        yield from _introduced(kind, file, rest, words)
    if dry_run:
        if file["changed"] is None:
            yield receipts.too_much(words)
        else:
            yield from difference_list.lines(file, words)
        yield receipts.unwritten(words)


def _taken(file: Row, words: Words) -> Iterator[str]:
    for row in file["announcements"][: receipts.LISTED]:
        yield f"  {receipts.taken(row, words)}"
        for act in row["acts"][: receipts.ACTS]:
            said = receipts.mended(act, words)
            yield from wrap(said, columns(), first="    ", rest="      ")
        if len(row["acts"]) > receipts.ACTS:
            yield f"    {receipts.more_acts(row, words)}"
    if file["new"] + file["unchanged"] > receipts.LISTED:
        yield f"  {receipts.others_taken(file, words)}"


def _evidence(file: Row, words: Words, *, dry_run: bool) -> Iterator[str]:
    """Files taken in with what is new."""
    if not file["evidence_files"]:
        return
    yield receipts.evidence(file, words, dry_run=dry_run)
    for row in file["evidence"][: receipts.LISTED]:
        yield f"  {escape(row['name'])}  {receipts.kept(row, words)}"
    if (left := file["evidence_files"] - receipts.LISTED) > 0:
        yield f"  {receipts.more(left, words)}"


def _introduced(kind: str, file: Row, rest: str | None, words: Words) -> Iterator[str]:
    """New names: those near a known one stand out."""
    names, count = file[f"new_{kind}"], file[f"{kind}_introduced"]
    if not count:
        return
    suspects = [each for each in names if each["nearest"]]
    plain = [escape(each["name"]) for each in names if not each["nearest"]]
    yield receipts.introduced(kind, count, len(suspects), words)
    for each in suspects[: receipts.LISTED]:
        yield f"  {receipts.suspect(each, words)}"
    if (left := len(suspects) - receipts.LISTED) > 0:
        yield f"  {receipts.more_near(left, words)}"
    if plain:
        listed = plain[: receipts.PLAIN]
        if left := count - len(suspects) - len(listed):
            listed.append(receipts.more_new(left, rest, words))
        yield from wrap(words.clauses(listed), columns(), first="  ", rest="  ")


def warnings(document: Row, words: Words) -> Iterator[str]:
    """The first warnings of each kind of each file, so that none hides the others, and how many
    there are."""
    for file in document["files"]:
        told = {kind: [*rows] for kind, rows in groupby(file["warnings"], lambda row: row["kind"])}
        for counted in file["kinds"]:
            rows = told[counted["kind"]][: sayings.FEW]
            yield from (sayings.warned(row, words) for row in rows)
            if counted["count"] > sayings.FEW:
                yield sayings.more(counted, words)
        if any(counted["count"] > sayings.FEW for counted in file["kinds"]):
            yield sayings.counted(file, document["warnings_file"], words)
