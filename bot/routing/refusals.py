"""Says no to what somebody may not do: what it is for, whom to ask; and keeps that it was tried."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.chat.roles import Permission
from bot.texts import say, word
from flows.messages import Button, Reply

REFUSED = "refused"
"""The act in the audit log; its detail is the command's name."""


def refuse(ctx: ChatContext, command: str, permission: Permission) -> None:
    """Refuse a command politely, and write down who tried what."""
    ctx.audit(REFUSED, command)
    action = Button(word("drafts.resume"), "open")
    ctx.say(Reply(text=say(f"refused.{permission.value}", name=command), actions=(action,)))
