"""Knows a person in several apps as one."""
