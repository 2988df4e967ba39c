"""Moving through a draft: back, skip, edit, undo, views."""
