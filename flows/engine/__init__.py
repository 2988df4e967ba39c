"""The conversational state machine."""
