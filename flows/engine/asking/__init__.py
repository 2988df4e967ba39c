"""Messages that ask: a question, a table, a group, a review point, the end."""
