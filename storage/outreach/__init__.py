"""Broadcasts, workshops, reminders and their audiences."""
