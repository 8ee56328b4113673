"""How is a small log told in a test, without files or a store?"""

from collections.abc import Iterator
from typing import Any

from ledger.dates.moments import instant, render
from ledger.dates.zones import zone
from ledger.records import Record

DAY = 86_400_000_000
UTC = zone("UTC")


def day(text: str) -> int:
    """The first instant of a day, in UTC."""
    return instant(f"{text}T00:00:00Z")


def window(text: str) -> dict[str, str]:
    """A day, `DAY/..`, `../DAY` or `DAY/DAY`, as `effective` is stored."""
    first, _, last = text.partition("/")
    found = {"text": text}
    if first != "..":
        found["earliest"] = render(day(first))
    if not last:
        found["latest"] = render(day(first))
    elif last != "..":
        found["latest"] = render(day(last) + DAY - 1)
    return found


def term(text: str) -> dict[str, str]:
    """A last day, or `..`, as `until` is stored."""
    return {"text": text} if text == ".." else {"text": text, "instant": render(day(text) + DAY)}


class Log:
    """A log that grows; `records` is all of it. Every transaction is a second later."""

    def __init__(self) -> None:
        opened = {"origin": "test.example/log", "zone": "UTC"}
        self.records = [Record(1, day("2026-01-01"), "opened", opened)]

    def announce(
        self,
        id: str,
        *changes: tuple[str, str, dict[str, Any]],
        published: str,
        authority: str = "official",
        source: str = "A",
    ) -> "Log":
        """Each change is (type, subject, fields); `effective` and `until` as in a file."""
        head = {
            "id": id,
            "source": {"name": source, "authority": authority},
            "published": {"text": published, "instant": render(day(published) + DAY - 1_000_000)},
            "zone": "UTC",
            "changes": len(changes),
        }
        self._append("announced", head)
        at = self.records[-1].recorded_at
        for number, (kind, subject, fields) in enumerate(changes, start=1):
            data = {"change": f"{id}#{number}", "subject": subject, **_stored(fields)}
            if "of" not in fields and kind != "noted":
                data.setdefault("certainty", "stated")
            self.records.append(Record(len(self.records) + 1, at, kind, data))
        return self

    def act(self, kind: str, target: str, **fields: Any) -> "Log":
        """`corrected` with its fields, or `retracted`."""
        data: dict[str, Any] = {"target": target, "why": "a test"}
        if kind == "corrected":
            data["fields"] = _stored(fields)
        self._append(kind, data)
        return self

    def _append(self, kind: str, data: dict[str, Any]) -> None:
        at = self.records[-1].recorded_at + 1_000_000
        self.records.append(Record(len(self.records) + 1, at, kind, data))


def _stored(fields: dict[str, Any]) -> dict[str, Any]:
    return dict(_each(fields))


def _each(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if name == "effective" and isinstance(value, str):
            yield name, window(value)
        elif name == "until" and isinstance(value, str):
            yield name, term(value)
            yield "afterwards", fields.get("afterwards", "undetermined")
        else:
            yield name, value
