"""Hints on an answer's quality, and personal data in it."""
