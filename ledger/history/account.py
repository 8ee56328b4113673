"""Which steps of the recorded or the published clock are told of what is named, in which order?"""

from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ledger.history import clocks
from ledger.history.replay import StepChanges, told, within
from ledger.read_model import is_of

if TYPE_CHECKING:
    from ledger.answers.settled import Cut
    from ledger.reading.reading import Reading

_STEPS: Final = {"recorded": clocks.recorded, "published": clocks.published}


def account(
    clock: str, reading: "Reading", cut: "Cut", *, named: Sequence[str] = ()
) -> Generator[StepChanges, None, None]:
    """The steps that touch what is `named`, or all. On the recorded clock an announcement is told
    once, before the first of its changes that does."""
    announced: StepChanges | None = None
    for each in told(_STEPS[clock](reading, reading, cut), reading, named=named):
        first = each.step.records[0]
        if not named:
            yield each
            continue
        if clock == "recorded" and first.type == "announced":
            announced = each
        if not any(_meets(path, named) for path in _paths(each)):
            continue
        if announced is not None and is_of(first, announced.step.records[0]):
            yield announced
            announced = None
        if announced is not each:
            yield each


def _paths(told: StepChanges) -> Iterator[str]:
    yield from told.step.paths
    for record in told.step.records:
        if record.type in ("subject_described", "expired"):
            yield record.data.get("path") or record.data["subject"]


def _meets(path: str, named: Sequence[str]) -> bool:
    """Whether a word about the path can matter for what is named."""
    return within(path, named) or any(within(each, [path]) for each in named)
