"""How do the catalogues that translators edit (.po) come into the wheel as those that are read?"""

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(folder: Path) -> None:
    """Compile each `.po` below a folder to the `.mo` beside it, where that is not newer."""
    for source in folder.rglob("*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        partial = compiled.with_suffix(f".{os.getpid()}.mo")
        with partial.open("wb") as file:
            write_mo(file, catalogue)
        partial.replace(compiled)  # whole or not at all, whoever else compiles it


class Catalogues(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles them before the wheel is put together, and before an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """As hatchling asks of a hook."""
        compile_catalogues(Path(self.root) / "ledger" / "sayings" / "locale")
