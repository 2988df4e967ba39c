"""Keeps strangers from taking all there is of connections, requests and time."""
