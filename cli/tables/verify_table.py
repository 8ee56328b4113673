"""How does the verdict on a ledger read, for people and for programs?"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from cli.tables.wording import many
from cli.text import columns, escape, wrap
from ledger.audit.audited_heads import HELD, HERE, OWN
from ledger.audit.findings import READ_MODEL
from ledger.audit.scope import compared
from ledger.audit.verdict import FAILED, OK, UNVERIFIED
from ledger.dates.moments import render
from ledger.proofs.spelling import encoded

if TYPE_CHECKING:
    from ledger.audit.audited_heads import Judged
    from ledger.audit.findings import Finding
    from ledger.audit.verdict import Asked, Report
    from ledger.proofs.key_chain import KeyInForce
    from ledger.proofs.signer import VerifierKey

_WORDS: Final = {OK: "OK", FAILED: "FAILED", UNVERIFIED: "NOT VERIFIED"}


def lines(report: "Report", where: str, asked: "Asked") -> Iterator[str]:
    """The table: the verdict, the ledger, what was checked and compared, what was found, what is
    left open."""
    yield from wrap(verdict(report), columns(), rest="  ")
    yield from _item("ledger", escape(where))
    if report.origin is not None:
        yield from _item("origin", escape(report.origin))
    yield from _item("size", f"{report.size:,} events")
    if report.recorded_at is not None:
        yield from _item("last", f"recorded {render(report.recorded_at)}")
    if report.root is not None:
        yield from _item("root", encoded(report.root))
    yield from _items("key", _keys(report.keys, asked.pinned))
    yield from _items("checked", report.checked)
    heads = [_head(each) for each in report.heads]
    yield from _items("compared", heads or ["with no checkpoint at all"])
    yield from _items("found", [_found(each) for each in report.findings] or ["nothing wrong"])
    if report.notes:
        yield from _items("besides", [escape(note) for note in report.notes])
    yield "NOT EXCLUDED"
    for words in report.not_excluded:
        yield from wrap(words, columns(), first="- ", rest="  ")


def _keys(keys: "Sequence[KeyInForce]", pinned: "VerifierKey | None") -> Iterator[str]:
    """The key in force; and the one written down, where that is an earlier one."""
    for key in keys[-1:]:
        whence = "as you wrote it down" if pinned == key.key else f"since @{key.since}"
        yield f"{escape(str(key.key))}, {whence}"
    for key, later in pairwise(keys):
        if pinned == key.key:
            yield (
                f"{escape(str(key.key))}, as you wrote it down: it was this ledger's until "
                f"@{later.since}, and was handed on"
            )


def _item(name: str, text: str) -> list[str]:
    return wrap(text, columns(), first=f"  {name:<10}", rest=" " * 12)


def _items(name: str, texts: Any) -> Iterator[str]:
    for number, text in enumerate(texts):
        yield from _item("" if number else name, text)


def _found(finding: "Finding") -> str:
    return f"{'' if finding.failed else 'undecided: '}{finding.check}: {escape(str(finding))}"


def _head(judged: "Judged") -> str:
    head, where = judged.kept.checkpoint, escape(judged.kept.where)
    kind = judged.kept.kind
    name = "the head signed last here" if kind == HERE else where
    name += ", which you hold" if kind == HELD else ", its own" if kind == OWN else ""
    if judged.altered:
        return f"{name}: not compared, since its text is not what was signed"
    agrees = "the log goes on from it" if judged.agrees else "the log does NOT go on from it"
    by = (
        f"signed by {escape(str(judged.signed_by))}"
        if judged.signed_by
        else "without a signature that counts"
    )
    words = f"{name}: @{head.size}, {agrees}, {by}"
    if judged.seen:
        seen = ", ".join(
            f"{escape(witness)} at {render(at * 1_000_000)}" for witness, at in judged.seen.items()
        )
        words += f"; seen by {seen}"
    if judged.quorum is not None:
        words += "; the quorum is met" if judged.quorum else "; the quorum is not met"
    return words


def verdict(report: "Report") -> str:
    """What the check comes to, in one sentence."""
    word = _WORDS[report.verdict]
    if report.verdict == OK:
        reach = compared(report.size, report.heads)
        outside = max(reach.held, reach.witnessed)
        kept = (
            f"@1 to @{outside} are those of a checkpoint that others kept or saw"
            if outside
            else "but nothing that others kept was there to compare with"
        )
        return f"{word}: nothing is wrong with the {report.size:,} events; {kept}."
    count = sum(each.failed for each in report.findings)
    if all(each.check == "evidence" for each in report.findings):
        what = "is missing or altered" if count else "could not be read"
        return (
            f"{word}: nothing is wrong with the {report.size:,} events, but evidence that they "
            f"name {what} ({many(len(report.findings), 'finding')})."
        )
    if all(each.check == READ_MODEL and not each.failed for each in report.findings):
        return (
            f"{word}: nothing is wrong with the {report.size:,} events, but what is derived from "
            "them is of an older version and was not compared; ledger rebuild makes it anew."
        )
    if count and all(each.derived for each in report.findings if each.failed):
        open_ = count < len(report.findings)
        nothing = "nothing was refuted in" if open_ else "nothing is wrong with"
        return (
            f"{word}: {nothing} the {report.size:,} events, but the read model is not what they "
            f"make it ({many(count, 'finding')}): answers may be false; ledger rebuild makes it "
            "anew."
            f"{' And something could not be decided.' if open_ else ''}"
        )
    if report.verdict == FAILED:
        return f"{word}: this is not the ledger that it should be ({many(count, 'finding')})."
    return f"{word}: nothing was refuted, and something could not be decided."
