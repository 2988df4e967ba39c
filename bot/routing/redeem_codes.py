"""Takes the codes people follow or type, and gives what each is good for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.app_names import apps
from bot.chat.context import Visit
from bot.chat.roles import Role
from bot.features.accounts import linking
from bot.features.codes.check_code import LINK, look_up, use
from bot.features.drafts.drafts import offer_start
from bot.features.people import role_admin as people
from bot.features.teams import join as joining
from bot.features.teams.join import NAME_LENGTH
from bot.features.workshops import check_in as workshop_door
from bot.texts import say, word
from flows.messages import Button, Input, Reply, Rich, Said, Wants
from flows.texts import lines
from storage.drafts import members
from storage.people import addresses as reach
from storage.people import audit, codes
from storage.people.codes import Code
from storage.people.invitations import ROLE

CODE = "kode"
"""The command that gives what a code is good for."""
NAME = "own_name"
"""What a person's next words are for: the name that admins and writers see."""

Redeem = Callable[[Visit, Code], None]


def take_role(visit: Visit, code: Code) -> None:
    """Give whoever followed an invitation its role, and a coach its unit."""
    role, person = Role(code.role), visit.contact
    people.give(visit, person.id, role, unit=code.unit)
    audit.add(visit.connection, person.id, "role taken", f"{role.value}, invited by {code.maker or 'us'}", visit.now)
    if code.maker is not None and code.maker != person.id:
        name = person.name or word("invite.somebody")
        visit.post(code.maker, Reply(text=say("invite.came", name=name, role=people.role_name(role))))
    welcome = lines(say(f"welcome.{role.value}"), _where(visit))
    if person.name:
        visit.say(Reply(text=welcome, actions=(_begin(role.value),)))
    else:
        visit.tell(welcome)
        _ask_name(visit, role.value)


def _where(visit: Visit) -> Rich:
    """Say where else a role counts from now on: whoever holds one of the person's apps has it, too."""
    accounts = reach.accounts(visit.connection, visit.contact.id)
    return say("code.everywhere", apps=apps(one.channel for one in accounts)) if len(accounts) > 1 else ()


def take_name(visit: Visit, given: Input, role: str) -> None:
    """Take the name of somebody whose channel does not tell it, and show where to begin."""
    name = " ".join(given.text.split())[:NAME_LENGTH] if isinstance(given, Said) else ""
    if not any(letter.isalpha() for letter in name):
        _ask_name(visit, role)
        return
    visit.expect_nothing()
    people.call(visit, name)
    visit.say(Reply(text=say("invite.named", name=name), actions=(_begin(role),)))


def _ask_name(visit: Visit, role: str) -> None:
    visit.expect(NAME, role)
    visit.say(Reply(text=say("invite.your_name")))


def _begin(role: str) -> Button:
    match role:
        case Role.COACH:
            return Button(word("code.queue"), "antrean")
        case Role.ADMIN:
            return Button(word("code.invite"), "undang")
        case _:
            return Button(word("drafts.resume"), "open")


REDEEM: Mapping[str, Redeem] = {
    ROLE: take_role,
    members.TEAM: joining.join,
}
"""Purpose of a code -> what it gives to whoever has it."""


def start(visit: Visit, wanted: str) -> None:
    """Start with what stands behind the word: a code, alone or with a unit, a form, a unit, or nothing."""
    if workshop_door.enter(visit, wanted):
        return
    if codes.read(wanted) is None:
        offer_start(visit, wanted)
    elif (code := look_up(visit, wanted)) is not None:
        _follow(visit, code)


def _follow(visit: Visit, code: Code) -> None:
    """Use a code that came behind a link; where a page gives it by itself, only once a tap says so."""
    if code.purpose != LINK and visit.address.channel in visit.house.untapped:
        yes, no = Button(word("code.take"), CODE, code.code), Button(word("code.leave"), "open")
        text = say("code.sure_role", role=people.role_name(Role(code.role))) if code.role else say("code.sure_team")
        visit.say(Reply(text=text, choices=(yes, no), yes_no=(yes, no), wants=Wants.CHOICE))
    else:
        _redeem(visit, code)


def take(visit: Visit, text: str) -> None:
    """Use a code once, some only after a yes; the one on a wall as often as people come."""
    if workshop_door.enter(visit, text):
        return
    if codes.read(text) is None:
        offer_start(visit, text)
        return
    code = look_up(visit, text)
    if code is not None:
        _redeem(visit, code)


def _redeem(visit: Visit, code: Code) -> None:
    if code.purpose == LINK:
        linking.arrive(visit, code)
    elif (used := use(visit, code)) is not None:
        REDEEM[used.purpose](visit, used)
