"""Documents: a draft laid out and rendered as DOCX, PDF and text."""
