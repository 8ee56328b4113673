"""Who says otherwise? DESIGN 5.9: no conflict is settled in silence."""

from collections.abc import Iterable, Sequence
from typing import Any

from tests.oracle.paths import particular
from tests.oracle.statements import Claim, Statement
from tests.oracle.steps import (
    Working,
    after_the_fact,
    answer_of,
    claim_at,
    differ,
    names,
    order,
    replaced,
)
from tests.oracle.words import AUTHORITY

#: A statement, what it claims, and why it is listed.
Found = tuple[Statement, Claim | None, str]


def contested_by(w: Working) -> list[dict[str, Any]]:
    """What claims another, and what want of authority alone kept from applying."""
    # "What is left after 3, and the claims after the fact, whose claim at `at` differs from the
    # answer's …; without those left that are superseded."
    found = [
        *_claiming((s for s in w.left if not superseded(s, w.left)), w, "claim"),
        *_claiming(
            (each.statement for each in w.gave_way if each.reason == "after_the_fact"),
            w,
            "after_the_fact",
        ),
    ]
    # "Where one change has several reasons on one path, `claim` or `after_the_fact` is told."
    told = [(s.change, s.subject) for s, _, _ in found]
    wanting = [each for each in _wanting(w) if (each[0].change, each[0].subject) not in told]
    return _listed([*found, *wanting])


def set_aside(w: Working) -> list[dict[str, Any]]:
    """“Those that claim another and are superseded, of a path more particular than the deciding
    change's.”"""
    if w.deciding is None:
        return []
    overtaken = [
        s
        for s in w.left
        if superseded(s, w.left) and particular(s.subject) > particular(w.deciding.subject)
    ]
    return _listed(_claiming(overtaken, w, "superseded"))


def superseded(b: Statement, left: Sequence[Statement]) -> bool:
    """“B is superseded by an A that is left, later in the order, of at least B's authority, and
    either published after B, or by the same source and published at the same instant or of the same
    `latest`; but two of extent `partial` with different populations stand side by side.”"""
    for a in left:
        beside = a.extent == b.extent == "partial" and a.population != b.population
        newer = a.published > b.published
        same = a.source == b.source and (a.published == b.published or a.latest == b.latest)
        if order(a) > order(b) and a.authority >= b.authority and (newer or same) and not beside:
            return True
    return False


def _claiming(found: Iterable[Statement], w: Working, reason: str) -> list[Found]:
    """Those whose claim at `at` differs from the answer's."""
    answer = answer_of(w.deciding, w.at) if w.deciding else None
    claims = [(s, claim_at(s, w.at), reason) for s in found]
    return [
        each
        for each in claims
        if each[1] is not None and (answer is None or differ(each[1], answer))
    ]


def _wanting(w: Working) -> list[Found]:
    """“Also what want of authority alone kept from applying.”"""
    deciding = w.deciding
    if deciding is None:
        return []
    # "amendments, not withdrawn, of the deciding change itself"
    found: list[Found] = [
        (s, None, "amendment")
        for s in w.way
        if s.amends
        and not s.withdrawn
        and (s.of, s.subject) == (deciding.change, deciding.subject)
        and s.authority < deciding.authority
    ]
    # "where it is a grayscale test (lapsed or not), candidate completions, not replaced, on its
    # path after it in the order"
    if deciding.extent == "grayscale":
        found += [
            (s, None, "completion")
            for s in w.candidates
            if s.completes
            and not replaced(s, w.candidates, w.speakers)
            and s.subject == deciding.subject
            and order(s) > order(deciding)
        ]
    # "candidates, no claims after the fact, that name the deciding change, or what it confirms
    # where that was published before them, in `replaces`"
    found += [
        (s, None, "replacement")
        for s in w.candidates
        if names(s, deciding) and not after_the_fact(s, w.speakers)
    ]
    return found


def _listed(found: Iterable[Found]) -> list[dict[str, Any]]:
    return [
        {
            "change": s.change,
            "effect": claim.effect if claim else None,
            "extent": claim.extent if claim else None,
            "value": claim.value if claim else None,
            "authority": AUTHORITY[s.authority],
            "source": s.source,
            "reason": reason,
        }
        for s, claim, reason in once(found)
    ]


def once(found: Iterable[Found]) -> list[Found]:
    """“Lists are sorted by change id, in code points, and hold each id once, for the most
    particular path on which it belongs there (of two such, the later position).”"""
    kept: dict[str, Found] = {}
    for each in sorted(found, key=lambda e: (particular(e[0].subject), e[0].seq)):
        kept[each[0].change] = each
    return [kept[change] for change in sorted(kept)]
