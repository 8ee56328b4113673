"""What stands above and below every answer: the instants it resolved, how far the log was read,
and the command that gives it again for ever."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cli.text import columns, escape, pad, width, wrap
from ledger.quotes import quote, quoted, split
from ledger.sayings import cuts as sayings
from ledger.sayings.names import along

if TYPE_CHECKING:
    from cli.question import Question
    from ledger.sayings.language import Words

#: Where the second column of a head line begins, in tables of full width.
_RIGHT = 69
#: What looks like an option that takes a value, and takes none.
_FLAGS = ("--", "--all")


def line(name: str, left: str, right: str = "") -> str:
    """One line of a head: `  holds at  LEFT    RIGHT`; on a narrow terminal two lines."""
    indent = " " * 12
    lines = wrap(left, columns(), first=f"  {pad(name, 8)}  ", rest=indent)
    at = min(_RIGHT, columns() - width(right))
    if right and width(lines[-1]) + 1 > at:
        lines.append(indent + right)
    elif right:
        lines[-1] = pad(lines[-1], at) + right
    return "\n".join(lines)


def drawn(said: sayings.HeadLine) -> str:
    """A line of a head as ledger/sayings words it."""
    return line(*said)


def again(
    question: "Question",
    words: Sequence[str],
    options: Iterable[str] = (),
    *,
    positions: bool = False,
) -> str:
    """The command that gives this answer again for ever, quoted for a shell (DESIGN 3 and 8):
    `ledger WORDS --zone Z [--known K] --recorded @N [--authority A] [OPTIONS]`.

    With `positions` the words themselves say how far the log is read. A subject that begins with a
    dash, and those after it, come last, behind `--`.
    """
    dashed = next((n for n, word in enumerate(words) if word.startswith("-")), len(words))
    parts = ["ledger", *words[:dashed], "--zone", question.zone_name]
    if question.known is not None:
        parts += ["--known", question.known.text]
    if not positions:
        parts += ["--recorded", f"@{question.view.position}"]
    if question.asking.authority != "third-party":
        parts += ["--authority", question.asking.authority]
    parts += options
    if dashed < len(words):
        parts += ["--", *words[dashed:]]
    return " ".join(map(quote, parts))


def again_line(command: str, words: "Words") -> list[str]:
    """The last line of a table; broken with backslashes, so that it can still be pasted."""
    lead = sayings.again(words)
    indent = " " * (width(lead) + 2)
    typed = _typed(command)
    lines, line = [], lead + typed[0]
    for number, word in enumerate(typed[1:], 2):
        room = columns() - (2 if number < len(typed) else 0)
        if width(f"{line} {word}") > room:
            lines.append(f"{line} \\")
            line = indent[: max(0, room - width(word))] + word
        else:
            line += f" {word}"
    return [*lines, line]


def typed(command: str) -> str:
    """A command in one line, to be pasted."""
    return " ".join(_typed(command))


def _typed(command: str) -> list[str]:
    """The words of a command, each quoted for a shell, an option together with its value."""
    words: list[str] = []
    for word in split(command):
        typed = quoted(word)
        value = words and words[-1].startswith("--") and " " not in words[-1]
        if value and words[-1] not in _FLAGS and not word.startswith("--"):
            words[-1] += f" {typed}"
        else:
            words.append(typed)
    return words


def headed(path: str, titles: Mapping[str, str]) -> list[str]:
    """A path with its titles behind it, as sections are headed; below it where they are long."""
    shown, found = escape(path), along(path, titles)
    if not found:
        return [shown]
    line = f"{shown}  {found}"
    return (
        [line]
        if width(line) <= columns()
        else [shown, *wrap(found, columns(), first="    ", rest="    ")]
    )


def paragraph(text: str) -> list[str]:
    """Running text, wrapped to the width of the table."""
    return wrap(text, columns())
