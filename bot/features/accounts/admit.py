"""The question to a role holder whether a new app is theirs: their code may have been passed on."""

from __future__ import annotations

from bot.chat.app_names import app_name, apps
from bot.chat.buttons import resume
from bot.chat.context import ChatContext
from bot.features.accounts.merge import duties_of, first_app, merge, notify_linked, roles_that_follow, unlink_button
from bot.features.codes.check_code import LINK, use
from bot.features.drafts.drafts import go_on
from bot.texts import say, word
from flows.messages import Button, Reply
from flows.texts import lines
from storage.people import addresses, codes, contacts
from storage.people.codes import Code, CodeState
from storage.records import Contact


def ask_maker(ctx: ChatContext, maker: Contact, code: Code) -> None:
    """Ask a maker with a role, in the app where they made the code, whether this app is theirs."""
    there = first_app(ctx, maker.id)
    here = apps(account.channel for account in addresses.accounts(ctx.connection, ctx.contact.id))
    yes, no = Button(word("link.let"), "link_let", code.code), Button(word("link.not_mine"), "link_no", code.code)
    who = ctx.contact.name
    text = lines(
        say("link.wants_named", app=here, who=who) if who else say("link.wants", app=here),
        roles_that_follow(ctx, maker, here),
        say("link.let_ask", app=here),
    )
    is_mine = code.asker == ctx.contact.id
    if not is_mine and not codes.ask(ctx.connection, code.code, ctx.contact.id):
        ctx.say_first(say(f"link_code.{CodeState.USED_UP.value}"))
    elif is_mine or ctx.notify(maker.id, Reply(text=text, choices=(yes, no))):
        ctx.say_first(say("link.waits", app=there))
    else:
        ctx.say_first(say("link.unreached", app=there))
    go_on(ctx)


def admit(ctx: ChatContext, code: Code) -> None:
    """Link the app that asked to the contact with a role, who confirms here that it is theirs."""
    asker = None if code.asker is None else contacts.get(ctx.connection, code.asker)
    if code.purpose != LINK or code.maker != ctx.contact.id or asker is None or duties_of(ctx, asker):
        go_on(ctx)
    elif use(ctx, code) is not None:
        _link(ctx, asker)


def _link(ctx: ChatContext, asker: Contact) -> None:
    there, here = addresses.nearest(ctx.connection, asker.id), app_name(ctx.address.channel)
    before = [
        account
        for account in addresses.accounts(ctx.connection, ctx.contact.id)
        if ctx.address not in account.addresses
    ]
    merge(ctx, ctx.contact.id, asker.id)
    if there is None:
        go_on(ctx)
        return
    ctx.audit("linked", there.channel)
    notify_linked(ctx, before, there)
    who = ctx.contact.name
    joined = say("link.joined", who=who, app=here) if who else say("link.joined_nameless", app=here)
    ctx.notify_at(there, ctx.contact.id, Reply(text=joined, actions=(resume(), unlink_button(ctx, there))))
    ctx.say_first(say("link.came", app=app_name(there.channel)), unlink_button(ctx, there))
    go_on(ctx)
