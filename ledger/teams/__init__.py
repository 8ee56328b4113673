"""How is a ledger copied, kept twice, and followed as it grows?"""
