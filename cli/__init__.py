"""The command line: it parses, calls and prints; no rule of the ledger lives here."""
