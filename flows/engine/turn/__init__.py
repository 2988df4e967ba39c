"""One turn of a conversation, and what it is built from."""
