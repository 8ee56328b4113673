"""How is one fact said, in the language asked for? A function a fact: a label, clauses.

Every text passes through the catalogue (docs/languages.md): `Words` has the language and the zone.
What is told is taken as documents write it: plain fields, instants in UTC.
"""

from collections.abc import Mapping
from typing import Any

#: An object of a document, or a part of one.
Row = Mapping[str, Any]
#: What a document says of statements, by position.
Said = Mapping[str, Row]
