"""Broadcasts: composed, addressed, sent, reported."""
