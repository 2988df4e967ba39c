"""Is the admins' list of broadcasts: what is written, planned, on its way and done; and where they are written."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import ChatContext
from bot.features.broadcasts.audience_menu import show_audience
from bot.features.broadcasts.lifecycle import KIND, show_plan
from bot.features.broadcasts.preview import (
    draft_of,
    dressed,
    known,
    list_button,
    lost,
    prepare,
    rehearse,
    styled,
    subject,
)
from bot.features.broadcasts.status_message import bulletin, state_word
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
"""What an admin's next words are for: a broadcast's text."""
MOST = 8
SHORT = 19
"""Characters of a subject on a button: with its number it fits into any channel's list."""


def overview(ctx: ChatContext, argument: str) -> None:
    """List the last broadcasts, and take what is written next for a new one; with words behind, take those."""
    if argument.strip():
        take_text(ctx, TextInput(text=argument.strip()), "")
        return
    ctx.expect(TEXT)
    found = broadcasts.last(ctx.connection, MOST)
    rows = [_line(ctx, broadcast) for broadcast in found]
    head = say("siaran.overview", count=len(found)) if found else say("siaran.none")
    text = lines(lines(head, *rows), say("siaran.how"), gap="\n\n")
    choices = tuple(
        Button(f"{broadcast.id}. {subject(broadcast.reply, SHORT)}", "siaran_open", str(broadcast.id))
        for broadcast in found
    )
    ctx.say(Reply(text=text, choices=choices))


def show(ctx: ChatContext, number: str) -> None:
    """Show one broadcast as it stands, with what can be done."""
    broadcast = known(ctx, number)
    if broadcast is None:
        lost(ctx)
    elif broadcast.state is BroadcastState.DRAFT:
        rehearse(ctx, broadcast)
    elif broadcast.state is BroadcastState.SCHEDULED:
        show_plan(ctx, broadcast)
    else:
        ctx.say(bulletin(ctx.connection, ctx.app, broadcast, ctx.now))


def take_text(ctx: ChatContext, given: Input, number: str) -> None:
    """Take a broadcast's text, picture or file: for a new one, or in place of what a draft says."""
    broadcast = draft_of(ctx, number) if number else None
    reply = _written(given, None if broadcast is None else broadcast.reply)
    if reply is None:
        ctx.expect(TEXT, number)
        ctx.say(Reply(text=say("siaran.unusable"), actions=(list_button(),)))
    elif broadcast is None:
        new = broadcasts.create(ctx.connection, dressed(reply), Audience(), ctx.contact.id, ctx.now)
        ctx.expect_nothing()
        ctx.say_first(say("siaran.kept", subject=subject(new.reply)))
        show_audience(ctx, str(new.id))
    else:
        broadcasts.change(ctx.connection, broadcast.id, reply=dressed(reply))
        ctx.expect_nothing()
        show(ctx, number)


def ask_text(ctx: ChatContext, number: str) -> None:
    """Ask for other words of a draft."""
    broadcast = draft_of(ctx, number)
    if broadcast is None:
        lost(ctx)
        return
    ctx.expect(TEXT, number)
    back = Button(word("siaran.back"), "siaran_open", number)
    ctx.say(
        Reply(
            text=lines(say("siaran.now_says"), broadcast.reply.text, say("siaran.write_anew"), gap="\n\n"),
            actions=(back,),
        )
    )


def change(ctx: ChatContext, number: str) -> None:
    """Offer what can be changed about a draft."""
    broadcast = draft_of(ctx, number)
    if broadcast is None:
        lost(ctx)
        return
    choices = (
        Button(word("siaran.change_text"), "siaran_text", number),
        Button(word("siaran.change_circle"), "siaran_circle", number),
        Button(word("siaran.drop"), "siaran_drop", number),
    )
    back = Button(word("siaran.back"), "siaran_open", number)
    text = say("siaran.what_to_change", subject=subject(broadcast.reply))
    ctx.say(Reply(text=text, choices=choices, actions=(back,), edits=True))


def drop(ctx: ChatContext, number: str) -> None:
    """Remove a broadcast that nobody has got."""
    broadcast = draft_of(ctx, number)
    if broadcast is None or not broadcasts.remove(ctx.connection, broadcast.id):
        lost(ctx)
        return
    timers.drop(ctx.connection, KIND, number)
    ctx.audit("announcement removed", number)
    ctx.say(Reply(text=say("siaran.dropped", subject=subject(broadcast.reply)), actions=(list_button(),), edits=True))


def repeat(ctx: ChatContext, number: str) -> None:
    """Begin a new broadcast with the words and the circle of an old one."""
    broadcast = known(ctx, number)
    if broadcast is None:
        lost(ctx)
    else:
        prepare(ctx, broadcast.reply, broadcast.audience)


def _written(given: Input, before: Reply | None) -> Reply | None:
    """Return what a broadcast says; a file without words keeps those it had, words keep the file."""
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
    moment = (
        broadcast.due_at
        if broadcast.state is BroadcastState.SCHEDULED
        else broadcast.started_at or broadcast.created_at
    )
    day = long_date(ctx.day(moment or broadcast.created_at))
    return say(
        "siaran.line", number=broadcast.id, subject=subject(broadcast.reply), state=state_word(broadcast.state), day=day
    )
