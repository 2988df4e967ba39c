"""Talks: vendors, people's rights, the wall clock."""
