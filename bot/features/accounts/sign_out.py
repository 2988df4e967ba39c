"""Lets a person leave every browser but the one they sit at."""

from __future__ import annotations

from bot.chat.app_names import app, apps
from bot.chat.context import Visit
from bot.features.accounts.unlinking import BROWSER, last_used, part, stands
from bot.features.codes.check_code import LINK
from bot.features.drafts.drafts import go_on
from bot.texts import say, word
from flows.messages import Button, Reply, Wants
from flows.texts import lines
from storage.people import addresses as reach
from storage.people import codes
from storage.people import web_sessions as logins
from storage.people.addresses import Account


def ask_all(visit: Visit, _: str) -> None:
    """Ask whether every browser but this one is to be taken away."""
    others = _browsers(visit)
    if not others and visit.address.channel != BROWSER:
        visit.tell(say("link.no_browser"))
        go_on(visit)
        return
    yes = Button(word("link.all_yes"), "link_all", str(int(visit.now.timestamp())))
    no = Button(word("link.keep"), "open")
    text = lines(
        *(say("link.one", app=app(one.channel), last=last_used(visit, one)) for one in others),
        say("link.all_sure", count=len(others)) if others else say("link.all_none"),
    )
    visit.say(Reply(text=text, choices=(yes, no), yes_no=(yes, no), wants=Wants.CHOICE))


def cut_all(visit: Visit, asked_at: str) -> None:
    """Take every browser but this one away, and end every session of the board."""
    if not stands(visit, asked_at):
        ask_all(visit, "")
        return
    visit.close_all()
    farewell = Reply(text=say("link.cut_elsewhere"), actions=(Button(word("drafts.new"), "mulai"),))
    for one in _browsers(visit):
        stranger = part(visit, one)
        if one.reachable:
            visit.post_at(one.reachable[0], stranger, farewell)
    logins.end(visit.connection, visit.contact.id)
    codes.revoke_open(visit.connection, visit.contact.id, LINK, visit.now)
    here = visit.address.channel == BROWSER
    renew = say("link.renew", link=f"{visit.house.home}/chat/kunci") if here else ()
    rest = apps(one.channel for one in reach.accounts(visit.connection, visit.contact.id))
    visit.tell(lines(say("link.all_done", rest=rest), renew))
    go_on(visit)


def _browsers(visit: Visit) -> list[Account]:
    accounts = reach.accounts(visit.connection, visit.contact.id)
    return [one for one in accounts if one.channel == BROWSER and visit.address not in one.places]
