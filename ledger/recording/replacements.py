"""Which changes of the log take the place of a change?"""

from collections.abc import Collection

from ledger.acts import Acts
from ledger.coverage import Coverage
from ledger.stores.log import Log


def replacing(
    log: Log, changes: Collection[str], subjects: Coverage
) -> dict[str, list[tuple[str, list[str]]]]:
    """By change what `replaces` it, as it is corrected and if it is not retracted, each with all
    its subjects. `subjects` are those of the changes that are replaced.

    Looks at every change on a path that meets one of them: it is asked for slips of the recorder.
    """
    seen: set[str] = set()
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for path in sorted(filter(subjects.meets, log.paths())):
        written = log.changes_on(path)
        acts = Acts(
            act for id in sorted({each.announcement for each in written}) for act in log.acts(id)
        )
        for each in written:
            if each.change in seen or acts.retracted(each):
                continue
            named = [id for id in acts.corrected(each).said.replaces if id in changes]
            if named:
                seen.add(each.change)
                on = [other.subject for other in log.told(each.announcement, each.n)]
                for id in named:
                    found.setdefault(id, []).append((each.change, on))
    return found
