"""Shows how far everybody is, in chat."""
