"""Where is one ledger kept, and what is it asked? SQL stays in this room."""

from collections.abc import Mapping, Sequence
from typing import Any

#: What a question finds, in the order of its columns.
FoundRow = tuple[Any, ...]
#: seq, stream, version, type, state, recorded_at, hashes: a row of the log.
StoredRow = tuple[int, str, int, str, bytes, int, bytes]
#: Rows of the read model by their table, in the order of its columns.
Derived = Mapping[str, Sequence[FoundRow]]
