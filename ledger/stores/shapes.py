"""Which shapes have the paths of which a segment stands for any? In SQL that both stores know."""

from typing import Final

#: So many paths of a shape are read at a time.
PAGE: Final = 16
#: No path comes after it.
LAST: Final = "\U0010ffff"
#: Each is found by a seek, however many paths have it.
SHAPES: Final = (
    "WITH RECURSIVE found (shape) AS ("
    " SELECT min(shape) FROM paths WHERE shape IS NOT NULL"
    " UNION ALL SELECT (SELECT min(shape) FROM paths WHERE shape > found.shape) FROM found"
    " WHERE found.shape IS NOT NULL"
    ") SELECT shape FROM found WHERE shape IS NOT NULL"
)
