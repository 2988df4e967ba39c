"""Conversations, revisions, members, section locks, files."""
