"""Lets a person take an app away from their drafts again; the last one stays."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.app_names import app, apps, named
from bot.chat.context import Visit
from bot.features.codes.check_code import LINK
from bot.features.drafts.drafts import go_on
from bot.texts import say, word
from flows.language.formatting import long_date
from flows.messages import Button, Reply, Wants
from flows.texts import lines
from storage.messages import rerouting as astray
from storage.messages import web_transcripts as transcripts
from storage.people import addresses as reach
from storage.people import audit, codes, contacts
from storage.people import web_sessions as logins
from storage.people.addresses import Account

BROWSER = "web"
"""The channel on which every browser is an app of its own."""
STANDS = timedelta(hours=1)
"""How long a yes stands; an older one asks again."""


def ask_cut(visit: Visit, wanted: str) -> None:
    """Ask which app to take away, or whether the named one is meant."""
    accounts = reach.accounts(visit.connection, visit.contact.id)
    if len(accounts) < 2:
        visit.tell(say("link.only", app=app(visit.address.channel)))
        go_on(visit)
        return
    meant = [one for one in accounts if one.channel == named(wanted)]
    if len(meant) == 1:
        _ask_sure(visit, meant[0], accounts)
        return
    choices = tuple(Button(_choice(visit, one, accounts), "link_ask", _key(one)) for one in meant or accounts)
    text = lines(
        *(say("link.one", app=_label(visit, one), last=last_used(visit, one)) for one in accounts),
        say("link.which"),
        say("link.all_hint") if any(one.channel == BROWSER for one in accounts) else (),
    )
    visit.say(Reply(text=text, choices=choices, actions=(Button(word("link.keep"), "open"),), wants=Wants.CHOICE))


def list_apps(visit: Visit, _: str) -> None:
    """List where the person is joined, with when they wrote there last, and offer to take one away."""
    ask_cut(visit, "")


def ask_sure(visit: Visit, key: str) -> None:
    """Ask whether the app of this button is to be taken away."""
    accounts = reach.accounts(visit.connection, visit.contact.id)
    meant = _find(accounts, key)
    if meant is None or len(accounts) < 2:
        ask_cut(visit, "")
    else:
        _ask_sure(visit, meant, accounts)


def _ask_sure(visit: Visit, meant: Account, accounts: list[Account]) -> None:
    asked_at = int(visit.now.timestamp())
    yes = Button(word("link.cut", app=app(meant.channel)), "link_cut", f"{_key(meant)} {asked_at}")
    no = Button(word("link.keep"), "open")
    rest = apps(one.channel for one in accounts if one is not meant)
    text = say("link.sure", app=app(meant.channel), rest=rest)
    visit.say(Reply(text=text, choices=(yes, no), yes_no=(yes, no), wants=Wants.CHOICE))


def cut(visit: Visit, written: str) -> None:
    """Take an app away: it is a stranger's from now on, and what waited there goes to those that stay."""
    key, _, asked_at = written.partition(" ")
    accounts = reach.accounts(visit.connection, visit.contact.id)
    meant = _find(accounts, key)
    if meant is None or len(accounts) < 2:
        ask_cut(visit, "")
    elif asked_at and not stands(visit, asked_at):
        _ask_sure(visit, meant, accounts)
    else:
        _cut(visit, meant, [one for one in accounts if one is not meant])


def _cut(visit: Visit, meant: Account, rest: list[Account]) -> None:
    person = visit.contact.id
    visit.close_all()
    stranger = part(visit, meant)
    remains = apps(one.channel for one in rest)
    told = Reply(text=say("link.was_cut", app=app(meant.channel), rest=remains), actions=(_resume(),))
    farewell = Reply(text=say("link.cut_here", rest=remains), actions=(Button(word("drafts.new"), "mulai"),))
    if visit.address in meant.places:
        alone = contacts.get(visit.connection, stranger)
        assert alone is not None, "just made"
        visit.become(alone)
        visit.say(farewell)
        visit.post(person, told)
        visit.appointed.add(person)
    else:
        if meant.reachable:
            visit.post_at(meant.reachable[0], stranger, farewell)
        visit.appointed.add(stranger)
        visit.say(told)


def part(visit: Visit, meant: Account) -> int:
    """Give an app of the person to a stranger, with no way back: no code made there, no page opened by it.

    Return the stranger's number. What waited there goes to the apps that stay; a web chat shows nothing of before.
    """
    person = visit.contact.id
    logins.end(visit.connection, person)
    codes.revoke_open(visit.connection, person, LINK, visit.now)
    stranger = contacts.make(visit.connection, "", visit.now)
    for place in meant.places:
        astray.leave(visit.connection, place, visit.now)
        astray.clear(visit.connection, place, person)
        transcripts.empty(visit.connection, place.id, visit.now)
    reach.part(visit.connection, meant, stranger)
    audit.add(visit.connection, person, "unlinked", meant.channel, visit.now)
    return stranger


def _find(accounts: list[Account], key: str) -> Account | None:
    return next((one for one in accounts if key in {reach.key_of(place) for place in one.places}), None)


def _key(account: Account) -> str:
    return reach.key_of(account.places[0])


def _label(visit: Visit, account: Account) -> str:
    """Name an app, and whether it is this one."""
    name = app(account.channel)
    return word("link.here", app=name) if visit.address in account.places else name


def last_used(visit: Visit, account: Account) -> str:
    """Return the day on which the person last wrote in an app."""
    return word("link.never") if account.heard_at is None else long_date(visit.day(account.heard_at))


def _choice(visit: Visit, account: Account, accounts: list[Account]) -> str:
    """Name an app on a button; one of several alike by when the person wrote there last."""
    name = _label(visit, account)
    is_alone = sum(one.channel == account.channel for one in accounts) < 2
    if account.heard_at is None or is_alone or visit.address in account.places:
        return name
    return word("link.last", app=name, day=last_used(visit, account))


def stands(visit: Visit, asked_at: str) -> bool:
    """Tell whether a yes comes soon enough after its question."""
    return asked_at.isdecimal() and visit.now.timestamp() - int(asked_at) <= STANDS.total_seconds()


def _resume() -> Button:
    return Button(word("drafts.resume"), "open")
