"""Is what every page of ours shares: its look, its guard, how its files are served."""
