"""Reviews: rounds, remarks, and what changed between two versions."""
