"""The refusal of a command that a person may not use."""

from __future__ import annotations

from bot.chat.buttons import resume
from bot.chat.context import ChatContext
from bot.chat.roles import Permission
from bot.texts import say
from flows.messages import Reply

REFUSED = "refused"
"""The action in the audit log; its detail is the command."""


def refuse(ctx: ChatContext, command: str, permission: Permission) -> None:
    """Explain what a command is for and whom to ask, and write the attempt into the audit log."""
    ctx.audit(REFUSED, command)
    ctx.say(Reply(text=say(f"refused.{permission.value}", name=command), actions=(resume(),)))
