"""Is the web chat: a page for a phone, and what stands behind it."""
