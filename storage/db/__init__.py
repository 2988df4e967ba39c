"""The database connection, for SQLite and PostgreSQL."""
