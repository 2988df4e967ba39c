"""Unlinking an app from a contact; the last one stays."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.app_names import app_name, apps, named
from bot.chat.context import ChatContext
from bot.features.codes.check_code import LINK
from bot.features.drafts.drafts import go_on
from bot.texts import say, word
from flows.language.formatting import long_date
from flows.messages import Button, Reply
from flows.texts import lines
from storage.messages import rerouting, web_transcripts
from storage.people import addresses, audit, codes, contacts, web_sessions
from storage.people.addresses import ChannelAccount

BROWSER = "web"
"""The channel on which every browser is an app of its own."""
STANDS = timedelta(hours=1)
"""How long a yes stands; an older one asks again."""


def ask_cut(ctx: ChatContext, wanted: str) -> None:
    """Ask which app to take away, or whether the named one is meant."""
    accounts = addresses.accounts(ctx.connection, ctx.contact.id)
    if len(accounts) < 2:
        ctx.say_first(say("link.only", app=app_name(ctx.address.channel)))
        go_on(ctx)
        return
    meant = [channel_account for channel_account in accounts if channel_account.channel == named(wanted)]
    if len(meant) == 1:
        _ask_sure(ctx, meant[0], accounts)
        return
    choices = tuple(
        Button(_choice(ctx, channel_account, accounts), "link_ask", _key(channel_account))
        for channel_account in meant or accounts
    )
    text = lines(
        *(
            say("link.one", app=_label(ctx, channel_account), last=last_used(ctx, channel_account))
            for channel_account in accounts
        ),
        say("link.which"),
        say("link.all_hint") if any(channel_account.channel == BROWSER for channel_account in accounts) else (),
    )
    ctx.say(Reply(text=text, choices=choices, actions=(Button(word("link.keep"), "open"),)))


def list_apps(ctx: ChatContext, _: str) -> None:
    """List where the person is joined, with when they wrote there last, and offer to take one away."""
    ask_cut(ctx, "")


def ask_sure(ctx: ChatContext, key: str) -> None:
    """Ask whether the app of this button is to be taken away."""
    accounts = addresses.accounts(ctx.connection, ctx.contact.id)
    meant = _find(accounts, key)
    if meant is None or len(accounts) < 2:
        ask_cut(ctx, "")
    else:
        _ask_sure(ctx, meant, accounts)


def _ask_sure(ctx: ChatContext, meant: ChannelAccount, accounts: list[ChannelAccount]) -> None:
    asked_at = int(ctx.now.timestamp())
    yes = Button(word("link.cut", app=app_name(meant.channel)), "link_cut", f"{_key(meant)} {asked_at}")
    no = Button(word("link.keep"), "open")
    rest = apps(channel_account.channel for channel_account in accounts if channel_account is not meant)
    text = say("link.sure", app=app_name(meant.channel), rest=rest)
    ctx.say(Reply(text=text, choices=(yes, no), yes_no=(yes, no)))


def cut(ctx: ChatContext, written: str) -> None:
    """Take an app away: it is a stranger's from now on, and what waited there goes to those that stay."""
    key, _, asked_at = written.partition(" ")
    accounts = addresses.accounts(ctx.connection, ctx.contact.id)
    meant = _find(accounts, key)
    if meant is None or len(accounts) < 2:
        ask_cut(ctx, "")
    elif asked_at and not stands(ctx, asked_at):
        _ask_sure(ctx, meant, accounts)
    else:
        _cut(ctx, meant, [channel_account for channel_account in accounts if channel_account is not meant])


def _cut(ctx: ChatContext, meant: ChannelAccount, rest: list[ChannelAccount]) -> None:
    person = ctx.contact.id
    ctx.close_all()
    stranger = part(ctx, meant)
    remains = apps(channel_account.channel for channel_account in rest)
    told = Reply(text=say("link.was_cut", app=app_name(meant.channel), rest=remains), actions=(_resume(),))
    farewell = Reply(text=say("link.cut_here", rest=remains), actions=(Button(word("drafts.new"), "mulai"),))
    if ctx.address in meant.addresses:
        alone = contacts.get(ctx.connection, stranger)
        assert alone is not None, "just made"
        ctx.become(alone)
        ctx.say(farewell)
        ctx.notify(person, told)
        ctx.role_changes.add(person)
    else:
        if meant.reachable:
            ctx.notify_at(meant.reachable[0], stranger, farewell)
        ctx.role_changes.add(stranger)
        ctx.say(told)


def part(ctx: ChatContext, meant: ChannelAccount) -> int:
    """Give an app of the person to a stranger, with no way back: no code made there, no page opened by it.

    Return the stranger's number. What waited there goes to the apps that stay; a web chat shows nothing of before.
    """
    person = ctx.contact.id
    web_sessions.end(ctx.connection, person)
    codes.revoke_open(ctx.connection, person, LINK, ctx.now)
    stranger = contacts.make(ctx.connection, "", ctx.now)
    for place in meant.addresses:
        rerouting.requeue_all(ctx.connection, place, ctx.now)
        rerouting.remove_pending(ctx.connection, place, person)
        web_transcripts.empty(ctx.connection, place.id, ctx.now)
    addresses.move_account(ctx.connection, meant, stranger)
    audit.add(ctx.connection, person, "unlinked", meant.channel, ctx.now)
    return stranger


def _find(accounts: list[ChannelAccount], key: str) -> ChannelAccount | None:
    return next(
        (
            channel_account
            for channel_account in accounts
            if key in {addresses.key_of(place) for place in channel_account.addresses}
        ),
        None,
    )


def _key(account: ChannelAccount) -> str:
    return addresses.key_of(account.addresses[0])


def _label(ctx: ChatContext, account: ChannelAccount) -> str:
    """Name an app, and whether it is this one."""
    name = app_name(account.channel)
    return word("link.here", app=name) if ctx.address in account.addresses else name


def last_used(ctx: ChatContext, account: ChannelAccount) -> str:
    """Return the day on which the person last wrote in an app."""
    return word("link.never") if account.heard_at is None else long_date(ctx.day(account.heard_at))


def _choice(ctx: ChatContext, account: ChannelAccount, accounts: list[ChannelAccount]) -> str:
    """Name an app on a button; one of several alike by when the person wrote there last."""
    name = _label(ctx, account)
    is_alone = sum(channel_account.channel == account.channel for channel_account in accounts) < 2
    if account.heard_at is None or is_alone or ctx.address in account.addresses:
        return name
    return word("link.last", app=name, day=last_used(ctx, account))


def stands(ctx: ChatContext, asked_at: str) -> bool:
    """Tell whether a yes comes soon enough after its question."""
    return asked_at.isdecimal() and ctx.now.timestamp() - int(asked_at) <= STANDS.total_seconds()


def _resume() -> Button:
    return Button(word("drafts.resume"), "open")
