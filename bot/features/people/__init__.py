"""Roles, invitations, profiles and erasure."""
