"""Limits on the connections, requests and time that strangers may take."""
