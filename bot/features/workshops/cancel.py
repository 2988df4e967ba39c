"""Cancels a workshop: why, in one sentence that people read, and once more whether."""

from __future__ import annotations

import re

from bot.chat.context import Visit
from bot.features.workshops import card
from bot.features.workshops import notifications as news
from bot.features.workshops.admin_menu import schedule
from bot.texts import say, word
from flows.language.yes_no import read_consent
from flows.messages import Button, Input, Reply, Said, Wants
from flows.text_format import tidy
from storage.outreach.workshops import Workshop
from storage.people import audit

WHY = "ws_why"
"""What an admin's next words are for: why a workshop is cancelled."""
WHY_LENGTH = 300
_CANCELS = re.compile(r"\bbatal(?:kan)?\b", re.IGNORECASE)


def ask_why(visit: Visit, number: str) -> None:
    """Ask why a workshop is cancelled; of one that nobody knows of, only whether."""
    one = card.opened(visit, number)
    if one is None:
        return
    count = len(news.concerned(visit.connection, one))
    visit.expect(WHY, f"{one.id} ")
    yes = Button(word("workshop.cancel_yes"), "ws_cancel_yes", number)
    text = say("workshop.ask_why", count=count) if count else say("workshop.ask_why_draft", title=one.title)
    visit.say(Reply(text=text, choices=() if count else (yes,), actions=(_not(number),), wants=Wants.CHOICE))


def take_why(visit: Visit, given: Input, kept: str) -> None:
    """Take why it is cancelled, or a typed yes to what was read back."""
    number, _, before = kept.partition(" ")
    one = card.opened(visit, number)
    if one is None:
        return
    text = tidy(given.text) if isinstance(given, Said) else ""
    answer = _read(text)
    if answer is False:
        visit.expect_nothing()
        card.show(visit, one)
    elif answer and (before or not news.concerned(visit.connection, one)):
        _cancel(visit, one, before)
    elif answer or not 1 < len(text) <= WHY_LENGTH:
        visit.expect(WHY, kept)
        visit.say(Reply(text=say("workshop.no_why"), actions=(_not(number),)))
    else:
        _read_why(visit, one, text)


def _read(text: str) -> bool | None:
    """Tell whether a text is a yes or a no to cancelling; to say that one does is a yes here."""
    rest = _CANCELS.sub(" ", text).strip(" .,!")
    if rest == text.strip(" .,!"):
        return read_consent(text)
    return True if not rest else read_consent(rest)


def _read_why(visit: Visit, one: Workshop, why: str) -> None:
    number = str(one.id)
    visit.expect(WHY, f"{one.id} {why}")
    yes = Button(word("workshop.cancel_yes"), "ws_cancel_yes", number)
    count = len(news.concerned(visit.connection, one))
    text = say("workshop.read_why", count=count, title=one.title, why=why)
    visit.say(Reply(text=text, choices=(yes, _not(number)), wants=Wants.CHOICE))


def cancel(visit: Visit, number: str) -> None:
    """Cancel a workshop after a yes; where the reason is not at hand any more, ask for it again."""
    one = card.opened(visit, number)
    if one is None:
        return
    kept = visit.left.argument if visit.left is not None and visit.left.kind == WHY else ""
    of, _, why = kept.partition(" ")
    if of == number and (why or not news.concerned(visit.connection, one)):
        _cancel(visit, one, why)
    else:
        ask_why(visit, number)


def _cancel(visit: Visit, one: Workshop, why: str) -> None:
    visit.expect_nothing()
    count = news.cancel(visit.connection, visit.house, one, why, visit.now)
    audit.add(visit.connection, visit.contact.id, "workshop cancelled", str(one.id), visit.now)
    visit.tell(say("workshop.cancelled", count=count) if count else say("workshop.cancelled_draft"))
    schedule(visit, "")


def _not(number: str) -> Button:
    return Button(word("workshop.cancel_no"), "ws_show", number)
