"""The WhatsApp channel."""
