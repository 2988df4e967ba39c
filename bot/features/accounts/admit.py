"""Lets somebody with a role say whether whoever follows their code is them: the code may have been passed on."""

from __future__ import annotations

from bot.chat.app_names import app, apps
from bot.chat.context import Visit
from bot.features.accounts.merge import came, duties_of, first_app, lends, not_me, resume, unite
from bot.features.codes.check_code import LINK, look_up, use
from bot.features.drafts.drafts import go_on
from bot.texts import say, word
from flows.messages import Button, Reply, Wants
from flows.texts import lines
from storage.people import addresses as reach
from storage.people import audit, codes, contacts
from storage.people.codes import Code, CodeState
from storage.records import Contact


def ask_maker(visit: Visit, maker: Contact, code: Code) -> None:
    """Ask somebody with a role, where they made the code, whether this app is theirs: it may have been passed on."""
    there = first_app(visit, maker.id)
    here = apps(one.channel for one in reach.accounts(visit.connection, visit.contact.id))
    yes, no = Button(word("link.let"), "link_let", code.code), Button(word("link.not_mine"), "link_no", code.code)
    who = visit.contact.name
    text = lines(
        say("link.wants_named", app=here, who=who) if who else say("link.wants", app=here),
        lends(visit, maker, here),
        say("link.let_ask", app=here),
    )
    is_mine = code.asker == visit.contact.id
    if not is_mine and not codes.ask(visit.connection, code.code, visit.contact.id):
        visit.tell(say(f"link_code.{CodeState.USED_UP.value}"))
    elif is_mine or visit.post(maker.id, Reply(text=text, choices=(yes, no), wants=Wants.CHOICE)):
        visit.tell(say("link.waits", app=there))
    else:
        visit.tell(say("link.unreached", app=there))
    go_on(visit)


def let(visit: Visit, text: str) -> None:
    """Join whoever asked to the person with a role, who says here that it is them."""
    code = look_up(visit, text)
    if code is None:
        return
    asker = None if code.asker is None else contacts.get(visit.connection, code.asker)
    if code.purpose != LINK or code.maker != visit.contact.id or asker is None or duties_of(visit, asker):
        go_on(visit)
    elif use(visit, code) is not None:
        _let(visit, asker)


def _let(visit: Visit, asker: Contact) -> None:
    place, here = reach.nearest(visit.connection, asker.id), app(visit.address.channel)
    before = [one for one in reach.accounts(visit.connection, visit.contact.id) if visit.address not in one.places]
    unite(visit, visit.contact.id, asker.id)
    if place is None:
        go_on(visit)
        return
    audit.add(visit.connection, visit.contact.id, "linked", place.channel, visit.now)
    came(visit, before, place)
    who = visit.contact.name
    joined = say("link.joined", who=who, app=here) if who else say("link.joined_nameless", app=here)
    visit.post_at(place, visit.contact.id, Reply(text=joined, actions=(resume(), not_me(visit, place))))
    visit.tell(say("link.came", app=app(place.channel)), not_me(visit, place))
    go_on(visit)
