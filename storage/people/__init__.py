"""Contacts, their addresses, codes, units, roles, sessions, audit."""
