"""What held for a subject at a moment? The one evaluator of DESIGN section 5: pure."""
