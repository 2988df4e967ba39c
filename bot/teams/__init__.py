"""Lets several people write in one draft."""
