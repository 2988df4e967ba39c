"""Leads a draft through its coaches and back."""
