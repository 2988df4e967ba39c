"""Checks of form definitions."""
