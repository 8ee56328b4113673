"""Can a recorder append an event, by SQL of its own, after which the owner's rebuild fails?"""

import random
from collections.abc import Callable
from typing import Any

import pytest

from events.codec import canonical
from ledger.application import open_for_writing
from tests.ledgers import PERMITTED, announcement
from tests.servers import Server
from tests.stores import told
from tests.test_attacks_by_recorders import Event, Team

RANDOM = random.Random(1)
#: No index of PostgreSQL holds it, also compressed.
LONG = "".join(RANDOM.choice("0123456789abcdefghijklmnopqrstuvwxyz") for _ in range(6_000))


def act(team: Team, type: str, **data: Any) -> Event:
    return "#", type, canonical({"format": 3, "role": team.user, **data})


def change(team: Team, **data: Any) -> Event:
    return (
        data["subject"],
        "permitted",
        canonical({"format": 3, "role": team.user, "certainty": "stated", **data}),
    )


ATTACKS: dict[str, Callable[[Team], list[Event]]] = {
    "a source's name": lambda t: [t.event(source={"authority": "official", "name": LONG})],
    "an alias": lambda t: [
        (
            "k",
            "subject_described",
            canonical({"format": 3, "role": t.user, "path": "k", "aliases": [LONG]}),
        )
    ],
    "an exception": lambda t: [
        t.event(changes=1),
        change(t, change="m#1", subject="k", **{"except": [f"k/{LONG}"]}),
    ],
    "n of a change": lambda t: [
        t.event(changes=1),
        change(t, change="m#99999999999", subject="k"),
    ],
    "n of a target": lambda t: [
        act(t, "retracted", target="a#99999999999", why="x"),
    ],
    "position of a target": lambda t: [
        act(t, "retracted", target="@99999999999999999999", why="x"),
    ],
    "target of an expiry": lambda t: [
        act(
            t, "expired", of="a#99999999999", subject="k", until={"instant": "2022-01-01T00:00:00Z"}
        ),
    ],
    "a title that is a list": lambda t: [t.event(title=["x"])],
    "a title that is a number": lambda t: [t.event(title=7)],
    "a url that is an object": lambda t: [t.event(url={"a": 1})],
    "a format of later": lambda t: [t.event(format=99)],
    "why that is an object": lambda t: [act(t, "retracted", target="a#1", why={"x": 1})],
    "a subject that is a number": lambda t: [act(t, "retracted", target="a#1", why="x", subject=1)],
    "a party that is a list": lambda t: [
        t.event(source={"authority": "official", "name": "M", "party": ["x"]})
    ],
    "a name that is a number": lambda t: [t.event(source={"authority": "official", "name": 1})],
    "words that are a number": lambda t: [
        (
            "k",
            "subject_described",
            canonical({"format": 3, "role": t.user, "path": "k", "aliases": 7, "words": 7}),
        )
    ],
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_owner_rebuilds_whatever_a_recorder_appended(postgres: Server, attack: str) -> None:
    team = Team(postgres)
    team.append(*ATTACKS[attack](team))
    with open_for_writing(team.owner, rebuild=True) as ledger:
        ledger.rebuild()
    assert told(team.recorder, announcement("last", PERMITTED)).new == 1
