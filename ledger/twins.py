"""Which character that means something was meant by one that only looks like it?

Input methods of Chinese and Japanese write the full-width comma, slash or digit where the ASCII one
was meant. Where that means something (in a path, a list, a date, an id) its twin is refused by
name: it would be read as a letter, and found another subject in silence. What looks like a letter
(a radical, a full-width letter) is asked about.
"""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Final, NamedTuple

#: What means something -> the full-width, small and vertical forms of it (Unicode's `<wide>`,
#: `<small>`, `<vertical>`), and what an input method or a font puts in its place.
_FORMS: Final = {
    "/": "／∕⁄⧸",
    "*": "＊﹡∗",
    "?": "？﹖︖",
    "#": "＃﹟",
    ",": "，﹐︐、﹑､︑",
    ":": "：﹕︓∶",
    "[": "［﹇",
    "]": "］﹈",
    "{": "｛﹛︷",
    "}": "｝﹜︸",
    "@": "＠﹫",
    "%": "％﹪",
    "+": "＋﹢",
    "-": "－﹣",
    ".": "．﹒",
    "_": "＿﹍﹎﹏︳︴",
    "~": "～",
    '"': "＂",
    "'": "＇",
    "..": "‥︰",
    **{str(digit): chr(0xFF10 + digit) for digit in range(10)},
}
#: Each twin -> what it is the twin of.
TWINS: Final = {twin: plain for plain, twins in _FORMS.items() for twin in twins}
#: What means something in a path, or in a list of them.
_IN_PATHS: Final = frozenset(("/", "*", "?", "#", ",", "[", "]", "{", "}", ".."))
_TWINS_IN_PATHS: Final = {twin: plain for twin, plain in TWINS.items() if plain in _IN_PATHS}
#: What looks like a blank, or like nothing, and is none.
ODD_BLANKS: Final = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u202f\u205f\u3000\ufeff"
)

#: Radicals that NFKC leaves as they are, and the character that each looks like. Source: Unicode's
#: property Equivalent_Unified_Ideograph (UAX #44).
_RADICALS: Final = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪"
    "⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒"
    "⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
    "厂乛乚乙亻冂𠘨刀刂卜㔾小尐兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爬丬牛犭王𤴔"
    "目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艺艻虎衤覀西见角𧢲讠贝𧾷车辶辷辸邑钅長镸"
    "长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
)
#: The first and the last of all radicals of Unicode.
_RADICALS_FROM: Final = "\u2e80"
_RADICALS_TO: Final = "\u2fdf"


class Twin(NamedTuple):
    """A character of a text that stands where `plain` means something; `place` counts from 0."""

    place: int
    character: str
    plain: str

    def __str__(self) -> str:
        return f"{named(self.character)}: write it in ASCII, {self.plain!r}"


def first(text: str) -> Twin | None:
    """The first twin in a text."""
    return _first(TWINS, text)


def first_in_path(text: str) -> Twin | None:
    """The first twin of what means something in a path: a colon or a digit does not."""
    return _first(_TWINS_IN_PATHS, text)


def _first(twins: Mapping[str, str], text: str) -> Twin | None:
    if text.isascii():
        return None
    found = ((place, each) for place, each in enumerate(text) if each in twins)
    return next((Twin(place, each, twins[each]) for place, each in found), None)


def hint(text: str) -> str:
    """`, which has TWIN: write it in ASCII`, of a text that is refused and may be ASCII alone."""
    if text.isascii():
        return ""
    for place, character in enumerate(text):
        plain = TWINS.get(character) or skeleton(character)
        if plain != character and plain.isascii():
            return f", which has {Twin(place, character, plain)}"
    return ""


def odd(text: str) -> str:
    """As `hint`, of a field's name, in which no blank but U+0020 means anything either."""
    blank = next((character for character in text if character in ODD_BLANKS), None)
    return hint(text) if blank is None else f", which has {named(blank)}: take it away"


def named(character: str) -> str:
    """A character as messages name it: itself, and its number and name where it is not ASCII."""
    return repr(character) if character.isascii() else f"{character!r} ({number(character)})"


def number(character: str) -> str:
    """The number of a character, and its name where it has one: `U+957F CJK ...`."""
    import unicodedata

    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}{' ' + name if name else ''}"


def unlike(name: str, other: str) -> tuple[str, str] | None:
    """The first characters by which two names that look alike differ, empty where one of them is at
    its end; None of others."""
    if name == other or (name.isascii() and other.isascii()) or _look(name) != _look(other):
        return None
    pairs = zip_longest(name, other, fillvalue="")
    return next((one, another) for one, another in pairs if one != another)


def _look(text: str) -> str:
    """As `skeleton`, with every blank as one: to compare."""
    import unicodedata

    plain = skeleton(text)
    return "".join(" " if unicodedata.category(each) == "Zs" else each for each in plain)


def skeleton(text: str) -> str:
    """The text as it looks, the same for two that look alike: to compare, and never to keep."""
    if text.isascii():
        return text
    import unicodedata

    return unicodedata.normalize("NFKC", text).translate(_RADICALS)


def radical(text: str) -> tuple[str, ...]:
    """The first radical that a text holds, and the character in use that it looks like, if there
    is one; nothing where it holds none."""
    found = (each for each in text if _RADICALS_FROM <= each <= _RADICALS_TO)
    character = None if text.isascii() else next(found, None)
    if character is None:
        return ()
    meant = skeleton(character)
    return (character,) if meant == character else (character, meant)
