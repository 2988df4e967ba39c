"""A reply laid out within a channel's limits."""
