"""Is lag named where a standby is behind what was signed?"""

import os
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.servers import OwnServer

LAG = "or this standby lags behind its primary: ask that one, or wait"
CHANGE = "--source A --authority press --published 2022-10-28 --change noted --subject a --note n"


def test_lag_is_named_where_a_standby_is_behind_a_checkpoint(
    desk: Desk, mortal_postgres: OwnServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_LEDGER_EVIDENCE", str(tmp_path / "shared"))
    monkeypatch.setenv("POLICY_LEDGER_URL", mortal_postgres.url)
    desk.done("init --origin example.org/links --zone Asia/Shanghai")
    desk.done(f"announce --id a {CHANGE}")
    with mortal_postgres.standby() as follower:
        primary, standby = mortal_postgres.url, follower.url
        monkeypatch.setenv("POLICY_LEDGER_URL", mortal_postgres.url)
        for words in ("checkpoint -o first", f"announce --id b {CHANGE}", "checkpoint -o held"):
            desk.done(words)
        assert follower.execute("SELECT pg_is_in_recovery()") == [(True,)]
        for line in (
            *("verify", "verify --held held", "checkpoint", "backup backup"),
            *("consistency first held", "export tiles tiles"),
        ):
            outcome = desk.ledger(f"--ledger {standby} {line}")
            told = " ".join((outcome.out + outcome.err).split())
            assert (outcome.code, LAG in told) == (3, True), (line, told)
            assert LAG not in desk.done(f"--ledger {primary} {line}")
        told = desk.ledger(f"--lang zh-Hans --ledger {standby} verify --held held").out
        assert "也可能是此备用服务器落后于主服务器" in "".join(told.split())
        os.rename("configuration", "elsewhere")  # nothing was signed here: then it is sound
        assert desk.ledger(f"--ledger {standby} verify").code == 0
