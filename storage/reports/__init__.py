"""Read-only queries for reports."""
