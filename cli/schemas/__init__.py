"""Which JSON does each command print? JSON Schemas."""
