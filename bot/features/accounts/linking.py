"""Linking another app to a contact: a code made here joins the app in which it is followed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.app_names import app_name, apps, named
from bot.chat.buttons import resume
from bot.chat.context import ChatContext
from bot.features.accounts.admit import ask_maker
from bot.features.accounts.merge import (
    draft_count,
    duties_of,
    first_app,
    merge,
    notify_linked,
    roles_that_follow,
    unlink_button,
)
from bot.features.codes.check_code import LINK, use
from bot.features.drafts.drafts import go_on, listed_of
from bot.texts import say, word
from flows.messages import Address, Button, Reply, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.people import addresses, audit, codes, contacts
from storage.people.codes import Code
from storage.records import Contact

LASTS = timedelta(minutes=10)
"""How long a code to link an app is accepted."""


def offer_link(ctx: ChatContext, wanted: str) -> None:
    """Make a code and links that open the draft in another app: the one the text names, else any that runs."""
    here = ctx.address.channel
    linked = {account.channel for account in addresses.accounts(ctx.connection, ctx.contact.id)}
    app_wanted = named(wanted)
    running = ctx.app.links.names()
    if app_wanted != here and app_wanted in linked:
        cut = Button(word("link.cut", app=app_name(app_wanted)), "lepas", app_wanted)
        ctx.say(Reply(text=say("link.already", app=app_name(app_wanted)), actions=(resume(), cut)))
        return
    if not running - {here}:
        ctx.say_first(say("link.nowhere"))
        go_on(ctx)
        return
    code = new_code(ctx.connection, ctx.contact.id, ctx.address, ctx.now)
    links = ctx.app.links.by_channel(code.code)
    is_there = app_wanted in running
    unknown = () if is_there or not wanted else say("link.not_here", apps=apps(sorted(running - {here})))
    chosen = {app_wanted} if is_there else running - {here, *linked} or running - {here}
    text = lines(
        unknown,
        say("link.made"),
        *(_link_line(name, links.get(name)) for name in sorted(chosen)),
        say("link.typed" if chosen & links.keys() else "link.typed_only", code=code.code),
        say("link.means"),
        roles_that_follow(ctx, ctx.contact, listed([app_name(name) for name in sorted(chosen)], "atau")),
        say("link.asks_first") if duties_of(ctx, ctx.contact) else (),
    )
    ctx.say(Reply(text=text, actions=(Button(word("link.stay"), "open"),)))


def _link_line(name: str, link: str | None) -> Rich:
    """Return the line with the link into an app; without a link, how to find the app."""
    if link is None:
        return say("link.door_unknown", app=app_name(name))
    return say("link.door", app=app_name(name), link=link)


def new_code(connection: Connection, contact: int, address: Address, now: datetime) -> Code:
    """Make a code that links an app to the contact, asked for at this address; revoke older ones."""
    codes.revoke_open(connection, contact, LINK, now)
    audit.add(connection, contact, "link code made", address.channel, now)
    return codes.make(connection, codes.NewCode(purpose=LINK, maker=contact, expires_at=now + LASTS), now)


# --- at the other side ---------------------------------------------------------------------------


def ask_to_link(ctx: ChatContext, code: Code) -> None:
    """Ask whether this app is to be linked to the maker of the code.

    Everybody is asked: with a stranger's code they would write into that stranger's drafts. A contact with a role is
    refused: they would lend it to the maker.
    """
    maker = _maker(ctx, code)
    if maker is None or maker.id == ctx.contact.id:
        ctx.say_first(say("link.same", app=app_name(ctx.address.channel)))
        go_on(ctx)
    elif duties_of(ctx, ctx.contact):
        _keep_apart(ctx, maker)
    else:
        _ask(ctx, maker, code.code)


def link(ctx: ChatContext, code: Code) -> None:
    """Merge the two contacts after a yes; a maker with a role is asked first."""
    maker = _maker(ctx, code)
    if code.purpose != LINK or maker is None or maker.id == ctx.contact.id:
        go_on(ctx)
    elif duties_of(ctx, ctx.contact):
        _keep_apart(ctx, maker)
    elif duties_of(ctx, maker):
        ask_maker(ctx, maker, code)
    elif use(ctx, code) is not None:
        _join(ctx, maker)


def refuse(ctx: ChatContext, code: Code) -> None:
    """Revoke the code after a no; nothing is linked."""
    if code.purpose == LINK:
        codes.revoke(ctx.connection, code.code, ctx.now)
        if code.asker is not None and code.maker == ctx.contact.id:
            ctx.notify(code.asker, Reply(text=say("link.denied", app=app_name(ctx.address.channel))))
        ctx.say_first(say("link.apart"))
    go_on(ctx)


def _keep_apart(ctx: ChatContext, maker: Contact) -> None:
    """Explain to a contact with a role that they follow no code of others, and that the other way round works."""
    roles, there = duties_of(ctx, ctx.contact), first_app(ctx, maker.id)
    ctx.audit("link refused", f"has a role; made by {maker.id}")
    other_way = say("link.both_duties") if duties_of(ctx, maker) else say("link.other_way", app=there)
    ctx.say_first(lines(say("link.has_duty", roles=listed(roles)), other_way))
    go_on(ctx)


def _ask(ctx: ChatContext, maker: Contact, code: str) -> None:
    there, here = first_app(ctx, maker.id), app_name(ctx.address.channel)
    yes, no = Button(word("link.unite"), "link_yes", code), Button(word("link.separate"), "link_no", code)
    text = lines(
        say("link.whose", app=there, who=maker.name) if maker.name else say("link.whose_nameless", app=there),
        say("link.counts", here=draft_count(ctx, ctx.contact.id), app=there, there=draft_count(ctx, maker.id)),
        roles_that_follow(ctx, maker, here),
        say("link.ask"),
    )
    ctx.say(Reply(text=text, choices=(yes, no), yes_no=(yes, no)))


def _join(ctx: ChatContext, maker: Contact) -> None:
    """Go on as the maker of the code, with everything that either had; notify both."""
    before, there = addresses.accounts(ctx.connection, maker.id), first_app(ctx, maker.id)
    merge(ctx, maker.id, ctx.contact.id)
    audit.add(ctx.connection, maker.id, "linked", ctx.address.channel, ctx.now)
    notify_linked(ctx, before, ctx.address)
    key = "link.joined" if maker.name else "link.joined_nameless"
    ctx.say_first(lines(say(key, who=maker.name, app=there), _which(ctx)), unlink_button(ctx, ctx.address))
    go_on(ctx)


def _which(ctx: ChatContext) -> Rich:
    """Return the name of the open draft if there are several now."""
    drafts, current = len(listed_of(ctx.connection, ctx.contact.id)), ctx.current()
    return () if drafts < 2 or current is None else say("link.which_draft", count=drafts, name=current.stored.name)


def _maker(ctx: ChatContext, code: Code) -> Contact | None:
    return None if code.maker is None else contacts.get(ctx.connection, code.maker)
