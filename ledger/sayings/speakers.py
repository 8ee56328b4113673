"""How is it said who speaks, and with which authority?"""

from collections.abc import Mapping
from typing import Any

from ledger.sayings.characters import escape
from ledger.sayings.language import Words
from ledger.sayings.periods import date


def speaker(source: str, authority: str, party: str | None, words: Words) -> str:
    """`JD Alliance, official partner`. A platform that speaks for itself and a paper are not
    named again by their party."""
    name, rank = escape(source), words.tell(authority)
    if party in (None, "platform", authority):
        return words.tell("{source}, {authority}", source=name, authority=rank)
    return words.tell(
        "{source}, {authority} {party}", source=name, authority=rank, party=words.tell(party)
    )


def said_by(said: Mapping[str, Any], words: Words) -> str:
    """Who said a statement, or what decides a state; `nobody` where nothing does."""
    if said["source"] is None or said["authority"] is None:
        return words.tell("nobody")
    return speaker(said["source"], said["authority"], said["party"], words)


def attributed(who: str, words: Words) -> str:
    """Whose word a state is, in running text."""
    return words.tell("said by {who}", who=who)


def published(said: Mapping[str, Any], words: Words) -> str:
    """When a statement was published: `published 2022-10-28`."""
    return dated(date(said["published"], words), words)


def dated(published: str, words: Words) -> str:
    """The same of a date as it is written."""
    return words.tell("published {date}", date=published)


def quoted(via: str, words: Words) -> str:
    """Who passed an announcement on."""
    return words.tell("as quoted by {source}", source=escape(via))


def published_by(said: Mapping[str, Any], words: Words) -> str:
    """Who said a statement, when, and by which change: `JD Alliance, official partner, published
    2022-10-28, jd-alliance-2022-10-28#3`."""
    return words.joined([said_by(said, words), published(said, words), said["change"]])
