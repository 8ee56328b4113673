"""On which rows does it rest how some changes stand?"""

from collections.abc import Collection, Sequence

from ledger.rows import ANNOUNCEMENT, OF, OF_N, SEQ, SUBJECT, Fields, N, identifier


def tied(rows: Sequence[Fields], changes: Collection[str]) -> list[Fields]:
    """Of all rows of some paths those of these changes, what they amend or confirm, what amends or
    confirms them, and so on."""
    own: dict[tuple[str, str, int], Fields] = {}
    naming: dict[tuple[str, str, int], list[Fields]] = {}
    for row in rows:
        own[row[SUBJECT], row[ANNOUNCEMENT], row[N]] = row
        if row[OF] is not None:
            naming.setdefault((row[SUBJECT], row[OF], row[OF_N]), []).append(row)
    waiting = [row for row in rows if identifier(row) in changes]
    found: dict[int, Fields] = {}
    while waiting:
        row = waiting.pop()
        if row[SEQ] not in found:
            found[row[SEQ]] = row
            waiting += naming.get((row[SUBJECT], row[ANNOUNCEMENT], row[N]), ())
            if row[OF] is not None:
                waiting.append(own[row[SUBJECT], row[OF], row[OF_N]])
    return list(found.values())
