"""Signing out of every browser but this one."""

from __future__ import annotations

from bot.chat.app_names import app_name, apps
from bot.chat.context import ChatContext
from bot.features.accounts.unlinking import BROWSER, last_used, part, stands
from bot.features.codes.check_code import LINK
from bot.features.drafts.drafts import go_on
from bot.texts import say, word
from flows.messages import Button, Reply
from flows.texts import lines
from storage.people import addresses, codes, web_sessions
from storage.people.addresses import ChannelAccount


def ask_all(ctx: ChatContext, _: str) -> None:
    """Ask whether every browser but this one is to be taken away."""
    others = _browsers(ctx)
    if not others and ctx.address.channel != BROWSER:
        ctx.say_first(say("link.no_browser"))
        go_on(ctx)
        return
    yes = Button(word("link.all_yes"), "link_all", str(int(ctx.now.timestamp())))
    no = Button(word("link.keep"), "open")
    text = lines(
        *(
            say("link.one", app=app_name(channel_account.channel), last=last_used(ctx, channel_account))
            for channel_account in others
        ),
        say("link.all_sure", count=len(others)) if others else say("link.all_none"),
    )
    ctx.say(Reply(text=text, choices=(yes, no), yes_no=(yes, no)))


def cut_all(ctx: ChatContext, asked_at: str) -> None:
    """Take every browser but this one away, and end every session of the board."""
    if not stands(ctx, asked_at):
        ask_all(ctx, "")
        return
    ctx.close_all()
    farewell = Reply(text=say("link.cut_elsewhere"), actions=(Button(word("drafts.new"), "mulai"),))
    for channel_account in _browsers(ctx):
        stranger = part(ctx, channel_account)
        if channel_account.reachable:
            ctx.notify_at(channel_account.reachable[0], stranger, farewell)
    web_sessions.end(ctx.connection, ctx.contact.id)
    codes.revoke_open(ctx.connection, ctx.contact.id, LINK, ctx.now)
    here = ctx.address.channel == BROWSER
    renew = say("link.renew", link=f"{ctx.app.home}/chat/kunci") if here else ()
    rest = apps(channel_account.channel for channel_account in addresses.accounts(ctx.connection, ctx.contact.id))
    ctx.say_first(lines(say("link.all_done", rest=rest), renew))
    go_on(ctx)


def _browsers(ctx: ChatContext) -> list[ChannelAccount]:
    accounts = addresses.accounts(ctx.connection, ctx.contact.id)
    return [
        channel_account
        for channel_account in accounts
        if channel_account.channel == BROWSER and ctx.address not in channel_account.addresses
    ]
