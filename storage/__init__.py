"""Remembers: what was received, answered, sent. Knows no vendor and no wording."""
