"""Lets a person go on in another app: a code joins it to them, and two who turn out to be one become one."""

from __future__ import annotations

from datetime import timedelta

from bot.accounts.apps import app, apps, named
from bot.drafts import go_on, listed_of
from bot.forms import OPENING
from bot.people.gate import LINK, look_up, use
from bot.texts import say, word
from bot.visit import Visit
from flows.messages import Address, Button, Reply, Rich, Wants
from flows.spelling import listed
from flows.texts import lines
from storage import audit, codes, contacts, conversations, members, merging, reach
from storage.codes import Code, CodeState
from storage.records import Contact

LASTS = timedelta(minutes=10)


def move(visit: Visit, wanted: str) -> None:
    """Make a code and links that bring the person to another app, and say what they do."""
    here, linked = visit.address.channel, {one.channel for one in reach.accounts(visit.connection, visit.contact.id)}
    app_wanted = named(wanted)
    running = visit.house.links.names()
    if app_wanted != here and app_wanted in linked:
        visit.say(Reply(text=say("link.already", app=app(app_wanted)), actions=(_resume(), _cut_button(app_wanted))))
        return
    if not running - {here}:
        visit.tell(say("link.nowhere"))
        go_on(visit)
        return
    code = _new_code(visit)
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
    )
    visit.say(Reply(text=text, actions=(Button(word("link.stay"), "open"),)))


def _door(name: str, link: str | None) -> Rich:
    """Show the way into an app; while its link is not known, in words."""
    return say("link.door_unknown", app=app(name)) if link is None else say("link.door", app=app(name), link=link)


def _new_code(visit: Visit) -> Code:
    """Make a code; an older one is good for nothing any more."""
    for one in codes.of(visit.connection, visit.contact.id):
        if one.purpose == LINK and codes.state(one, visit.now) is CodeState.OPEN:
            codes.revoke(visit.connection, one.code, visit.now)
    audit.add(visit.connection, visit.contact.id, "link code made", visit.address.channel, visit.now)
    return codes.make(visit.connection, LINK, maker=visit.contact.id, expires_at=visit.now + LASTS, now=visit.now)


# --- at the other side ---------------------------------------------------------------------------


def arrive(visit: Visit, code: Code) -> None:
    """Join this app to whoever made the code; whoever has something here already is asked first."""
    maker = _maker(visit, code)
    if maker is None or maker.id == visit.contact.id:
        visit.tell(say("link.same", app=app(visit.address.channel)))
        go_on(visit)
    elif has_anything(visit, visit.contact):
        _ask(visit, maker, code.code)
    elif use(visit, code) is not None:
        _join(visit, maker)


def confirm(visit: Visit, text: str) -> None:
    """Make one person of the two after a yes."""
    code = look_up(visit, text)
    if code is None:
        return
    maker = _maker(visit, code)
    if code.purpose != LINK or maker is None or maker.id == visit.contact.id:
        go_on(visit)
    elif use(visit, code) is not None:
        _join(visit, maker)


def refuse(visit: Visit, text: str) -> None:
    """Leave everything apart after a no; the code is good for nothing any more."""
    code = look_up(visit, text)
    if code is None:
        return
    if code.purpose == LINK:
        codes.revoke(visit.connection, code.code, visit.now)
        visit.tell(say("link.apart"))
    go_on(visit)


def has_anything(visit: Visit, person: Contact) -> bool:
    """Tell whether somebody would lose sight of something, or lend out a right, by being somebody else as well."""
    own = any(one.events and one.flow != OPENING for one in conversations.of(visit.connection, person.id))
    seats = members.drafts(visit.connection, person.id)
    return bool(own or seats or person.roles or len(reach.accounts(visit.connection, person.id)) > 1)


def _ask(visit: Visit, maker: Contact, code: str) -> None:
    there = _first_app(visit, maker.id)
    yes, no = Button(word("link.unite"), "link_yes", code), Button(word("link.separate"), "link_no", code)
    text = lines(
        say("link.whose", app=there, who=maker.name) if maker.name else say("link.whose_nameless", app=there),
        say("link.counts", here=_count(visit, visit.contact.id), app=there, there=_count(visit, maker.id)),
        _roles(visit.contact),
        say("link.ask"),
    )
    visit.say(Reply(text=text, choices=(yes, no), yes_no=(yes, no), wants=Wants.CHOICE))


def _count(visit: Visit, contact: int) -> str:
    count = len(listed_of(visit.connection, contact))
    return word("link.count", count=count) if count else word("link.count_none")


def _roles(person: Contact) -> Rich:
    roles = [word(f"role.{role}") for role in sorted(person.roles)]
    return say("link.roles", roles=listed(roles)) if roles else ()


def _join(visit: Visit, maker: Contact) -> None:
    """Go on here as the person who made the code, with all that either had; both sides are told."""
    before, there = reach.accounts(visit.connection, maker.id), _first_app(visit, maker.id)
    here = app(visit.address.channel)
    _unite(visit, maker.id, visit.contact.id)
    audit.add(visit.connection, maker.id, "linked", visit.address.channel, visit.now)
    for account in before:
        if account.reachable:
            note = Reply(text=say("link.came", app=here), actions=(_resume(), _not_me(visit)))
            visit.post_at(account.reachable[0], maker.id, note)
    key = "link.joined" if maker.name else "link.joined_nameless"
    visit.tell(lines(say(key, who=maker.name, app=there), _which(visit)), _not_me(visit))
    go_on(visit)


def _which(visit: Visit) -> Rich:
    """Name the draft that is open, where there are others now."""
    count, current = len(listed_of(visit.connection, visit.contact.id)), visit.current()
    return () if count < 2 or current is None else say("link.which_draft", count=count, name=current.stored.name)


def _unite(visit: Visit, into: int, gone: int) -> None:
    """Make one of two contacts, of whom one is here, and go on as that."""
    visit.close_all()
    merging.merge(visit.connection, into, gone, visit.now)
    person = contacts.get(visit.connection, into)
    assert person is not None, "just made"
    visit.become(person)


# --- one account that was two --------------------------------------------------------------------


def meet(visit: Visit, other: int) -> None:
    """Deal with two contacts who turn out to have one account: nothing to ask where one of them has nothing."""
    twin = contacts.get(visit.connection, other)
    if twin is None or twin.id == visit.contact.id:
        return
    if has_anything(visit, visit.contact) and has_anything(visit, twin):
        text = say("link.twin", here=_count(visit, visit.contact.id), there=_count(visit, other))
        visit.tell(text, Button(word("link.unite"), "link_twin"))
    else:
        _unite(visit, visit.contact.id, other)


def confirm_twin(visit: Visit, _: str) -> None:
    """Make one of the two contacts of this account after a yes."""
    number = reach.reach(visit.connection, visit.address).also
    place = None if number is None else Address(channel=visit.address.channel, id=number)
    other = None if place is None else reach.owner(visit.connection, place)
    if other is not None and other != visit.contact.id:
        _unite(visit, visit.contact.id, other)
        visit.tell(say("link.united"))
    go_on(visit)


def _maker(visit: Visit, code: Code) -> Contact | None:
    return None if code.maker is None else contacts.get(visit.connection, code.maker)


def _first_app(visit: Visit, contact: int) -> str:
    """Return where a person wrote last: they had the code made there."""
    accounts = reach.accounts(visit.connection, contact)
    return app(accounts[0].channel) if accounts else app(visit.address.channel)


def _resume() -> Button:
    return Button(word("drafts.resume"), "open")


def _cut_button(channel: str) -> Button:
    return Button(word("link.cut", app=app(channel)), "lepas", channel)


def _not_me(visit: Visit) -> Button:
    """Offer to undo a link that somebody did not mean."""
    return Button(word("link.not_me"), "link_ask", reach.key_of(visit.address))
