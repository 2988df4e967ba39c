"""The opt-out from broadcasts, and the way back; messages about one's own draft come all the same."""

from __future__ import annotations

from bot.chat.buttons import resume
from bot.chat.context import ChatContext
from bot.texts import say, word
from flows.messages import Button, Reply
from storage.outreach import broadcasts

SPOKEN_OFF = ("berhenti siaran", "stop siaran")
SPOKEN_ON = ("ikut siaran",)


def unsubscribe(ctx: ChatContext) -> None:
    """Send the contact no broadcasts any more."""
    broadcasts.subscribe(ctx.connection, ctx.contact.id, wants=False)
    ctx.say(Reply(text=say("news.left"), actions=(Button(word("news.join"), "news_on"), resume())))


def subscribe(ctx: ChatContext) -> None:
    """Send the contact broadcasts again."""
    broadcasts.subscribe(ctx.connection, ctx.contact.id, wants=True)
    ctx.say(Reply(text=say("news.back"), actions=(resume(),)))
