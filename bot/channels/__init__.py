"""Carries messages between people and the bot, one file per vendor."""
