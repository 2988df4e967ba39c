"""Writes announcements: takes the words, keeps them as a draft, and shows what sending them would do."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.facets import circle_words
from bot.forecast import NOTICE, forecast, told
from bot.texts import say, word
from bot.visit import Visit
from flows.messages import Button, Notice, Reply, Rich, Span, Wants, plain
from flows.texts import lines
from flows.wording import one_line
from storage import broadcasts
from storage.audience import Audience
from storage.broadcasts import Broadcast, BroadcastState

OFF = Button(word("news.off"), "news_off")
"""Stands under every announcement."""
SUBJECT = 60
"""Characters of an announcement's beginning that name it."""
_BOLD = re.compile(r"(\*\*|\*)(?=[^\s*])(.+?)(?<=[^\s*])\1(?!\*)")
EARLY = (BroadcastState.DRAFT, BroadcastState.SCHEDULED)


def prepare(visit: Visit, said: Reply | str, audience: Audience) -> Broadcast:
    """Keep an announcement as a draft, and show what sending it would do, with the buttons that do it.

    A text may hold **bold**; a reply keeps its files and buttons. Nobody gets anything before the admin's tap.
    """
    reply = said if isinstance(said, Reply) else Reply(text=styled(said))
    one = broadcasts.create(visit.connection, dressed(reply), audience, visit.contact.id, visit.now)
    rehearse(visit, one)
    return one


def rehearse(visit: Visit, one: Broadcast) -> None:
    """Say who would get it over what, for how long and at what cost, and offer to send it."""
    found = forecast(visit.connection, visit.house, one.audience, visit.now)
    number = str(one.id)
    send = (
        Button(word("siaran.send", count=len(found.wanted)), "siaran_send", number),
        Button(word("siaran.plan"), "siaran_plan", number),
        Button(word("siaran.try"), "siaran_try", number),
    )
    visit.say(
        Reply(
            text=lines(
                say("siaran.about", subject=subject(one.reply)),
                told(visit.house, found, visit.now),
                say("siaran.circle", circle=circle_words(visit, one.audience)),
            ),
            choices=send if found.wanted else (),
            actions=(Button(word("siaran.change"), "siaran_change", number),),
            wants=Wants.CHOICE,
            edits=True,
        )
    )


def styled(text: str) -> Rich:
    """Read **bold** and *bold* as people write it; all else stays as it is."""
    spans: list[Span] = []
    end = 0
    for found in _BOLD.finditer(text):
        spans += [Span(text[end : found.start()]), Span(found[2], bold=True)]
        end = found.end()
    return tuple(span for span in (*spans, Span(text[end:])) if span.text)


def dressed(reply: Reply) -> Reply:
    """Give an announcement what every one has: the way out, and words for where it may not be sent at once."""
    actions = tuple(button for button in reply.actions if button.verb != OFF.verb)
    notice = Notice(kind=NOTICE, parameters=(word("siaran.sender"), subject(reply)))
    return replace(reply, actions=(*actions, OFF), notice=notice)


def subject(reply: Reply) -> str:
    """Return the beginning of an announcement, on one line."""
    text = one_line(plain(reply.text))
    if not text:
        return reply.attachments[0].name if reply.attachments else word("siaran.wordless")
    return text if len(text) <= SUBJECT else text[: SUBJECT - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
