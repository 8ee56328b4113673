"""Is what came since the last signed head hashed again before anything is signed?"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.faults import IntegrityFault
from ledger.signing.heads import head_path, last_signed
from ledger.signing.log_tree import open_tree
from ledger.signing.signed_head import check_new, sign_beginning, sign_head
from ledger.stores.address import on_server
from tests.ledgers import BOUNDED, PERMITTED, SUSPENDED, announcement
from tests.stores import Place, told
from tests.test_audit_on_both_stores import KEY, altered, environ, ledger

__all__ = ["ledger"]

ALTERED = (
    "UPDATE stored_events SET recorded_at = 4102444800000000 WHERE {seq} = 8",
    f"UPDATE stored_events SET recorded_at = {2**63 - 1} WHERE {{seq}} = 8",
    "UPDATE stored_events SET hashes = {zeros} WHERE {seq} = 8",
    "UPDATE stored_events SET topic = 'noted' WHERE {seq} = 8",
    "DELETE FROM stored_events WHERE {seq} = 8",
)
SIGNING: tuple[Callable[[str, dict[str, str]], object], ...] = (
    lambda target, places: signed(target, places),
    lambda target, places: signed(target, places, size=8),
    lambda target, places: checked(target, places),
)


def signed(target: str, places: dict[str, str], *, size: int | None = None) -> None:
    with open_tree(target) as tree:
        if size is None:
            sign_head(tree, places)
        else:
            sign_beginning(tree, size, places)


def checked(target: str, places: dict[str, str]) -> None:
    """As `key rotate` does."""
    with open_tree(target) as tree:
        check_new(tree, places)


@pytest.mark.parametrize("sign", SIGNING)
@pytest.mark.parametrize("statement", ALTERED)
def test_nothing_is_signed_over_an_event_that_does_not_fit(
    ledger: str,
    tmp_path: Path,
    statement: str,
    sign: Callable[[str, dict[str, str]], object],
) -> None:
    places = environ(tmp_path)
    with open_tree(ledger) as tree:
        sign_head(tree, places)
        assert tree.size == 7
    told(ledger, announcement("c", BOUNDED), announcement("d", BOUNDED))
    path = head_path(KEY.verifier, places)
    before = last_signed(path)
    seq = "notification_id" if on_server(ledger) else "rowid"
    zeros = "decode(repeat('00', 32), 'hex')" if on_server(ledger) else "zeroblob(32)"
    altered(ledger, statement.format(seq=seq, zeros=zeros))
    with pytest.raises(IntegrityFault, match=r"@[78].*: `ledger verify` says more") as fault:
        sign(ledger, places)
    if "DELETE" in statement and sign is not SIGNING[1]:
        assert "@8 is missing from the log" in str(fault.value)
    assert last_signed(path) == before


def test_without_a_head_that_is_kept_all_is_hashed_again(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.signing import keys

    monkeypatch.setenv(keys.CONFIGURATION, str(tmp_path / "configuration"))
    keys.save(keys.key_path(KEY.verifier, environ(tmp_path)), KEY)
    target = place.made()
    with open_for_writing(target) as opened:
        opened.add_key({"key": str(KEY.verifier)}, replacing=None)
    told(target, announcement("a", SUSPENDED), announcement("b", PERMITTED))
    altered(target, "UPDATE stored_events SET topic = 'permitted' WHERE topic = 'suspended'")
    with pytest.raises(IntegrityFault, match="@4 does not hash to what is stored with it"):
        signed(target, environ(tmp_path))
