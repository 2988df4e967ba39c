"""What the web chat and the dashboard share: style, request guard, static files."""
