"""Lets `python -m bot` be the command line."""

from bot.cli.commands import main

main()
