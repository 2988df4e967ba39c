"""The deciding part: forms, conversations, documents. Pure: no clock, no network, no database."""
