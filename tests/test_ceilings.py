"""Is a source held to its ceiling, and is a rise in its authority told?"""

import json
import os
from typing import Any

import pytest

from ledger.application import open_for_writing
from ledger.audit.integrity import verify
from ledger.audit.verdict import AuditRequest
from ledger.faults import InputFault, LedgerFault
from ledger.reading.reading import open_ledger
from ledger.reports import AnnounceReport
from ledger.stores.log import Log
from tests.announcing import batch, faults
from tests.desk import Desk
from tests.ledgers import PERMITTED, announcement
from tests.stores import Place, stored, table, told
from tests.warned import worded

FORMAT = "format: policy-ledger/1\n"
LIMITED = "sources:\n- {name: Fans, ceiling: press}\n"


def said(id: str, authority: str, *, source: str = "Fans") -> str:
    return (
        f"- id: {id}\n  source: {{name: {source}, authority: {authority}}}\n"
        "  published: 2022-02-22\n  changes:\n"
        "  - {change: suspended, subjects: [k], effective: 2022-03-01}\n"
    )


def tell(target: str, *parts: str, **settings: Any) -> AnnounceReport:
    text = FORMAT + "".join(parts)
    with open_for_writing(target) as ledger:
        return ledger.announce(batch(text), **settings)


HIGH = (
    "f.yaml:4: announcements[1].source.authority: official is above the ceiling of Fans, press; "
    "expected press or less, or --above-ceiling"
)


def test_a_ceiling_stands_before_the_announcements_and_once(place: Place) -> None:
    target = place.made()
    report = tell(
        target,
        "subjects:\n- {path: k, title: K}\n",
        LIMITED,
        "announcements:\n",
        said("a", "press"),
    )
    assert [row[3] for row in stored(target)] == [
        *("opened", "subject_described", "source_described", "announced", "suspended"),
    ]
    assert stored(target)[2][1] == "#"
    found = json.loads(stored(target)[2][4])
    assert (found["ceiling"], found["name"]) == ("press", "Fans")
    assert (report.described, report.limited) == (("k",), 1)
    assert tell(target, LIMITED).events == 0
    assert tell(target, "sources:\n- {name: Fans, ceiling: official}\n").limited == 1
    with open_ledger(target) as reading:
        assert reading.cut().ceilings() == {"Fans": "official"}
        assert reading.cut(recorded=5).ceilings() == {"Fans": "press"}
        assert reading.cut(recorded=2).ceilings() == {}
    assert verify(target, AuditRequest(), os.environ).verdict == "ok"
    before = table(target, "ceilings")
    with open_for_writing(target) as ledger:
        ledger.rebuild()
    assert table(target, "ceilings") == before
    assert len(before) == 2


def test_what_a_source_says_above_its_ceiling_is_refused_unless_told(place: Place) -> None:
    target = place.made()
    tell(target, LIMITED)
    before = stored(target)
    with pytest.raises(InputFault) as refused:
        tell(target, "announcements:\n", said("a", "official"))
    assert str(refused.value) == HIGH
    assert stored(target) == before
    for id, authority in (("p", "press"), ("i", "insider"), ("t", "third-party")):
        assert tell(target, "announcements:\n", said(id, authority)).new == 1
    assert tell(target, "announcements:\n", said("a", "official"), above_ceiling=True).new == 1
    # told again it is not asked again
    assert tell(target, "announcements:\n", said("a", "official")).unchanged == 1


def test_the_ceiling_of_the_same_file_holds_for_its_announcements(place: Place) -> None:
    target = place.made()
    with pytest.raises(InputFault, match="official is above the ceiling of Fans, press"):
        tell(target, LIMITED, "announcements:\n", said("a", "official"))
    tell(target, LIMITED)
    raised = "sources:\n- {name: Fans, ceiling: official}\n"
    assert tell(target, raised, "announcements:\n", said("a", "official")).new == 1


@pytest.mark.parametrize("each", [False, True])
def test_the_ceiling_holds_in_files_that_are_committed_one_by_one(place: Place, each: bool) -> None:
    target = place.made()
    with pytest.raises(InputFault, match="above the ceiling"):
        tell(
            target,
            LIMITED,
            "announcements:\n",
            said("a", "press"),
            said("b", "official"),
            each=each,
        )
    assert [row[1] for row in stored(target) if row[3] == "announced"] == (["#a"] if each else [])


def test_a_known_source_under_a_greater_authority_than_ever_is_warned_of_once(
    place: Place,
) -> None:
    target = place.made()
    assert not tell(target, "announcements:\n", said("a", "insider")).warnings
    report = tell(
        target, "announcements:\n", said("b", "official"), said("c", "official"), said("d", "press")
    )
    assert worded(report.warnings) == (
        "f.yaml:4: announcements[1].source.authority: Fans speaks as official, and was never "
        "recorded as more than insider before: is the authority as meant?",
    )
    assert not tell(target, "announcements:\n", said("e", "official")).warnings
    assert not tell(target, "announcements:\n", said("f", "official", source="New")).warnings


def test_how_high_a_source_has_spoken_is_asked_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = place.made()
    told(target, announcement("a", PERMITTED))
    asked, authorities = [], Log.authorities

    def counted(log: Log, name: str) -> list[str]:
        asked.append(name)
        return authorities(log, name)

    monkeypatch.setattr(Log, "authorities", counted)
    told(target, announcement("b", PERMITTED), announcement("c", PERMITTED))
    assert len(asked) == 1


def test_a_rise_from_the_least_authority_is_warned_of(place: Place) -> None:
    target = place.made()
    tell(target, "announcements:\n", said("a", "third-party"))
    (warning,) = worded(tell(target, "announcements:\n", said("b", "insider")).warnings)
    assert "Fans speaks as insider, and was never recorded as more than third-party" in warning


def test_a_rise_within_one_file_is_warned_of(place: Place) -> None:
    report = tell(place.made(), "announcements:\n", said("a", "press"), said("b", "official"))
    (warning,) = worded(report.warnings)
    assert warning.startswith("f.yaml:9: announcements[2].source.authority: Fans speaks as")


def test_a_ceiling_of_a_name_that_is_near_a_known_one_is_warned_of(place: Place) -> None:
    target = place.made()
    tell(target, "announcements:\n", said("a", "press", source="Kuaishou Fans"))
    report = tell(target, "sources:\n- {name: Kuaishou Fanz, ceiling: press}\n")
    assert worded(report.warnings) == (
        "f.yaml:3: sources[1].name: Kuaishou Fanz has not spoken yet: did you mean Kuaishou Fans?",
    )


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{name: A}", "sources[1].ceiling: is missing; expected the greatest authority under"),
        ("{ceiling: press}", "sources[1].name: is missing; expected the name by which the source"),
        ("{name: A, ceiling: pres}", "unknown word 'pres': did you mean press?"),
        (
            "{name: A, ceiling: press, who: x}",
            "sources[1].who: unknown field; expected one of name",
        ),
        (
            "{name: A, ceiling: press}\n- {name: A, ceiling: press}",
            "A is here twice, first on line 3",
        ),
        (f"{{name: {'快' * 667}, ceiling: press}}", "has 2,001 bytes in UTF-8; expected at most"),
        ("text", "sources[1]: is text; expected an entry such as {name: NAME, ceiling: official}"),
    ],
)
def test_what_is_no_source_is_refused_by_field(entry: str, message: str) -> None:
    assert message in faults(f"{FORMAT}sources:\n- {entry}\n")


def test_the_name_of_a_source_has_a_bound_wherever_it_is_said(place: Place) -> None:
    target = place.made()
    long, longer = "快" * 666, "快" * 667
    limit = f"sources:\n- {{name: {long}, ceiling: press}}\n"
    assert tell(target, limit, "announcements:\n", said("a", "press", source=long)).new == 1
    assert "source.name: has 2,001 bytes in UTF-8; expected at most 2,000" in faults(
        f"{FORMAT}announcements:\n{said('b', 'press', source=longer)}"
    )
    with (
        open_for_writing(target) as ledger,
        pytest.raises(LedgerFault, match="2,001 bytes in UTF-8"),
    ):
        ledger.correct("a", {"source.name": longer}, why="test")


def test_a_file_of_sources_alone_tells_something() -> None:
    assert (
        len(batch(f"{FORMAT}sources:\n- {{name: {'快' * 666}, ceiling: press}}\n").descriptions)
        == 1
    )
    assert "tells nothing; expected `announcements:`, `subjects:` or `sources:`" in faults(FORMAT)


def test_commands_show_ceilings_and_take_one_above_where_told(desk: Desk) -> None:
    desk.done("init --origin example.org/links --zone Asia/Shanghai")
    (desk.folder / "f.yaml").write_text(FORMAT + LIMITED, encoding="utf-8")
    assert "ceilings of 1 source\n" in desk.done("announce f.yaml")
    (desk.folder / "g.yaml").write_text(
        f"{FORMAT}announcements:\n{said('a', 'official')}", encoding="utf-8"
    )
    refused = desk.ledger("announce g.yaml")
    assert refused.code == 1
    assert refused.err == f"ledger: {HIGH.replace('f.yaml', 'g.yaml')}\n"
    one = "announce --id b --source Fans --authority official --published 2022-02-22"
    one += " --change suspended --subject k --effective 2022-03-01"
    assert "--above-ceiling" in desk.ledger(one).err
    desk.done(f"{one} --above-ceiling")
    desk.done("announce --above-ceiling g.yaml")
    for line, words in (
        ("log", "limited Fans: at most press"),
        ("log --kind source_described", "1 event listed"),
        ("show @3", "limited Fans: at most press"),
        ("replay", "limited Fans: at most press"),
        ("replay", "1 ceiling, 2 announcements"),
        ("sources", "Fans, official press 2"),
    ):
        assert words in " ".join(desk.done(line).split()), line
    (row,) = json.loads(desk.done("sources --format json"))["sources"]
    assert (row["authority"], row["ceiling"]) == ("official", "press")
    assert json.loads(desk.done("log --format jsonl --kind source_described"))["data"] == {
        "name": "Fans",
        "ceiling": "press",
    }


def test_a_source_with_a_ceiling_that_has_not_spoken_is_listed(desk: Desk) -> None:
    desk.done("init --origin example.org/links --zone Asia/Shanghai")
    assert "CEILING" not in desk.done("sources")
    (desk.folder / "f.yaml").write_text(FORMAT + LIMITED, encoding="utf-8")
    desk.done("announce f.yaml")
    assert "Fans    press    0" in desk.done("sources")
    (row,) = json.loads(desk.done("sources --format json"))["sources"]
    assert row == {
        **dict.fromkeys(("authority", "party", "first_published", "last_published")),
        "source": "Fans",
        "ceiling": "press",
        "announcements": 0,
        "changes": 0,
    }


@pytest.fixture
def fans(desk: Desk) -> Desk:
    """Two sources with a ceiling: a statute of the one, a report of the other."""
    desk.done("init --origin example.org/links --zone Asia/Shanghai")
    text = FORMAT + LIMITED + "- {name: Platform, ceiling: official}\nannouncements:\n"
    told = [said("a", "press"), said("law", "binding", source="Parliament")]
    (desk.folder / "f.yaml").write_text(text + "".join(told), encoding="utf-8")
    desk.done("announce f.yaml")
    return desk


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "correct a source.authority=binding",
            "a: source.authority: binding is above the ceiling of Fans, press; expected press or "
            "less, or --above-ceiling",
        ),
        (
            "correct law source.name=Platform",
            "law: source.name: binding is above the ceiling of Platform, official; expected "
            "official or less, or --above-ceiling",
        ),
        (
            "correct a source.name=Platform source.authority=binding",
            "a: source.authority: binding is above the ceiling of Platform, official; expected "
            "official or less, or --above-ceiling",
        ),
    ],
)
def test_a_correction_is_held_to_the_ceiling_of_the_source(
    line: str, words: str, fans: Desk
) -> None:
    for dry in ("", " --dry-run"):
        refused = fans.ledger(f"{line} --why slip{dry}")
        assert (refused.code, refused.out, refused.err) == (1, "", f"ledger: {words}\n")
    fans.done(f"{line} --why slip --above-ceiling")
    fans.done(f"{line.split()[0]} {line.split()[1]} title=Notice --why slip")
    fans.done(f"correct {line.split()[1]} source.party=court --why slip")


@pytest.mark.parametrize(
    "line",
    [
        *("correct law source.authority=press", "correct a source.name=Platform"),
        *("correct law source.name=Platform source.authority=official", "correct a title=x"),
    ],
)
def test_a_correction_within_the_ceiling_is_taken_in(line: str, fans: Desk) -> None:
    fans.done(f"{line} --why slip")


def test_a_correction_that_lowers_what_is_above_the_ceiling_is_taken_in(fans: Desk) -> None:
    text = f"{FORMAT}sources:\n- {{name: Parliament, ceiling: press}}\n"
    (fans.folder / "g.yaml").write_text(text, encoding="utf-8")
    fans.done("announce g.yaml")
    fans.done("correct law source.authority=official --why slip")
    refused = fans.ledger("correct law source.authority=binding --why slip")
    assert "binding is above the ceiling of Parliament, press" in refused.err


def test_the_words_that_mend_the_record_say_where_the_ceiling_is_in_the_way(fans: Desk) -> None:
    text = f"{FORMAT}announcements:\n{said('a', 'binding')}"
    (fans.folder / "g.yaml").write_text(text, encoding="utf-8")
    told = fans.ledger("announce g.yaml")
    assert told.code == 1
    assert "  ledger correct a source.authority=binding --why TEXT is refused: a: " in told.err
    assert "binding is above the ceiling of Fans, press" in told.err
