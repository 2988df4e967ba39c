"""The memory of the program: what was received, answered, sent. It knows no vendor and no wording."""
