"""Which states has every subject, over all time? Kept, so that nobody works them out again."""
