"""Which changes of the log take the place of a change?"""

from collections.abc import Iterator, Sequence

from ledger.acts import Acts
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
        written = log.written(path)
        acts = Acts(act for id in {each.announcement for each in written} for act in log.acts(id))
        for each in written:
            if each.change in seen or acts.retracted(each):
                continue
            if change in acts.corrected(each).said.replaces:
                seen.add(each.change)
                told = log.told(each.announcement, each.n)
                yield each.change, [other.subject for other in told]
