"""The erasure of everything about a person, at their own request."""

from __future__ import annotations

from bot.chat import turns
from bot.chat.confirmation import ask_sure
from bot.chat.context import ChatContext
from bot.texts import say, word
from flows.messages import Button, Reply
from storage.lifecycle.mentions import Neutral


def ask_forget(ctx: ChatContext) -> None:
    """Ask for a yes before everything is erased."""
    yes, no = Button(word("forget.remove"), "forget"), Button(word("forget.keep"), "keep_all")
    ask_sure(ctx, say("forget.sure"), yes, no, is_no_first=True)


def keep_all(ctx: ChatContext) -> None:
    """Erase nothing, and ask the open question again."""
    ctx.say_first(say("forget.kept"))
    current = ctx.current()
    if current is None:
        ctx.say(Reply())
    else:
        turns.act(ctx, current.conversation.id, "repeat")


def forget(ctx: ChatContext) -> None:
    """Erase the person's drafts, answers and messages; the reply names neither the person nor a draft."""
    ctx.forget(Neutral(person=word("forget.person"), draft=word("forget.draft")))
    ctx.say(Reply(text=say("forget.done")))
