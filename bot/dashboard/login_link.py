"""The command that gives a coach or an admin a link to the dashboard."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.chat.context import ChatContext
from bot.dashboard.sessions import ROOT
from bot.texts import say
from flows.messages import Reply
from storage.people import web_sessions

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Hosts that only the program's own machine reaches."""


def give(ctx: ChatContext) -> None:
    """Answer with a link that signs in once; the contact's earlier links become void."""
    secret = web_sessions.make_link(ctx.connection, ctx.address, ctx.now)
    ctx.audit("dashboard link", ctx.address.channel)
    home = ctx.app.home
    key = "dasbor.link_here" if urlsplit(home).hostname in LOOPBACK else "dasbor.link"
    minutes = int(web_sessions.LINK_LIVES.total_seconds() // 60)
    ctx.say(Reply(text=say(key, link=f"{home}{ROOT}/masuk/{secret}", minutes=minutes)))
