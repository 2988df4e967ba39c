"""Unlinking an app from a contact; the last one stays."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.app_names import app_name, apps, named
from bot.chat.buttons import resume
from bot.chat.confirmation import ask_sure, is_fresh
from bot.chat.context import ChatContext
from bot.features.codes.check_code import LINK
from bot.features.drafts.drafts import go_on
from bot.texts import say, word
from flows.language.formatting import long_date
from flows.messages import Button, Reply
from flows.texts import lines
from storage.messages import rerouting, web_transcripts
from storage.people import addresses, codes, contacts, web_sessions
from storage.people.addresses import ChannelAccount

BROWSER = "web"
"""The channel on which every browser is an app of its own."""


@dataclass(frozen=True, slots=True)
class LinkedApp:
    """One of several apps of a contact, and the others."""

    account: ChannelAccount
    others: tuple[ChannelAccount, ...]


def read_app(ctx: ChatContext, key: str) -> LinkedApp | None:
    """Return the app that a button names by the key of its address; without one, ask which app is meant."""
    app = _find(addresses.accounts(ctx.connection, ctx.contact.id), key)
    if app is None:
        list_apps(ctx)
    return app


def read_confirmed_app(ctx: ChatContext, argument: str) -> LinkedApp | None:
    """Return the app of a yes, "key time"; an expired one asks again. A key alone, as old buttons have it, counts."""
    key, _, asked_at = argument.partition(" ")
    app = read_app(ctx, key)
    if app is not None and asked_at and not is_fresh(ctx, asked_at):
        confirm_unlink(ctx, app)
        return None
    return app


def ask_unlink(ctx: ChatContext, wanted: str) -> None:
    """Ask which app to unlink, or for a yes if the text names one."""
    accounts = addresses.accounts(ctx.connection, ctx.contact.id)
    if len(accounts) < 2:
        ctx.say_first(say("link.only", app=app_name(ctx.address.channel)))
        go_on(ctx)
        return
    meant = [account for account in accounts if account.channel == named(wanted)]
    if len(meant) == 1:
        confirm_unlink(ctx, _among(meant[0], accounts))
        return
    choices = tuple(Button(_choice(ctx, account, accounts), "link_ask", _key(account)) for account in meant or accounts)
    text = lines(
        *(say("link.one", app=_label(ctx, account), last=last_used(ctx, account)) for account in accounts),
        say("link.which"),
        say("link.all_hint") if any(account.channel == BROWSER for account in accounts) else (),
    )
    ctx.say(Reply(text=text, choices=choices, actions=(Button(word("link.keep"), "open"),)))


def list_apps(ctx: ChatContext) -> None:
    """List the contact's apps with the day of their last message in each, and offer to unlink one."""
    ask_unlink(ctx, "")


def confirm_unlink(ctx: ChatContext, app: LinkedApp) -> None:
    """Ask for a yes to unlinking an app."""
    name = app_name(app.account.channel)
    text = say("link.sure", app=name, rest=apps(other.channel for other in app.others))
    yes = Button(word("link.cut", app=name), "link_cut", _key(app.account))
    ask_sure(ctx, text, yes, Button(word("link.keep"), "open"))


def unlink(ctx: ChatContext, app: LinkedApp) -> None:
    """Move an app to a new contact; what is queued for it goes to the apps that stay."""
    contact = ctx.contact.id
    ctx.close_all()
    stranger = split_off(ctx, app.account)
    rest = apps(other.channel for other in app.others)
    told = Reply(text=say("link.was_cut", app=app_name(app.account.channel), rest=rest), actions=(resume(),))
    farewell = Reply(text=say("link.cut_here", rest=rest), actions=(Button(word("drafts.new"), "mulai"),))
    if ctx.address in app.account.addresses:
        alone = contacts.get(ctx.connection, stranger)
        assert alone is not None, "just made"
        ctx.become(alone)
        ctx.say(farewell)
        ctx.notify(contact, told)
        ctx.role_changes.add(contact)
    else:
        if app.account.reachable:
            ctx.notify_at(app.account.reachable[0], stranger, farewell)
        ctx.role_changes.add(stranger)
        ctx.say(told)


def split_off(ctx: ChatContext, account: ChannelAccount) -> int:
    """Move an app of the contact to a new contact without a way back, and return the new contact's id.

    Codes and sessions end, queued replies go to the apps that stay, and a web chat's transcript is emptied.
    """
    contact = ctx.contact.id
    web_sessions.end(ctx.connection, contact)
    codes.revoke_open(ctx.connection, contact, LINK, ctx.now)
    stranger = contacts.make(ctx.connection, "", ctx.now)
    for address in account.addresses:
        rerouting.requeue_all(ctx.connection, address, ctx.now)
        rerouting.remove_pending(ctx.connection, address, contact)
        web_transcripts.empty(ctx.connection, address.id, ctx.now)
    addresses.move_account(ctx.connection, account, stranger)
    ctx.audit("unlinked", account.channel)
    return stranger


def _find(accounts: list[ChannelAccount], key: str) -> LinkedApp | None:
    """Return the app with an address of this key; None without one, or if it is the only app."""
    for account in accounts if len(accounts) > 1 else ():
        if key in {addresses.key_of(address) for address in account.addresses}:
            return _among(account, accounts)
    return None


def _among(account: ChannelAccount, accounts: list[ChannelAccount]) -> LinkedApp:
    return LinkedApp(account, tuple(other for other in accounts if other is not account))


def _key(account: ChannelAccount) -> str:
    return addresses.key_of(account.addresses[0])


def _label(ctx: ChatContext, account: ChannelAccount) -> str:
    """Name an app, and whether it is this one."""
    name = app_name(account.channel)
    return word("link.here", app=name) if ctx.address in account.addresses else name


def last_used(ctx: ChatContext, account: ChannelAccount) -> str:
    """Return the day of the contact's last message in an app."""
    return word("link.never") if account.heard_at is None else long_date(ctx.day(account.heard_at))


def _choice(ctx: ChatContext, account: ChannelAccount, accounts: list[ChannelAccount]) -> str:
    """Name an app on a button; one of several alike by when the person wrote there last."""
    name = _label(ctx, account)
    is_alone = sum(other.channel == account.channel for other in accounts) < 2
    if account.heard_at is None or is_alone or ctx.address in account.addresses:
        return name
    return word("link.last", app=name, day=last_used(ctx, account))
