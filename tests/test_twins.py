"""Is the twin of a character that means something refused by name, wherever it would mean it?"""

import io
import unicodedata
from typing import Any

import pytest

from ledger.faults import InputFault
from ledger.files.announcements import read
from ledger.files.drafts import Batch
from ledger.subjects import SubjectFault, look_alikes, nearest, subject_path
from ledger.twins import TWINS, first, first_in_path, hint, skeleton
from tests.desk import Desk
from tests.warned import worded

FILE = """format: policy-ledger/1
zone: {zone}
subjects:
- {{path: {path}, aliases: [{alias}]}}
announcements:
- id: {id}
  source: {{name: A, authority: {authority}}}
  published: {published}
  url: {url}
  language: {language}
  changes:
  - change: permitted
    subjects: {subjects}
    effective: {effective}
    population: {population}
    replaces: [{replaces}]
"""
PLAIN = {
    "zone": "UTC",
    "path": "a/b",
    "alias": "快手",
    "id": "a-1",
    "authority": "official",
    "published": "2022-02-22",
    "url": "https://example.org",
    "language": "zh-Hans",
    "subjects": "[a/b, c]",
    "effective": "2022-03-01",
    "population": "10%",
    "replaces": '"b-1#1"',
}


def told(**written: str) -> Batch:
    text = FILE.format(**{**PLAIN, **written})
    return read(io.BytesIO(text.encode()), name="f.yaml", ledger_zone="UTC")


def test_every_wide_small_and_vertical_form_of_what_means_something_is_a_twin() -> None:
    for number in range(0x80, 0x110000):
        character = chr(number)
        kind = unicodedata.decomposition(character).partition(" ")[0]
        if kind in ("<wide>", "<small>", "<vertical>", "<narrow>"):
            plain = unicodedata.normalize("NFKC", character)
            assert TWINS.get(character, plain) == {"、": ","}.get(plain, plain)
            assert (plain in set(TWINS.values()) | {"、"}) == (character in TWINS), character


@pytest.mark.parametrize("twin", [each for each in TWINS if first_in_path(each)])
def test_a_twin_in_a_path_is_refused_and_named(twin: str) -> None:
    with pytest.raises(SubjectFault) as refused:
        subject_path(f"a/b{twin}c")
    name = unicodedata.name(twin)
    plain = f"write it in ASCII, {TWINS[twin]!r}"
    assert f"segment 2, 'b{twin}c', contains {twin!r} (U+{ord(twin):04X} {name}): {plain}" in str(
        refused.value
    )


@pytest.mark.parametrize(
    "path", ["快手/直播（试点）", "a！", "Ａpp", "北京—上海", "“a”", "1·2", "a：b", "２．０"]
)
def test_what_means_nothing_in_a_path_is_taken_as_it_is(path: str) -> None:
    assert subject_path(path) == path


@pytest.mark.parametrize(
    ("field", "written", "twin"),
    [
        ("subjects", "[a/b，c]", "，"),
        ("subjects", "[a/b、c]", "、"),
        ("subjects", "［a/b］", "［"),
        ("subjects", "[a／b]", "／"),
        ("subjects", "[a/＊]", "＊"),
        ("path", "a／b", "／"),
        ("alias", "快手，Kwai", "，"),
        ("id", "a－1", "－"),
        ("id", "a-１", "１"),
        ("id", "ａ-1", "ａ"),
        ("replaces", "b-1＃1", "＃"),
        ("published", "2022－02-22", "－"),
        ("effective", "2022-03-01T08：00", "："),
        ("effective", "２022-03-01", "２"),
        ("effective", "2022-03-01／..", "／"),
        ("population", "10％", "％"),
        ("population", "１0%", "１"),
        ("zone", "Asia／Shanghai", "／"),
        ("url", "https：//example.org", "："),
        ("language", "zh－Hans", "－"),
    ],
)
def test_a_twin_in_a_field_of_a_file_is_refused_and_named(
    field: str, written: str, twin: str
) -> None:
    with pytest.raises(InputFault) as refused:
        told(**{field: written})
    (fault,) = refused.value.faults
    line = next(n for n, each in enumerate(FILE.splitlines(), 1) if f"{{{field}}}" in each)
    assert fault.line == line
    assert f"{twin!r} (U+{ord(twin):04X} {unicodedata.name(twin)}): write it in ASCII" in str(fault)


def test_a_word_in_full_width_letters_leads_to_the_right_one() -> None:
    with pytest.raises(InputFault, match="did you mean official"):
        told(authority="ｏｆｆｉｃｉａｌ")


@pytest.mark.parametrize("field", ["title", "note", "quote", "value"])
def test_free_text_keeps_its_full_width_characters(field: str) -> None:
    text = FILE.replace("  changes:", "  title: 甲，乙：１／２［三］\n  changes:").format(**PLAIN)
    text += (
        "    note: 甲，乙：１／２［三］\n    quote: 甲，乙：１／２［三］\n    value: 甲，乙：１\n"
    )
    text = text.replace('    replaces: ["b-1#1"]\n', "")
    draft = read(io.BytesIO(text.encode()), name="f.yaml", ledger_zone="UTC").drafts[0]
    said: dict[str, Any] = {**draft.announced, **draft.changes[0].data}
    assert said[field].startswith("甲，乙：１")


@pytest.mark.parametrize(
    ("line", "twin"),
    [
        ("at 2022-10-29 kuaishou，douyin", "，"),
        ("at 2022-10-29 kuaishou／live-cart", "／"),
        ("at 2022-10-29 ＊/live-cart", "＊"),
        ("explain 2022-10-29 kuaishou、douyin", "、"),
        ("at ２０２２-10-29", "２"),
        ("at 2022-10-29T08：00", "："),
        ("at 2022-10-29 --known 2022－10－29", "－"),
        ("at 2022-10-29 --recorded ＠4", "＠"),
        ("at 2022-10-29 --only contested，due", "，"),
        ("at 2022-10-29 --zone Asia／Shanghai", "／"),
        ("due 2022-10-29 --within ３0d", "３"),
        ("show kuaishou-2022-02-22＃1", "＃"),
        ("show ＠4", "＠"),
        ("show @４", "４"),
        ("prove kuaishou－2022-02-22 -o proof", "－"),
        ("correct kuaishou-2022-02-22＃1 note=x --why y", "＃"),
        ("correct kuaishou-2022-02-22#1 note＝x --why y", "＝"),
        ("correct kuaishou-2022-02-22#1 replaces=［a-1#1］ --why y", "［"),
        ("correct kuaishou-2022-02-22#1 effective=2022-03－02 --why y", "－"),
        ("retract ＠4 --why y", "＠"),
        ("retract kuaishou-2022-02-22#1 --subject kuaishou／live-cart --why y", "／"),
    ],
)
def test_a_twin_on_the_command_line_is_refused_and_named(line: str, twin: str, desk: Desk) -> None:
    desk.kuaishou()
    outcome = desk.ledger(line)
    assert (outcome.code in (1, 2), outcome.out) == (True, "")
    assert f"{twin!r} (U+{ord(twin):04X} {unicodedata.name(twin)})" in outcome.err
    assert "write it in ASCII" in outcome.err


def test_a_twin_in_the_name_of_a_ledger_is_refused_and_named(desk: Desk) -> None:
    outcome = desk.ledger("init --origin example.org／links")
    assert (outcome.code, outcome.out) == (1, "")
    assert "it has '／' (U+FF0F FULLWIDTH SOLIDUS): write it in ASCII, '/'" in outcome.err


def test_what_is_plain_has_no_twin() -> None:
    assert first("a/b, c") is None
    assert hint("a/b, 快手") == ""


# --- what looks like a letter ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("radical", "character"),
    [
        ("⼿", "手"),
        ("⽂", "文"),
        ("⺀", "⺀"),
        ("⻓", "长"),
        ("⻋", "车"),
        ("⻢", "马"),
        ("⺟", "母"),
    ],
)
def test_a_radical_looks_like_the_character_that_unicode_gives_for_it(
    radical: str, character: str
) -> None:
    assert skeleton(radical) == character


def test_every_radical_but_the_sign_of_repetition_looks_like_a_character_in_use() -> None:
    radicals = [chr(n) for n in range(0x2E80, 0x2FE0) if unicodedata.name(chr(n), "")]
    unlike = [each for each in radicals if skeleton(each) == each]
    assert unlike == ["⺀"]
    assert all(unicodedata.category(skeleton(each)) == "Lo" for each in radicals if each != "⺀")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("快⼿/cart", "快手/cart"),
        ("快⼿", "快手"),
        ("⻢云/x", "马云/x"),
        ("ＪＤ/x", "jd/x"),
        ("ﾃｽﾄ", "テスト"),
        ("jd–alliance", "jd-alliance"),
        ("Ⅳ/x", "IV/x"),
        ("“jd/x”", "jd/x"),
    ],
)
def test_what_looks_like_a_known_path_is_near_it(text: str, known: str) -> None:
    assert nearest(text, [known, "other/x"]) == known


def test_a_compatibility_ideograph_is_the_character_itself_by_nfc() -> None:
    assert subject_path("\uf914/\U0002f800") == "樂/丽"


def test_of_two_new_paths_that_look_alike_the_odd_one_is_near_the_other() -> None:
    assert look_alikes(["快手/cart", "快⼿/live", "a"]) == {"快⼿/live": "快手"}


def test_a_radical_is_near_what_it_looks_like_known_or_new(desk: Desk) -> None:
    desk.done("init --origin example.org/links --zone Asia/Shanghai")
    line = "announce --id {} --source 甲 --authority press --published 2022-10-28 --change noted "
    desk.done(line.format("a-1") + "--subject 快手/cart")
    known = desk.ledger(line.format("a-2") + "--subject 快⼿/cart --dry-run")
    assert "快⼿/cart  NEAR 快手/cart, which has '手' (U+624B " in known.out
    assert "'⼿' (U+2F3F KANGXI RADICAL HAND) is a radical, and looks like '手'" in known.err
    new = desk.ledger(line.format("a-2") + "--subject ⻓江 --subject 长江/x --dry-run")
    assert "⻓江  NEAR 长江, which has '长' (U+957F " in new.out


def test_a_source_with_a_compatibility_ideograph_is_near_the_one_that_it_looks_like(
    desk: Desk,
) -> None:
    desk.done("init --origin example.org/links --zone Asia/Shanghai")
    line = "announce --id {} --source {} --authority press --published 2022-10-28 --change noted "
    desk.done(line.format("a-1", "樂天") + "--subject a")
    outcome = desk.ledger(line.format("a-2", "\uf914天") + "--subject a --dry-run")
    assert "NEAR 樂天, which has '樂' (U+6A02 " in outcome.out


@pytest.mark.parametrize("path", ["．", "．．", "a/．．"])
def test_the_twins_of_dots_are_no_names(path: str) -> None:
    with pytest.raises(SubjectFault):
        subject_path(path)


def test_a_comma_within_a_path_is_asked_about() -> None:
    (draft,) = told(subjects="['p/x,p/y', c]").drafts
    ((_, warned),) = draft.warnings
    assert warned.kind == "doubtful characters"
    assert worded([warned])[0].startswith("p/x,p/y: has ',': are these several?")
