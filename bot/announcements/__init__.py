"""Writes to many at once."""
