"""Submissions, reviews and remarks."""
