"""What is wrong with a text that is no YAML: on which line, and with which character?

libyaml says where it gave up, which is often the line after, and in the words of its grammar. Here
the line is looked for that the writer has to mend, and what stands there is named: what only looks
like a colon, a hyphen, a blank; a tab; a quote that is not closed.
"""

import re
from typing import Final, NamedTuple

import yaml

from ledger.files.documents import DEPTH
from ledger.twins import ODD_BLANKS, TWINS, named

#: How a line may begin, before its field or its text.
_BEGUN: Final = r"[ ]*(?:-[ ]+)*(?:[{\[][ ]*)?"
#: A field's name, as YAML reads one, quoted or not.
_KEY: Final = r"""(?:"[^"]*"|'[^']*'|[\w-]+)"""
_COLON: Final = "".join(twin for twin, plain in TWINS.items() if plain == ":")
_HYPHENS: Final = "－﹣‐‑–—−"


class _Slip(NamedTuple):
    """What a line looks like where one character is not what it looks like (the first group)."""

    pattern: re.Pattern[str]
    message: str
    expected: str


#: In the order in which they are looked for; `{}` is the character by its name.
_SLIPS: Final = (
    _Slip(re.compile(r"[ ]*(\t)"), "a tab stands where the line is indented", "spaces"),
    _Slip(
        re.compile(rf"{_BEGUN}([{ODD_BLANKS}])"),
        "{} stands where the line begins",
        "spaces",
    ),
    _Slip(re.compile(r"[ ]*(?:-[ ]+)*-(\t)"), "a tab stands behind a hyphen", "a blank"),
    _Slip(re.compile(rf"[ ]*(?:-[ ]+)*-([{ODD_BLANKS}])"), "{} stands behind a hyphen", "a blank"),
    _Slip(
        re.compile(rf"[ ]*(?:-[ ]+)*([{_HYPHENS}])"),
        "{} stands in place of a hyphen",
        "'-' and a blank",
    ),
    _Slip(re.compile(r"[ ]*(＃)"), "{} begins no comment", "'#'"),
    _Slip(re.compile(rf"{_BEGUN}([｛［])"), "{} is a letter to YAML", "{ or ["),
    _Slip(
        re.compile(rf"{_BEGUN}{_KEY}[ ]*([{_COLON}])"),
        "{} stands in place of a colon",
        "':' and a blank",
    ),
    _Slip(re.compile(rf"{_BEGUN}{_KEY}([{ODD_BLANKS}])"), "{} stands before a colon", "':' alone"),
    _Slip(re.compile(rf"{_BEGUN}{_KEY}:([{ODD_BLANKS}])"), "{} stands behind a colon", "a blank"),
    _Slip(re.compile(rf"{_BEGUN}{_KEY}:[ ]+([｛［])"), "{} is a letter to YAML", "{ or ["),
    _Slip(re.compile(rf"{_BEGUN}{_KEY}:[ ]+([“”„‟＂‘’＇「『«])"), "{} opens no quotes", "' or \""),
)
#: A field, an item without the blank that makes one of it.
_STUCK: Final = re.compile(rf"{_BEGUN}({_KEY}):[^\s:/]")
_STUCK_ITEM: Final = re.compile(r"[ ]*(?:-[ ]+)*-[^\s-]")
#: What is no text within quotes, as far as one line shows it.
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
#: A plain text of one word, in a list or not.
_WORD: Final = re.compile(r"[^\s,\]}\"]+")
_COMMENT: Final = re.compile(r"[ \t]#")
#: So much of a line is looked into: nobody typed more by hand.
_LOOKED: Final = 2_000
_QUOTES: Final = "the text in quotes"
#: What libyaml says -> what that is to the writer, and what was expected.
_PLAINLY: Final = {
    "maximum nesting depth": (f"is nested deeper than {DEPTH} levels", ""),
    "invalid Unicode character escape": (
        "an escape stands for a surrogate",
        "the character itself",
    ),
    "block sequence entries are not allowed": (
        "a hyphen and a blank begin a list",
        "the list on lines of its own, or the text in quotes",
    ),
    "mapping keys are not allowed": ("a question mark and a blank begin a field", _QUOTES),
    "did not find expected comment or line break": (
        "| and > stand for a text on the lines below them",
        _QUOTES,
    ),
    "directive": ("% begins a directive at the start of a line", "nothing of the kind"),
    "<document start>": ("the document has ended above this line", "one document in a file"),
    "did not find expected node content": (
        "nothing stands where a value was expected",
        "one comma between two values",
    ),
}


def explained(fault: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str]:
    """The line to mend, what is wrong with it, and what was expected."""
    lines = re.split(r"\r\n?|\n", text)
    where = fault.problem_mark or fault.context_mark
    if where is None:
        return 0, f"is not YAML: {fault}", ""
    at, column = min(where.line, len(lines) - 1), where.column
    if where.line > at:
        column = len(lines[at])  # the end of a text without a line break at its end
    opened = fault.context_mark or where
    begun = min(opened.line, len(lines) - 1)
    problem, context = fault.problem or str(fault), fault.context or ""
    if "could not find expected ':'" in problem:
        return _keyless(lines, begun)
    if "cannot start any token" in problem or "tab character" in problem:
        return _unstarted(lines[at], at, column)
    if "scanning an alias" in context or "scanning an anchor" in context:
        return _named_node(lines[begun], begun, opened.column, context)
    if "unknown escape" in problem or "hexdecimal" in problem:
        place = lines[at].rfind("\\", 0, column + 1)
        message = f"{lines[at][place : place + 2]} is no escape within double quotes"
        return at + 1, message, "\\\\ for a backslash, or single quotes"
    for said, plainly in _PLAINLY.items():
        if said in f"{problem} {context}":
            return at + 1, *(slip(lines[at]) or plainly)
    if "unexpected end of stream" in problem:
        quote = lines[begun][opened.column :][:1]
        return begun + 1, f"{quote} opens a text here that nothing closes", f"{quote} at its end"
    if "flow" in context:
        return _unclosed(lines, begun, at, column, fault)
    return _misplaced(lines, at, column, problem, context, begun)


def no_field(line: str) -> tuple[str, str] | None:
    """Why a line that was meant as a field or an item is none, and what was expected."""
    return slip(line) or _stuck(line)


def slip(line: str) -> tuple[str, str] | None:
    """The character of a line that is not what it looks like, and what was expected."""
    for each in _SLIPS:
        if found := each.pattern.match(line, 0, _LOOKED):
            return each.message.format(named(found.group(1))), each.expected
    return None


def _stuck(line: str) -> tuple[str, str] | None:
    """A colon or a hyphen without the blank that makes a field or an item."""
    if found := _STUCK.match(line, 0, _LOOKED):
        return "no blank stands behind the colon", f"`{found.group(1)}: ...`"
    if _STUCK_ITEM.match(line, 0, _LOOKED):
        return "no blank stands behind the hyphen", "`- ...`"
    return None


def _keyless(lines: list[str], at: int) -> tuple[int, str, str]:
    """A line without the colon that makes a field of it."""
    line = lines[at]
    if found := no_field(line):
        return at + 1, *found
    own = line.strip()
    shown = own if len(own) <= 40 else f"{own[:37]}..."
    return at + 1, f"{shown!r} is no field: it has no colon", "`field: value`, or text in quotes"


def _unstarted(line: str, at: int, column: int) -> tuple[int, str, str]:
    if found := slip(line):
        return at + 1, *found
    character = line[column : column + 1]
    if character == "\t":
        return at + 1, "a tab stands before a field", "blanks"
    return at + 1, f"{character!r} cannot begin a plain text", _QUOTES


def _named_node(line: str, at: int, column: int, context: str) -> tuple[int, str, str]:
    """A plain text that begins with `*` or `&`."""
    found = _WORD.match(line, column)
    word = found.group() if found else line[column : column + 1]
    kind = "an alias" if "alias" in context else "an anchor"
    return at + 1, f"{word} begins as {kind} does in YAML", f'{_QUOTES}: "{word}"'


def _unclosed(
    lines: list[str], begun: int, at: int, column: int, fault: yaml.MarkedYAMLError
) -> tuple[int, str, str]:
    """Within brackets: what only looks like a comma or a bracket, a comment that hides the rest."""
    kind, closing = ("{", "}") if "mapping" in (fault.context or "") else ("[", "]")
    found = lines[at][column : column + 1]
    above = at - 1
    while above > begun and not lines[above].strip():
        above -= 1
    for number in (at, above) if above >= begun else (at,):
        line = lines[number][: min(_LOOKED, column + 1) if number == at else _LOOKED]
        bare = _QUOTED.sub(lambda text: " " * len(text.group()), line)
        if twin := _twin(bare, found if number == at else ""):
            return number + 1, f"{named(twin)} is a letter to YAML", f"{_plain(twin)!r}"
        comment = _COMMENT.search(bare) if number < at or not found else None
        if comment and set(cut := line[comment.end() - 1 :].strip()) & set(",]}"):
            shown = cut if len(cut) <= 40 else f"{cut[:37]}..."
            return number + 1, f"{shown!r} is a comment to YAML", f"{_QUOTES} that the # belongs to"
    if not "".join(lines[at:])[column:].strip():
        return begun + 1, f"{kind} is not closed", f"{closing} where it ends"
    where = "" if at == begun else f" (of the {kind} on line {begun + 1})"
    stands = f"{named(found)} stands where a comma or {closing} was expected{where}"
    return at + 1, stands, f"a comma between two values, {closing} at the end, or {_QUOTES}"


def _twin(line: str, found: str) -> str | None:
    """What only looks like a comma, a colon, a bracket or a blank, in a line that has no text in
    quotes and ends with what was `found`, if anything: that itself, what stands right before what
    opens a text or a list, or the last comma or bracket before it."""
    if _plain(found):
        return found
    before = line[: len(line) - len(found)]
    if found and found in "[{\"'":
        before = before.rstrip(" ")[-1:]
        return before if _plain(before) else None
    sought = {":": ",{[", "]": "[}", "}": "{]"}.get(found, ",]}")
    return next((each for each in reversed(before) if _plain(each) in tuple(sought)), None)


def _plain(character: str) -> str:
    """What means something within brackets and looks like this one, or nothing."""
    if character and character in ODD_BLANKS:
        return " "
    plain = TWINS.get(character, "")
    return plain if plain in tuple(",:{}[]") else ""


def _misplaced(
    lines: list[str], at: int, column: int, problem: str, context: str, begun: int
) -> tuple[int, str, str]:
    """Something stands where the grammar has no place for it: here, or for the line before."""
    line = lines[at]
    if found := slip(line):
        return at + 1, *found
    before = line[:column].rstrip(" ")[-1:]
    if before and before in "\"']}" and "did not find" in problem:
        what = "the closing quote" if before in "\"'" else f"the closing {before}"
        character = line[column : column + 1]
        return (
            at + 1,
            f"{named(character)} follows {what}",
            "all of the text in quotes, and nothing behind it",
        )
    above = at - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    if above >= 0 and (found := no_field(lines[above])):
        return above + 1, *found
    if "mapping values are not allowed" in problem:
        return at + 1, "a colon and a blank stand within a plain text", _QUOTES
    since = "" if begun == at else f" that begins on line {begun + 1}"
    if "did not find expected key" in problem:
        message = f"this line is no field of the mapping{since}"
        return at + 1, message, "`field: value`, as far in as the others"
    if "did not find expected '-'" in problem:
        message = f"this line is no item of the list{since}"
        return at + 1, message, "a hyphen and a blank, as far in as the others"
    words = f" {context}{since}" if context else ""
    return at + 1, f"is not YAML: {problem}{words}", ""
