"""Gives a coach or an admin the link by which they enter the board."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.chat.context import ChatContext
from bot.dashboard.sessions import ROOT
from bot.texts import say
from flows.messages import Reply
from storage.people import web_sessions

HERE = ("127.0.0.1", "localhost", "::1")
"""Addresses that lead to the program's own machine only."""


def give(ctx: ChatContext, _: str) -> None:
    """Answer with a link that lets the person in once; their earlier links are void."""
    secret = web_sessions.make_link(ctx.connection, ctx.address, ctx.now)
    ctx.audit("dashboard link", ctx.address.channel)
    home = ctx.app.home
    key = "dasbor.link_here" if urlsplit(home).hostname in HERE else "dasbor.link"
    minutes = int(web_sessions.LINK_LIVES.total_seconds() // 60)
    ctx.say(Reply(text=say(key, link=f"{home}{ROOT}/masuk/{secret}", minutes=minutes)))
