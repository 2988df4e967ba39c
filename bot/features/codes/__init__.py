"""Codes that people follow or type."""
