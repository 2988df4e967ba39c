"""Workshops: planned, announced, attended."""
