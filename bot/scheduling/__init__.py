"""Due timers, periodic tasks and quiet hours."""
