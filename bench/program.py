"""How is the program measured as a user runs it? Installed as from a wheel, in a folder of its own.

The three packages with their bytecode, and the console script that pip writes; the rest comes
from the environment that the measuring runs in.
"""

import compileall
import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from bench.history import ROOT

_SCRIPT = """\
#!{python}
import re
import sys
from cli.main import main
if __name__ == '__main__':
    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])
    sys.exit(main())
"""


class Program(NamedTuple):
    """The console script, and the environment in which it and its peers are started."""

    script: Path
    env: dict[str, str]

    def command(self, ledger: Path | str, *words: str) -> list[str]:
        """`ledger …` on a ledger."""
        return [str(self.script), "--ledger", str(ledger), *words]


def installed(folder: Path) -> Program:
    """Copies the program as it is now into an empty folder, compiled."""
    site = folder / "site"
    for package in ("ledger", "events", "cli"):
        shutil.copytree(
            ROOT / package, site / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    compileall.compile_dir(site, quiet=1)
    script = folder / "ledger"
    script.write_text(_SCRIPT.format(python=sys.executable))
    script.chmod(0o755)
    # Nothing of the caller's environment but where programs are: PYTHONDONTWRITEBYTECODE, say,
    # would have every start compile anew.
    env = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return Program(script, env | {"PYTHONPATH": str(site), "HOME": str(folder)})
