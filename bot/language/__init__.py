"""Times, durations and unit names, read from what people type."""
