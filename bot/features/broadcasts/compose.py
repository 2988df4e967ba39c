"""The screens on which an admin lists, writes, changes and removes broadcasts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chat.context import ChatContext
from bot.chat.paging import page_of
from bot.chat.payload import row_number
from bot.features.broadcasts.audience_menu import show_audience
from bot.features.broadcasts.buttons import back_button, list_button
from bot.features.broadcasts.lifecycle import KIND, show_plan
from bot.features.broadcasts.preview import dressed, prepare, rehearse, styled, subject
from bot.features.broadcasts.readers import EARLY, say_gone
from bot.features.broadcasts.status_message import state_word, status_reply
from bot.features.units.roster_import import ANNOUNCED
from bot.texts import say, word
from flows.language.formatting import long_date
from flows.messages import Attachment, Button, FileInput, Input, Reply, Rich, TextInput
from flows.texts import lines
from storage.messages import timers
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import Broadcast, BroadcastState

TEXT = ANNOUNCED
"""The prompt for a broadcast's text."""
SHORT = 19
"""Characters of a subject on a button: with its number it fits into any channel's list."""


@dataclass(frozen=True, slots=True)
class TextTarget:
    """The broadcast that a text is for; None: a new one."""

    broadcast: Broadcast | None = None


def text_target(ctx: ChatContext, argument: str) -> TextTarget:
    """Return what a typed text is for: a new broadcast too if the one that was meant is gone (a Reader)."""
    broadcast = broadcasts.get(ctx.connection, row_number(argument))
    return TextTarget(broadcast if broadcast is not None and broadcast.state in EARLY else None)


def overview(ctx: ChatContext, text: str) -> None:
    """List the broadcasts and expect the text of a new one; text behind the command is one at once."""
    if text.strip():
        take_text(ctx, TextInput(text=text.strip()), TextTarget())
    else:
        show_page(ctx, "")


def show_page(ctx: ChatContext, number: str) -> None:
    """Show a page of the list of broadcasts, newest first, and expect the text of a new one."""
    ctx.expect(TEXT)
    page = page_of(broadcasts.newest(ctx.connection), row_number(number))
    shown = [broadcast for row in page.items if (broadcast := broadcasts.get(ctx.connection, row)) is not None]
    if page.total > len(page.items):
        last = page.first + len(page.items) - 1
        head = say("siaran.overview_page", first=page.first, last=last, total=page.total)
    else:
        head = say("siaran.overview", count=page.total) if shown else say("siaran.none")
    text = lines(lines(head, *(_line(ctx, broadcast) for broadcast in shown)), say("siaran.how"), gap="\n\n")
    choices = tuple(
        Button(f"{broadcast.id}. {subject(broadcast.reply, SHORT)}", "siaran_open", str(broadcast.id))
        for broadcast in shown
    )
    ctx.say(Reply(text=text, choices=choices, actions=page.buttons("siaran_list")))


def show(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Show a broadcast in its state, with what can be done."""
    if broadcast.state is BroadcastState.DRAFT:
        rehearse(ctx, broadcast)
    elif broadcast.state is BroadcastState.SCHEDULED:
        show_plan(ctx, broadcast)
    else:
        ctx.say(status_reply(ctx.connection, ctx.app, broadcast, ctx.now))


def take_text(ctx: ChatContext, given: Input, target: TextTarget) -> None:
    """Store a text, picture or file as a new broadcast, or as the text of an unsent one."""
    broadcast = target.broadcast
    reply = _reply_from(given, None if broadcast is None else broadcast.reply)
    if reply is None:
        ctx.expect(TEXT, "" if broadcast is None else str(broadcast.id))
        ctx.say(Reply(text=say("siaran.unusable"), actions=(list_button(),)))
    elif broadcast is None:
        created = broadcasts.create(ctx.connection, dressed(reply), Audience(), ctx.contact.id, ctx.now)
        ctx.expect_nothing()
        ctx.say_first(say("siaran.kept", subject=subject(created.reply)))
        show_audience(ctx, created)
    else:
        broadcasts.change(ctx.connection, broadcast.id, reply=dressed(reply))
        ctx.expect_nothing()
        show(ctx, replace(broadcast, reply=dressed(reply)))


def ask_text(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Ask for another text of an unsent broadcast."""
    ctx.expect(TEXT, str(broadcast.id))
    text = lines(say("siaran.now_says"), broadcast.reply.text, say("siaran.write_anew"), gap="\n\n")
    ctx.say(Reply(text=text, actions=(back_button(broadcast),)))


def change(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Offer what can be changed about an unsent broadcast."""
    number = str(broadcast.id)
    choices = (
        Button(word("siaran.change_text"), "siaran_text", number),
        Button(word("siaran.change_audience"), "siaran_circle", number),
        Button(word("siaran.drop"), "siaran_drop", number),
    )
    text = say("siaran.what_to_change", subject=subject(broadcast.reply))
    ctx.say(Reply(text=text, choices=choices, actions=(back_button(broadcast),), edits=True))


def remove(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Remove an unsent broadcast."""
    if not broadcasts.remove(ctx.connection, broadcast.id):
        say_gone(ctx)
        return
    timers.drop(ctx.connection, KIND, str(broadcast.id))
    ctx.audit("announcement removed", str(broadcast.id))
    ctx.say(Reply(text=say("siaran.dropped", subject=subject(broadcast.reply)), actions=(list_button(),), edits=True))


def repeat(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Create a new broadcast with the text and the audience of an old one."""
    prepare(ctx, broadcast.reply, broadcast.audience)


def _reply_from(given: Input, before: Reply | None) -> Reply | None:
    """Return the reply of a broadcast; a file without a caption keeps the text before, a text keeps the file."""
    match given:
        case TextInput(text=text, rich=rich) if text.strip():
            return replace(before or Reply(), text=rich or styled(text.strip()))
        case FileInput(file=file, caption=caption, rich=rich):
            attachment = Attachment(name=file.name, mime=file.mime, key=file.key)
            words = (rich or styled(caption.strip())) if caption.strip() or before is None else before.text
            return replace(before or Reply(), text=words, attachments=(attachment,))
        case _:
            return None


def _line(ctx: ChatContext, broadcast: Broadcast) -> Rich:
    is_planned = broadcast.state is BroadcastState.SCHEDULED
    moment = broadcast.due_at if is_planned else broadcast.started_at
    day = long_date(ctx.day(moment or broadcast.created_at))
    state = state_word(broadcast.state)
    return say("siaran.line", number=broadcast.id, subject=subject(broadcast.reply), state=state, day=day)
