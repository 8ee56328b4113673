"""What is a subject's path, and which one was meant?"""

from collections.abc import Iterable
from typing import Final

SEGMENTS: Final = 8
CHARACTERS: Final = 128
_FORBIDDEN: Final = "*?#"
_CATEGORIES: Final = {"Cc": "a control character", "Cf": "a format character", "Cs": "a surrogate"}
#: Scripts that Chinese, Japanese and Korean names mix with each other and with Latin.
_EAST_ASIAN: Final = frozenset(
    ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "HALFWIDTH", "YI")
)
#: First words of letters' names that belong to no script.
_COMMON: Final = frozenset(
    ("MODIFIER", "MICRO", "FEMININE", "MASCULINE", "SUPERSCRIPT", "VERTICAL", "DOUBLE-STRUCK")
)


class SubjectFault(ValueError):
    """A text that is no path; `str()` names the segment, the rule and what was expected."""


def subject_path(text: str) -> str:
    """The path in NFC: 1 to 8 segments, each of 1 to 128 characters (DESIGN 2).

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
    return text


def _fault(segment: str) -> str | None:
    if not segment:
        return " is empty: write no slash at the start or end, and no two in a row"
    name = f", {_shown(segment)},"
    if len(segment) > CHARACTERS:
        return f"{name} has {len(segment)} characters: at most {CHARACTERS} are allowed"
    if segment != segment.strip():
        return f"{name} begins or ends with white space: take it away"
    for character in _FORBIDDEN:
        if character in segment:
            return f"{name} contains {character!r}: none of / * ? # is allowed in a segment"
    if not (segment.isascii() and segment.isprintable()):
        import unicodedata

        for place, character in enumerate(segment, start=1):
            kind = _CATEGORIES.get(unicodedata.category(character))
            if kind:
                what = unicodedata.name(character, "")
                return (
                    f"{name} contains {kind}, U+{ord(character):04X}"
                    f"{' ' + what if what else ''}, at character {place}: take it away"
                )
    return None


def ancestors(path: str) -> tuple[str, ...]:
    """The paths above `path`, from the shortest, and then `path` itself."""
    segments = path.split("/")
    return tuple("/".join(segments[:size]) for size in range(1, len(segments) + 1))


def depth(path: str) -> int:
    """How many segments `path` has."""
    return path.count("/") + 1


def mixed_scripts(text: str) -> str | None:
    """A warning where a segment mixes scripts that are easily taken for each other, else None.

    Chinese, Japanese and Korean beside Latin is how names are written there, and is no mixture.
    """
    if text.isascii():
        return None
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
            found = " and ".join(
                f"{script.capitalize()} ({character!r}, U+{ord(character):04X})"
                for script, character in scripts.items()
            )
            return f"{_shown(segment)} mixes letters of {found}: is it spelt as meant?"
    return None


def nearest(text: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `text` is most likely a misspelling of, or None; never `text` itself."""
    wanted = _letters(text)
    close: list[str] = []
    for candidate in candidates:
        if candidate == text:
            continue
        if _letters(candidate) == wanted:
            return candidate
        # Cheap first: what differs much in length is no misspelling.
        if abs(len(candidate) - len(text)) <= 2 + len(text) // 4:
            close.append(candidate)
    if not close:
        return None
    from difflib import get_close_matches

    return next(iter(get_close_matches(text, close, n=1, cutoff=0.75)), None)


def _letters(text: str) -> str:
    """The path in small letters without hyphens, underscores and blanks."""
    return text.casefold().replace("-", "").replace("_", "").replace(" ", "")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
