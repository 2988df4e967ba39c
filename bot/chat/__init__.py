"""What a message handler works with."""
