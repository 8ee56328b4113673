"""Each fact in both languages: as English readers and as Chinese readers expect it."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cli.text import colour
from ledger.dates.moments import instant
from ledger.descriptions import Description, Descriptions
from ledger.sayings import cuts, effects, names, periods, remark, speakers
from ledger.sayings.effects import Effects
from ledger.sayings.language import Words
from tests.desk import Desk

ZONE = ZoneInfo("Asia/Shanghai")
ENGLISH, CHINESE = Words("en", ZONE), Words("zh-Hans", ZONE)
#: Midnight of 2022-03-01, and the last instant of 2022-10-28, in Shanghai; and one within a day.
MARCH, OCTOBER, WITHIN = (
    "2022-02-28T16:00:00Z",
    "2022-10-28T15:59:59.999999Z",
    "2022-10-28T04:00:00Z",
)
AFTER = "2022-10-28T16:00:00Z"
WITHIN_DAY = "2022-10-28 12:00:00 +08:00"


def state(**fields: Any) -> dict[str, Any]:
    """A state as documents write it."""
    return {
        "subject": "k/x", "effect": "permitted", "extent": "full", "value": None, "except": [],
        "lapsed": False, "contested_by": [], "set_aside": [], "inherited_from": None,
        "expectations": [], "changed_during_day": [], "otherwise": None,
    } | fields  # fmt: skip


GRADUAL = state(
    extent="gradual",
    otherwise={"effect": "suspended", "extent": "partial", "value": None, "change": "a#1"},
)
DISPUTED = state(
    value="6%",
    effect="set",
    contested_by=[1],
    lapsed=True,
    inherited_from="k",
    set_aside=[1],
    expectations=[{"status": "due"}, {"status": "overdue"}],
    changed_during_day=["a#1"],
    **{"except": ["k/x/y"]},
)
CLAIM = {
    "subject": "k/x",
    "kind": "expired",
    "effect": "undetermined",
    "extent": "full",
    "value": None,
}

Said = Callable[[Words], str]


@pytest.mark.parametrize(
    ("said", "english", "chinese"),
    [
        (lambda w: periods.date(OCTOBER, w), "2022-10-28", "2022-10-28"),
        (lambda w: periods.day(MARCH, w), "2022-03-01", "2022-03-01"),
        (lambda w: periods.day(WITHIN, w), WITHIN_DAY, WITHIN_DAY),
        (lambda w: periods.weekday(OCTOBER, w), "Friday", "星期五"),
        (lambda w: periods.moment(WITHIN, w, whole=False), WITHIN_DAY, WITHIN_DAY),
        (
            lambda w: periods.moment(OCTOBER, w, whole=True),
            "the end of Friday 2022-10-28",
            "2022-10-28（星期五）结束时",
        ),
        (lambda w: periods.edge(OCTOBER, w), "the end of 2022-10-28", "2022-10-28 结束时"),
        (lambda w: periods.edge(MARCH, w), "2022-03-01", "2022-03-01"),
        (lambda w: str(periods.days_between(MARCH, OCTOBER, w)), "241", "241"),
        (lambda w: periods.last_day(AFTER, w), "2022-10-28", "2022-10-28"),
        (lambda w: periods.last_day(WITHIN, w), f"until {WITHIN_DAY}", f"至 {WITHIN_DAY} 止"),
        (lambda w: periods.term(None, w), "no end said", "未说明终止日"),
        (lambda w: periods.term(AFTER, w), "last day 2022-10-28", "最后一日 2022-10-28"),
        (lambda w: periods.term(WITHIN, w), f"until {WITHIN_DAY}", f"至 {WITHIN_DAY} 止"),
        (lambda w: periods.start(None, None, w), "on a day not said", "日期未说明"),
        (
            lambda w: periods.start(MARCH, None, w),
            "from 2022-03-01 at the earliest",
            "最早自 2022-03-01 起",
        ),
        (lambda w: periods.start(MARCH, MARCH, w), "from 2022-03-01", "自 2022-03-01 起"),
        (
            lambda w: periods.start(None, OCTOBER, w),
            "some time up to 2022-10-28",
            "不晚于 2022-10-28 的某时",
        ),
        (
            lambda w: periods.start("2022-10-27T16:00:00Z", OCTOBER, w),
            "some time on 2022-10-28",
            "2022-10-28 当天某时",
        ),
        (
            lambda w: periods.window({"earliest": MARCH, "latest": OCTOBER}, w),
            "some time from 2022-03-01 to 2022-10-28",
            "2022-03-01 至 2022-10-28 之间某时",
        ),
        (
            lambda w: periods.awaited("x", MARCH, MARCH, w),
            "x from 2022-03-01",
            "x，自 2022-03-01 起",
        ),
        (
            lambda w: periods.awaited("x", None, OCTOBER, w),
            "x by 2022-10-28",
            "x，至迟 2022-10-28",
        ),
        (
            lambda w: periods.awaited("x", MARCH, OCTOBER, w),
            "x, between 2022-03-01 and 2022-10-28",
            "x，2022-03-01 至 2022-10-28 之间",
        ),
        (lambda w: periods.since(None, None, w), "-", "-"),
        (lambda w: periods.since(MARCH, MARCH, w), "2022-03-01", "2022-03-01"),
        (lambda w: periods.since(OCTOBER, None, w), "by 2022-10-28", "至迟 2022-10-28"),
        (
            lambda w: periods.since_when(MARCH, MARCH, w),
            "since 2022-03-01",
            "自 2022-03-01 起",
        ),
        (
            lambda w: periods.since_when(OCTOBER, None, w),
            "since some time up to 2022-10-28",
            "自不晚于 2022-10-28 的某时起",
        ),
        (
            lambda w: periods.since_when(OCTOBER, "2022-10-27T16:00:00Z", w),
            "since some time on 2022-10-28",
            "自 2022-10-28 当天某时起",
        ),
        (
            lambda w: periods.since_when(OCTOBER, MARCH, w),
            "since some time from 2022-03-01 to 2022-10-28",
            "自 2022-03-01 至 2022-10-28 之间某时起",
        ),
        (lambda w: periods.doubted("x", None, w), "x", "x"),
        (lambda w: periods.doubted("x", "~", w), "x (approximate)", "x（约略）"),
        (lambda w: periods.doubted("x", "?", w), "x (uncertain)", "x（不确定）"),
        (
            lambda w: periods.doubted("x", "%", w),
            "x (approximate and uncertain)",
            "x（约略且不确定）",
        ),
        (lambda w: periods.condition("a\nb", w), "on condition: a\\nb", "条件：a\\nb"),
        (lambda w: periods.overdue(OCTOBER, w), "after 2022-10-28", "2022-10-28 之后"),
        (lambda w: periods.overdue(MARCH, w), "from 2022-03-01 on", "自 2022-03-01 起"),
        (lambda w: periods.overdue(WITHIN, w), f"after {WITHIN_DAY}", f"{WITHIN_DAY} 之后"),
        (
            lambda w: speakers.speaker("JD", "official", "partner", w),
            "JD, official partner",
            "JD（官方，合作方）",
        ),
        (
            lambda w: speakers.said_by(
                {"source": "快手", "authority": "press", "party": "press"}, w
            ),
            "快手, press",
            "快手（媒体）",
        ),
        (
            lambda w: speakers.said_by({"source": None, "authority": None, "party": None}, w),
            "nobody",
            "无人",
        ),
        (lambda w: names.above("k/tmall", w), "tmall above it", "其上级 tmall"),
        (lambda w: names.above("k/*/x", w), "k/*/x, which covers it", "涵盖它的 k/*/x"),
        (lambda w: names.kind("rollout_started", w), "rollout started", "开始逐步推行"),
        (
            lambda w: "; ".join(
                names.particulars(
                    {
                        "titles": {"zh": "快手"},
                        "words": {"set": "charged", "permitted": {"en": "on", "zh": "开"}},
                    },
                    w,
                )
            ),
            "in zh 快手; set is called charged; permitted is called on (en), 开 (zh)",
            "zh：快手; 设定称作 charged; 允许称作 on（en）、开（zh）",
        ),
        (lambda w: Effects(w).phrase(GRADUAL), "permitted GRADUALLY", "逐步允许"),
        (
            lambda w: Effects(w).phrase(DISPUTED, day=True, hindsight=True),
            "set 6%, EXCEPTED, LAPSED, CONTESTED, SET ASIDE, INHERITED, OVERDUE, DUE, CHANGED, "
            "HINDSIGHT",
            "设定 6%，有例外，已到期，有争议，已搁置，沿用上级，逾期，到期未确认，"
            "当日有变，事后得知",
        ),
        (
            lambda w: Effects(w).lasting(DISPUTED),
            "set 6%, EXCEPTED, LAPSED, CONTESTED, SET ASIDE, INHERITED",
            "设定 6%，有例外，已到期，有争议，已搁置，沿用上级",
        ),
        (
            lambda w: Effects(w).phrase(DISPUTED, only=("LAPSED",), mark=False),
            "set 6%, lapsed",
            "设定 6%，已到期",
        ),
        (lambda w: Effects(w).told(GRADUAL), "permitted gradually", "逐步允许"),
        (
            lambda w: Effects(w).rest(GRADUAL),
            "those not reached yet: suspended partly, a#1",
            "尚未覆盖者：部分暂停，a#1",
        ),
        (
            lambda w: Effects(w).rest(state(extent="grayscale")),
            "those not in the test: unknown",
            "未参加测试者：未知",
        ),
        (
            lambda w: Effects(w).rest(state(extent="partial")),
            "the rest: unknown",
            "其余：未知",
        ),
        (
            lambda w: Effects(w).effect(None, "permitted", "partial", "to wind down"),
            "permitted (to wind down), PARTIAL",
            "部分允许（to wind down）",
        ),
        (
            lambda w: Effects(w).effect(None, "suspended", "grayscale", "x"),
            "suspended in GRAYSCALE (x)",
            "灰度暂停（x）",
        ),
        (lambda w: Effects(w).effect(None, "unknown", None), "UNKNOWN", "未知"),
        (
            lambda w: Effects(w).effect(None, None, None),
            "the end of a grayscale test",
            "灰度测试结束",
        ),
        (
            lambda w: Effects(w).against(state(), GRADUAL),
            "permitted only gradually",
            "仅逐步允许",
        ),
        (
            lambda w: Effects(w).against(state(), state(extent="partial")),
            "permitted only partly",
            "仅部分允许",
        ),
        (
            lambda w: Effects(w).against(state(), state(extent="grayscale")),
            "permitted only in grayscale",
            "仅灰度允许",
        ),
        (lambda w: Effects(w).against(GRADUAL, state()), "permitted in full", "全面允许"),
        (
            lambda w: Effects(w).expected("k/x", state(value="x")),
            "permitted in full (x)",
            "全面允许（x）",
        ),
        (
            lambda w: Effects(w).told(state(extent="grayscale")),
            "permitted in grayscale",
            "灰度允许",
        ),
        (
            lambda w: Effects(w).claimed(CLAIM),
            "undetermined (said to have lapsed)",
            "未定（据称已到期）",
        ),
        (
            lambda w: Effects(w).follows(None, "permitted"),
            "permitted follows, as the source said",
            "之后允许，据来源所说",
        ),
        (
            lambda w: Effects(w).after(None, "undetermined"),
            "what follows is not determined",
            "之后如何未定",
        ),
        (
            lambda w: Effects(w).after(None, "previous"),
            "after that what held before it holds again",
            "之后恢复此前的状态",
        ),
        (lambda w: Effects(w).after(None, "suspended"), "suspended after that", "之后暂停"),
        (lambda w: effects.share(None, w), "share not said", "比例未说明"),
        (lambda w: effects.share({"percent": 10, "words": None}, w), "10%", "10%"),
        (
            lambda w: effects.share({"percent": 12.5, "words": "受邀商家"}, w),
            "12.5% (受邀商家)",
            "12.5%（受邀商家）",
        ),
        (lambda w: effects.share({"percent": 1e-07, "words": ""}, w), "0.0000001%", "0.0000001%"),
        (
            lambda w: effects.excepting(["a/b", "c"], w),
            "except a/b and c",
            "a/b 和 c 除外",
        ),
        (lambda w: effects.replacing(["a#1", "b#2"], w), "replaces a#1, b#2", "取代 a#1、b#2"),
        (
            lambda w: remark.rest("", "3 more", w).text,
            "3 more (--format json has all)",
            "3 more（--format json 列出全部）",
        ),
        (lambda w: cuts.known(None, w)[1], "no cut-off", "不限"),
        (
            lambda w: cuts.recorded(1, MARCH, w)[0][1],
            "@1, last 2022-03-01 00:00:00 +08:00",
            "@1，记录于 2022-03-01 00:00:00 +08:00",
        ),
        (
            lambda w: cuts.recorded(0, None, w)[0][1],
            "nothing: no event had been recorded by then",
            "无：当时尚未记录任何事件",
        ),
        (
            lambda w: cuts.sources("binding", w)[1],
            "binding only; left out: official, press, insider, third-party",
            "仅有约束力；不计：官方、媒体、内部人士、第三方",
        ),
        (
            lambda w: cuts.sources("insider", w)[1],
            "insider and above; left out: third-party",
            "内部人士及以上；不计：第三方",
        ),
    ],
)
def test_a_fact_is_said_in_both_languages(said: Said, english: str, chinese: str) -> None:
    assert said(ENGLISH) == english
    assert said(CHINESE) == chinese


def test_an_instant_is_taken_as_a_number_too() -> None:
    assert periods.day(instant(MARCH), ENGLISH) == periods.day(MARCH, ENGLISH)
    assert cuts.at(instant(MARCH), ENGLISH) == cuts.at(MARCH, ENGLISH)


def test_effects_are_called_by_the_words_of_the_subject_in_the_language_asked_for() -> None:
    given: dict[str, str | dict[str, str]] = {
        "permitted": {"en": "in force", "zh-Hans": "生效"},
        "set": "charged",
    }
    called = Descriptions({"k": Description(None, (), {}, given)})
    assert Effects(ENGLISH, called).phrase(GRADUAL) == "in force GRADUALLY"
    assert Effects(CHINESE, called).phrase(GRADUAL) == "逐步生效"
    assert Effects(CHINESE, called).phrase(DISPUTED, only=("LAPSED",)) == "charged 6%，已到期"
    unnamed = {name: value for name, value in GRADUAL.items() if name != "subject"}
    assert Effects(CHINESE, called, subject="k/y").lasting(unnamed) == "逐步生效"
    assert Effects(CHINESE, called).lasting(unnamed) == "逐步允许"


def test_titles_and_words_are_those_of_a_document() -> None:
    called = names.called(
        {
            "titles": {"k": {"title": None, "titles": {"en": "Kuaishou"}}},
            "words": {"k/x": {"set": {"zh-Hans": "收取"}}},
        }
    )
    assert called.titles("zh-Hans") == {"k": "Kuaishou"}
    assert called.words_of("k/x/y", "set", "en") == "收取"
    assert names.along("k/x", called.titles("en")) == "Kuaishou > x"


def test_a_table_shows_titles_and_words_in_the_language_asked_for(desk: Desk) -> None:
    desk.done("init --origin e.org/x --zone Asia/Shanghai")
    (desk.folder / "a.yaml").write_text(
        "format: policy-ledger/1\n"
        "subjects:\n"
        "  - path: k\n"
        "    titles: {en: Kuaishou, zh-Hans: 快手}\n"
        "    words: {permitted: {en: in force, zh-Hans: 生效}}\n"
        "announcements:\n"
        "  - id: a\n"
        "    source: {name: K, authority: official, party: platform}\n"
        "    published: 2022-01-01\n"
        "    title: t\n"
        "    changes:\n"
        "      - {change: permitted, subjects: [k/x/y, k/x/z], effective: 2022-02-01}\n",
        encoding="utf-8",
    )
    desk.done("announce a.yaml")
    english, chinese = (desk.done(f"at 2022-10-29 --lang {tag}") for tag in ("en", "zh-Hans"))
    assert "k/x  Kuaishou > x" in english
    assert "2 subjects: 2 in force." in english
    assert "k/x  快手 > x" in chinese
    assert "2 个对象：生效 2 项。" in chinese


def test_the_marks_of_a_language_are_coloured_alike() -> None:
    assert colour("permitted, DUE") == "\x1b[32mpermitted\x1b[0m, \x1b[33mDUE\x1b[0m"
    assert colour("逐步允许，逾期", CHINESE.tell) == (
        "\x1b[33m逐步\x1b[0m\x1b[32m允许\x1b[0m，\x1b[31m逾期\x1b[0m"
    )
