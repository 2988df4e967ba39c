"""Brings news of a draft to everybody who writes in it."""

from __future__ import annotations

from bot.chat.context import ChatContext
from flows.messages import Reply
from storage.drafts import members


def tell_writers(ctx: ChatContext, draft: int, reply: Reply) -> None:
    """Say something to all who write in a draft, wherever they are just now."""
    for member in members.of_draft(ctx.connection, draft):
        ctx.notify(member.contact, reply, draft)
