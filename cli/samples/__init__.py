"""The announcement files of examples/, for `ledger demo`; a test holds them equal."""
