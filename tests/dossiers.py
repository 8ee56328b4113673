"""What is in the ledger of which a test makes a dossier?"""

from pathlib import Path

from tests.desk import Desk


def with_evidence(case: Desk) -> Path:
    """One announcement more, and the file that it names as it is kept."""
    (case.folder / "notice.html").write_text("<p>external links</p>")
    (case.folder / "more.yaml").write_text(
        "format: policy-ledger/1\nannouncements:\n- id: more\n"
        "  source: {name: A, authority: press}\n  published: 2022-10-01\n"
        "  evidence: [notice.html]\n  changes:\n"
        "  - {change: suspended, subjects: [kuaishou/live-cart], effective: 2022-10-02}\n"
    )
    case.done("announce more.yaml")
    (kept,) = (p for p in (case.folder / "policy.ledger.evidence").rglob("*") if p.is_file())
    return kept
