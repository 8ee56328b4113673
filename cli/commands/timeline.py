"""`ledger timeline`: which states did a subject have, each from when to when?"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import click

from cli import formats, options, states
from cli.announcements import Announcements
from cli.history import over_time
from cli.question import Asking
from cli.tables import heads
from ledger.history.timeline import Segment, boundaries, rows, segments

#: `scheduled` and `changed_during_day` have no place here: what comes later has its own row.
_LEFT_OUT: Final = ("scheduled", "changed_during_day")
CELLS: Final = ("from", "to", *(name for name in states.CELLS if name not in _LEFT_OUT))


@click.command()
@click.argument("subject")
@options.reading
def command(asking: Asking, subject: str) -> None:
    """Each state of SUBJECT on the effective clock, from when (included) to when (not).

    The first row goes back as far as can be asked, the last one on for ever: it is what the
    record says, not a forecast.

    \b
      ledger timeline kuaishou/live-cart/jd-alliance/self-operated
      ledger timeline kuaishou/live-cart/jd-alliance --known 2022-10-27
    """
    with asking.open() as question:
        (path,) = question.without_when([subject])
        way = question.view.way(path)
        answer = over_time(way)
        found = segments(answer, boundaries(way.spoken))
        again = heads.again(question, ["timeline", subject])
        if asking.form == "table":
            from cli.tables import timeline_table

            timeline_table.show(question, path, list(found), said=way, answer=answer, again=again)
        else:
            head = formats.envelope("timeline", question, again, subject=path)
            told: Iterable[formats.Row] = map(_row, rows(found))
            if asking.form == "csv":
                announcements = Announcements(question)
                told = (_cells(parts, announcements) for parts in rows(found))
            formats.write(asking.form, head, told, under="states", cells=CELLS)
        question.tell_unnamed([path])


def _row(parts: Sequence[Segment]) -> dict[str, Any]:
    """A state as `ledger at` prints it, with its stretch; what may be and what is expected within
    it have stretches of their own."""
    found = [(part, states.row(part.state)) for part in parts]
    state = states.row(parts[0].state)
    state["may_have_changed"] = _runs(
        [(part, [{"change": id} for id in part.state.may_have_changed]) for part in parts]
    )
    state["expectations"] = _runs([(part, row["expectations"]) for part, row in found])
    return _within(parts, state)


def _cells(parts: Sequence[Segment], announcements: Announcements) -> dict[str, Any]:
    state = states.cells(parts[0].state, announcements)
    state["may_have_changed"] = _ids(id for p in parts for id in p.state.may_have_changed)
    state["expectations"] = _ids(e.change for p in parts for e in p.state.expectations)
    return _within(parts, state)


def _within(parts: Sequence[Segment], state: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in state.items() if name not in _LEFT_OUT}
    return {**_stretch(parts[0].start, parts[-1].end), **kept}


def _stretch(start: int | None, end: int | None) -> dict[str, str | None]:
    return {"from": formats.instant(start), "to": formats.instant(end)}


def _runs(found: Sequence[tuple[Segment, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """Each entry with the stretch of neighbouring segments that have it, by where it begins."""
    runs: list[tuple[dict[str, Any], int | None, int | None]] = []
    for part, entries in found:
        for entry in entries:
            for number, (other, start, end) in enumerate(runs):
                if other == entry and end == part.start:
                    runs[number] = (entry, start, part.end)
                    break
            else:
                runs.append((entry, part.start, part.end))
    return [{**entry, **_stretch(start, end)} for entry, start, end in runs]


def _ids(found: Iterable[str]) -> list[str]:
    return sorted(set(found))
