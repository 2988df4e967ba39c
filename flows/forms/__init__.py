"""Forms: what an author may write, read from YAML."""
