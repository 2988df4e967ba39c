"""Lets people leave the announcements, and come back; what is said about their own draft comes all the same."""

from __future__ import annotations

from bot.chat.context import Visit
from bot.texts import say, word
from flows.messages import Button, Reply
from storage.outreach import broadcasts

SPOKEN_OFF = ("berhenti siaran", "stop siaran")
SPOKEN_ON = ("ikut siaran",)


def leave(visit: Visit, _: str) -> None:
    """Send a person no announcements any more."""
    broadcasts.subscribe(visit.connection, visit.contact.id, wants=False)
    visit.say(Reply(text=say("news.left"), actions=(Button(word("news.join"), "news_on"), _resume())))


def come_back(visit: Visit, _: str) -> None:
    """Send a person announcements again."""
    broadcasts.subscribe(visit.connection, visit.contact.id, wants=True)
    visit.say(Reply(text=say("news.back"), actions=(_resume(),)))


def _resume() -> Button:
    return Button(word("drafts.resume"), "open")
