"""Takes the codes people follow or type, and gives what each is good for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.app_names import apps
from bot.chat.context import ChatContext
from bot.chat.roles import Role
from bot.features.accounts import linking
from bot.features.codes.check_code import LINK, look_up, use
from bot.features.drafts.drafts import offer_start
from bot.features.people import role_admin
from bot.features.teams import join
from bot.features.teams.join import NAME_LENGTH
from bot.features.workshops import check_in
from bot.texts import say, word
from flows.messages import Button, Input, Reply, Rich, TextInput
from flows.texts import lines
from storage.drafts import members
from storage.people import addresses, audit, codes
from storage.people.codes import Code
from storage.people.invitations import ROLE

CODE = "kode"
"""The command that gives what a code is good for."""
NAME = "own_name"
"""What a person's next words are for: the name that admins and writers see."""

Redeem = Callable[[ChatContext, Code], None]


def take_role(ctx: ChatContext, code: Code) -> None:
    """Give whoever followed an invitation its role, and a coach its unit."""
    role, person = Role(code.role), ctx.contact
    role_admin.give(ctx, person.id, role, unit=code.unit)
    audit.add(ctx.connection, person.id, "role taken", f"{role.value}, invited by {code.maker or 'us'}", ctx.now)
    if code.maker is not None and code.maker != person.id:
        name = person.name or word("invite.somebody")
        ctx.notify(code.maker, Reply(text=say("invite.came", name=name, role=role_admin.role_name(role))))
    welcome = lines(say(f"welcome.{role.value}"), _where(ctx))
    if person.name:
        ctx.say(Reply(text=welcome, actions=(_begin(role.value),)))
    else:
        ctx.say_first(welcome)
        _ask_name(ctx, role.value)


def _where(ctx: ChatContext) -> Rich:
    """Say where else a role counts from now on: whoever holds one of the person's apps has it, too."""
    accounts = addresses.accounts(ctx.connection, ctx.contact.id)
    return (
        say("code.everywhere", apps=apps(channel_account.channel for channel_account in accounts))
        if len(accounts) > 1
        else ()
    )


def take_name(ctx: ChatContext, given: Input, role: str) -> None:
    """Take the name of somebody whose channel does not tell it, and show where to begin."""
    name = " ".join(given.text.split())[:NAME_LENGTH] if isinstance(given, TextInput) else ""
    if not any(letter.isalpha() for letter in name):
        _ask_name(ctx, role)
        return
    ctx.expect_nothing()
    role_admin.call(ctx, name)
    ctx.say(Reply(text=say("invite.named", name=name), actions=(_begin(role),)))


def _ask_name(ctx: ChatContext, role: str) -> None:
    ctx.expect(NAME, role)
    ctx.say(Reply(text=say("invite.your_name")))


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
    members.TEAM: join.join,
}
"""Purpose of a code -> what it gives to whoever has it."""


def start(ctx: ChatContext, wanted: str) -> None:
    """Start with what stands behind the word: a code, alone or with a unit, a form, a unit, or nothing."""
    if check_in.enter(ctx, wanted):
        return
    if codes.read(wanted) is None:
        offer_start(ctx, wanted)
    elif (code := look_up(ctx, wanted)) is not None:
        _follow(ctx, code)


def _follow(ctx: ChatContext, code: Code) -> None:
    """Use a code that came behind a link; where a page gives it by itself, only once a tap says so."""
    if code.purpose != LINK and ctx.address.channel in ctx.app.untapped:
        yes, no = Button(word("code.take"), CODE, code.code), Button(word("code.leave"), "open")
        text = say("code.sure_role", role=role_admin.role_name(Role(code.role))) if code.role else say("code.sure_team")
        ctx.say(Reply(text=text, choices=(yes, no), yes_no=(yes, no)))
    else:
        _redeem(ctx, code)


def take(ctx: ChatContext, text: str) -> None:
    """Use a code once, some only after a yes; the one on a wall as often as people come."""
    if check_in.enter(ctx, text):
        return
    if codes.read(text) is None:
        offer_start(ctx, text)
        return
    code = look_up(ctx, text)
    if code is not None:
        _redeem(ctx, code)


def _redeem(ctx: ChatContext, code: Code) -> None:
    if code.purpose == LINK:
        linking.arrive(ctx, code)
    elif (used := use(ctx, code)) is not None:
        REDEEM[used.purpose](ctx, used)
