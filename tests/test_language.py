"""In which language a table is, and that nothing but its words depends on it."""

from zoneinfo import ZoneInfo

import pytest

from ledger.faults import LedgerFault
from ledger.sayings import language
from ledger.sayings.language import Words, closed, of_locale
from tests.desk import Desk

ZONE = ZoneInfo("Asia/Shanghai")
FORMATS = ("json", "jsonl", "csv")
QUESTIONS = (
    "at 2022-10-29",
    "explain 2022-10-29 kuaishou/live-cart/taobao-alliance",
    "timeline kuaishou/live-cart/jd-alliance",
    "diff 2022-10-27 2022-10-29",
    "replay",
    "due 2022-11-05",
    "log",
    "show kuaishou-2022-02-22",
    "subjects",
    "sources",
    "status",
)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_SG"}, "zh-Hans"),
        ({"LANG": "zh-Hans-HK.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_Hans@pinyin"}, "zh-Hans"),
        ({"LANG": "zh_TW.UTF-8"}, "en"),
        ({"LANG": "zh_Hant_CN"}, "en"),
        ({"LANG": "zh"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh-Hans"),
        ({"LC_ALL": "C", "LC_MESSAGES": "zh_CN.UTF-8", "LANG": "zh_CN"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN"}, "zh-Hans"),
    ],
)
def test_the_language_of_a_locale(environment: dict[str, str], expected: str) -> None:
    assert of_locale(environment) == expected


def heading(desk: Desk, line: str) -> str:
    """The first line of a table."""
    return desk.done(line).partition("\n")[0]


ENGLISH = "What held at the end of Saturday 2022-10-29, Asia/Shanghai"
CHINESE = "2022-10-29（星期六）结束时的状态，Asia/Shanghai"


def test_an_option_comes_before_the_environment_and_that_before_the_locale(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.kuaishou()
    monkeypatch.delenv("POLICY_LEDGER_LANG")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert heading(desk, "at 2022-10-29") == CHINESE
    monkeypatch.setenv("POLICY_LEDGER_LANG", "en")
    assert heading(desk, "at 2022-10-29") == ENGLISH
    assert heading(desk, "at 2022-10-29 --lang zh-Hans") == CHINESE
    assert heading(desk, "--lang zh-Hans at 2022-10-29") == CHINESE
    assert heading(desk, "--lang zh-Hans at 2022-10-29 --lang en") == ENGLISH


def test_a_language_that_is_not_there_is_refused_and_those_that_are_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.kuaishou()
    told = desk.ledger("at 2022-10-29 --lang fr")
    assert (told.code, told.out) == (2, "")
    assert "'--lang': 'fr' is not one of 'en', 'zh-Hans'" in told.err
    monkeypatch.setenv("POLICY_LEDGER_LANG", "zh")
    told = desk.ledger("at 2022-10-29")
    assert (told.code, told.out) == (2, "")
    assert "POLICY_LEDGER_LANG" in told.err
    assert "'zh' is not one of 'en', 'zh-Hans'" in told.err


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("line", QUESTIONS)
def test_what_programs_read_is_the_same_in_every_language(desk: Desk, line: str, form: str) -> None:
    desk.kuaishou()
    now = desk.now  # both are asked at one instant
    english = desk.ledger(f"{line} --format {form} --lang en")
    desk.now = now
    assert desk.ledger(f"{line} --format {form} --lang zh-Hans") == english
    assert not english.code


def test_the_command_that_asks_again_is_the_same_in_every_language(desk: Desk) -> None:
    desk.kuaishou()
    again = "ledger at 2022-10-29 --zone Asia/Shanghai --recorded @55"
    assert desk.done("at 2022-10-29 --lang en").endswith(f"{again}\n")
    assert desk.done("at 2022-10-29 --lang zh-Hans").endswith(f"{again}\n")


def test_english_asks_no_catalogue(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.kuaishou()
    monkeypatch.setattr(language, "CATALOGUES", "nowhere")
    language.catalogue.cache_clear()
    assert heading(desk, "at 2022-10-29") == ENGLISH


def test_a_catalogue_that_is_not_compiled_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.kuaishou()
    monkeypatch.setattr(language, "CATALOGUES", "nowhere")
    language.catalogue.cache_clear()
    told = desk.ledger("at 2022-10-29 --lang zh-Hans")
    assert (told.code, told.out) == (1, "")
    assert "nowhere/zh_Hans/LC_MESSAGES/policy-ledger.mo; install the package again" in told.err
    with pytest.raises(LedgerFault, match="expected nowhere"):
        Words("zh-Hans", ZONE)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("自", "2022-03-01", "起"), "自 2022-03-01 起"),
        (("逐步", "允许"), "逐步允许"),
        (("允许（", "6%", "）"), "允许（6%）"),
        (("（", "星期六", "）"), "（星期六）"),
        (("见", "kuaishou#1", "。"), "见 kuaishou#1。"),
        (("读到", "@41"), "读到 @41"),
        (("共", "3", "项"), "共 3 项"),
        (("收取", "", "6%"), "收取 6%"),
        (("charged", "6%"), "charged 6%"),
        (("@", "55"), "@55"),
        (("", "快手 Kuaishou", "的"), "快手 Kuaishou 的"),
    ],
)
def test_a_blank_stands_between_a_chinese_character_and_a_letter_a_digit_or_an_id_alone(
    parts: tuple[str, ...], expected: str
) -> None:
    assert closed(parts) == expected


def test_a_list_is_put_together_as_the_language_does() -> None:
    english, chinese = Words("en", ZONE), Words("zh-Hans", ZONE)
    assert english.all_of(["a", "b", "c"]) == "a and b and c"
    assert chinese.all_of(["a", "b", "c"]) == "a、b 和 c"
    assert chinese.all_of(["甲", "乙"]) == "甲和乙"
    assert chinese.any_of(["a"]) == "a"
    assert english.any_of(["a", "b"]) == "a or b"
    assert chinese.any_of(["a", "b"]) == "a 或 b"
    assert english.listed("ab") == "a, b"
    assert chinese.listed("ab") == "a、b"
    assert english.joined("ab") == "a, b"
    assert chinese.joined("ab") == "a，b"
    assert english.sentences(["One", "Two"]) == "One. Two."
    assert chinese.sentences(["一", "二"]) == "一。二。"
