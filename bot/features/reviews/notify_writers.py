"""Brings news of a draft to everybody who writes in it."""

from __future__ import annotations

from bot.chat.context import Visit
from flows.messages import Reply
from storage.drafts import members


def tell_writers(visit: Visit, draft: int, reply: Reply) -> None:
    """Say something to all who write in a draft, wherever they are just now."""
    for one in members.of(visit.connection, draft):
        visit.post(one.contact, reply, draft)
