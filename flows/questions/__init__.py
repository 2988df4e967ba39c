"""Question kinds, one class each; KINDS is their table."""
