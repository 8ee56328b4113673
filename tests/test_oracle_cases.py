"""Does the oracle say what the design does, where its sentences are narrow?

Past 400 lines, since it is read beside section 5, sentence by sentence.
"""

from typing import Any

from tests.oracle import answer
from tests.oracle.statements import Cut, statements
from tests.told_logs import DAY, Log, day

Answer = dict[str, Any]
Change = tuple[str, str, dict[str, Any]]


def ask(log: Log, path: str, when: str, **cut: Any) -> Answer:
    """The answer at the end of a day."""
    return answer.state(log.records, path, day(when) + DAY - 1, day=day(when), **cut)


def said(kind: str, path: str, effective: str | None, **fields: Any) -> Change:
    start = {} if effective is None else {"effective": effective}
    renamed = {"except" if name == "excepting" else name: part for name, part in fields.items()}
    return kind, path, {**start, **renamed}


def told(*announcements: tuple[str, Change] | tuple[str, Change, dict[str, str]]) -> Log:
    """A log of announcements n1, n2 …, each (published, change, source and authority)."""
    log = Log()
    for number, (published, change, *who) in enumerate(announcements, start=1):
        log.announce(f"n{number}", change, published=published, **(who[0] if who else {}))
    return log


def contests(found: Answer, name: str = "contested_by") -> list[tuple[str, str]]:
    return [(each["change"], each["reason"]) for each in found[name]]


PRESS = {"authority": "press", "source": "B"}
OFFICIAL = {"authority": "official", "source": "C"}
BINDING = {"authority": "binding", "source": "D"}
FEW = {"words": "a few"}
OTHERS = {"words": "others"}

# Values


def test_two_values_of_one_effect_contest_each_other() -> None:
    log = told(
        ("2026-01-05", said("set", "a", "2026-02-01", value="6%")),
        ("2026-01-06", said("set", "a", "2026-01-20", value="5%"), OFFICIAL),
    )
    found = ask(log, "a", "2026-02-02")
    assert (found["effect"], found["value"], found["change"]) == ("set", "6%", "n1#1")
    assert contests(found) == [("n2#1", "claim")]
    assert found["contested_by"][0]["value"] == "5%"


def test_a_value_that_one_alone_gives_is_no_contest_but_begins_what_holds_anew() -> None:
    log = told(
        ("2026-01-05", said("permitted", "a", "2026-01-10")),
        ("2026-01-06", said("permitted", "a", "2026-02-01", value="slowly"), PRESS),
    )
    found = ask(log, "a", "2026-02-02")
    assert (found["value"], found["contested_by"]) == ("slowly", [])
    assert found["held_since"] == day("2026-02-01")
    assert ask(log, "a", "2026-01-31")["held_since"] == day("2026-01-10")


def test_what_has_lapsed_has_no_value() -> None:
    more = {"until": "2026-02-10", "afterwards": "permitted", "value": "6%"}
    log = told(("2026-01-05", said("permitted", "a", "2026-02-01", **more)))
    assert ask(log, "a", "2026-02-10")["value"] == "6%"
    found = ask(log, "a", "2026-02-11")
    assert (found["effect"], found["extent"], found["value"]) == ("permitted", "full", None)
    assert found["held_since"] == found["since"] == day("2026-02-11")


def test_what_holds_may_have_held_since_after_the_deciding_start() -> None:
    log = told(
        ("2026-01-05", said("suspended", "a", "2026-01-10")),
        ("2026-01-06", said("grayscale_started", "a", "2026-02-01")),
        ("2026-02-20", said("grayscale_completed", "a", "2026-03-01")),
    )
    found = ask(log, "a", "2026-03-02")
    assert (found["change"], found["since"]) == ("n1#1", day("2026-01-10"))
    assert found["held_since"] == day("2026-03-01")


# Exceptions


def test_an_exception_holds_for_its_path_and_those_below_it_alone() -> None:
    log = told(
        ("2026-01-04", said("permitted", "a", "2026-01-10")),
        ("2026-01-05", said("suspended", "a", "2026-02-01", excepting=["a/b"])),
    )
    effects = [ask(log, path, "2026-02-02")["effect"] for path in ("a", "a/b", "a/b/c", "a/c")]
    assert effects == ["suspended", "permitted", "permitted", "suspended"]
    excepted = [ask(log, path, "2026-02-02")["except"] for path in ("a", "a/b", "a/c", "a/*")]
    assert excepted == [["a/b"], [], [], ["a/b"]]
    assert answer.listed(statements(log.records, Cut())) == ["a", "a/b"]


def test_what_excepts_a_path_does_not_speak_there_nor_do_its_amendments() -> None:
    rule = said("suspended", "a", "2026-02-01", excepting=["a/b"])
    rumour = said("permitted", "a/b", "2026-01-02")
    log = told(("2026-01-05", rule), ("2026-03-01", rumour, PRESS))
    moved = ("rescheduled", "a", {"of": "n1#1", "effective": "2026-02-03"})
    log.announce("n3", moved, published="2026-01-20")
    assert ask(log, "a/b", "2026-03-02")["change"] == "n2#1"
    other = told(
        ("2026-01-05", said("suspended", "a/b", "2026-02-01")), ("2026-03-01", rumour, PRESS)
    )
    assert ask(other, "a/b", "2026-03-02")["change"] == "n1#1"
    assert contests(ask(other, "a/b", "2026-03-02")) == [("n2#1", "after_the_fact")]


def test_a_confirmation_keeps_exceptions_and_replacements() -> None:
    first = ("2026-01-04", said("permitted", "a", "2026-01-10"))
    rule = said(
        *("suspended", "a", "2026-02-01"),
        certainty="expected",
        excepting=["a/b"],
        replaces=["n1#1"],
    )
    log = told(first, ("2026-01-05", rule), ("2026-02-02", ("confirmed", "a", {"of": "n2#1"})))
    assert [ask(log, path, "2026-02-03")["change"] for path in ("a", "a/b")] == ["n3#1", "n1#1"]
    assert ask(log, "a", "2026-02-03")["except"] == ["a/b"]


# Replacements


def replacing(**fields: Any) -> Log:
    """A rule from January, replaced from February on for nine days."""
    new = said("suspended", "a", "2026-02-01", replaces=["n1#1"], **fields)
    return told(("2026-01-02", said("permitted", "a", "2026-01-10")), ("2026-01-20", new))


def test_what_is_replaced_is_gone_from_the_start_of_what_replaces_it() -> None:
    log = replacing(until="2026-02-09", afterwards="previous")
    assert ask(log, "a", "2026-01-31")["effect"] == "permitted"
    assert ask(log, "a", "2026-02-05")["effect"] == "suspended"
    assert ask(log, "a", "2026-02-10")["effect"] == "unknown"


def test_what_was_withdrawn_or_put_off_replaces_nothing() -> None:
    for kind in ("withdrawn", "rescheduled"):
        log = replacing().announce("n3", (kind, "a", {"of": "n2#1"}), published="2026-01-25")
        assert ask(log, "a", "2026-02-05")["effect"] == "permitted"


def test_what_is_replaced_is_neither_scheduled_nor_expected() -> None:
    log = told(
        ("2026-01-02", said("permitted", "a", "2026-03-01")),
        ("2026-01-02", said("set", "a", "2026-03-01", certainty="expected", value="6%")),
        ("2026-01-20", said("suspended", "a", "2026-02-01", replaces=["n1#1", "n2#1"])),
    )
    before, after = ask(log, "a", "2026-01-31"), ask(log, "a", "2026-02-01")
    assert (before["scheduled"], after["scheduled"]) == (["n1#1", "n3#1"], [])
    assert (len(before["expectations"]), after["expectations"]) == (1, [])


def test_a_lesser_authority_replaces_nothing_and_contests() -> None:
    log = told(
        ("2026-01-02", said("permitted", "a", "2026-02-01")),
        ("2026-01-20", said("permitted", "a", "2026-01-25", replaces=["n1#1"]), PRESS),
    )
    found = ask(log, "a", "2026-02-05")
    assert (found["change"], contests(found)) == ("n1#1", [("n2#1", "replacement")])
    assert found["contested_by"][0]["effect"] is None


def test_a_confirmation_is_replaced_with_its_target_where_it_was_published_before() -> None:
    for published, effect in (("2026-01-10", "unknown"), ("2026-01-28", "permitted")):
        log = replacing(until="2026-02-09", afterwards="previous")
        confirmed = ("confirmed", "a", {"of": "n1#1"})
        log.announce("n3", confirmed, published=published, source="E")
        assert ask(log, "a", "2026-02-10")["effect"] == effect


def test_a_claim_after_the_fact_replaces_nothing() -> None:
    log = told(
        ("2026-01-02", said("permitted", "a", "2026-01-10"), PRESS),
        ("2026-02-05", said("expired", "a", "2026-01-20", certainty="conditional"), BINDING),
        ("2026-03-01", said("suspended", "a", "2026-02-01", replaces=["n1#1"]), OFFICIAL),
    )
    found = ask(log, "a", "2026-03-02")
    assert found["change"] == "n1#1"
    assert contests(found) == [("n3#1", "after_the_fact")]


def test_a_replacement_counts_where_both_are_on_the_way_alone() -> None:
    log = told(
        ("2026-01-02", said("permitted", "a", "2026-01-10")),
        ("2026-01-20", said("suspended", "a/b", "2026-02-01", replaces=["n1#1"])),
    )
    assert ask(log, "a", "2026-02-05")["effect"] == "permitted"
    assert contests(ask(log, "a/b/c", "2026-02-05")) == []


def test_what_is_replaced_still_meets_what_was_expected_for_good() -> None:
    log = told(
        ("2026-01-01", said("permitted", "a", "2026-01-10/..", certainty="expected")),
        ("2026-01-02", said("permitted", "a", "2026-01-11")),
        ("2026-01-20", said("suspended", "a", "2026-02-01", replaces=["n2#1"])),
    )
    assert ask(log, "a", "2026-02-05")["expectations"] == []


def test_a_replaced_completion_completes_nothing() -> None:
    log = told(
        ("2026-01-02", said("grayscale_started", "a", "2026-01-10")),
        ("2026-01-12", said("grayscale_completed", "a", "2026-01-20")),
        ("2026-01-15", said("rollout_started", "a", "2026-02-01", replaces=["n2#1"])),
    )
    assert ask(log, "a", "2026-01-31")["effect"] == "unknown"
    found = ask(log, "a", "2026-02-05")
    assert (found["change"], contests(found)) == ("n3#1", [])
    assert found["otherwise"]["effect"] == "unknown"


# Parts of a population


def test_a_rule_for_some_leaves_the_others_as_they_were() -> None:
    log = told(
        ("2026-01-02", said("set", "a", "2026-01-10", value="5%")),
        ("2026-01-20", said("set", "a", "2026-02-01", value="6%", population=FEW)),
    )
    found = ask(log, "a", "2026-02-05")
    assert (found["value"], found["extent"], found["population"]) == (
        *("6%", "partial"),
        {"percent": None, "words": "a few"},
    )
    assert found["otherwise"] == {
        "effect": "set",
        "extent": "full",
        "value": "5%",
        "change": "n1#1",
    }


def test_two_parts_of_a_population_stand_side_by_side() -> None:
    for population, expected in ((OTHERS, [("n1#1", "claim")]), (FEW, [])):
        log = told(
            ("2026-01-02", said("set", "a", "2026-01-10", value="5%", population=population)),
            ("2026-01-20", said("set", "a", "2026-02-01", value="6%", population=FEW)),
        )
        assert contests(ask(log, "a", "2026-02-05")) == expected


def test_a_confirmation_that_names_a_population_is_partial() -> None:
    log = told(
        ("2026-01-02", said("suspended", "a", "2026-01-10"), PRESS),
        ("2026-01-20", ("confirmed", "a", {"of": "n1#1", "population": FEW})),
    )
    found = ask(log, "a", "2026-02-05")
    assert (found["change"], found["extent"]) == ("n2#1", "partial")
    assert found["otherwise"]["effect"] == "unknown"


def test_for_the_others_a_lesser_word_counts_where_it_says_another_value() -> None:
    for value, change in (("6%", None), (None, None), ("5%", "n1#1")):
        fields = {} if value is None else {"value": value}
        log = told(
            ("2026-01-02", said("set", "a", "2026-01-10", **fields), PRESS),
            ("2026-01-20", said("set", "a", "2026-02-01", value="6%", population=FEW)),
        )
        assert ask(log, "a", "2026-02-05")["otherwise"]["change"] == change


def test_what_does_not_reach_the_others_replaces_nothing_for_them() -> None:
    new = said("suspended", "a", "2026-02-01", replaces=["n1#1"], population=FEW)
    log = told(("2026-01-02", said("permitted", "a", "2026-01-10")), ("2026-01-20", new))
    found = ask(log, "a", "2026-02-05")
    assert (found["change"], found["otherwise"]["change"]) == ("n2#1", "n1#1")


# Paths with stars


def test_a_star_covers_any_one_segment_and_what_is_below() -> None:
    log = told(("2026-01-02", said("permitted", "a/*/c", "2026-01-10")))
    asked = ("a/b/c", "a/b/c/d", "a/*/c", "a/b", "a/b/d", "a/*/*")
    effects = [ask(log, path, "2026-02-01")["effect"] for path in asked]
    assert effects == ["permitted"] * 3 + ["unknown"] * 3
    assert [ask(log, path, "2026-02-01")["named"] for path in asked] == [
        *(True, True, True),
        *(False, False, True),
    ]


def test_of_equal_starts_more_segments_and_then_fewer_stars_come_last() -> None:
    for others, change in (
        (("*/b", "a/*"), "n2#1"),
        (("a/b", "*/b"), "n1#1"),
        (("*/*/c", "a/b"), "n1#1"),
    ):
        log = told(
            *(
                ("2026-01-02", said(kind, path, "2026-01-10"))
                for kind, path in zip(("permitted", "suspended"), others, strict=True)
            )
        )
        assert ask(log, "a/b/c", "2026-02-01")["change"] == change


def test_what_was_said_by_name_is_set_aside_by_a_later_word_for_any() -> None:
    log = told(
        ("2026-01-02", said("permitted", "a/b", "2026-01-10")),
        ("2026-01-20", said("suspended", "a/*", "2026-02-01")),
    )
    found = ask(log, "a/b", "2026-02-05")
    assert (found["change"], contests(found, "set_aside")) == ("n2#1", [("n1#1", "superseded")])
    other = told(
        ("2026-01-02", said("permitted", "*/b", "2026-01-10")),
        ("2026-01-20", said("suspended", "a/*", "2026-02-01")),
    )
    assert ask(other, "a/b", "2026-02-05")["set_aside"] == []


def test_a_greater_authority_on_another_path_of_as_many_segments_has_spoken() -> None:
    log = told(
        ("2026-01-20", said("permitted", "*/b", "2026-01-10")),
        ("2026-02-20", said("suspended", "a/*", "2026-01-15"), PRESS),
    )
    found = ask(log, "a/b", "2026-03-01")
    assert (found["change"], contests(found)) == ("n1#1", [("n2#1", "after_the_fact")])


# Who supersedes


def test_an_older_plan_does_not_silence_the_same_source() -> None:
    log = told(
        ("2026-02-02", said("permitted", "a", "2026-02-09")),
        ("2026-02-06", said("suspended", "a", "2026-02-06")),
    )
    found = ask(log, "a", "2026-02-10")
    assert (found["change"], contests(found)) == ("n1#1", [("n2#1", "claim")])


def test_the_same_source_supersedes_what_it_published_with_it_or_starts_with_it() -> None:
    together = told(
        ("2026-02-02", said("permitted", "a", "2026-02-09")),
        ("2026-02-02", said("suspended", "a", "2026-02-06")),
    )
    assert contests(ask(together, "a", "2026-02-10")) == []
    same_start = told(
        ("2026-02-02", said("permitted", "a/b", "2026-02-09")),
        ("2026-02-06", said("suspended", "a", "2026-02-09")),
    )
    assert contests(ask(same_start, "a/b", "2026-02-10")) == []
    another = told(
        ("2026-02-02", said("permitted", "a/b", "2026-02-09")),
        ("2026-02-06", said("suspended", "a", "2026-02-09"), OFFICIAL),
    )
    assert contests(ask(another, "a/b", "2026-02-10")) == [("n2#1", "claim")]


def test_who_binds_stands_above_who_speaks_officially() -> None:
    log = told(
        ("2026-02-02", said("suspended", "a", "2026-02-03"), BINDING),
        ("2026-02-05", said("permitted", "a", "2026-02-06")),
        ("2026-02-07", ("withdrawn", "a", {"of": "n1#1"})),
    )
    found = ask(log, "a", "2026-02-10")
    assert (found["change"], contests(found)) == ("n2#1", [("n1#1", "claim")])
    assert contests(ask(log, "a", "2026-02-05")) == [("n3#1", "amendment")]
    assert ask(log, "a", "2026-02-10", floor="binding")["change"] == "n1#1"


# Expectations


def test_a_confirmation_that_is_left_out_or_put_off_still_settles() -> None:
    expected = ("2026-01-02", said("permitted", "a", "2026-02-01", certainty="expected"))
    confirmed = ("2026-02-02", ("confirmed", "a", {"of": "n1#1"}))
    log = told(expected, confirmed)
    log.announce("n3", ("rescheduled", "a", {"of": "n2#1"}), published="2026-02-03")
    assert [e["change"] for e in ask(log, "a", "2026-02-05")["expectations"]] == ["n2#1"]
    other = told(expected, confirmed)
    ended = ("term_changed", "a", {"of": "n2#1", "until": "2026-01-20"})
    other.announce("n3", ended, published="2026-02-03")
    found = ask(other, "a", "2026-02-05")
    assert (found["effect"], found["expectations"]) == ("unknown", [])


def test_an_expectation_is_met_by_an_answer_without_its_value_but_not_with_another() -> None:
    for value, open_ in ((None, 0), ("6%", 0), ("5%", 1)):
        fields = {} if value is None else {"value": value}
        log = told(
            ("2026-01-02", said("permitted", "a", "2026-02-01", certainty="expected", value="6%")),
            ("2026-01-01", said("permitted", "a", "2026-01-01", **fields), PRESS),
        )
        assert len(ask(log, "a", "2026-02-05")["expectations"]) == open_


def test_an_expectation_tells_its_value_and_its_term() -> None:
    more = {"certainty": "expected", "value": "6%", "until": "2026-03-01"}
    log = told(("2026-01-02", said("set", "a", "2026-02-01/..", **more)))
    (found,) = ask(log, "a", "2026-02-05")["expectations"]
    assert (found["value"], found["until"]) == ("6%", day("2026-03-02"))
    assert (found["latest"], found["status"]) == (None, "due")
    assert ask(log, "a", "2026-03-02")["expectations"] == []


# Lists


def test_what_is_on_two_paths_of_the_way_is_told_once_of_the_more_particular() -> None:
    rule = {"effective": "2026-03-01", "certainty": "expected"}
    for paths in (("a", "a/b"), ("*/b", "a/b"), ("*/b", "a/*")):
        log = Log().announce(
            "n1", *(("permitted", path, rule) for path in paths), published="2026-01-02"
        )
        for record in log.records[2:]:
            record.data["change"] = "n1#1"  # one change of two subjects
        moved = ("rescheduled", paths[1], {"of": "n1#1", "effective": "2026-04-01"})
        log.announce("n2", moved, published="2026-01-03")
        (found,) = ask(log, "a/b", "2026-02-05")["expectations"]
        assert found["earliest"] == day("2026-04-01")
