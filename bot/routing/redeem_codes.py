"""The table of codes that people follow or type, and the redemption of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.app_names import apps
from bot.chat.buttons import resume
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
from storage.people import addresses, codes
from storage.people.codes import Code
from storage.people.invitations import ROLE

CODE = "kode"
"""The command that redeems a code."""
NAME = "own_name"
"""The kind of prompt for the person's own name, which admins and writers see."""

Redeem = Callable[[ChatContext, Code], None]


def take_role(ctx: ChatContext, code: Code) -> None:
    """Give the person the role of an invitation, and its unit to a coach; notify the admin who made it."""
    role, person = Role(code.role), ctx.contact
    role_admin.give(ctx, person.id, role, unit=code.unit)
    ctx.audit("role taken", f"{role.value}, invited by {code.maker or 'us'}")
    if code.maker is not None and code.maker != person.id:
        name = person.name or word("invite.somebody")
        ctx.notify(code.maker, Reply(text=say("invite.came", name=name, role=role_admin.role_name(role))))
    welcome = lines(say(f"welcome.{role.value}"), _linked_apps(ctx))
    if person.name:
        ctx.say(Reply(text=welcome, actions=(_begin(role.value),)))
    else:
        ctx.say_first(welcome)
        _ask_name(ctx, role.value)


def _linked_apps(ctx: ChatContext) -> Rich:
    """Name the linked apps in which the role counts, too: it goes with the person; empty if there is one app."""
    accounts = addresses.accounts(ctx.connection, ctx.contact.id)
    return (
        say("code.everywhere", apps=apps(channel_account.channel for channel_account in accounts))
        if len(accounts) > 1
        else ()
    )


def take_name(ctx: ChatContext, given: Input, role: str) -> None:
    """Store the typed name of a person whose channel does not tell it, and offer where to begin."""
    name = " ".join(given.text.split())[:NAME_LENGTH] if isinstance(given, TextInput) else ""
    if not any(letter.isalpha() for letter in name):
        _ask_name(ctx, role)
        return
    ctx.expect_nothing()
    role_admin.rename(ctx, name)
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
            return resume()


REDEEM: Mapping[str, Redeem] = {
    ROLE: take_role,
    members.TEAM: join.join,
}
"""Purpose of a code -> the handler that redeems it."""


def start(ctx: ChatContext, argument: str) -> None:
    """Begin with the argument of a start link: a code, alone or with a unit, a form, a unit, or nothing."""
    if check_in.enter(ctx, argument):
        return
    if codes.read(argument) is None:
        offer_start(ctx, argument)
    elif (code := look_up(ctx, argument)) is not None:
        _follow(ctx, code)


def _follow(ctx: ChatContext, code: Code) -> None:
    """Redeem a code that came in a link; on a channel that sends it without a tap, ask first."""
    if code.purpose != LINK and ctx.address.channel in ctx.app.untapped:
        yes, no = Button(word("code.take"), CODE, code.code), Button(word("code.leave"), "open")
        text = say("code.sure_role", role=role_admin.role_name(Role(code.role))) if code.role else say("code.sure_team")
        ctx.say(Reply(text=text, choices=(yes, no), yes_no=(yes, no)))
    else:
        _redeem(ctx, code)


def take(ctx: ChatContext, text: str) -> None:
    """Redeem a typed code; the code of a workshop counts as a check-in, any other text names a form or unit."""
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
        linking.ask_to_link(ctx, code)
    elif (used := use(ctx, code)) is not None:
        REDEEM[used.purpose](ctx, used)
