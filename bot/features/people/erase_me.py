"""Removes everything of a person who asks for it."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.context import Visit
from bot.texts import say, word
from flows.messages import Button, Reply, Wants
from storage.lifecycle.mentions import Neutral

STANDS = timedelta(hours=1)
"""How long the button that removes everything does so; an older one asks again."""


def ask_forget(visit: Visit, _: str) -> None:
    """Ask once more before everything is removed."""
    asked_at = str(int(visit.now.timestamp()))
    no, yes = Button(word("forget.keep"), "keep_all"), Button(word("forget.remove"), "forget", asked_at)
    visit.say(Reply(text=say("forget.sure"), choices=(no, yes), yes_no=(yes, no), wants=Wants.CHOICE))


def keep_all(visit: Visit, _: str) -> None:
    """Leave everything as it is, and go on."""
    visit.tell(say("forget.kept"))
    current = visit.current()
    if current is None:
        visit.say(Reply())
    else:
        visit.act(current.conversation.id, "repeat")


def forget(visit: Visit, asked_at: str) -> None:
    """Remove the person's drafts, answers and messages; say so without a trace of whose they were."""
    if not asked_at.isdecimal() or visit.now.timestamp() - int(asked_at) > STANDS.total_seconds():
        ask_forget(visit, "")
        return
    visit.forget(Neutral(person=word("forget.person"), draft=word("forget.draft")))
    visit.say(Reply(text=say("forget.done")))
