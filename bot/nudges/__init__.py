"""Reminds people of unfinished drafts."""
