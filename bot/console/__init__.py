"""Is what the command line does, one verb a module."""
