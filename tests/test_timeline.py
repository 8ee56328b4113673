"""Does a timeline tell what the answer says at every instant, and each state once?"""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.answers.state import State
from ledger.history.timeline import (
    FIRST,
    LAST,
    Segment,
    boundaries,
    differing,
    lasting,
    rows,
    segments,
    told,
    turns,
)
from tests.by_oracle import Seen, said, state
from tests.told_logs import DAY, Log, day

SHOP = "shop/links"


def timeline(log: Log, subject: str, cut: Seen = Seen()) -> list[Segment]:  # noqa: B008
    return list(
        segments(lambda at: at_instant(log, subject, at, cut), boundaries(said(log.records, cut)))
    )


def at_instant(log: Log, subject: str, at: int, cut: Seen = Seen()) -> State:  # noqa: B008
    return state(log.records, subject, at, cut)


def shape(parts: list[Segment]) -> list[tuple[int | None, int | None, str]]:
    return [(part.start, part.end, part.state.effect) for part in parts]


def test_without_a_statement_there_is_one_unknown_segment_without_ends() -> None:
    assert shape(timeline(Log(), SHOP)) == [(None, None, "unknown")]


def test_a_state_holds_from_its_start_to_the_start_of_the_next() -> None:
    log = Log().announce(
        "a",
        ("suspended", SHOP, {"effective": "2022-03-01"}),
        ("permitted", SHOP, {"effective": "2022-10-28"}),
        published="2022-02-22",
    )
    first, second = day("2022-03-01"), day("2022-10-28")
    assert shape(timeline(log, SHOP)) == [
        (None, first, "unknown"),
        (first, second, "suspended"),
        (second, None, "permitted"),
    ]


def test_a_lapsed_term_is_a_state_of_its_own_from_the_day_after_its_last_day() -> None:
    log = Log().announce(
        "a",
        ("permitted", SHOP, {"effective": "2022-10-28", "until": "2022-11-30"}),
        published="2022-10-28",
    )
    parts = timeline(log, SHOP)
    assert shape(parts)[1:] == [
        (day("2022-10-28"), day("2022-12-01"), "permitted"),
        (day("2022-12-01"), None, "undetermined"),
    ]
    assert parts[-1].state.lapsed


def test_a_change_that_repeats_what_held_is_another_ground_and_so_another_segment() -> None:
    log = Log().announce(
        "a", ("permitted", SHOP, {"effective": "2022-01-01"}), published="2022-01-01"
    )
    log.announce("b", ("permitted", SHOP, {"effective": "2022-02-01"}), published="2022-02-01")
    assert [part.state.change for part in timeline(log, SHOP)] == [None, "a#1", "b#1"]


def test_boundaries_of_another_path_make_no_segments() -> None:
    log = Log().announce(
        "a", ("permitted", SHOP, {"effective": "2022-01-01"}), published="2022-01-01"
    )
    log.announce(
        "b", ("suspended", "shop/other", {"effective": "2022-02-01"}), published="2022-02-01"
    )
    assert len(timeline(log, SHOP)) == 2


def test_an_expectation_turns_overdue_an_instant_after_its_latest() -> None:
    log = Log().announce(
        "a",
        ("permitted", SHOP, {"effective": "../2022-10-31", "certainty": "expected"}),
        published="2022-10-28",
    )
    parts = timeline(log, SHOP)
    statuses = [part.state.expectations[0].status for part in parts]
    assert statuses == ["open", "overdue"]
    assert parts[1].start == day("2022-11-01")


def test_a_row_spans_segments_that_differ_only_in_what_is_expected() -> None:
    log = Log().announce(
        "a",
        ("suspended", SHOP, {"effective": "2022-03-01"}),
        ("permitted", SHOP, {"effective": "2022-10-29/..", "certainty": "expected"}),
        published="2022-02-22",
    )
    found = list(rows(timeline(log, SHOP)))
    assert [len(row) for row in found] == [1, 2]
    assert [e.status for part in found[1] for e in part.state.expectations] == ["open", "due"]


def test_the_first_and_last_instants_can_be_asked_about() -> None:
    log = Log().announce(
        "a", ("permitted", SHOP, {"effective": "0001-01-01"}), published="2022-01-01"
    )
    assert shape(timeline(log, SHOP)) == [(None, None, "permitted")]
    assert day("0001-01-01") == FIRST
    assert day("9999-12-31") + DAY - 1 == LAST


def test_two_timelines_differ_only_where_one_of_them_has_something_else() -> None:
    log = Log().announce(
        "a", ("suspended", SHOP, {"effective": "2022-03-01"}), published="2022-02-22"
    )
    before = timeline(log, SHOP)
    log.announce(
        "b",
        (
            "permitted",
            SHOP,
            {"effective": "2022-06-01", "until": "2022-06-30", "afterwards": "previous"},
        ),
        published="2022-05-01",
    )
    found = differing(turns(before), turns(timeline(log, SHOP)))
    assert [(each.start, each.end) for each in found] == [
        (day("2022-06-01"), day("2022-07-01")),
        # the suspension is back, and since when is told anew
        (day("2022-07-01"), None),
    ]
    assert [(each.before.effect, each.after.effect) for each in found] == [
        ("suspended", "permitted"),
        ("suspended", "suspended"),
    ]


DAYS = ("2022-03-01", "2022-03-02", "2022-03-05")
WINDOWS = (*DAYS, "../2022-03-02", "2022-03-02/..", "2022-03-01/2022-03-05")
AUTHORITIES = ("official", "press", "insider")


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """A few announcements of any kind about a path and the one above it."""
    log = Log()
    stated: list[tuple[str, str]] = []
    for number in range(draw(st.integers(1, 4))):
        changes = []
        for place in range(draw(st.integers(1, 3))):
            subject = draw(st.sampled_from(("shop", SHOP)))
            if bool(stated) and draw(st.booleans()):
                of, subject = draw(st.sampled_from(stated))
                kind = draw(
                    st.sampled_from(("rescheduled", "term_changed", "withdrawn", "confirmed"))
                )
                fields: dict[str, object] = {"of": of}
                if kind in ("rescheduled", "confirmed"):
                    fields["effective"] = draw(st.sampled_from(WINDOWS))
                if kind == "term_changed":
                    fields["until"] = draw(st.sampled_from((*DAYS, "..")))
            else:
                kind = draw(
                    st.sampled_from(
                        (
                            "permitted",
                            "suspended",
                            "grayscale_started",
                            "rollout_started",
                            "grayscale_completed",
                            "expired",
                        )
                    )
                )
                fields = {"effective": draw(st.sampled_from(WINDOWS))}
                fields["certainty"] = draw(st.sampled_from(("stated", "stated", "expected")))
                if kind not in ("grayscale_completed", "expired"):
                    stated.append((f"n{number}#{place + 1}", subject))
                    if draw(st.booleans()):
                        fields["until"] = draw(st.sampled_from(DAYS))
                        fields["afterwards"] = draw(
                            st.sampled_from(("undetermined", "permitted", "suspended", "previous"))
                        )
            changes.append((kind, subject, fields))
        log.announce(
            f"n{number}",
            *changes,
            published=draw(st.sampled_from(DAYS)),
            authority=draw(st.sampled_from(AUTHORITIES)),
            source=draw(st.sampled_from(("A", "B"))),
        )
    return log


@settings(max_examples=80, deadline=None)
@given(logs())
def test_the_timeline_says_at_any_instant_what_the_answer_says_there(log: Log) -> None:
    parts = timeline(log, SHOP)
    assert parts[0].start is None
    assert parts[-1].end is None
    for part, following in itertools.pairwise(parts):
        assert part.end == following.start
        assert lasting(part.state) != lasting(following.state)
    edges = [edge + step for part in parts if (edge := part.start) for step in (-1, 0, 1)]
    for at in (*edges, *(day(text) + step for text in DAYS for step in (-1, 0, 1, DAY - 1, DAY))):
        part = next(p for p in parts if p.end is None or at < p.end)
        assert lasting(part.state) == lasting(at_instant(log, SHOP, at))


@settings(max_examples=30, deadline=None)
@given(logs())
def test_rows_tell_every_segment_once_and_never_the_same_row_twice(log: Log) -> None:
    parts = timeline(log, SHOP)
    found = list(rows(parts))
    assert [part for row in found for part in row] == parts
    for row, following in itertools.pairwise(found):
        assert told(row[-1].state) != told(following[0].state)
