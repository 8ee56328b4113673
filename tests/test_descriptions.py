"""What is a subject called in a language, and what are its effects called there?"""

import random

import pytest

from ledger.descriptions import Description, Descriptions, in_language
from ledger.subjects import covers

GIVEN = {
    "k": Description("Kuaishou", (), {"zh-Hans": "快手", "en": "Kwai"}, {"permitted": "in force"}),
    "k/live": Description(None, (), {"zh-Hans": "小黄车"}, {"suspended": {"en": "waived"}}),
    "k/live/jd": Description("JD", ()),
    "*/live": Description("live of any", (), {}, {"suspended": "off", "set": "charged"}),
    "*/live/jd": Description(None, (), {}, {"suspended": "closed"}),
    "k/*/jd": Description(None, (), {}, {"suspended": "shut", "permitted": {"zh": "生效"}}),
}


@pytest.mark.parametrize(
    ("path", "language", "title"),
    [
        ("k", "zh-Hans", "快手"),
        ("k", "ZH-hans-CN", "快手"),
        ("k", "zh", "快手"),
        ("k", "en-GB", "Kwai"),
        ("k", "de", "Kuaishou"),
        ("k", None, "Kuaishou"),
        ("k/live", "en", "小黄车"),
        ("k/live", None, "小黄车"),
        ("k/live/jd", "zh", "JD"),
        ("*/live", "en", "live of any"),
        ("x/live", "en", None),
        ("k/live/tmall", "en", None),
    ],
)
def test_a_title_is_of_exactly_its_path_in_the_language_that_is_nearest(
    path: str, language: str | None, title: str | None
) -> None:
    assert Descriptions(GIVEN).title_of(path, language) == title


def test_the_titles_of_a_language_leave_out_what_has_none() -> None:
    assert Descriptions(GIVEN).titles("zh-Hans") == {
        "k": "快手",
        "k/live": "小黄车",
        "k/live/jd": "JD",
        "*/live": "live of any",
    }


@pytest.mark.parametrize(
    ("path", "effect", "language", "word"),
    [
        ("k", "permitted", "en", "in force"),
        ("k/search/a/b", "permitted", "en", "in force"),
        ("k", "suspended", "en", None),
        ("k/live", "suspended", "en", "waived"),  # as many segments, and none that is any
        ("k/live", "set", "en", "charged"),  # the more particular path gives no word for it
        ("k/live/x", "suspended", "de", "waived"),
        ("x/live", "suspended", "en", "off"),
        ("x/live", "permitted", "en", None),
        # of two that are as particular the later in code points: k/*/jd after */live/jd
        ("k/live/jd", "suspended", "en", "shut"),
        ("x/live/jd", "suspended", "en", "closed"),
        ("k/live/jd", "permitted", "en", "生效"),
        # a path with any segment is asked for like another: a word covers only itself
        ("*/live", "suspended", "en", "off"),
        ("*/live/jd/x", "suspended", "en", "closed"),
        ("*/live", "permitted", "en", None),
    ],
)
def test_an_effect_is_called_as_the_most_particular_path_that_gives_a_word_has_it(
    path: str, effect: str, language: str, word: str | None
) -> None:
    assert Descriptions(GIVEN).words_of(path, effect, language) == word


def test_a_text_of_no_language_that_is_near_is_none() -> None:
    assert in_language({"en": "x"}, "de") is None
    assert in_language({}, "en") is None
    assert in_language({"zh-Hant": "x", "zh-Hans": "y"}, "zh") == "y"
    assert in_language({"en": "x"}, None) is None


def test_words_are_those_that_a_search_of_all_paths_finds() -> None:
    """Plainly: of all that cover it and give the word, the last by segments, words, code points."""
    chance = random.Random(5)

    def path() -> str:
        while True:
            parts = [chance.choice("ab*") for _ in range(chance.randint(1, 4))]
            if set(parts) != {"*"}:
                return "/".join(parts)

    found = 0
    for _ in range(300):
        given = {
            path(): Description(None, (), {}, {"set": str(n)} if chance.random() < 0.8 else {})
            for n in range(6)
        }
        asked = path()
        best = max(
            (each for each in given if covers(each, asked) and given[each].words),
            key=lambda each: (each.count("/"), -each.split("/").count("*"), each),
            default=None,
        )
        expected = None if best is None else given[best].words["set"]
        assert Descriptions(given).words_of(asked, "set") == expected
        found += best is not None
    assert found > 100
