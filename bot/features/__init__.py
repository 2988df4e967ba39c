"""What people can do in a chat, one folder a feature."""
