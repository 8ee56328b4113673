"""What held for a subject at a moment, and why? The one evaluator, over the read model's rows."""
