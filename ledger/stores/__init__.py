"""Where is one ledger kept, and what is it asked? SQL stays in this room."""
