"""Answers: understood, confirmed, stored."""
