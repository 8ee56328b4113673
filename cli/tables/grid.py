"""How do cells stand side by side, when some of them need more than one line?"""

from collections.abc import Iterable, Sequence

from cli.text import pad, width, wrap

_NARROWEST = 12


def row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """The lines of one row. A cell takes its width less one blank and continues below itself; the
    last takes what it needs. A first cell that is too wide stands alone on a line above."""
    lines: list[str] = []
    if width(cells[0]) > widths[0] - 1:
        indent = " " * (len(cells[0]) - len(cells[0].lstrip(" ")))
        lines += wrap(cells[0], sum(widths) - 1, first=indent, rest=indent)
        cells = ["", *cells[1:]]
    first = cells[0]
    columns = [
        [first] if not number else wrap(cell, max(8, size - 1)) if cell else [""]
        for number, (cell, size) in enumerate(zip(cells, widths, strict=True))
    ]
    for level in range(max(map(len, columns))):
        texts = [column[level] if level < len(column) else "" for column in columns]
        padded = [pad(text, size) for text, size in zip(texts[:-1], widths[:-1], strict=True)]
        lines.append("".join([*padded, texts[-1]]).rstrip())
    return lines


def table(rows: Iterable[Sequence[str]], *, heads: Sequence[str], widest: int) -> list[str]:
    """A plain table under a line of heads: every column as wide as its widest cell, and where the
    whole would not stay within `widest` narrower: first those after the first, then the first."""
    body = [list(each) for each in rows]
    widths = [
        max(width(cell) for cell in column) + 2 for column in zip(list(heads), *body, strict=True)
    ]
    least = [max(_NARROWEST, width(head) + 2) for head in heads]
    while sum(widths) - 2 > widest:
        spare = [number for number in range(len(widths)) if widths[number] > least[number]]
        if not spare:
            break
        widths[max(spare, key=lambda number: (number > 0, widths[number]))] -= 1
    lines = ["".join(pad(h, w) for h, w in zip(heads, widths, strict=True)).rstrip()]
    for each in body:
        lines += row(each, [*widths[:-1], widths[-1] - 1])
    return lines
