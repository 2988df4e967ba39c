"""The preview of a broadcast: what everybody gets, and what sending it would do."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat.app_names import app_name
from bot.chat.context import ChatContext
from bot.features.audience.filters import audience_words
from bot.features.broadcasts.estimate import NOTICE, describe, forecast
from bot.texts import say, word
from flows.language.formatting import one_line
from flows.messages import Button, Reply, Rich, TemplateNotice, TextSpan, plain
from flows.text_format import listed
from flows.texts import lines
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import Broadcast
from storage.people import addresses

LEAVE = "news_off"
"""The verb of the opt-out button under every broadcast."""
SUBJECT = 60
"""Characters of a broadcast's beginning that name it."""
_BOLD = re.compile(r"(\*\*|\*)(?=[^\s*])(.+?)(?<=[^\s*])\1(?!\*)")


def prepare(ctx: ChatContext, content: Reply | str, audience: Audience) -> Broadcast:
    """Create a broadcast as a draft and show its preview; nobody gets anything before the admin's tap.

    A text may hold **bold**; a reply keeps its files and buttons.
    """
    reply = content if isinstance(content, Reply) else Reply(text=styled(content))
    broadcast = broadcasts.create(ctx.connection, dressed(reply), audience, ctx.contact.id, ctx.now)
    rehearse(ctx, broadcast)
    return broadcast


def try_out(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Send a broadcast to the admin alone, in each of their apps."""
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
    """Show how many would get it over which channels, how long that takes and what it costs; offer to send it."""
    estimate = forecast(ctx.connection, ctx.app, broadcast.audience, ctx.now)
    number = str(broadcast.id)
    send = (
        Button(word("siaran.send", count=len(estimate.wanted)), "siaran_send", number),
        Button(word("siaran.plan"), "siaran_plan", number),
        Button(word("siaran.try"), "siaran_try", number),
    )
    ctx.say(
        Reply(
            text=lines(
                say("siaran.about", subject=subject(broadcast.reply)),
                describe(ctx.app, estimate, ctx.now),
                say("siaran.audience", audience=audience_words(ctx, broadcast.audience)),
            ),
            choices=send if estimate.wanted else (),
            actions=(Button(word("siaran.change"), "siaran_change", number),),
            edits=edits,
        )
    )


def styled(text: str) -> Rich:
    """Return a text with **bold** and *bold* read as people write it."""
    spans: list[TextSpan] = []
    end = 0
    for bold in _BOLD.finditer(text):
        spans += [TextSpan(text[end : bold.start()]), TextSpan(bold[2], bold=True)]
        end = bold.end()
    return tuple(span for span in (*spans, TextSpan(text[end:])) if span.text)


def dressed(reply: Reply) -> Reply:
    """Return the reply with the opt-out button, and a template for channels where it may not be sent at once."""
    actions = tuple(button for button in reply.actions if button.verb != LEAVE)
    notice = TemplateNotice(kind=NOTICE, parameters=(word("siaran.sender"), subject(reply)))
    return replace(reply, actions=(*actions, Button(word("news.leave"), LEAVE)), notice=notice)


def subject(reply: Reply, most: int = SUBJECT) -> str:
    """Return the beginning of a broadcast on one line, as its name."""
    text = one_line(plain(reply.text))
    if not text:
        return reply.attachments[0].name if reply.attachments else word("siaran.wordless")
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
