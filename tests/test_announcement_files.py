"""What is read from an announcement file, and what is refused, by line and field?"""

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from events import codec
from ledger.faults import InputFault
from ledger.files.announcements import read, read_lines
from ledger.files.drafts import Draft
from ledger.files.text_yaml import parse
from tests.announcing import HEAD, STATED, batch, changed, faults

EXAMPLES = Path(__file__).parent.parent / "examples"

# --- what is read ------------------------------------------------------------------------------


def test_an_announcement_is_read_into_its_stored_form() -> None:
    (draft,) = batch(
        """\
format: policy-ledger/1
zone: Asia/Shanghai
announcements:
- id: kuaishou-2022-02-22
  source: {name: Kuaishou E-commerce, authority: official, party: platform}
  published: 2022-02-22
  title: Notice on external links from 1 March
  url: https://example.org/notice
  language: zh
  via: {name: The Paper, published: 2022-10-28, url: https://example.org/paper}
  changes:
  - change: suspended
    subjects: [kuaishou/live-cart/taobao-alliance, kuaishou/live-cart/jd-alliance]
    effective: 2022-03-01
"""
    ).drafts
    assert draft.announced == {
        "id": "kuaishou-2022-02-22",
        "source": {"name": "Kuaishou E-commerce", "authority": "official", "party": "platform"},
        "published": {"text": "2022-02-22", "instant": "2022-02-22T15:59:59Z"},
        "title": "Notice on external links from 1 March",
        "url": "https://example.org/notice",
        "language": "zh",
        "evidence": [],
        "via": {
            "name": "The Paper",
            "published": {"text": "2022-10-28", "instant": "2022-10-28T15:59:59Z"},
            "url": "https://example.org/paper",
        },
        "zone": "Asia/Shanghai",
        "changes": 1,
    }
    (change,) = draft.changes
    assert change.kind == "suspended"
    assert change.line == 12
    assert change.subjects == (
        "kuaishou/live-cart/taobao-alliance",
        "kuaishou/live-cart/jd-alliance",
    )
    midnight = "2022-02-28T16:00:00Z"
    assert change.data == {
        "change": "kuaishou-2022-02-22#1",
        "effective": {"text": "2022-03-01", "earliest": midnight, "latest": midnight},
        "certainty": "stated",
        "afterwards": "undetermined",
    }


def test_dates_are_read_in_the_zone_of_the_announcement_the_file_or_the_ledger() -> None:
    text = HEAD + "  - {change: permitted, subjects: [s], effective: 2022-03-01}\n"
    for zone, instant in (
        ("", "2022-02-28T16:00:00Z"),
        ("zone: UTC\n", "2022-03-01T00:00:00Z"),
        ("zone: UTC\n|  zone: America/New_York\n", "2022-03-01T05:00:00Z"),
    ):
        file, _, own = zone.partition("|")
        written = text.replace("announcements:\n", file + "announcements:\n")
        (draft,) = batch(written.replace("  published", own + "  published")).drafts
        assert draft.changes[0].data["effective"]["latest"] == instant
    assert draft.announced["zone"] == "America/New_York"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("10%", {"percent": "10"}),
        ("12.50 %", {"percent": "12.5"}),
        ("about a tenth", {"words": "about a tenth"}),
        ("10 merchants", {"words": "10 merchants"}),
        ("{percent: 100, words: all}", {"percent": "100", "words": "all"}),
        ("{percent: 0.05%}", {"percent": "0.05"}),
        ("{words: some}", {"words": "some"}),
    ],
)
def test_a_population_is_a_share_or_words_or_both(written: str, stored: dict[str, str]) -> None:
    data = changed(
        f"change: rollout_started, subjects: [s], effective: 2022-10-28, population: {written}"
    )
    assert data["population"] == stored
    assert data["effect"] == "permitted"


@pytest.mark.parametrize("number", ["10", "10.0", "1e1", "1.0E+1", '"10%"', '"10"'])
def test_a_percentage_in_json_may_be_a_number_and_keeps_its_exact_decimals(number: str) -> None:
    line = (
        '{"id":"a","source":{"name":"A","authority":"press","party":null},"published":"2022",'
        '"changes":[{"change":"grayscale_started","subjects":["s"],"effective":"2022",'
        f'"population":{{"percent":{number}}}}}]}}'
    )
    (draft,) = read_lines(io.BytesIO(line.encode()), ledger_zone="UTC")
    assert draft.changes[0].data["population"] == {"percent": "10"}


def test_an_amendment_without_subjects_is_for_all_of_its_target() -> None:
    text = HEAD + (
        "  - {change: permitted, subjects: [s, t], effective: 2022-03-01, until: 2022-03-31}\n"
        '  - {change: term_changed, of: "a-1#1", until: ..}\n'
        "  - {change: withdrawn, of: a-1#1, subjects: [t]}\n"
    )
    (draft,) = batch(text).drafts
    assert [change.subjects for change in draft.changes] == [("s", "t"), (), ("t",)]
    assert draft.changes[1].data == {"change": "a-1#2", "of": "a-1#1", "until": {"text": ".."}}


def test_titles_and_aliases_are_kept_in_nfc() -> None:
    text = """\
format: policy-ledger/1
subjects:
- {path: cafe\u0301/live-cart, title: 小黄车 live cart, aliases: [小黄车, cafe\u0301]}
- path: kuaishou
"""
    first, second = batch(text).descriptions
    assert first.data == {
        "path": "caf\u00e9/live-cart",
        "title": "小黄车 live cart",
        "aliases": ["小黄车", "caf\u00e9"],
    }
    assert second.data == {"path": "kuaishou", "aliases": []}


def test_bom_and_crlf_are_fine() -> None:
    text = HEAD + "  - {change: permitted, subjects: [快手], effective: 2022-03-01}\n"
    plain = batch(text)
    marked = read(
        io.BytesIO(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()),
        name="f.yaml",
        ledger_zone="Asia/Shanghai",
    )
    assert marked == plain


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_samples_read_the_same_as_json_and_as_json_lines(path: Path) -> None:
    plain = read(path, ledger_zone="UTC")
    value = parse(path.read_text(encoding="utf-8"), "f").value
    again = batch(json.dumps(value), name="f.json")
    assert _told(again.drafts) == _told(plain.drafts)
    assert [each.data for each in again.descriptions] == [each.data for each in plain.descriptions]
    lines = "".join(
        json.dumps({"zone": value["zone"], **each}, ensure_ascii=False) + "\n"
        for each in value["announcements"]
    )
    drafts = tuple(read_lines(io.BytesIO(lines.encode()), ledger_zone="UTC"))
    assert _told(drafts) == _told(plain.drafts)
    assert [draft.line for draft in drafts] == list(range(1, len(drafts) + 1))


def test_the_samples_read_the_same_where_libyaml_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for path in EXAMPLES.glob("*.yaml"):
        monkeypatch.undo()
        plain = read(path, ledger_zone="UTC")
        monkeypatch.setattr("ledger.files.text_yaml._PARSER", yaml.SafeLoader)
        assert read(path, ledger_zone="UTC") == plain
    assert "holds a lone surrogate" in faults(HEAD + f'  - {{{STATED}, note: "\\ud800"}}\n')


def _told(drafts: tuple[Draft, ...]) -> list[Any]:
    return [(draft.announced, [change[:4] for change in draft.changes]) for draft in drafts]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_is_read_is_an_event_for_each_subject(path: Path) -> None:
    for draft in read(path, ledger_zone="UTC").drafts:
        codec.from_stored("announced", draft.announced)
        for change in draft.changes:
            for subject in change.subjects or ("s",):
                codec.from_stored(change.kind, change.data | {"subject": subject})


def test_the_case_of_kuaishou_has_its_fourteen_subjects_and_thirty_two_events() -> None:
    drafts = read(EXAMPLES / "kuaishou-2022.yaml", ledger_zone="UTC").drafts
    stated = {
        subject
        for draft in drafts
        for change in draft.changes
        if change.kind != "noted"
        for subject in change.subjects or ()
    }
    assert len(stated) == 14
    events = sum(1 + sum(len(c.subjects or ()) for c in draft.changes) for draft in drafts)
    assert events == 33  # @6 to @38 in the drawing of the case
    assert [draft.announced["id"] for draft in drafts] == [
        "kuaishou-2022-02-22",
        "the-paper-2022-10-28",
        "jd-alliance-2022-10-28",
        "near-kuaishou-2022-10-28",
        "taobao-insiders-2022-10-28",
        "kuaishou-insider-2022-10-28",
    ]


def test_terminal_escapes_are_the_sources_text() -> None:
    data = changed('change: noted, subjects: [s], note: "\\e[31mred\\e[0m"')
    assert data["note"] == "\x1b[31mred\x1b[0m"


# --- files that are none -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "f.yaml: is empty; expected a file that begins with `format: policy-ledger/1`"),
        (b"\xef\xbb\xbf\n \n", "f.yaml: is empty"),
        (b"# nothing\n", "f.yaml:1: is empty; expected a mapping that begins with"),
        (b"just text\n", "f.yaml:1: is text; expected a mapping that begins with"),
        (b"- a\n", "f.yaml:1: is a list; expected a mapping"),
        (b"format: policy-ledger/1\n", "f.yaml:1: tells nothing; expected `announcements:`"),
        (b"id: a\nchanges: []\n", "f.yaml:1: is one announcement; expected `format: policy-led"),
        (b"\x1f\x8b\x08\0", "f.yaml: is compressed with gzip; expected text: unpack it first"),
        (b"a: b\nc: \xff\n", "f.yaml:2: byte 4 of the line, 0xFF, is not UTF-8; expected UTF-8"),
        (b"a: b\nc: \xed\xa0\x80\n", "f.yaml:2: byte 4 of the line, 0xED, is not UTF-8"),
        (
            "a: b".encode("utf-16"),
            "f.yaml:1: is UTF-16 or UTF-32; expected UTF-8: save the file as",
        ),
        ("a: b".encode("utf-16-be"), "f.yaml:1: is UTF-16 or UTF-32"),
        (b"a: b\nc: \0\n", "f.yaml:2: holds U+0000, which is no text"),
    ],
)
def test_bytes_that_are_no_file_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputFault) as refused:
        read(io.BytesIO(data), name="f.yaml", ledger_zone="UTC")
    assert str(refused.value).startswith(message)


def test_a_file_of_a_gigabyte_is_not_read_into_memory(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    with large.open("wb") as stream:
        stream.truncate(2**30)
    with pytest.raises(InputFault, match=r"is larger than 16 MiB; expected .* --jsonl"):
        read(large, ledger_zone="UTC")
    with large.open("rb") as stream, pytest.raises(InputFault, match="1: is longer than 16 MiB"):
        next(read_lines(stream, name="l.jsonl", ledger_zone="UTC"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match=r"none.yaml: cannot be read: No such file or directory"):
        read(tmp_path / "none.yaml", ledger_zone="UTC")
    with pytest.raises(InputFault, match="cannot be read: it is a folder, not a reg"):
        read(tmp_path, ledger_zone="UTC")


# --- evidence ----------------------------------------------------------------------------------


def with_evidence(name: str) -> str:
    return f"{HEAD}  - {{{STATED}}}\n".replace("  published", f"  evidence: [{name}]\n  published")


def test_evidence_is_a_regular_file_beside_the_announcement_file(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "notice.html").write_text("x")
    (tmp_path / "f.yaml").write_text(with_evidence("in/notice.html"), encoding="utf-8")
    (draft,) = read(tmp_path / "f.yaml", ledger_zone="UTC").drafts
    (evidence,) = draft.evidence
    assert evidence.path == str((folder / "notice.html").resolve())
    assert (evidence.name, evidence.line) == ("in/notice.html", 5)
    assert draft.announced["evidence"] == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gone.html", "there is no file 'gone.html'; expected a file in"),
        ("folder", "'folder' cannot be read: it is a folder, not a regular file"),
        ("/etc/passwd", "'/etc/passwd' does not lie beside the announcement file"),
        ("../f.yaml", "'../f.yaml' does not lie beside the announcement file"),
        ("out", "'out' leads out of "),
        ("loop", "'loop' cannot be read"),
        ("'a b'", "there is no file 'a b'"),
        ('"a\\0b"', "holds a NUL character"),
        ("{}", "is a mapping; expected a text"),
    ],
)
def test_evidence_that_is_none_is_refused(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "out").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to("loop")
    told = faults(with_evidence(name), folder=tmp_path)
    assert told.startswith("f.yaml:5: announcements[1].evidence[1]: ")
    assert message in told


def test_evidence_is_named_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    told = faults(with_evidence("a, ./a"), folder=tmp_path)
    assert "evidence[2]: ./a is here twice; expected each file once" in told


# --- JSON Lines --------------------------------------------------------------------------------


def test_evidence_that_nobody_may_read_or_that_leads_elsewhere_says_what_was_expected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").symlink_to("/etc/passwd")
    told = faults(with_evidence("out"), folder=tmp_path)
    assert told.endswith("; expected a file in that folder or below")
    (tmp_path / "closed").write_text("x")

    def closed(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", closed)
    told = faults(with_evidence("closed"), folder=tmp_path)
    assert told.endswith("'closed' cannot be read: Permission denied")
