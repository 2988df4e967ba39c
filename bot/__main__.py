"""The command line as `python -m bot`."""

from bot.cli.commands import main

main()
