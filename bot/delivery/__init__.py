"""From the outbox to the vendor, within its rate limits."""
