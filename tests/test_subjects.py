"""Which paths are taken in, which are doubtful, and which is meant by a misspelt one?"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.sayings import warnings
from ledger.sayings.language import english
from ledger.subjects import SubjectFault, ancestors, depth, doubtful, nearest, subject_path


@pytest.mark.parametrize(
    "text",
    [
        "kuaishou",
        "kuaishou/live-cart/taobao-alliance/tmall",
        "快手/小黄车/淘宝联盟",
        "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p",
        "x" * 200,
        "é" * 200,
        "🛒" * 200,
        "/".join(["x" * 199] * 10),
        "/".join(["快" * 124] * 5 + ["快" * 45]),
        "apple/links/*/us",
        "*/links",
        "a/*/*",
        "a/.../b",
        "a/.b/b.",
        "with blanks inside/and: punctuation! & more",
        "quo'te/back\\slash",
        "🛒/👍",
    ],
)
def test_a_path_is_kept_as_it_is_written(text: str) -> None:
    assert subject_path(text) == text


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("cafe\u0301/menu", "caf\u00e9/menu"),
        ("\u212b", "\u00c5"),
        ("\u1112\u1161\u11ab", "\ud55c"),
        # Counted after composition: 400 code points written, 200 characters.
        ("e\u0301" * 200, "\u00e9" * 200),
        ("cafe\u0301/*", "caf\u00e9/*"),
    ],
)
def test_a_path_is_taken_in_as_nfc(text: str, path: str) -> None:
    assert subject_path(text) == path


RULE = "none of / * ? # is allowed in a segment"
STAR = f"{RULE}, but * as a whole one, which stands for any"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the subject is empty: expected a path such as kuaishou/live-cart/jd-alliance"),
        (
            "/a",
            "subject '/a': segment 1 is empty: write no slash at the start or end, and no two in "
            "a row",
        ),
        (
            "a/",
            "subject 'a/': segment 2 is empty: write no slash at the start or end, and no two in "
            "a row",
        ),
        (
            "a//b",
            "subject 'a//b': segment 2 is empty: write no slash at the start or end, and no two "
            "in a row",
        ),
        (
            "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q",
            "subject 'a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q' has 17 segments: at most 16 are allowed",
        ),
        ("a/b*", f"subject 'a/b*': segment 2, 'b*', contains '*': {STAR}"),
        ("a/**", f"subject 'a/**': segment 2, '**', contains '*': {STAR}"),
        (
            "*",
            "subject '*' has no segment but *, which stands for any: at least one must be a word",
        ),
        (
            "*/*",
            "subject '*/*' has no segment but *, which stands for any: at least one must be a word",
        ),
        (
            "a/.",
            "subject 'a/.': segment 2, '.', is no name: . and .. mean places in a path of files",
        ),
        (
            "../a",
            "subject '../a': segment 1, '..', is no name: . and .. mean places in a path of files",
        ),
        ("a?/b", f"subject 'a?/b': segment 1, 'a?', contains '?': {RULE}"),
        ("a/b#2", f"subject 'a/b#2': segment 2, 'b#2', contains '#': {RULE}"),
        ("a/ b", "subject 'a/ b': segment 2, ' b', begins or ends with white space: take it away"),
        ("a /b", "subject 'a /b': segment 1, 'a ', begins or ends with white space: take it away"),
        (" ", "subject ' ': segment 1, ' ', begins or ends with white space: take it away"),
        (
            "a/\u3000b",
            "subject 'a/\\u3000b': segment 2, '\\u3000b', begins or ends with white space: take "
            "it away",
        ),
        (
            "a\xa0",
            "subject 'a\\xa0': segment 1, 'a\\xa0', begins or ends with white space: take it away",
        ),
        (
            "a/b\tc",
            "subject 'a/b\\tc': segment 2, 'b\\tc', contains a control character, U+0009, at "
            "character 2: take it away",
        ),
        (
            "a\x00b",
            "subject 'a\\x00b': segment 1, 'a\\x00b', contains a control character, U+0000, at "
            "character 2: take it away",
        ),
        (
            "a\x1b[31mb",
            "subject 'a\\x1b[31mb': segment 1, 'a\\x1b[31mb', contains a control character, "
            "U+001B, at character 2: take it away",
        ),
        (
            "live\u200bcart",
            "subject 'live\\u200bcart': segment 1, 'live\\u200bcart', contains a format "
            "character, U+200B ZERO WIDTH SPACE, at character 5: take it away",
        ),
        (
            "a\u202eb",
            "subject 'a\\u202eb': segment 1, 'a\\u202eb', contains a format character, U+202E "
            "RIGHT-TO-LEFT OVERRIDE, at character 2: take it away",
        ),
        (
            "\ufeffa",
            "subject '\\ufeffa': segment 1, '\\ufeffa', contains a format character, U+FEFF ZERO "
            "WIDTH NO-BREAK SPACE, at character 1: take it away",
        ),
        (
            "a\ud800",
            "subject 'a\\ud800': segment 1, 'a\\ud800', contains a surrogate, U+D800, at "
            "character 2: take it away",
        ),
        (
            "a/" + "x" * 201,
            f"subject 'a/{'x' * 55}...': segment 2, '{'x' * 57}...', has 201 characters: at most "
            "200 are allowed",
        ),
        (
            "/".join(["x" * 199] * 10 + ["x"]),
            f"subject '{'x' * 57}...' has 2,001 bytes in UTF-8: at most 2,000 are allowed",
        ),
        (
            "/".join(["快" * 133] * 5 + ["a"]),
            f"subject '{'快' * 57}...' has 2,001 bytes in UTF-8: at most 2,000 are allowed",
        ),
    ],
)
def test_what_is_no_path_is_refused_by_the_segment_and_the_rule(text: str, message: str) -> None:
    with pytest.raises(SubjectFault) as caught:
        subject_path(text)
    assert str(caught.value) == message


def taken(text: str) -> str | None:
    """The path, or None where it is refused in one printable line."""
    try:
        return subject_path(text)
    except SubjectFault as fault:
        return None if str(fault).isprintable() else text


@given(
    st.text(max_size=40)
    | st.text("ab/é\u0301 *#.\u200b\t快", max_size=12)
    | st.lists(st.text("*.快", min_size=1, max_size=210), min_size=1, max_size=18).map("/".join)
)
def test_a_path_that_is_taken_in_keeps_every_rule_and_is_its_own_normal_form(text: str) -> None:
    path = taken(text)
    if path is None:
        return
    assert subject_path(path) == path == unicodedata.normalize("NFC", text)
    assert 1 <= depth(path) <= 16
    assert len(path.encode()) <= 2_000
    assert set(path.split("/")) != {"*"}
    for segment in path.split("/"):
        assert 1 <= len(segment) <= 200
        assert segment == segment.strip()
        assert segment == "*" or not set(segment) & set("*?#")
        assert segment not in (".", "..")
        assert not {unicodedata.category(c) for c in segment} & {"Cc", "Cf", "Cs"}


def test_every_path_above_comes_first_and_the_path_itself_last() -> None:
    assert ancestors("a/b/c") == ("a", "a/b", "a/b/c")
    assert ancestors("a") == ("a",)
    assert (depth("a"), depth("a/b/c")) == (1, 3)


@pytest.mark.parametrize(
    "text",
    [
        "kuaishou/live-cart",
        "快手Kuaishou/小黄车 live cart",
        "タオバオ淘宝ストア",
        "яндекс/market",
        "ναυς",
        "한국 Korea",
        "Müller/café",
        "10μ",
        "a1-é_ü",
    ],
)
def test_names_in_one_script_and_east_asian_beside_latin_pass(text: str) -> None:
    assert doubtful(text) is None


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (
            "kuаishou/live-cart",
            "'kuаishou' mixes letters of Latin ('k', U+006B) and Cyrillic ('а', U+0430): is it "
            "spelt as meant?",
        ),
        (
            "a/αlpha",
            "'αlpha' mixes letters of Greek ('α', U+03B1) and Latin ('l', U+006C): is it spelt as "
            "meant?",
        ),
        (
            "快手kuаishou",
            "'快手kuаishou' mixes letters of Latin ('k', U+006B) and Cyrillic ('а', U+0430): is it "
            "spelt as meant?",
        ),
        (
            "ｋuaishou",
            "'ｋuaishou' mixes letters of Fullwidth ('ｋ', U+FF4B) and Latin ('u', U+0075): is it "
            "spelt as meant?",
        ),
    ],
)
def test_a_segment_of_scripts_that_look_alike_is_warned_of(text: str, warning: str) -> None:
    doubt = doubtful(text)
    assert doubt
    told = {"kind": "doubtful characters", "subject": text, **doubt._asdict()}
    assert warnings.doubtful(told, english()) == warning


PATHS = [
    "kuaishou",
    "kuaishou/live-cart",
    "kuaishou/live-cart/jd-alliance",
    "douyin/live-room/taobao",
    "shop/item-10",
    "快手",
]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("kuaishou/livecart", "kuaishou/live-cart"),
        ("Kuaishou/Live_Cart", "kuaishou/live-cart"),
        ("kuaishuo", "kuaishou"),
        ("kuaishuo/live-cart", "kuaishou/live-cart"),
        ("kuaishuo/live-cart/jd-aliance", "kuaishou/live-cart/jd-alliance"),
        # As far as both go.
        ("kuaishou/livecart/tmall", "kuaishou/live-cart"),
        ("douyin/live-rom", "douyin/live-room"),
        # Another name, a path below a known one, and a numbered neighbour are no misspellings.
        ("weixin", None),
        ("kuaishou/live-cart/taobao-alliance", None),
        ("kuaishou/live-cart/jd-alliance/self-operated", None),
        ("douyin/live-room", None),
        ("shop/item-11", None),
        ("", None),
    ],
)
def test_the_nearest_path_is_the_one_that_was_misspelt(text: str, path: str | None) -> None:
    assert nearest(text, PATHS) == path


def test_a_known_path_is_not_its_own_misspelling() -> None:
    assert nearest("kuaishou/live-cart", ["kuaishou/live-cart"]) is None
    assert nearest("kuaishou", []) is None


@pytest.mark.parametrize(
    ("text", "known", "near"),
    [
        ("p/aa", "p/a", "p/a"),
        ("p/a", "p/aa", "p/aa"),
        ("p/jdd/x", "p/jd", "p/jd"),
        ("p/dj", "p/jd", "p/jd"),
        ("p/apy", "p/pay", "p/pay"),
        ("p/pya", "p/pay", "p/pay"),
        ("p/ttal", "p/tal", "p/tal"),
        ("p/b", "p/a", None),
        ("p/ab", "p/a", None),
        ("p/b1", "p/b", None),
        ("p/b11", "p/b1", None),
        ("p/b12", "p/b21", None),
        ("p/jd", "p/tm", None),
        ("p/jd", "p/jy", None),
        ("p/abc", "p/bca", None),
    ],
)
def test_a_short_name_is_near_by_a_slip_of_the_hand_and_no_neighbour_is(
    text: str, known: str, near: str | None
) -> None:
    assert nearest(text, [known]) == near
