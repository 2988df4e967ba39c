"""Merging, erasing, inheriting and backing up."""
