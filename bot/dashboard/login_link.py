"""Gives a coach or an admin the link by which they enter the board."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.chat.context import Visit
from bot.dashboard.sessions import ROOT
from bot.texts import say
from flows.messages import Reply
from storage.people import audit
from storage.people import web_sessions as logins

HERE = ("127.0.0.1", "localhost", "::1")
"""Addresses that lead to the program's own machine only."""


def give(visit: Visit, _: str) -> None:
    """Answer with a link that lets the person in once; their earlier links are void."""
    secret = logins.make_link(visit.connection, visit.address, visit.now)
    audit.add(visit.connection, visit.contact.id, "dashboard link", visit.address.channel, visit.now)
    home = visit.house.home
    key = "dasbor.link_here" if urlsplit(home).hostname in HERE else "dasbor.link"
    minutes = int(logins.LINK_LIVES.total_seconds() // 60)
    visit.say(Reply(text=say(key, link=f"{home}{ROOT}/masuk/{secret}", minutes=minutes)))
