"""What the channels cost."""
