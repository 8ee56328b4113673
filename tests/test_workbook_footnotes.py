"""What stands under the rows of a workbook: contests, expectations, sources, files, names?"""

import json

from tests.desk import Desk
from tests.test_workbooks import NAMING, book, table
from tests.test_workbooks import case as case  # a fixture
from tests.test_workbooks import signs as signs  # a fixture


def test_each_list_of_a_state_stands_under_it(case: Desk) -> None:
    fields: set[str] = set()
    for line in ("at 2022-10-29", "timeline kuaishou/live-cart/jd-alliance/self-operated"):
        notes = table(book(case, line)["footnotes"])
        expected = []
        whole = json.loads(case.done(f"{line} --format json"))
        for state in whole.get("states") or whole["timelines"][0]["states"]:
            for name in NAMING:
                value = state.get(name) or []
                each = value if isinstance(value, list) else [value]
                ids = [one["change"] if isinstance(one, dict) else one for one in each]
                expected += [(state["subject"], state["change"], name, id) for id in ids]
        found = [
            (note["row_subject"], note["row_change"], note["field"], note["change"])
            for note in notes
        ]
        assert sorted(found, key=str) == sorted({*expected}, key=str)
        fields |= {note["field"] for note in notes}
    assert fields >= {"contested_by", "expectations", "change", "otherwise", "may_have_changed"}


def test_a_footnote_has_all_that_json_says_and_how_its_announcement_is_called(case: Desk) -> None:
    notes = table(book(case, "at 2022-10-29")["footnotes"])
    states = json.loads(case.done("at 2022-10-29 --format json"))["states"]
    for state in states:
        for name in ("contested_by", "expectations", "set_aside"):
            for entry in state[name]:
                (note,) = (
                    each
                    for each in notes
                    if (each["row_subject"], each["field"]) == (state["subject"], name)
                    and each["change"] == entry["change"]
                )
                for field, value in entry.items():
                    exact = f"{field}_utc" if f"{field}_utc" in note else field
                    assert note[exact] == value
    paper = [note for note in notes if note["change"] == "the-paper-2022-10-28#1"]
    assert {note["source"] for note in paper} == {"The Paper"}
    assert {note["title"] for note in paper} == {
        "Kuaishou is letting external links back in before the November sales"
    }
    # the title was cleared by a correction
    notice = [note for note in notes if note["change"] == "kuaishou-2022-02-22#1"]
    assert notice
    assert {note["title"] for note in notice} == {None}


def test_under_a_difference_stand_both_sides_and_what_accounts_for_it(case: Desk) -> None:
    line = "diff 2022-10-27 2022-10-29"
    notes = table(book(case, line)["footnotes"])
    for row in json.loads(case.done(f"{line} --format json"))["differences"]:
        own = [note for note in notes if note["row_subject"] == row["subject"]]
        causes = [note for note in own if note["field"] == "because"]
        assert [(note["how"], note["seq"], note["change"]) for note in causes] == [
            (cause["how"], cause["seq"], cause["change"]) for cause in row["because"]
        ]
        for side in ("before", "after"):
            told = {note["change"] for note in own if note["field"] == f"{side}_contested_by"}
            assert told == {each["change"] for each in row[side]["contested_by"]}


def test_under_what_is_due_stands_what_holds(case: Desk) -> None:
    notes = table(book(case, "due 2022-11-05")["footnotes"])
    stands = [note for note in notes if note["field"] == "stands"]
    rows = json.loads(case.done("due 2022-11-05 --format json"))["due"]
    assert [(note["row_subject"], note["effect"], note["change"]) for note in stands] == [
        (row["subject"], row["stands"]["effect"], row["stands"]["change"]) for row in rows
    ]


def test_under_an_event_stand_its_files_and_what_it_is_of(case: Desk) -> None:
    (case.folder / "notice.html").write_text("one")
    case.done("evidence add kuaishou-2022-02-22 notice.html --why 'found later'")
    notes = table(book(case, "log")["footnotes"])
    file = notes[-1]
    events = json.loads(case.done("log --format json"))["events"]
    assert {name: file[name] for name in ("sha256", "size", "media_type")} == (
        events[-1]["data"]["evidence"][0]
    )
    assert (file["row_seq"], file["field"]) == (events[-1]["seq"], "evidence")
    of = {(event["seq"], event["data"]["of"]) for event in events if event["data"].get("of")}
    assert of
    assert {(note["row_seq"], note["change"]) for note in notes if note["field"] == "of"} == of


def test_under_a_subject_stand_its_names_by_language(signs: Desk) -> None:
    notes = table(book(signs, "subjects")["footnotes"])
    assert [tuple(note.values()) for note in notes] == [
        ("shop", "titles", None, "zh-Hans", "商店"),
        ("shop", "aliases", None, None, "+shop"),
        ("shop", "aliases", None, None, "铺子"),
        ("shop", "words", "permitted", "en", "in force"),
        ("shop", "words", "permitted", "zh-Hans", "生效"),
        ("shop", "words", "suspended", None, "waived"),
    ]


def test_under_a_source_stand_its_announcements(case: Desk) -> None:
    found = book(case, "sources")
    notes = table(found["footnotes"])
    for row in table(found["sources"]):
        own = [
            note
            for note in notes
            if (note["row_source"], note["row_authority"], note["row_party"])
            == (row["source"], row["authority"], row["party"])
        ]
        assert len({note["announcement"] for note in own}) == len(own) == row["announcements"]
        assert max(note["published_utc"] for note in own) == row["last_published_utc"]
