"""Notifying all writers of a draft."""

from __future__ import annotations

from bot.chat.context import ChatContext
from flows.messages import Reply
from storage.drafts import members


def notify_writers(ctx: ChatContext, draft: int, reply: Reply) -> None:
    """Send a reply about a draft to each of its writers, whichever draft they are in."""
    for member in members.of_draft(ctx.connection, draft):
        ctx.notify(member.contact, reply, draft)
