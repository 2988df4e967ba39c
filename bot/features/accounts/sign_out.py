"""Signing out of every browser but this one."""

from __future__ import annotations

from bot.chat.app_names import app_name, apps
from bot.chat.confirmation import ask_sure
from bot.chat.context import ChatContext
from bot.features.accounts.unlinking import BROWSER, last_used, split_off
from bot.features.codes.check_code import LINK
from bot.features.drafts.drafts import go_on
from bot.texts import say, word
from flows.messages import Button, Reply
from flows.texts import lines
from storage.people import addresses, codes, web_sessions
from storage.people.addresses import ChannelAccount


def ask_sign_out(ctx: ChatContext) -> None:
    """Ask for a yes to signing out of every other browser."""
    others = _browsers(ctx)
    if not others and ctx.address.channel != BROWSER:
        ctx.say_first(say("link.no_browser"))
        go_on(ctx)
        return
    text = lines(
        *(say("link.one", app=app_name(account.channel), last=last_used(ctx, account)) for account in others),
        say("link.all_sure", count=len(others)) if others else say("link.all_none"),
    )
    ask_sure(ctx, text, Button(word("link.all_yes"), "link_all"), Button(word("link.keep"), "open"))


def sign_out(ctx: ChatContext) -> None:
    """Unlink every other browser, and end all sessions of the dashboard."""
    ctx.close_all()
    farewell = Reply(text=say("link.cut_elsewhere"), actions=(Button(word("drafts.new"), "mulai"),))
    for account in _browsers(ctx):
        stranger = split_off(ctx, account)
        if account.reachable:
            ctx.notify_at(account.reachable[0], stranger, farewell)
    web_sessions.end(ctx.connection, ctx.contact.id)
    codes.revoke_open(ctx.connection, ctx.contact.id, LINK, ctx.now)
    here = ctx.address.channel == BROWSER
    renew = say("link.renew", link=f"{ctx.app.home}/chat/kunci") if here else ()
    rest = apps(account.channel for account in addresses.accounts(ctx.connection, ctx.contact.id))
    ctx.say_first(lines(say("link.all_done", rest=rest), renew))
    go_on(ctx)


def _browsers(ctx: ChatContext) -> list[ChannelAccount]:
    accounts = addresses.accounts(ctx.connection, ctx.contact.id)
    return [account for account in accounts if account.channel == BROWSER and ctx.address not in account.addresses]
