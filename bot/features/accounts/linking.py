"""Lets a person go on in another app: a code that they make here joins the app in which it is followed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.app_names import app, apps, named
from bot.chat.context import Visit
from bot.features.accounts.admit import ask_maker
from bot.features.accounts.merge import came, count, duties_of, first_app, lends, not_me, resume, unite
from bot.features.codes.check_code import LINK, look_up, use
from bot.features.drafts.drafts import go_on, listed_of
from bot.texts import say, word
from flows.messages import Address, Button, Reply, Rich, Wants
from flows.text_format import listed
from flows.texts import lines
from storage.people import addresses as reach
from storage.people import audit, codes, contacts
from storage.people.codes import Code
from storage.records import Contact

LASTS = timedelta(minutes=10)


def move(visit: Visit, wanted: str) -> None:
    """Make a code and links that bring the person to another app, and say what they do."""
    here, linked = visit.address.channel, {one.channel for one in reach.accounts(visit.connection, visit.contact.id)}
    app_wanted = named(wanted)
    running = visit.house.links.names()
    if app_wanted != here and app_wanted in linked:
        cut = Button(word("link.cut", app=app(app_wanted)), "lepas", app_wanted)
        visit.say(Reply(text=say("link.already", app=app(app_wanted)), actions=(resume(), cut)))
        return
    if not running - {here}:
        visit.tell(say("link.nowhere"))
        go_on(visit)
        return
    code = new_code(visit.connection, visit.contact.id, visit.address, visit.now)
    links = visit.house.links.doors(code.code)
    is_there = app_wanted in running
    unknown = () if is_there or not wanted else say("link.not_here", apps=apps(sorted(running - {here})))
    chosen = {app_wanted} if is_there else running - {here, *linked} or running - {here}
    text = lines(
        unknown,
        say("link.made"),
        *(_door(name, links.get(name)) for name in sorted(chosen)),
        say("link.typed" if chosen & links.keys() else "link.typed_only", code=code.code),
        say("link.means"),
        lends(visit, visit.contact, listed([app(name) for name in sorted(chosen)], "atau")),
        say("link.asks_first") if duties_of(visit, visit.contact) else (),
    )
    visit.say(Reply(text=text, actions=(Button(word("link.stay"), "open"),)))


def _door(name: str, link: str | None) -> Rich:
    """Show the way into an app; while its link is not known, in words."""
    return say("link.door_unknown", app=app(name)) if link is None else say("link.door", app=app(name), link=link)


def new_code(connection: Connection, person: int, place: Address, now: datetime) -> Code:
    """Make a code of somebody who asks at a place; an older one is good for nothing any more."""
    codes.revoke_open(connection, person, LINK, now)
    audit.add(connection, person, "link code made", place.channel, now)
    return codes.make(connection, LINK, maker=person, expires_at=now + LASTS, now=now)


# --- at the other side ---------------------------------------------------------------------------


def arrive(visit: Visit, code: Code) -> None:
    """Ask whether this app is to be joined to whoever made the code.

    Everybody is asked: a code that a stranger handed out would have them write into that stranger's hands. Whoever
    has a role follows nobody's code: they would lend it to whoever made that.
    """
    maker = _maker(visit, code)
    if maker is None or maker.id == visit.contact.id:
        visit.tell(say("link.same", app=app(visit.address.channel)))
        go_on(visit)
    elif duties_of(visit, visit.contact):
        _keep_apart(visit, maker)
    else:
        _ask(visit, maker, code.code)


def confirm(visit: Visit, text: str) -> None:
    """Make one person of the two after a yes; where the other has a role, they say the last word."""
    code = look_up(visit, text)
    if code is None:
        return
    maker = _maker(visit, code)
    if code.purpose != LINK or maker is None or maker.id == visit.contact.id:
        go_on(visit)
    elif duties_of(visit, visit.contact):
        _keep_apart(visit, maker)
    elif duties_of(visit, maker):
        ask_maker(visit, maker, code)
    elif use(visit, code) is not None:
        _join(visit, maker)


def refuse(visit: Visit, text: str) -> None:
    """Leave everything apart after a no; the code is good for nothing any more."""
    code = look_up(visit, text)
    if code is None:
        return
    if code.purpose == LINK:
        codes.revoke(visit.connection, code.code, visit.now)
        if code.asker is not None and code.maker == visit.contact.id:
            visit.post(code.asker, Reply(text=say("link.denied", app=app(visit.address.channel))))
        visit.tell(say("link.apart"))
    go_on(visit)


def _keep_apart(visit: Visit, maker: Contact) -> None:
    """Tell somebody with a role that it goes along with no code of others, and which way round it works."""
    roles, there = duties_of(visit, visit.contact), first_app(visit, maker.id)
    audit.add(visit.connection, visit.contact.id, "link refused", f"has a role; made by {maker.id}", visit.now)
    other_way = say("link.both_duties") if duties_of(visit, maker) else say("link.other_way", app=there)
    visit.tell(lines(say("link.has_duty", roles=listed(roles)), other_way))
    go_on(visit)


def _ask(visit: Visit, maker: Contact, code: str) -> None:
    there, here = first_app(visit, maker.id), app(visit.address.channel)
    yes, no = Button(word("link.unite"), "link_yes", code), Button(word("link.separate"), "link_no", code)
    text = lines(
        say("link.whose", app=there, who=maker.name) if maker.name else say("link.whose_nameless", app=there),
        say("link.counts", here=count(visit, visit.contact.id), app=there, there=count(visit, maker.id)),
        lends(visit, maker, here),
        say("link.ask"),
    )
    visit.say(Reply(text=text, choices=(yes, no), yes_no=(yes, no), wants=Wants.CHOICE))


def _join(visit: Visit, maker: Contact) -> None:
    """Go on here as the person who made the code, with all that either had; both sides are told."""
    before, there = reach.accounts(visit.connection, maker.id), first_app(visit, maker.id)
    unite(visit, maker.id, visit.contact.id)
    audit.add(visit.connection, maker.id, "linked", visit.address.channel, visit.now)
    came(visit, before, visit.address)
    key = "link.joined" if maker.name else "link.joined_nameless"
    visit.tell(lines(say(key, who=maker.name, app=there), _which(visit)), not_me(visit, visit.address))
    go_on(visit)


def _which(visit: Visit) -> Rich:
    """Name the draft that is open, where there are others now."""
    drafts, current = len(listed_of(visit.connection, visit.contact.id)), visit.current()
    return () if drafts < 2 or current is None else say("link.which_draft", count=drafts, name=current.stored.name)


def _maker(visit: Visit, code: Code) -> Contact | None:
    return None if code.maker is None else contacts.get(visit.connection, code.maker)
