"""Does the wheel, installed outside the repository, do the main job?"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_installed_wheel_answers_outside_the_repository(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", tmp_path / "dist", ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("policy_ledger-*.whl")
    installed = tmp_path / "installed"
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", installed, wheel],
        check=True,
        capture_output=True,
    )
    assert sorted(p.name for p in installed.iterdir() if "." not in p.name) == [
        "bin",
        "cli",
        "events",
        "ledger",
    ]
    environment = {**os.environ, "PYTHONPATH": str(installed), "XDG_CONFIG_HOME": str(tmp_path)}
    environment |= {"COLUMNS": "100"}
    environment.pop("POLICY_LEDGER_URL", None)

    def ledger(*arguments: str) -> str:
        return subprocess.run(
            [sys.executable, installed / "bin" / "ledger", *arguments],
            check=True,
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=environment,
        ).stdout

    ledger("demo", "sample")
    answer = ledger("--ledger", "sample/policy.ledger", "at", "2022-10-29")
    assert "permitted GRADUALLY, CONTESTED" in answer
    answer = ledger("--lang", "zh-Hans", "--ledger", "sample/policy.ledger", "at", "2022-10-29")
    assert "逐步允许，有争议" in answer
