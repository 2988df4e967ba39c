"""Lets people leave the broadcasts, and come back; what is said about their own draft comes all the same."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.texts import say, word
from flows.messages import Button, Reply
from storage.outreach import broadcasts

SPOKEN_OFF = ("berhenti siaran", "stop siaran")
SPOKEN_ON = ("ikut siaran",)


def leave(ctx: ChatContext, _: str) -> None:
    """Send a person no broadcasts any more."""
    broadcasts.subscribe(ctx.connection, ctx.contact.id, wants=False)
    ctx.say(Reply(text=say("news.left"), actions=(Button(word("news.join"), "news_on"), _resume())))


def come_back(ctx: ChatContext, _: str) -> None:
    """Send a person broadcasts again."""
    broadcasts.subscribe(ctx.connection, ctx.contact.id, wants=True)
    ctx.say(Reply(text=say("news.back"), actions=(_resume(),)))


def _resume() -> Button:
    return Button(word("drafts.resume"), "open")
