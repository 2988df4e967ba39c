"""Is the admins' list of announcements: what is written, planned, on its way and done; and where they are written."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import Visit
from bot.features.broadcasts.audience_menu import show_circle
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
from flows.messages import Attachment, Button, Input, Reply, Rich, Said, Sent, Wants
from flows.texts import lines
from storage.messages import timers
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import Broadcast, BroadcastState
from storage.people import audit

TEXT = ANNOUNCED
"""What an admin's next words are for: an announcement's text."""
MOST = 8
SHORT = 19
"""Characters of a subject on a button: with its number it fits into any channel's list."""


def overview(visit: Visit, argument: str) -> None:
    """List the last announcements, and take what is written next for a new one; with words behind, take those."""
    if argument.strip():
        take_text(visit, Said(text=argument.strip()), "")
        return
    visit.expect(TEXT)
    found = broadcasts.last(visit.connection, MOST)
    rows = [_line(visit, one) for one in found]
    head = say("siaran.overview", count=len(found)) if found else say("siaran.none")
    text = lines(lines(head, *rows), say("siaran.how"), gap="\n\n")
    choices = tuple(Button(f"{one.id}. {subject(one.reply, SHORT)}", "siaran_open", str(one.id)) for one in found)
    visit.say(Reply(text=text, choices=choices, wants=Wants.CHOICE if choices else Wants.TEXT))


def show(visit: Visit, number: str) -> None:
    """Show one announcement as it stands, with what can be done."""
    one = known(visit, number)
    if one is None:
        lost(visit)
    elif one.state is BroadcastState.DRAFT:
        rehearse(visit, one)
    elif one.state is BroadcastState.SCHEDULED:
        show_plan(visit, one)
    else:
        visit.say(bulletin(visit.connection, visit.house, one, visit.now))


def take_text(visit: Visit, given: Input, number: str) -> None:
    """Take an announcement's text, picture or file: for a new one, or in place of what a draft says."""
    one = draft_of(visit, number) if number else None
    reply = _written(given, None if one is None else one.reply)
    if reply is None:
        visit.expect(TEXT, number)
        visit.say(Reply(text=say("siaran.unusable"), actions=(list_button(),)))
    elif one is None:
        new = broadcasts.create(visit.connection, dressed(reply), Audience(), visit.contact.id, visit.now)
        visit.expect_nothing()
        visit.tell(say("siaran.kept", subject=subject(new.reply)))
        show_circle(visit, str(new.id))
    else:
        broadcasts.change(visit.connection, one.id, reply=dressed(reply))
        visit.expect_nothing()
        show(visit, number)


def ask_text(visit: Visit, number: str) -> None:
    """Ask for other words of a draft."""
    one = draft_of(visit, number)
    if one is None:
        lost(visit)
        return
    visit.expect(TEXT, number)
    back = Button(word("siaran.back"), "siaran_open", number)
    visit.say(
        Reply(text=lines(say("siaran.now_says"), one.reply.text, say("siaran.write_anew"), gap="\n\n"), actions=(back,))
    )


def change(visit: Visit, number: str) -> None:
    """Offer what can be changed about a draft."""
    one = draft_of(visit, number)
    if one is None:
        lost(visit)
        return
    choices = (
        Button(word("siaran.change_text"), "siaran_text", number),
        Button(word("siaran.change_circle"), "siaran_circle", number),
        Button(word("siaran.drop"), "siaran_drop", number),
    )
    back = Button(word("siaran.back"), "siaran_open", number)
    text = say("siaran.what_to_change", subject=subject(one.reply))
    visit.say(Reply(text=text, choices=choices, actions=(back,), wants=Wants.CHOICE, edits=True))


def drop(visit: Visit, number: str) -> None:
    """Remove an announcement that nobody has got."""
    one = draft_of(visit, number)
    if one is None or not broadcasts.remove(visit.connection, one.id):
        lost(visit)
        return
    timers.drop(visit.connection, KIND, number)
    audit.add(visit.connection, visit.contact.id, "announcement removed", number, visit.now)
    visit.say(Reply(text=say("siaran.dropped", subject=subject(one.reply)), actions=(list_button(),), edits=True))


def repeat(visit: Visit, number: str) -> None:
    """Begin a new announcement with the words and the circle of an old one."""
    one = known(visit, number)
    if one is None:
        lost(visit)
    else:
        prepare(visit, one.reply, one.audience)


def _written(given: Input, before: Reply | None) -> Reply | None:
    """Return what an announcement says; a file without words keeps those it had, words keep the file."""
    match given:
        case Said(text=text, rich=rich) if text.strip():
            return replace(before or Reply(), text=rich or styled(text.strip()))
        case Sent(file=file, caption=caption, rich=rich):
            attachment = Attachment(name=file.name, mime=file.mime, key=file.key)
            words = (rich or styled(caption.strip())) if caption.strip() or before is None else before.text
            return replace(before or Reply(), text=words, attachments=(attachment,))
        case _:
            return None


def _line(visit: Visit, one: Broadcast) -> Rich:
    moment = one.due_at if one.state is BroadcastState.SCHEDULED else one.started_at or one.created_at
    day = long_date(visit.day(moment or one.created_at))
    return say("siaran.line", number=one.id, subject=subject(one.reply), state=state_word(one.state), day=day)
