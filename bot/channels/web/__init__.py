"""The web chat: a page for a phone, and its server side."""
