"""Drafts: the event log, the path through a form, versions."""
