"""What held for a subject at a moment? The specification that runs, and the read model's way."""
