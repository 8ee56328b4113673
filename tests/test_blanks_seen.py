"""A blank that is none is seen: named where two names look the same, and escaped in tables."""

import shlex
import unicodedata
from pathlib import Path

import pytest

from cli.text import escape
from ledger.sayings.language import english
from ledger.sayings.names import apart
from tests.desk import Desk
from tests.mended import FILE

NO_BREAK = "'\\xa0' (U+00A0 NO-BREAK SPACE)"
BLANKS = [chr(n) for n in range(0x10000) if unicodedata.category(chr(n)) == "Zs"]


def told(path: str, name: str = "A") -> str:
    one = (
        FILE[: FILE.index("- id: a\n")]
        .replace("[k]", f"[{path}]")
        .replace("name: A", f"name: {name}")
    )
    return one.replace("id: plan", f"id: n{sum(map(ord, path + name))}")


@pytest.fixture
def shop(desk: Desk) -> Desk:
    desk.done("init --origin example.org/shop")
    Path("f.yaml").write_text(told("shop/self operated", "The Shop"))
    desk.done("announce f.yaml")
    return desk


@pytest.mark.parametrize("blank", [each for each in BLANKS if each not in " \u3000"])
def test_every_blank_but_two_is_escaped(blank: str) -> None:
    assert escape(f"a{blank}b") == f"a{repr(blank)[1:-1]}b"
    assert escape("a b\u3000c") == "a b\u3000c"


@pytest.mark.parametrize("blank", [each for each in BLANKS if each != " "])
def test_two_names_that_look_the_same_are_told_apart_by_their_blanks(blank: str) -> None:
    character = f"U+{ord(blank):04X} {unicodedata.name(blank)}"
    odd, plain = f"new/pay{blank}later", "new/pay later"
    words = english()
    assert apart(odd, plain, words) == f", which has {blank!r} ({character}) in place of ' '"
    assert apart(plain, odd, words) == f", which has ' ' in place of {blank!r} ({character})"
    assert apart(odd, odd, words) == apart(plain, "new/pay latter", words) == ""
    assert apart(odd, "new/pay latter", words) == ""


def test_a_new_name_beside_a_known_one_is_told_apart(shop: Desk) -> None:
    Path("g.yaml").write_text(told("shop/self\u00a0operated", "The\u00a0Shop"))
    out = shop.done("announce g.yaml --warnings all.txt")
    for name in ("shop/self operated", "The Shop"):
        odd = name.replace("self ", "self\\xa0").replace("The ", "The\\xa0")
        known = f"NEAR {name}, which has ' ' in place of {NO_BREAK}"
        assert f"  {odd}  {known}: mistyped?\n" in out
        assert f"{odd} {known}" in Path("all.txt").read_text()


def test_a_path_that_is_refused_is_told_apart_too(shop: Desk) -> None:
    Path("g.yaml").write_text(told("shop/self\u00a0operated"))
    refused = shop.ledger("announce --known-subjects g.yaml")
    assert refused.code == 1
    assert f"did you mean shop/self operated, which has ' ' in place of {NO_BREAK}?" in refused.err


def test_the_nearest_path_is_told_apart(shop: Desk) -> None:
    asked = "shop/self\u00a0operated"
    words = f"shop/self operated, which has ' ' in place of {NO_BREAK}"
    for command in (["at", "today"], ["explain", "today"], ["timeline"], ["due", "today"]):
        outcome = shop.run(*command, asked)
        assert outcome.err == (
            f"ledger: nothing is recorded of shop/self\\xa0operated; the nearest path is {words}\n"
        )
    out = " ".join(shop.run("at", "today", asked).out.split())
    assert f"Did you mean {words}?" in out
    assert shop.run("show", asked).err.count(words) == 1
    assert shop.run("log", "--source", "The\u00a0Shop").err.endswith(
        f"did you mean 'The Shop', which has ' ' in place of {NO_BREAK}?\n"
    )


def test_tables_show_such_a_blank_and_the_command_that_asks_again_has_it(shop: Desk) -> None:
    path = "new/pay\u00a0later"
    Path("g.yaml").write_text(told(path))
    shop.done("announce g.yaml")
    for line in ("at today", "log", "subjects", "due --within 9999d 2022-01-01", "replay"):
        out = shop.done(line)
        assert "pay\\xa0later" in out, line
        assert "\u00a0" not in out, line
    out = shop.run("at", "2022-03-01", path).out
    (again,) = [line for line in out.splitlines() if line.startswith("Again")]
    assert "ledger at 2022-03-01 $'new/pay\\u00a0later' --zone UTC" in again
    shop.done(f"export dossier 2022-03-01 {shlex.quote(path)} -o dossier")
    assert "$'new/pay\\u00a0later'" in Path("dossier/README.md").read_text()
    assert "permitted" in Path("dossier/answer.txt").read_text()
