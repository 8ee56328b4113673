"""Which paths does a path cover, and which does it meet?"""

from itertools import product

import pytest

from ledger.subjects import covers, meets

APPLE = "apple/links/reader-apps/us"


@pytest.mark.parametrize(
    ("path", "other", "whether"),
    [
        ("kuaishou", "kuaishou", True),
        ("kuaishou", "kuaishou/live-cart/jd", True),
        ("kuaishou/live-cart", "kuaishou", False),
        ("kuaishou", "kuaishou-2/live-cart", False),
        ("kuaishou", "douyin/live-cart", False),
        ("kuaishou/live", "kuaishou/live-cart", False),
        ("apple/links/*/us", APPLE, True),
        ("apple/links/*/us", f"{APPLE}/games", True),
        ("apple/links/*/us", "apple/links/reader-apps/nl", False),
        ("apple/links/*/us", "apple/links/reader-apps", False),
        ("apple/links/*/us", "apple/links/*/us", True),
        ("apple/links/*", "apple/links/*/us", True),
        ("apple/links", "apple/links/*/us", True),
        (APPLE, "apple/links/*/us", False),
        ("apple/links/reader-apps", "apple/links/*", False),
        ("*/links", APPLE, True),
        ("*/links/*", "apple/links", False),
        ("*/*/reader-apps", "apple/*/*", False),
        ("apple/*/*", "*/links/reader-apps", False),
    ],
)
def test_a_path_covers_itself_and_what_is_below_it(path: str, other: str, whether: bool) -> None:
    assert covers(path, other) is whether


@pytest.mark.parametrize(
    ("one", "other", "whether"),
    [
        ("kuaishou", "kuaishou/live-cart", True),
        ("kuaishou", "douyin", False),
        ("kuaishou/live-cart", "kuaishou/detail-page", False),
        ("apple/links/*/us", APPLE, True),
        ("apple/links/*/us", "apple/links/reader-apps", True),
        ("apple/links/*/us", "apple/links", True),
        ("apple/links/*/us", "apple/links/reader-apps/nl", False),
        ("apple/*/reader-apps", "*/links", True),
        ("apple/*/us", "*/links/nl", False),
        ("apple/links/*", "apple/*/us", True),
    ],
)
def test_two_paths_meet_where_both_cover_something(one: str, other: str, whether: bool) -> None:
    assert meets(one, other) is meets(other, one) is whether


def test_to_meet_is_to_cover_a_path_that_the_other_covers_too() -> None:
    words = ("a", "b", "*")
    paths = ["/".join(path) for size in (1, 2, 3) for path in product(words, repeat=size)]
    plain = ["/".join(path) for size in (1, 2, 3) for path in product("abc", repeat=size)]
    for one, other in product(paths, repeat=2):
        both = [path for path in (*plain, *paths) if covers(one, path) and covers(other, path)]
        assert meets(one, other) is bool(both), (one, other)
        if covers(one, other):
            assert meets(one, other)
            assert all(covers(one, path) for path in paths if covers(other, path))
