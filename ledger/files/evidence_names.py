"""Which file does a piece of evidence name, and may it be taken in?"""

from pathlib import Path

from ledger.evidence import offered
from ledger.files.documents import Plain
from ledger.files.texts import FieldFault, shown, text


def evidence_file(value: object, base: Path, largest: int) -> str:
    """The path of a regular file of at most `largest` bytes, in the folder `base` or below it.

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
        if not path.is_relative_to(base.resolve()):
            expected = "a file in that folder or below"
            raise FieldFault(f"{shown(name)} leads out of {base}", expected)
        offered(path, largest).close()
    except FileNotFoundError:
        expected = f"a file in {base}"
        if isinstance(value, Plain) and value.comment:
            expected += f"; where {shown(value.comment)} belongs to its name, quote it"
        raise FieldFault(f"there is no file {shown(name)}", expected) from None
    except (OSError, RuntimeError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise FieldFault(f"{shown(name)} cannot be read: {reason}") from None
    return str(path)
