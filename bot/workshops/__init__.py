"""Gathers people: invites, reminds, counts who came."""
