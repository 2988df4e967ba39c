"""Takes the codes people follow or type, and gives what each is good for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import joining, people
from bot.drafts import choose_draft, offer_start
from bot.joining import NAME_LENGTH
from bot.roles import Role
from bot.texts import say, word
from bot.visit import Visit
from flows.messages import Button, Input, Reply, Said
from storage import audit, codes, members
from storage.codes import Code, CodeState
from storage.invitations import ROLE

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
    if person.name:
        visit.say(Reply(text=say(f"welcome.{role.value}"), actions=(_begin(role.value),)))
    else:
        visit.tell(say(f"welcome.{role.value}"))
        _ask_name(visit, role.value)


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
    return Button(word("code.queue"), "antrean") if role == Role.COACH else Button(word("drafts.resume"), "open")


REDEEM: Mapping[str, Redeem] = {
    ROLE: take_role,
    members.TEAM: joining.join,
}
"""Purpose of a code -> what it gives to whoever has it."""


def start(visit: Visit, wanted: str) -> None:
    """Start with what stands behind the word: a code, a form, a unit, or nothing."""
    if codes.read(wanted) is None:
        offer_start(visit, wanted)
    else:
        take(visit, wanted)


def take(visit: Visit, text: str) -> None:
    """Use a code once; what is wrong with it is said, and wrong guesses are counted."""
    code = codes.read(text)
    if code is None:
        offer_start(visit, text)
        return
    if codes.paused_until(visit.connection, visit.address, visit.now) is not None:
        _refuse(visit, "paused")
        return
    found = codes.redeem(visit.connection, code, visit.now)
    if isinstance(found, Code):
        REDEEM[found.purpose](visit, found)
        return
    if found is CodeState.UNKNOWN:
        codes.guessed(visit.connection, visit.address, visit.now)
    _refuse(visit, found.value)


def _refuse(visit: Visit, why: str) -> None:
    audit.add(visit.connection, visit.contact.id, "code refused", why, visit.now)
    visit.tell(say(f"code.{why}"))
    current = visit.current()
    if current is None:
        choose_draft(visit, "")
    else:
        visit.act(current.conversation.id, "repeat")
