"""How fast is it, as a ratio against a peer measured in the same run? `python -m bench`."""
