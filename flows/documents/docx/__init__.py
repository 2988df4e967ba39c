"""DOCX: filled in from a template, its generated parts, reproducible bytes."""
