"""Removes everything of a person who asks for it."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.context import ChatContext
from bot.texts import say, word
from flows.messages import Button, Reply
from storage.lifecycle.mentions import Neutral

STANDS = timedelta(hours=1)
"""How long the button that removes everything does so; an older one asks again."""


def ask_forget(ctx: ChatContext, _: str) -> None:
    """Ask once more before everything is removed."""
    asked_at = str(int(ctx.now.timestamp()))
    no, yes = Button(word("forget.keep"), "keep_all"), Button(word("forget.remove"), "forget", asked_at)
    ctx.say(Reply(text=say("forget.sure"), choices=(no, yes), yes_no=(yes, no)))


def keep_all(ctx: ChatContext, _: str) -> None:
    """Leave everything as it is, and go on."""
    ctx.say_first(say("forget.kept"))
    current = ctx.current()
    if current is None:
        ctx.say(Reply())
    else:
        ctx.act(current.conversation.id, "repeat")


def forget(ctx: ChatContext, asked_at: str) -> None:
    """Remove the person's drafts, answers and messages; say so without a trace of whose they were."""
    if not asked_at.isdecimal() or ctx.now.timestamp() - int(asked_at) > STANDS.total_seconds():
        ask_forget(ctx, "")
        return
    ctx.forget(Neutral(person=word("forget.person"), draft=word("forget.draft")))
    ctx.say(Reply(text=say("forget.done")))
