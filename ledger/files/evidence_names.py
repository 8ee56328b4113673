"""Which file does a piece of evidence name, and may it be taken in?"""

import os
import stat
from pathlib import Path

from ledger.files.documents import Plain
from ledger.files.texts import FieldFault, shown, text


def evidence_file(value: object, base: Path) -> str:
    """The path of a regular file in the folder `base` or below it, which is not opened here.

    A file must not be able to draw in what lies elsewhere on the machine of those who record it:
    neither by an absolute name or `..`, nor through a symbolic link. Raises FieldFault.
    """
    name = text(value)
    written = Path(name)
    if written.is_absolute() or ".." in written.parts or "\\" in name:
        raise FieldFault(
            f"{shown(name)} does not lie beside the announcement file",
            "the name of a file in its folder or below, without ..",
        )
    try:
        path = (base / written).resolve()
        inside = path.is_relative_to(base.resolve())
        mode = path.stat().st_mode if inside else 0
    except FileNotFoundError:
        expected = f"a file in {base}"
        if isinstance(value, Plain) and value.comment:
            expected += f"; where {shown(value.comment)} belongs to its name, quote it"
        raise FieldFault(f"there is no file {shown(name)}", expected) from None
    except (OSError, RuntimeError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise FieldFault(f"{shown(name)} cannot be read: {reason}", "a regular file") from None
    if not inside:
        raise FieldFault(f"{shown(name)} leads out of {base}", "a file in that folder or below")
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "no regular file"
        raise FieldFault(f"{shown(name)} is {what}", "a regular file")
    if not os.access(path, os.R_OK):
        raise FieldFault(f"{shown(name)} cannot be read: permission denied", "a readable file")
    return str(path)
