"""Writes announcements: takes the words, keeps them as a draft, and shows what sending them would do."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat.app_names import app
from bot.chat.context import Visit
from bot.chat.row_ids import row_number
from bot.features.broadcasts.estimate import NOTICE, forecast, told
from bot.features.broadcasts.filters import circle_words
from bot.texts import say, word
from flows.language.formatting import one_line
from flows.messages import Button, Notice, Reply, Rich, Span, Wants, plain
from flows.text_format import listed
from flows.texts import lines
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import Broadcast, BroadcastState
from storage.people import addresses as reach

LEAVE = "news_off"
"""The verb of the button under every announcement."""
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


def draft_of(visit: Visit, number: str) -> Broadcast | None:
    """Return an announcement that nobody has got yet, or None."""
    one = known(visit, number)
    return one if one is not None and one.state in EARLY else None


def known(visit: Visit, number: str) -> Broadcast | None:
    """Return the announcement of a button, or None."""
    return broadcasts.get(visit.connection, row_number(number))


def lost(visit: Visit) -> None:
    """Say that an announcement can not be changed any more."""
    visit.say(Reply(text=say("siaran.lost"), actions=(list_button(),)))


def show_rehearsal(visit: Visit, number: str) -> None:
    """Say what sending an announcement would do."""
    one = draft_of(visit, number)
    if one is None:
        lost(visit)
    else:
        rehearse(visit, one)


def try_out(visit: Visit, number: str) -> None:
    """Send an announcement to the admin alone, as each of their apps shows it."""
    one = draft_of(visit, number)
    if one is None:
        lost(visit)
        return
    elsewhere = []
    for account in reach.accounts(visit.connection, visit.contact.id):
        if visit.address not in account.places and account.reachable:
            visit.post_at(account.reachable[0], visit.contact.id, one.reply)
            elsewhere.append(app(account.channel))
    visit.say(replace(one.reply, notice=None))
    if elsewhere:
        visit.tell(say("siaran.tried_too", apps=listed(elsewhere)))
    rehearse(visit, one, edits=False)


def rehearse(visit: Visit, one: Broadcast, *, edits: bool = True) -> None:
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
            edits=edits,
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
    actions = tuple(button for button in reply.actions if button.verb != LEAVE)
    notice = Notice(kind=NOTICE, parameters=(word("siaran.sender"), subject(reply)))
    return replace(reply, actions=(*actions, Button(word("news.leave"), LEAVE)), notice=notice)


def list_button() -> Button:
    """Return the way to all announcements."""
    return Button(word("siaran.list"), "siaran")


def subject(reply: Reply, most: int = SUBJECT) -> str:
    """Return the beginning of an announcement, on one line."""
    text = one_line(plain(reply.text))
    if not text:
        return reply.attachments[0].name if reply.attachments else word("siaran.wordless")
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
