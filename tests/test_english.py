"""Nothing that is told in Chinese has English sentences in it, but what others said."""

import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from ledger.dates.moments import zone
from ledger.faults import IntegrityFault, LedgerFault, Phrase, quoted, said, together
from ledger.regular_file import opened
from ledger.sayings.language import CHINESE, ENGLISH, LANGUAGES, Words
from ledger.stores.schema import missing
from tests import english
from tests.desk import REPOSITORY, Desk

WORDS = Words(CHINESE, zone("UTC"))
WHY = "the disk of the signing machine broke, and there was no copy"
MORE = """\
format: policy-ledger/1
announcements:
- id: more
  source: {name: A, authority: press}
  published: 2022-10-01
  evidence: [notice.html]
  changes:
  - {change: suspended, subjects: [kuaishou/live-cart], effective: 2022-10-02}
"""
#: What is run on a new folder, in turn.
WRITING = (
    "demo there",
    "init --origin example.org/links --zone Asia/Shanghai",
    "announce examples/kuaishou-2022.yaml",
    "checkpoint -o held",
    "announce --dry-run more.yaml",
    "announce more.yaml",
    "announce more.yaml",
    "evidence add more held --why 'a file that belongs to it'",
    "correct kuaishou-2022-02-22 'title=A notice' --why 'as it is printed'",
    "retract @59 --why 'it was right as it was'",
    "expire",
    "rebuild",
    "key rotate",
    f"key lost --although-here --why '{WHY}'",
    "checkpoint -o held",
    "prove @5 -o proof",
    "export tiles tiles",
    "export tiles bare --without-evidence",
    "export dossier 2022-10-29 kuaishou/live-cart nothing/of/this -o dossier",
    "backup backups",
    "copy policy.ledger copied.ledger",
    "--ledger restored.ledger restore backups",
    "witness init w --name w.example/1",
)
#: What the system, SQLite and who opens a file say most.
SAID = {
    "Input/output error": "输入输出错误",
    "Too many levels of symbolic links": "符号链接层数过多",
    "File name too long": "文件名过长",
    "[Errno 111] Connection refused": "连接被拒绝",
    "database disk image is malformed": "数据库文件已损坏",
    "database is locked": "数据库已被锁定",
    "unable to open database file": "“unable to open database file”",
}
#: What is asked of it then.
READING = (
    "at 2022-10-29",
    "at 2022-12-01 nothing/of/this kuaishou",
    "at 2022-10-29 more",
    "explain 2022-10-29 kuaishou/live-cart/jd-alliance",
    "timeline kuaishou/live-cart/jd-alliance",
    "diff 2022-10-27 2022-10-29",
    "diff 2022-11-01 2022-11-03 --clock published --at 2022-10-29",
    "replay",
    "replay --clock effective",
    "due 2022-11-05",
    "due 2022-10-20 --within 400d",
    "log",
    "log --kind retracted --kind corrected",
    "subjects",
    "sources",
    "status",
    "key show --all",
    "show kuaishou-2022-02-22 --evidence",
    "show more --evidence",
    "show @2",
    "show @59",
    "verify --held held",
    "verify --held more.yaml",
    "verify --tiles tiles --key vkey",
    "verify-proof proof --key vkey",
    "consistency held tiles/checkpoint",
    "watch --from 1 --limit 1",
)
#: What somebody does to the file, and what is asked then.
SPOILING = (
    "DROP INDEX changes_by_id",
    "CREATE TABLE odd (x)",
    "CREATE TRIGGER odd AFTER INSERT ON announcements BEGIN SELECT 1; END",
    "DELETE FROM changes WHERE seq > 40",
    "PRAGMA user_version = 3",
    "DROP TRIGGER stored_events_are_never_updated",
    "UPDATE stored_events SET topic = 'renamed' WHERE rowid = 9",
    "UPDATE stored_events SET state = CAST('no JSON' AS BLOB) WHERE rowid = 30",
    "UPDATE stored_events SET state = CAST('{}' AS BLOB) WHERE rowid = 1",
    "DROP TABLE stored_events",
)
AFTERWARDS = ("verify", "at 2022-10-29", "checkpoint", "status", "prove @30 -o proof", "expire")


@pytest.fixture
def case(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Who works here reads Chinese."""
    monkeypatch.setenv("POLICY_LEDGER_LANG", CHINESE)
    (desk.folder / "notice.html").write_text("<p>external links</p>")
    (desk.folder / "more.yaml").write_text(MORE)
    return desk


def left(case: Desk, lines: Iterable[str]) -> list[tuple[str, str]]:
    """Each English sentence that these commands tell, with the command; what is bad input (exit
    code 1) may be told in English, and nothing is wrong with these command lines."""
    examples = "".join(path.read_text("utf-8") for path in case.folder.glob("examples/*"))
    examples += " ".join(WRITING)
    found = []
    for line in lines:
        outcome = case.ledger(line)
        assert outcome.code != 2, outcome.err
        told = outcome.out + ("" if outcome.code == 1 else outcome.err)
        found += [(line, each) for each in english.sentences(told, examples)]
    return found


def test_no_english_sentence_is_told_of_what_was_written_and_read(case: Desk) -> None:
    assert left(case, WRITING) == []
    assert (case.folder / "restored.ledger").exists()
    (case.folder / "vkey").write_text(case.key())
    assert left(case, READING) == []


def test_no_english_sentence_is_told_of_a_ledger_that_was_spoiled(case: Desk) -> None:
    case.kuaishou()
    case.done("checkpoint")
    whole = case.folder / "policy.ledger"
    shutil.copyfile(whole, case.folder / "sound")
    found = []
    for statement in SPOILING:
        for path in case.folder.glob("policy.ledger-*"):
            path.unlink()
        shutil.copyfile(case.folder / "sound", whole)
        with closing(sqlite3.connect(whole, isolation_level=None)) as connection:
            if statement.startswith("UPDATE stored_events"):
                connection.execute("DROP TRIGGER stored_events_are_never_updated")
            connection.execute(statement)
        found += [(statement, *each) for each in left(case, AFTERWARDS)]
    damaged = bytearray((case.folder / "sound").read_bytes())
    damaged[8192:20480] = bytes(12288)
    whole.write_bytes(damaged)
    assert [*found, *left(case, AFTERWARDS)] == []


def test_rows_that_cannot_be_read_are_told_in_both_languages(case: Desk) -> None:
    case.kuaishou()
    with closing(sqlite3.connect(case.folder / "policy.ledger")) as connection:
        connection.execute("UPDATE changes SET said = '{'")
        connection.commit()
    told = case.ledger("--lang en at 2022-10-29")
    assert told.code == 3
    assert told.err.endswith("; `ledger verify` says more, and `ledger rebuild` mends it\n")
    told = case.ledger("at 2022-10-29")
    assert told.err.startswith("ledger: 账本中有无法读取的内容，而答案可能取决于它：读模型：@")
    assert told.err.endswith("；详见 ledger verify，ledger rebuild 可修复\n")


@pytest.mark.parametrize(("text", "chinese"), SAID.items())
def test_what_other_programs_say_is_told_in_chinese_or_quoted(text: str, chinese: str) -> None:
    for fault in (sqlite3.Error(text), OSError(5, text, "file")):
        assert str(said(fault)) == text
        assert WORDS.phrase(said(fault)) == chinese


@pytest.mark.parametrize(
    ("kind", "chinese"),
    [
        (stat.S_IFBLK, "it is a device, not a regular file: 是设备，不是普通文件"),
        (stat.S_IFCHR, "it is a device, not a regular file: 是设备，不是普通文件"),
        (stat.S_IFIFO, "it is a pipe, not a regular file: 是管道，不是普通文件"),
        (stat.S_IFSOCK, "it is a socket, not a regular file: 是套接字，不是普通文件"),
        (stat.S_IFDIR, "it is a folder, not a regular file: 是文件夹，不是普通文件"),
        (0, "it is special, not a regular file: 是特殊文件，不是普通文件"),
    ],
)
def test_why_a_file_is_not_opened_is_told_in_both_languages(
    kind: int, chinese: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "stat", lambda _: os.stat_result((kind, *[0] * 9)))
    with pytest.raises(OSError, match="not a regular file") as caught:
        opened("file")
    monkeypatch.undo()
    assert f"{said(caught.value)}: {WORDS.phrase(said(caught.value))}" == chinese


def test_several_faults_are_told_as_one_sentence() -> None:
    index = Phrase("an index of {table}, on {on}, is missing", table="changes", on="a, b")
    told = together([index, missing("view", "view_log")])
    assert str(told) == "an index of changes, on a, b, is missing; the view view_log is missing"
    assert WORDS.phrase(told) == "表 changes 缺少列 a, b 上的索引；视图 view_log 缺失"


def test_a_dossier_is_told_in_chinese_and_its_commands_are_the_same(case: Desk) -> None:
    case.kuaishou()
    line = "export dossier 2022-10-29 kuaishou/live-cart no/such -o"
    case.done(f"{line} chinese")
    case.done(f"--lang en {line} english")
    folders = [case.folder / "english", case.folder / "chinese"]
    english_text, chinese_text = ((each / "README.md").read_text("utf-8") for each in folders)
    assert commands(chinese_text) == [
        each.replace("--lang en", f"--lang {CHINESE}") for each in commands(english_text)
    ]
    assert english.sentences("\n".join(prose(chinese_text))) == []
    assert "最近" not in chinese_text
    for options in ([], ["--without-evidence"]):
        told = [checked(each, *options) for each in folders]
        assert told[0][0] == told[1][0] == 0
        assert told[0][1].endswith("GOOD: now check the signature, as README.md shows\n")
        assert told[1][1].endswith("完好：请接着按 README.md 所示核验签名\n")
        assert english.sentences(told[1][1]) == []
    (folders[1] / "log" / "tile" / "0" / "000.p" / "55").write_bytes(b"")
    code, told_too = checked(folders[1])
    assert code == 3
    assert told_too.startswith("log/tile/0/000.p/55 所含的不是其下条目的哈希\n")
    assert "\n不完好：log/checkpoint 是否如签名时所载" in told_too
    about = (folders[1] / "check.py").read_text("utf-8").split('"""')[1]
    assert about.startswith("此卷宗是否自洽？")


@pytest.mark.parametrize("name", ["dossier_readme.md", "dossier_check.txt"])
def test_a_text_of_a_dossier_is_there_in_each_language(name: str) -> None:
    stem, ending = name.split(".")
    for language in LANGUAGES:
        own = f"{stem}.{language}.{ending}" if language != ENGLISH else name
        path = REPOSITORY / "cli" / "commands" / own
        assert path.exists() or (language, ending) == (ENGLISH, "txt")


def test_the_readme_of_a_dossier_has_the_same_places_and_commands_in_each_language() -> None:
    folder = REPOSITORY / "cli" / "commands"
    texts = [(folder / f"dossier_readme{tag}.md").read_text("utf-8") for tag in ("", f".{CHINESE}")]
    found = [sorted(re.findall(r"<<\w+\||>>|\{\w+\}", text)) for text in texts]
    assert found[0] == found[1]
    assert commands(texts[0]) == commands(texts[1])


def commands(text: str) -> list[str]:
    """The lines that a reader types, and those that stand out like them."""
    return [line for line in text.split("\n") if line.startswith("    ")]


def prose(text: str) -> list[str]:
    """The other ones."""
    return [line for line in text.split("\n") if not line.startswith("    ")]


def checked(folder: Path, *options: str) -> tuple[int, str]:
    """What the program in a dossier ends with, and prints."""
    line = [sys.executable, "check.py", *options]
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_english_that_a_chinese_reader_would_meet_is_seen(untold: list[str]) -> None:
    why = Phrase("{why}: `ledger verify` says more", why="the moon is made of cheese")
    WORDS.phrase(IntegrityFault(why))
    WORDS.phrase(IntegrityFault("no catalogue has this"))
    assert untold == ["the moon is made of cheese", "no catalogue has this"]
    untold.clear()
    WORDS.phrase(LedgerFault("bad input may be told in English, as it is"))
    WORDS.phrase(quoted("the moon is made of cheese"))
    WORDS.phrase("/a/path with blanks in it/and so on")
    assert untold == []
    assert english.sentences("见 ledger key show --all。It is of no use now") == [
        "It is of no use now"
    ]
