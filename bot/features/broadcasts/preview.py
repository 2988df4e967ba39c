"""Writes broadcasts: takes the words, keeps them as a draft, and shows what sending them would do."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat.app_names import app_name
from bot.chat.context import ChatContext
from bot.chat.row_ids import row_number
from bot.features.broadcasts.estimate import NOTICE, forecast, told
from bot.features.broadcasts.filters import circle_words
from bot.texts import say, word
from flows.language.formatting import one_line
from flows.messages import Button, Reply, Rich, TemplateNotice, TextSpan, plain
from flows.text_format import listed
from flows.texts import lines
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import Broadcast, BroadcastState
from storage.people import addresses

LEAVE = "news_off"
"""The verb of the button under every broadcast."""
SUBJECT = 60
"""Characters of a broadcast's beginning that name it."""
_BOLD = re.compile(r"(\*\*|\*)(?=[^\s*])(.+?)(?<=[^\s*])\1(?!\*)")
EARLY = (BroadcastState.DRAFT, BroadcastState.SCHEDULED)


def prepare(ctx: ChatContext, said: Reply | str, audience: Audience) -> Broadcast:
    """Keep a broadcast as a draft, and show what sending it would do, with the buttons that do it.

    A text may hold **bold**; a reply keeps its files and buttons. Nobody gets anything before the admin's tap.
    """
    reply = said if isinstance(said, Reply) else Reply(text=styled(said))
    broadcast = broadcasts.create(ctx.connection, dressed(reply), audience, ctx.contact.id, ctx.now)
    rehearse(ctx, broadcast)
    return broadcast


def draft_of(ctx: ChatContext, number: str) -> Broadcast | None:
    """Return a broadcast that nobody has got yet, or None."""
    broadcast = known(ctx, number)
    return broadcast if broadcast is not None and broadcast.state in EARLY else None


def known(ctx: ChatContext, number: str) -> Broadcast | None:
    """Return the broadcast of a button, or None."""
    return broadcasts.get(ctx.connection, row_number(number))


def lost(ctx: ChatContext) -> None:
    """Say that a broadcast can not be changed any more."""
    ctx.say(Reply(text=say("siaran.lost"), actions=(list_button(),)))


def show_rehearsal(ctx: ChatContext, number: str) -> None:
    """Say what sending a broadcast would do."""
    broadcast = draft_of(ctx, number)
    if broadcast is None:
        lost(ctx)
    else:
        rehearse(ctx, broadcast)


def try_out(ctx: ChatContext, number: str) -> None:
    """Send a broadcast to the admin alone, as each of their apps shows it."""
    broadcast = draft_of(ctx, number)
    if broadcast is None:
        lost(ctx)
        return
    elsewhere = []
    for account in addresses.accounts(ctx.connection, ctx.contact.id):
        if ctx.address not in account.addresses and account.reachable:
            ctx.notify_at(account.reachable[0], ctx.contact.id, broadcast.reply)
            elsewhere.append(app_name(account.channel))
    ctx.say(replace(broadcast.reply, notice=None))
    if elsewhere:
        ctx.say_first(say("siaran.tried_too", apps=listed(elsewhere)))
    rehearse(ctx, broadcast, edits=False)


def rehearse(ctx: ChatContext, broadcast: Broadcast, *, edits: bool = True) -> None:
    """Say who would get it over what, for how long and at what cost, and offer to send it."""
    found = forecast(ctx.connection, ctx.app, broadcast.audience, ctx.now)
    number = str(broadcast.id)
    send = (
        Button(word("siaran.send", count=len(found.wanted)), "siaran_send", number),
        Button(word("siaran.plan"), "siaran_plan", number),
        Button(word("siaran.try"), "siaran_try", number),
    )
    ctx.say(
        Reply(
            text=lines(
                say("siaran.about", subject=subject(broadcast.reply)),
                told(ctx.app, found, ctx.now),
                say("siaran.circle", circle=circle_words(ctx, broadcast.audience)),
            ),
            choices=send if found.wanted else (),
            actions=(Button(word("siaran.change"), "siaran_change", number),),
            edits=edits,
        )
    )


def styled(text: str) -> Rich:
    """Read **bold** and *bold* as people write it; all else stays as it is."""
    spans: list[TextSpan] = []
    end = 0
    for found in _BOLD.finditer(text):
        spans += [TextSpan(text[end : found.start()]), TextSpan(found[2], bold=True)]
        end = found.end()
    return tuple(span for span in (*spans, TextSpan(text[end:])) if span.text)


def dressed(reply: Reply) -> Reply:
    """Give a broadcast what every one has: the way out, and words for where it may not be sent at once."""
    actions = tuple(button for button in reply.actions if button.verb != LEAVE)
    notice = TemplateNotice(kind=NOTICE, parameters=(word("siaran.sender"), subject(reply)))
    return replace(reply, actions=(*actions, Button(word("news.leave"), LEAVE)), notice=notice)


def list_button() -> Button:
    """Return the way to all broadcasts."""
    return Button(word("siaran.list"), "siaran")


def subject(reply: Reply, most: int = SUBJECT) -> str:
    """Return the beginning of a broadcast, on one line."""
    text = one_line(plain(reply.text))
    if not text:
        return reply.attachments[0].name if reply.attachments else word("siaran.wordless")
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
