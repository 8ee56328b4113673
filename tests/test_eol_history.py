"""Does a real history, seven years of endoflife.date, give the answers that its facts imply?

The data lies beside the repository, not in it: elsewhere these tests say that they did not run.
"""

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple, cast

import pytest

from ledger.application import init, open_for_writing
from ledger.dates.instants import instant
from ledger.dates.moments import Moment
from ledger.files.announcements import read_lines
from ledger.reading.reading import Reading, open_ledger

DATA = Path(__file__).parents[2] / "shared" / "data"
DAY = 86_400_000_000
YEAR = 365 * DAY
#: How many moments of knowledge are tried, each with several moments of effect.
MOMENTS = 6

pytestmark = pytest.mark.skipif(
    not (DATA / "eol-facts.jsonl.gz").exists(),
    reason=f"did not run: the history is not there ({DATA / 'eol-facts.jsonl.gz'})",
)


class Fact(NamedTuple):
    """What stood on a subject from a commit on: a date, true, false, another text, or nothing."""

    published: int
    subject: str
    value: str | None


@pytest.fixture(scope="module")
def facts() -> list[Fact]:
    with gzip.open(DATA / "eol-facts.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [Fact(instant(f["published"]), f["subject"], f["value"]) for f in found]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    target = str(tmp_path_factory.mktemp("eol") / "policy.ledger")
    init(target, origin="endoflife.date/history", zone="UTC")
    with (
        gzip.open(DATA / "eol-announcements.jsonl.gz", "rb") as lines,
        open_for_writing(target) as ledger,
    ):
        ledger.announce_lines(read_lines(cast("IO[bytes]", lines), ledger_zone="UTC"))
    with open_ledger(target) as reading:
        yield reading


def day(value: str) -> date | None:
    """The day that a text names; None where it is no date, or one that does not exist."""
    try:
        return date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None


def implied(value: str | None, at: int) -> str:
    """The effect at `at`, by what stood in the file."""
    match value:
        case "true":
            return "suspended"
        case "false":
            return "permitted"
        case None:
            return "unknown"
    last = day(value)
    assert last is not None
    return "permitted" if at < (last.toordinal() - 719_163 + 1) * DAY else "suspended"


def standing(facts: Iterable[Fact], known: int) -> dict[str, str | None]:
    """What stood by then. A text that is no date was noted, and changes no state."""
    stood: dict[str, str | None] = {}
    for fact in facts:
        if fact.published > known:
            continue
        if fact.value in (None, "true", "false") or day(fact.value or "") is not None:
            stood[fact.subject] = fact.value
        else:
            stood.setdefault(fact.subject, None)
    return stood


def test_the_answers_are_those_that_the_facts_imply(history: Reading, facts: list[Fact]) -> None:
    chance = random.Random(20_190_530)
    commits = sorted({fact.published for fact in facts})
    moments = [commits[0] - 1, commits[0], commits[-1], *chance.sample(commits, MOMENTS)]
    moments += [chance.randrange(commits[0], commits[-1]) for _ in range(MOMENTS)]
    compared = 0
    for known in moments:
        stood = standing(facts, known)
        view = history.cut(known)
        for at in (known, known + chance.randrange(YEAR), known + chance.randrange(9 * YEAR)):
            answers = {state.subject: state for state in view.states(None, Moment("", at, None))}
            wrong = {
                subject: (value, answers[subject].effect if subject in answers else "unknown")
                for subject, value in stood.items()
                if implied(value, at)
                != (answers[subject].effect if subject in answers else "unknown")
            }
            assert not wrong, f"known {known}, at {at}"
            assert answers.keys() <= stood.keys()
            compared += len(stood)
    assert compared > 100_000


def test_nothing_in_it_is_contested(history: Reading) -> None:
    last = history.cut().states(None, Moment("", 1_788_000_000_000_000, None))
    assert not [s.subject for s in last if s.contested_by or s.set_aside or s.expectations]


def test_a_date_that_does_not_exist_leaves_the_one_before_it_standing(history: Reading) -> None:
    at = instant("2022-06-01T00:00:00Z")
    state = history.cut(at).state("products/surface/Surface Studio 2/eol", Moment("", at, None))
    assert (state.effect, state.until) == ("permitted", instant("2022-10-03T00:00:00Z"))
