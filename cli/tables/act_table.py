"""How is drawn what the recorder did: what it was, is now, and how to undo it?"""

from collections.abc import Iterator

from cli.tables import difference_list
from cli.text import columns, wrap
from ledger.sayings import Row, receipts
from ledger.sayings import warnings as sayings
from ledger.sayings.language import Words


def draw(document: Row, words: Words) -> Iterator[str]:
    """A correction, a retraction or files of evidence, or nothing where nothing changed."""
    if not document["events"]:
        return
    yield receipts.act(document, words)
    if document["recorded_at"] is not None:
        yield receipts.recorded(document["recorded_at"], words)
    for field in document.get("fields", ()):
        yield from wrap(receipts.field(field, words), columns(), first="  ", rest=" " * 6)
    if "changed" in document:
        yield from difference_list.lines(document, words)
    else:
        for file in document["events"][0]["data"]["evidence"]:
            yield f"  {receipts.added(file, words)}"
    yield receipts.unwritten(words) if document["dry_run"] else receipts.undo(document, words)


def expired(document: Row, words: Words) -> Iterator[str]:
    """The terms that ran out, each with its position, and how many."""
    for seq, row in enumerate(document["events"], document["before"] + 1):
        yield from wrap(receipts.expired(row, words), columns(), first=f"@{seq}  ", rest="      ")
    yield receipts.written_down(document, words)


def warnings(document: Row, words: Words) -> Iterator[str]:
    """What looks wrong."""
    yield from (sayings.warned(row, words) for row in document["warnings"])
