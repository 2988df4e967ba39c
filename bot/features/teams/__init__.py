"""Several writers in one draft."""
