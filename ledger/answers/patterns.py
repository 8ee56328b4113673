"""Which paths, of which a segment stands for any, cover some of what lies below a subject?

By a few seeks for each shape that occurs, however many paths there are.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ledger.subjects import beginning, covers, meets

if TYPE_CHECKING:
    from ledger.stores.questions import Rows


def meeting(rows: "Rows", shapes: Iterable[str], subject: str, position: int) -> Iterator[str]:
    """Those that a change names by a position, shape by shape, and that are not below the subject
    themselves; a stream."""
    for shape in shapes:
        after, begin = "", beginning(subject, shape)
        while begin is not None and (page := rows.shaped(shape, begin, after, position)):
            after = page[-1]
            for path in page:
                if meets(path, subject) and not (covers(path, subject) or covers(subject, path)):
                    yield path
