"""What can be said of a policy: the vocabulary of the ledger, its models and their stored form."""
