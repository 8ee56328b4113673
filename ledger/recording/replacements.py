"""Which changes of the log take the place of a change?"""

from collections.abc import Iterator, Sequence

from events.words import STATEMENTS
from ledger.answers.visible import acts_in_effect
from ledger.claims import split_id
from ledger.recording.targets import corrected
from ledger.stores import Log
from ledger.subjects import meets


def replacing(log: Log, change: str, subjects: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each change that `replaces` this one, as it is corrected and if it is not retracted, with all
    its subjects. `subjects` are those of the change that is replaced.

    Looks at every change on a path that meets one of them: it is asked for slips of the recorder.
    """
    seen: set[str] = set()
    for path in sorted(log.paths()):
        if not any(meets(path, subject) for subject in subjects):
            continue
        records = log.about(path)
        acts = acts_in_effect(records)
        for record in records:
            id = record.data.get("change", "")
            if record.type not in STATEMENTS or record.data.get("subject") != path or id in seen:
                continue
            announcement, n = split_id(id)
            if any(
                act.type == "retracted"
                and act.data["target"] in (announcement, id)
                and act.data.get("subject") in (None, path)
                for act in acts
            ):
                continue
            own = [act for act in acts if act.data["target"] == id]
            _, said = corrected(record.type, record.data, own, subject=path)
            if change in said.get("replaces", ()):
                seen.add(id)
                yield id, [each.subject for each in log.told(announcement, n)]
