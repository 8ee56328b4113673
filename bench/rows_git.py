"""What does the same question cost where a history is kept in git?"""

import gzip
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench import history
from bench.generator import of_events
from bench.measure import in_turn, process
from bench.rows import Row, Setting, count


def git(setting: Setting) -> list[Row]:
    """A history as a git repository: a commit an announcement, a file a platform (or a product), a
    line a subject with the last word on it. `git log -S SUBJECT` finds the commits that named it;
    `ledger at DATE SUBJECT` answers, both as processes. The seeded history has a tenth of the
    small ledger's events, since git takes so long; the real one all of its own, where it is
    there."""
    if shutil.which("git") is None:
        return []
    events = max(10, setting.small // 10)
    seeded = list(of_events(events - 1, max(1, events // 10)))
    rows = [_against_git(setting, "git", "the seeded history", seeded)]
    if history.REAL.exists():
        with gzip.open(history.REAL, "rt", encoding="utf-8") as stream:
            real = [json.loads(line) for line in stream]
        rows.append(_against_git(setting, "git real", "the history of endoflife.date", real))
    return rows


def _against_git(setting: Setting, name: str, what: str, told: list[dict[str, Any]]) -> Row:
    folder = setting.folder()
    ledger, repository = folder / "policy.ledger", folder / "repository"
    lines = history.lines_of(folder, told, "told.jsonl")
    history.made(ledger)
    events = history.announce(ledger, lines)
    history.at_rest(ledger)
    _committed(repository, told)
    paths = sorted({path for each in told for change in each["changes"] for path in _paths(change)})
    chance = setting.chance()
    program = setting.program
    searched = ["git", "-C", str(repository), "log", "--format=%h %s", "-S"]
    found = in_turn(
        lambda: process(
            program.command(ledger, "at", "2024-06-15", chance.choice(paths)), env=program.env
        ),
        lambda: process([*searched, f"{chance.choice(paths)} "]),
        runs=setting.runs,
        faster=True,
    )
    return Row(
        name,
        f"cold `ledger at DATE SUBJECT`, {what}, {count(events)} events",
        f"`git log -S SUBJECT`, {count(len(told))} commits",
        found,
        None,
    )


def _committed(repository: Path, told: Iterable[dict[str, Any]]) -> None:
    """The history as a git repository, by `git fast-import`."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(repository)], check=True)
    command = ["git", "-C", str(repository), "fast-import", "--quiet"]
    files: dict[str, dict[str, str]] = {}
    subject_of: dict[str, list[str]] = {}
    with subprocess.Popen(command, stdin=subprocess.PIPE) as importing:
        assert importing.stdin is not None
        for number, announcement in enumerate(told, 1):
            written = set()
            for n, change in enumerate(announcement["changes"], 1):
                paths = _paths(change) or subject_of[change["of"]]
                subject_of[f"{announcement['id']}#{n}"] = paths
                for path in paths:
                    name = "/".join(path.split("/")[:-1][:2]) or path
                    files.setdefault(name, {})[path] = f"{path} {_word(change)}"
                    written.add(name)
            importing.stdin.write(
                f"commit refs/heads/master\ncommitter bench <bench@example.org> {number * 60} "
                f"+0000\n{_data(announcement['id'])}".encode()
            )
            for name in sorted(written):
                text = "\n".join(files[name][path] for path in sorted(files[name])) + "\n"
                importing.stdin.write(f"M 100644 inline {name}.txt\n{_data(text)}".encode())
        importing.stdin.close()
        if importing.wait():
            raise RuntimeError("git fast-import failed")
    subprocess.run(
        ["git", "-C", str(repository), "symbolic-ref", "HEAD", "refs/heads/master"], check=True
    )


def _paths(change: dict[str, Any]) -> list[str]:
    return list(change.get("subjects", ()))


def _word(change: dict[str, Any]) -> str:
    said = (change["change"], change.get("effective"), change.get("until"))
    return " ".join(word for word in said if word)


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"
