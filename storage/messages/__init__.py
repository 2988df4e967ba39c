"""Inbox, outbox, deliveries, timers, alarms."""
