"""Which rows does a question read, under which cut-offs? The way from a store to the answers."""
