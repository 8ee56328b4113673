"""Why is an answer what it is, and what does it not show? Pure, over answers."""
