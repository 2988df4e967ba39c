"""The audience of a broadcast or workshop: its filters, the menu that sets them, and the people it holds."""
