"""Has this ledger been touched? Everything is read again."""
