"""Is each fact of a row said in both languages, in all its forms?"""

from collections.abc import Callable
from typing import Any

import pytest

from ledger.sayings import contests, hindsight, provenance, states, stretches
from ledger.sayings.effects import Effects
from ledger.sayings.language import Words
from ledger.sayings.provenance import START, TERM
from ledger.sayings.telling import Telling
from tests.test_sayings import CHINESE, ENGLISH, state

Row = dict[str, Any]
Said = Callable[[Words], str]


def day(text: str) -> str:
    """The beginning of a day in Shanghai."""
    return f"{text}T16:00:00Z"


#: The beginnings of 2, 3 and 4 January, of which the last two are the ends of the days before.
SECOND, THIRD, FOURTH = day("2022-01-01"), day("2022-01-02"), day("2022-01-03")

#: The last instant of 4 January.
LAST = "2022-01-04T15:59:59.999999Z"


def row(earliest: str | None = SECOND, latest: str | None = SECOND, **fields: Any) -> Row:
    """A statement as documents write it."""
    return {
        "change": "a#1", "seq": 1, "subject": "k/x", "kind": "permitted", "of": None,
        "effect": "permitted", "extent": "full", "value": None, "replaces": [],
        "earliest": earliest, "latest": latest, "qualifier": None, "until": None,
        "certainty": "stated", "authority": "official", "source": "K", "party": "platform",
        "published": SECOND, "known": SECOND, "start_set": None, "term_set": None,
        "amends": None, "target": None, "amended_by": [],
    } | fields  # fmt: skip


def moved(was: Row | None, now: Row) -> tuple[Said, Said]:
    """What a rescheduling says, and what became of the start that stood."""
    by = now | {"kind": "rescheduled", "change": "b#1"}
    return (
        lambda w: provenance.moved(was, now, w),
        lambda w: provenance.set_by(START, was or now, by, "b#1", w),
    )


def changed(was: Row | None, now: Row) -> tuple[Said, Said]:
    """The same of a term."""
    return (
        lambda w: provenance.changed(was, now, w),
        lambda w: provenance.set_by(TERM, was or now, now, "b#1", w),
    )


@pytest.mark.parametrize(
    ("said", "told", "by"),
    [
        (
            moved(row(), row(THIRD, THIRD)),
            ("put off to 2022-01-03 from 2022-01-02", "推迟至 2022-01-03，原为 2022-01-02"),
            ("put off from 2022-01-02 by b#1", "推迟，原为 2022-01-02：b#1"),
        ),
        (
            moved(row(THIRD, THIRD), row()),
            ("brought forward to 2022-01-02 from 2022-01-03", "提前至 2022-01-02，原为 2022-01-03"),
            ("brought forward from 2022-01-03 by b#1", "提前，原为 2022-01-03：b#1"),
        ),
        (
            moved(row(THIRD, THIRD), row(SECOND, LAST)),
            (
                "moved to some time from 2022-01-02 to 2022-01-04 from 2022-01-03",
                "改至 2022-01-02 至 2022-01-04 之间某时，原为 2022-01-03",
            ),
            ("moved from 2022-01-03 by b#1", "改期，原为 2022-01-03：b#1"),
        ),
        (
            moved(row(SECOND, None), row(THIRD, THIRD)),
            (
                "dated 2022-01-03, before: 2022-01-02 at the earliest",
                "定为 2022-01-03，此前为最早 2022-01-02",
            ),
            (
                "dated by b#1, before: 2022-01-02 at the earliest",
                "定下日期，此前为最早 2022-01-02：b#1",
            ),
        ),
        (
            moved(row(), row()),
            ("left at 2022-01-02", "维持在 2022-01-02"),
            ("left at this by b#1", "维持不变：b#1"),
        ),
        (
            moved(row(), row(None, None)),
            ("put off from 2022-01-02 to a day not said", "原为 2022-01-02，推迟至未说明的日期"),
            ("put off from 2022-01-02 by b#1", "推迟，原为 2022-01-02：b#1"),
        ),
        (
            moved(None, row(None, None)),
            ("put off to a day not said", "推迟至未说明的日期"),
            ("put off from a day not said by b#1", "推迟，原为未说明的日期：b#1"),
        ),
        (
            moved(None, row()),
            ("moved to 2022-01-02", "改至 2022-01-02"),
            ("left at this by b#1", "维持不变：b#1"),
        ),
        (
            changed(row(until=THIRD), row(until=FOURTH)),
            (
                "term prolonged to last day 2022-01-03 from last day 2022-01-02",
                "期限延长至最后一日 2022-01-03，原为最后一日 2022-01-02",
            ),
            (
                "term prolonged from last day 2022-01-02 by b#1",
                "期限延长，原为最后一日 2022-01-02：b#1",
            ),
        ),
        (
            changed(row(until=FOURTH), row(until=THIRD)),
            (
                "term cut short to last day 2022-01-02 from last day 2022-01-03",
                "期限缩短至最后一日 2022-01-02，原为最后一日 2022-01-03",
            ),
            (
                "term cut short from last day 2022-01-03 by b#1",
                "期限缩短，原为最后一日 2022-01-03：b#1",
            ),
        ),
        (
            changed(row(until=THIRD), row()),
            ("term lifted, it was last day 2022-01-02", "取消期限，原为最后一日 2022-01-02"),
            (
                "term lifted by b#1, it was last day 2022-01-02",
                "取消期限，原为最后一日 2022-01-02：b#1",
            ),
        ),
        (
            changed(row(), row(until=THIRD)),
            (
                "term set to last day 2022-01-02, no end before",
                "期限设为最后一日 2022-01-02，此前无终止日",
            ),
            ("term set by b#1, no end before", "设定期限，此前无终止日：b#1"),
        ),
        (
            changed(row(until=THIRD), row(until=THIRD)),
            ("term left at last day 2022-01-02", "期限维持最后一日 2022-01-02"),
            ("term left at this by b#1", "期限维持不变：b#1"),
        ),
        (
            changed(None, row(until=THIRD)),
            ("term changed to last day 2022-01-02", "期限改为最后一日 2022-01-02"),
            ("term left at this by b#1", "期限维持不变：b#1"),
        ),
        (
            changed(None, row()),
            ("term lifted", "取消期限"),
            ("term left at this by b#1", "期限维持不变：b#1"),
        ),
    ],
)
def test_what_an_amendment_did_is_said_with_what_stood_before_it(
    said: tuple[Said, Said], told: tuple[str, str], by: tuple[str, str]
) -> None:
    for found, (english, chinese) in zip(said, (told, by), strict=True):
        assert found(ENGLISH) == english
        assert found(CHINESE) == chinese


@pytest.mark.parametrize(
    ("kind", "was", "by", "english", "chinese"),
    [
        (START, row(), row(THIRD, THIRD), "put off to 2022-01-03 by", "推迟至 2022-01-03："),
        (START, row(THIRD), row(), "brought forward to 2022-01-02 by", "提前至 2022-01-02："),
        (START, row(), row(), "left at 2022-01-02 by", "维持在 2022-01-02："),
        (START, row(SECOND, None), row(THIRD, THIRD), "dated 2022-01-03 by", "定为 2022-01-03："),
        (START, row(), row(kind="withdrawn"), "withdrawn by", "已撤回："),
        (TERM, row(until=THIRD), row(), "term lifted by", "取消期限："),
        (
            *(TERM, row(), row(until=THIRD)),
            *("term set to last day 2022-01-02 by", "期限设为最后一日 2022-01-02："),
        ),
        (
            *(TERM, row(until=THIRD), row(until=THIRD)),
            *("term left at last day 2022-01-02 by", "期限维持最后一日 2022-01-02："),
        ),
        (
            *(TERM, row(until=THIRD), row(until=FOURTH)),
            *("term prolonged to last day 2022-01-03 by", "期限延长至最后一日 2022-01-03："),
        ),
        (
            *(TERM, row(until=FOURTH), row(until=THIRD)),
            *("term cut short to last day 2022-01-02 by", "期限缩短至最后一日 2022-01-02："),
        ),
    ],
)
def test_what_became_of_a_date_that_stands_no_more_is_said_with_who_moved_it(
    kind: str, was: Row, by: Row, english: str, chinese: str
) -> None:
    named = by | {"change": "b#1"}
    who = "K, official, published 2022-01-02, b#1"
    assert provenance.ended(kind, was, named, ENGLISH) == f"{english} {who}"
    who = "K（官方），2022-01-02 发布，b#1"
    assert provenance.ended(kind, was, named, CHINESE) == f"{chinese}{who}"


def telling(words: Words, **fields: Any) -> Telling:
    """Of a path that somebody official suspended."""
    deciding = row(change="d#1", seq=4, effect="suspended", of="c#1", kind="confirmed")
    held = {"inherited_from": None, "authority": "official", "source": "K", "change": "d#1"}
    told = state(effect="suspended", seq=4, **held) | fields
    return Telling(Effects(words), {"4": deciding}, told, FOURTH)


def entry(**fields: Any) -> Row:
    """An entry of `contested_by`."""
    return {
        "change": "a#1", "effect": "permitted", "extent": "full", "value": None,
        "authority": "official", "source": "K", "reason": "claim",
    } | fields  # fmt: skip


SAYS = ("says permitted since 2022-01-02, a#1", "称自 2022-01-02 起允许，a#1")


@pytest.mark.parametrize(
    ("entry", "said", "english", "chinese"),
    [
        (entry(), row(), f"by the same source: K, official, {SAYS[0]}",
         f"来自同一来源：K（官方），{SAYS[1]}"),
        (entry(source="L"), row(source="L"), f"by an equal authority: L, official, {SAYS[0]}",
         f"来自同等层级：L（官方），{SAYS[1]}"),
        (entry(authority="press"), None, "by a lesser authority: K, press, says permitted, a#1",
         "来自较低层级：K（媒体），称允许，a#1"),
        (entry(authority="binding"), row(authority="binding", until=THIRD),
         "by a higher authority: K, binding, says permitted since 2022-01-03, when its term ended, "
         "a#1",
         "来自更高层级：K（有约束力），称自 2022-01-03 其期限届满起允许，a#1"),
        (entry(reason="after_the_fact"), row(),
         "by a claim after the fact: K, official, published 2022-01-02, says permitted since "
         "2022-01-02, though a higher authority spoke in between and did not say the same, a#1",
         "来自事后的说法：K（官方），2022-01-02 发布，称自 2022-01-02 起允许，但其间有更高层级的"
         "来源发言，且说法不同，a#1"),
        (entry(reason="replacement"), row(replaces=["c#1"]),
         "by K, official: says that it replaces c#1, which d#1 confirms, and does not, for a "
         "lesser authority cannot take the place of a greater one, a#1",
         "来自 K（官方）：称取代 d#1 所确认的 c#1，但并未取代，因为较低层级不能取代较高层级的说法，"
         "a#1"),
        (entry(reason="amendment"), row(kind="term_changed"),
         "term changed, by K, official: does not apply, for a lesser authority cannot change what "
         "a greater one said, a#1",
         "期限变更，来自 K（官方）：不适用，因为较低层级不能改变较高层级的说法，a#1"),
    ],
)  # fmt: skip
def test_a_contest_is_said_by_its_reason_and_its_authority(
    entry: Row, said: Row | None, english: str, chinese: str
) -> None:
    assert contests.contest(entry, said, telling(ENGLISH)) == ("CONTESTED", english)
    assert contests.contest(entry, said, telling(CHINESE)) == ("有争议", chinese)


def test_a_contest_of_what_nobody_decides_is_by_a_source() -> None:
    found = telling(ENGLISH, authority=None, source=None, change=None, seq=None)
    told = contests.contest(entry(), None, found).text
    assert told == "by a source: K, official, says permitted, a#1"
    replacing = contests.contest(entry(reason="replacement"), row(), found).text
    assert replacing.startswith("by K, official: says that it replaces it, and does not")


def test_of_many_changes_that_are_gone_the_first_few_are_named() -> None:
    then = {
        **state(effect="suspended", since=None, since_earliest=None),
        "expected": [f"e#{n}" for n in range(7)], "scheduled": ["s#1"],
        "may_have_changed": [], "contested_by": [],
    }  # fmt: skip
    fact = {**then, "state": state(effect="suspended", since=None, since_earliest=None)}
    assert hindsight.known_then("L", fact, telling(ENGLISH), "2022-01-03") == (
        "L. Known by 2022-01-03 was: suspended; expected: e#0, e#1, e#2, e#3, e#4 and 2 more; "
        "scheduled: s#1 (--known 2022-01-03)"
    )
    assert hindsight.known_then("L", fact, telling(CHINESE), "2022-01-03") == (
        "L。截至 2022-01-03 所知为：暂停；预期：e#0、e#1、e#2、e#3、e#4，另有 2 项；已排定：s#1"
        "（--known 2022-01-03）"
    )


def test_a_path_that_looks_like_the_one_meant_is_told_apart() -> None:
    told = states.unknown("unspoken", "k/х", telling(ENGLISH)).text
    assert told.startswith("nothing recorded speaks of it or of a path above it: neither permitted")
    assert "No such path in this ledger. Did you mean k/х" in told


def test_of_many_paths_that_cover_some_of_it_three_are_named() -> None:
    told = states.also_covered(["a", "b", "c", "d"], ENGLISH).text
    assert told == (
        "of what lies below, some is also covered by a and b and c and others: name them to see"
    )


def turned(**differing: tuple[Any, Any]) -> Said:
    """What two states that are put in the same words differ in."""
    alike = {
        "change": "a#1", "seq": 4, "since": SECOND, "since_earliest": SECOND, "published": SECOND,
        "until": None, "afterwards": None, "authority": "official", "source": "K",
        "population": None, "may_have_changed": [], "amended_by": [], "party": "platform",
    }  # fmt: skip
    sides = {
        side: state(**alike) | {name: values[n] for name, values in differing.items()}
        for n, side in enumerate(("before", "after"))
    }
    return lambda words: stretches.turn({"subject": "k/x", **sides}, Effects(words))


@pytest.mark.parametrize(
    ("said", "english", "chinese"),
    [
        (turned(afterwards=("suspended", None)), "nothing is to follow", "未说明之后如何"),
        (turned(afterwards=(None, "suspended")), "suspended after that", "之后暂停"),
        (turned(until=(None, THIRD)), "last day 2022-01-02", "最后一日 2022-01-02"),
        (turned(authority=("press", "official")), "said by K, official", "来源：K（官方）"),
        (turned(published=(SECOND, THIRD)), "another day of publication", "发布日期不同"),
        (turned(amended_by=([], ["b#1"])), "amended by b#1", "由 b#1 修改"),
        (
            turned(change=("a#1", "b#1")),
            "on the word of K, official, b#1",
            "依据 K（官方）的说法，b#1",
        ),
        (turned(), "on other ground", "依据不同"),
    ],
)
def test_in_what_two_states_of_the_same_words_differ_is_said(
    said: Said, english: str, chinese: str
) -> None:
    assert said(ENGLISH) == f"permitted -> the same, {english}"
    assert said(CHINESE) == f"允许 -> 不变，{chinese}"


def test_a_state_that_may_have_changed_is_told_on_its_side() -> None:
    gained = turned(may_have_changed=([], ["b#1"]))
    lost = turned(may_have_changed=(["b#1"], []))
    assert gained(ENGLISH) == "permitted -> permitted, may have changed already"
    assert lost(ENGLISH) == "permitted, may have changed already -> permitted"
    assert gained(CHINESE) == "允许 -> 允许，可能已改变"
    assert lost(CHINESE) == "允许，可能已改变 -> 允许"
