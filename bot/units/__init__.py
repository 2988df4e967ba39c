"""Looks after the list of units."""
