"""Knows who may do what: codes, invitations, roles."""
