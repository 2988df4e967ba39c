"""Reminders of unfinished drafts."""
