"""What is a subject's path, and which one was meant?"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from ledger.twins import Twin

SEGMENTS: Final = 16
#: Of a segment.
CHARACTERS: Final = 200
#: Of a whole path, in UTF-8: what a database's index takes, whatever the script.
BYTES: Final = 2_000
#: A whole segment that stands for any one segment.
ANY: Final = "*"
#: More than any path has segments.
_STEP: Final = 32
_FORBIDDEN: Final = "*?#"
#: What file names and addresses mean otherwise.
_DOTS: Final = (".", "..")
_COMMA: Final = "each path stands by itself: no comma sets them apart"
_CATEGORIES: Final = {"Cc": "a control character", "Cf": "a format character", "Cs": "a surrogate"}
#: Scripts that Chinese, Japanese and Korean names mix with each other and with Latin.
_EAST_ASIAN: Final = frozenset(
    ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "HALFWIDTH", "YI")
)
#: First words of letters' names that belong to no script.
_COMMON: Final = frozenset(
    ("MODIFIER", "MICRO", "FEMININE", "MASCULINE", "SUPERSCRIPT", "VERTICAL", "DOUBLE-STRUCK")
)

#: From this likeness on, of 1, one name may be a misspelling of another.
_LIKE: Final = 0.75
#: Names of so many letters have enough in common with what they were meant to be.
_SHORT: Final = 4
#: Hyphens and dashes, underscores, blanks, quotes.
_NO_JOINTS: Final = dict.fromkeys(map(ord, "-_ ‐‑‒–—―−·・\"'“”‘’„«»「」『』"))
_NO_DIGITS: Final = dict.fromkeys(b"0123456789")


class SubjectFault(ValueError):
    """A text that is no path; `str()` names the segment, the rule and what was expected."""


def subject_path(text: str) -> str:
    """The path in NFC: 1 to 16 segments, each of 1 to 200 characters, together at most 2,000 bytes
    in UTF-8 (DESIGN 2). A whole segment may be `*`, any one, where another is not.

    Raises SubjectFault.
    """
    if not text:
        raise SubjectFault(
            "the subject is empty: expected a path such as kuaishou/live-cart/jd-alliance"
        )
    if not text.isascii():
        import unicodedata

        text = unicodedata.normalize("NFC", text)
    segments = text.split("/")
    if len(segments) > SEGMENTS:
        raise SubjectFault(
            f"subject {_shown(text)} has {len(segments)} segments: at most {SEGMENTS} are allowed"
        )
    for number, segment in enumerate(segments, start=1):
        fault = _fault(segment)
        if fault:
            raise SubjectFault(f"subject {_shown(text)}: segment {number}{fault}")
    if all(segment == ANY for segment in segments):
        raise SubjectFault(
            f"subject {_shown(text)} has no segment but *, which stands for any: at least one must "
            "be a word"
        )
    size = len(text) if text.isascii() else len(text.encode())
    if size > BYTES:
        raise SubjectFault(
            f"subject {_shown(text)} has {size:,} bytes in UTF-8: at most {BYTES:,} are allowed"
        )
    return text


def is_pattern(path: str) -> bool:
    """Whether a segment of the path stands for any."""
    return ANY in path.split("/")


def _fault(segment: str) -> str | None:
    if not segment:
        return " is empty: write no slash at the start or end, and no two in a row"
    if len(segment) > CHARACTERS:
        return f"{_named(segment)} has {len(segment)} characters: at most {CHARACTERS} are allowed"
    if segment != segment.strip():
        return f"{_named(segment)} begins or ends with white space: take it away"
    if segment == ANY:
        return None
    if _plain(segment) in _DOTS:
        return f"{_named(segment)} is no name: . and .. mean places in a path of files"
    for character in _FORBIDDEN:
        if character in segment:
            rule = "none of / * ? # is allowed in a segment"
            if character == ANY:
                rule += ", but * as a whole one, which stands for any"
            return f"{_named(segment)} contains {character!r}: {rule}"
    if twin := _twin(segment):
        if twin.plain == ",":
            return f"{_named(segment)} contains {twin}, within [a, b]; else {_COMMA}"
        return f"{_named(segment)} contains {twin}"
    if not (segment.isascii() and segment.isprintable()):
        import unicodedata

        for place, character in enumerate(segment, start=1):
            kind = _CATEGORIES.get(unicodedata.category(character))
            if kind:
                what = unicodedata.name(character, "")
                return (
                    f"{_named(segment)} contains {kind}, U+{ord(character):04X}"
                    f"{' ' + what if what else ''}, at character {place}: take it away"
                )
    return None


def _named(segment: str) -> str:
    return f", {_shown(segment)},"


def ancestors(path: str) -> tuple[str, ...]:
    """The paths above `path`, from the shortest, and then `path` itself."""
    segments = path.split("/")
    return tuple("/".join(segments[:size]) for size in range(1, len(segments) + 1))


def depth(path: str) -> int:
    """How many segments `path` has."""
    return path.count("/") + 1


def particularity(path: str) -> int:
    """How particular a path is, as a number that sorts (DESIGN 5): of two, the one with more
    segments is more so, and of as many the one with fewer `*`."""
    parts = path.split("/")
    return _STEP * len(parts) + sum(part != "*" for part in parts)


def segments(particularity: int) -> int:
    """How many segments a path of that particularity has."""
    return particularity // _STEP


def shape(path: str) -> str | None:
    """Which segments of a path stand for any: `.*.` of `a/*/b`; None where none does."""
    if ANY not in path:
        return None
    return "".join(ANY if segment == ANY else "." for segment in path.split("/"))


def covering(path: str, shapes: Iterable[str]) -> list[str]:
    """The paths of these shapes that cover `path`, itself among them if it is of one."""
    segments = path.split("/")
    found = []
    for each in shapes:
        if len(each) <= len(segments):
            pairs = list(zip(segments, each, strict=False))
            if all(mark == ANY or segment != ANY for segment, mark in pairs):
                found.append("/".join(ANY if mark == ANY else segment for segment, mark in pairs))
    return found


def beginning(path: str, shape: str) -> str | None:
    """What every path of that shape that meets `path`, and does not cover it, begins with, as
    paths; empty where nothing is sure, None where there is no such path."""
    parts: list[str] = []
    for segment, mark in zip(path.split("/"), shape, strict=False):
        if mark != ANY and segment == ANY:
            return "/".join(parts)
        parts.append(ANY if mark == ANY else segment)
    return "/".join(parts) if len(shape) > len(parts) else None


def fixed(path: str) -> str | None:
    """What every path below `path` begins with, a path too; None where nothing is sure."""
    segments = path.split("/")
    size = segments.index(ANY) if ANY in segments else len(segments)
    return "/".join(segments[:size]) or None


def stretch(path: str) -> tuple[str, str]:
    """Between what lie, in code points, the texts that begin with a path and a slash."""
    return f"{path}/", f"{path}0"  # "0" follows "/"


def covers(path: str, other: str) -> bool:
    """Whether what is said of `path` is said of `other`: of itself and of all below it (DESIGN 2).

    A segment `*` covers any, `*` too; a word covers itself alone.
    """
    own, others = path.split("/"), other.split("/")
    return len(own) <= len(others) and all(
        mine in ("*", yours) for mine, yours in zip(own, others, strict=False)
    )


def meets(path: str, other: str) -> bool:
    """Whether some path is covered by both."""
    return all(
        mine == yours or "*" in (mine, yours)
        for mine, yours in zip(path.split("/"), other.split("/"), strict=False)
    )


class Doubt(NamedTuple):
    """Why a path is likely not spelt as it was meant: a comma, scripts mixed in a segment, with a
    letter of each, or a radical, with the character in use that it looks like, if there is one."""

    why: Literal["comma", "scripts", "radical"]
    segment: str | None
    characters: list[str]


def _mixed_scripts(text: str) -> Doubt | None:
    """Where a segment mixes scripts that are easily taken for each other.

    Chinese, Japanese and Korean beside Latin is how names are written there, and is no mixture.
    """
    import unicodedata

    for segment in text.split("/"):
        scripts: dict[str, str] = {}
        for character in segment:
            if not unicodedata.category(character).startswith("L"):
                continue
            script = unicodedata.name(character, "UNNAMED").split(" ")[0].split("-")[0]
            if script not in _EAST_ASIAN and script not in _COMMON:
                scripts.setdefault(script, character)
        if len(scripts) > 1:
            return Doubt("scripts", segment, [*scripts.values()])
    return None


def doubtful(path: str) -> Doubt | None:
    """Why a path is likely not spelt as it was meant; None where nothing says so."""
    if "," in path:
        return Doubt("comma", None, [","])
    if path.isascii():
        return None
    from ledger.twins import radical

    found = radical(path)
    return _mixed_scripts(path) or (Doubt("radical", None, [*found]) if found else None)


def nearest(text: str, candidates: Iterable[str], *, elsewhere: bool = False) -> str | None:
    """The path, a candidate or above one, that `text` likely misspells; None where none is near.

    Compared segment by segment, as far as both go: what is above or below `text`, or beside it
    under another name, is none. The first of the nearest counts. Where there is none, `elsewhere`
    seeks it in another place: `eu/coffee` for `coffee`, and `coffee` for `eu/coffee`.
    """
    wanted = text.split("/")
    likeness = _Likeness(wanted)
    best, found = _LIKE, None
    other, moved = (0.0, 0), None
    for candidate in candidates:
        whole = candidate.split("/")
        segments = whole[: len(wanted)]
        if segments == wanted[: len(segments)]:
            continue
        score = likeness.least(segments, 0, best)
        # Of two that are equally near the deeper says more.
        if score > best or (score == best and (not found or len(segments) > found.count("/") + 1)):
            best, found = score, "/".join(segments)
        if elsewhere and not found:
            for start, skipped in _places(len(whole), len(wanted)):
                segments = whole[start : start + len(wanted) - skipped]
                near = (likeness.least(segments, skipped, _LIKE), -start - skipped)
                if near > other and near[0] >= _LIKE:
                    other, moved = near, "/".join(whole[:start] + segments)
    return found or moved


def _places(size: int, wanted: int) -> Iterator[tuple[int, int]]:
    """Where all of a text of `wanted` segments, or its end, may stand in a path of `size`: how many
    of the path come before, and how many of the text are left out."""
    yield from ((start, 0) for start in range(1, size - wanted + 1))
    yield from ((0, skipped) for skipped in range(1, wanted) if wanted - skipped <= size)


class _Likeness:
    """How like are segments to those of one path? Each two are compared once."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self._wanted = wanted
        self._seen: dict[tuple[int, str], float] = {}

    def least(self, segments: Iterable[str], place: int, enough: float) -> float:
        """Of the segments from a place of that path on, that of the least like, or any below what
        would be enough."""
        score = 1.0
        for number, segment in enumerate(segments, place):
            if segment != self._wanted[number]:
                key = (number, segment)
                if key not in self._seen:
                    self._seen[key] = _likeness(segment, self._wanted[number])
                score = min(score, self._seen[key])
                if score < enough:
                    break
        return score


def look_alikes(paths: Iterable[str]) -> dict[str, str]:
    """Those of the paths that hold what only looks like a character of another one of them, or of
    one above it -> that one."""
    written = {above for path in paths for above in ancestors(path)}
    found = {}
    for path in written:
        plain = _plain(path)
        if plain != path and plain in written:
            found[path] = plain
    return {path: found[above] for path in paths for above in ancestors(path) if above in found}


def _likeness(one: str, other: str) -> float:
    """From 0 to 1: 1 where they look alike but for hyphens, underscores, blanks and capitals."""
    one, other = _letters(one), _letters(other)
    if one == other:
        return 1.0
    if one.translate(_NO_DIGITS) == other.translate(_NO_DIGITS):
        # Numbered neighbours are seldom misspelt.
        return 0.0
    if _slipped(one, other):
        return _LIKE  # of short names the matcher below finds too little in common
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, one, other)
    if matcher.real_quick_ratio() < _LIKE or matcher.quick_ratio() < _LIKE:
        return 0.0
    return matcher.ratio()


def _slipped(one: str, other: str) -> bool:
    """Whether one is the other with a letter typed twice, or with two neighbours the wrong way
    round: slips of the hand, where a short name with another letter is a name of its own."""
    short, long = sorted((one, other), key=len)
    if len(short) >= _SHORT:
        return False
    first = next(
        (n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    if len(long) == len(short) + 1:
        return first > 0 and long[first] == long[first - 1] and short[first:] == long[first + 1 :]
    swapped = short[first : first + 2]
    return len(long) == len(short) and (swapped[::-1] + short[first + 2 :]) == long[first:]


def _letters(segment: str) -> str:
    return _plain(segment).casefold().translate(_NO_JOINTS)


def _plain(text: str) -> str:
    """As it looks: see ledger/twins.py, which is for other than ASCII alone."""
    if text.isascii():
        return text
    from ledger.twins import skeleton

    return skeleton(text)


def _twin(segment: str) -> "Twin | None":
    if segment.isascii():
        return None
    from ledger.twins import first_in_path

    return first_in_path(segment)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
