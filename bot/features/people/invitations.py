"""Invites coaches and admins by a code, lists what is open, and lets people in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.context import ChatContext
from bot.chat.roles import Role
from bot.features.people.role_admin import role_name
from bot.language.unit_names import find, likely
from bot.texts import say, word
from flows.language.formatting import long_date
from flows.messages import Button, Input, Reply, Rich, TextInput
from flows.texts import lines
from storage.people import audit, codes, invitations, units
from storage.people.codes import Code
from storage.people.invitations import ROLE, Invitation
from storage.records import UnitState

PICK_UNIT = "invite_unit"
"""What an admin's next words are for: the unit a coach is invited for."""
INVITED = (Role.COACH, Role.ADMIN)
"""What a person can be invited to be; everybody is an inovator by themselves."""
USES = (1, 5, 20, 100)
"""People who can use one invitation: the next one at each tap."""
DAYS = (7, 30, 1)
MOST_LISTED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationPayload:
    """Is what an invitation gives; travels in buttons as "coach 1 7 0"."""

    role: Role
    uses: int = USES[0]
    days: int = DAYS[0]
    unit: int = 0
    """0: the common queue."""

    def __str__(self) -> str:
        return f"{self.role.value} {self.uses} {self.days} {self.unit}"

    @property
    def is_valid(self) -> bool:
        """Tell whether the chat offers to invite somebody so: an admin one at a time, and for no unit."""
        if self.days not in DAYS:
            return False
        if self.role is Role.COACH:
            return self.uses in USES
        return self.role in INVITED and self.uses == USES[0] and self.unit == 0


def read_terms(written: str) -> InvitationPayload | None:
    """Return what a button carries, or None if it is none of ours."""
    role, *numbers = written.split() or [""]
    if (
        role not in list(Role)
        or len(numbers) != 3
        or not all(number.isdecimal() and len(number) < 10 for number in numbers)
    ):
        return None
    uses, days, unit = map(int, numbers)
    terms = InvitationPayload(role=Role(role), uses=uses, days=days, unit=unit)
    return terms if terms.is_valid else None


# --- making one ----------------------------------------------------------------------------------


def offer(ctx: ChatContext, _: str) -> None:
    """Show how many invitations are open, and whom one can invite."""
    found = invitations.open_(ctx.connection, ctx.now)
    choices = tuple(
        Button(word("invite.role", role=role_name(role)), "invite", str(InvitationPayload(role=role)))
        for role in INVITED
    )
    open_button = (Button(word("invite.see_open", count=len(found)), "invites"),) if found else ()
    actions = (*open_button, Button(word("invite.people"), "people"))
    ctx.say(
        Reply(
            text=say("invite.overview", count=len(found)) if found else say("invite.overview_none"),
            choices=choices,
            actions=actions,
        )
    )


def settle(ctx: ChatContext, written: str) -> None:
    """Show what an invitation would give; each tap changes one of its terms."""
    terms = read_terms(written)
    if terms is None or (terms.unit and not _is_listed(ctx, terms.unit)):
        offer(ctx, "")
        return
    text = say(
        "invite.terms" if terms.role is Role.COACH else "invite.terms_admin",
        role=role_name(terms.role),
        uses=terms.uses,
        days=terms.days,
        unit=_unit_name(ctx, terms),
    )
    ctx.say(
        Reply(
            text=text,
            choices=(Button(word("invite.make"), "invite_make", str(terms)),),
            actions=_changes(terms),
            edits=True,
        )
    )


def make(ctx: ChatContext, written: str) -> None:
    """Make the code, in a message that can be forwarded as it is."""
    terms = read_terms(written)
    if terms is None or (terms.unit and not _is_listed(ctx, terms.unit)):
        offer(ctx, "")
        return
    code = make_code(ctx, terms)
    ctx.audit("invited", str(terms))
    links = ctx.app.links.to(code.code)
    text = lines(
        say("invite.made", role=role_name(terms.role)),
        *(say("invite.link", link=link) for link in links),
        say("invite.code_too", code=code.code) if links else say("invite.code", code=code.code),
        say("invite.until", uses=terms.uses, day=long_date(ctx.day(code.expires_at))),
    )
    actions = (Button(word("invite.revoke", code=code.code), "invite_revoke", code.code), _back())
    ctx.say(Reply(text=text, footer=word("invite.forward"), actions=actions))


def make_code(ctx: ChatContext, terms: InvitationPayload) -> Code:
    """Keep a new code with these terms."""
    return codes.make(
        ctx.connection,
        codes.NewCode(
            purpose=ROLE,
            maker=ctx.contact.id,
            role=terms.role.value,
            unit=terms.unit or None,
            uses=terms.uses,
            expires_at=ctx.now + timedelta(days=terms.days),
        ),
        ctx.now,
    )


def ask_unit(ctx: ChatContext, written: str) -> None:
    """Ask which unit a coach is invited for."""
    terms = read_terms(written)
    if terms is None:
        offer(ctx, "")
        return
    ctx.expect(PICK_UNIT, written)
    common = Button(word("invite.common"), "invite", str(replace(terms, unit=0)))
    ctx.say(Reply(text=say("invite.which_unit"), actions=(common,)))


def take_unit(ctx: ChatContext, given: Input, written: str) -> None:
    """Take the name of the unit that a coach is invited for."""
    terms = read_terms(written)
    if terms is None or not isinstance(given, TextInput):
        offer(ctx, "")
        return
    listed = units.in_states(ctx.connection)
    unit = find(listed, given.text)
    if unit is not None:
        ctx.expect_nothing()
        settle(ctx, str(replace(terms, unit=unit.id)))
        return
    near = likely(listed, given.text)
    ctx.expect(PICK_UNIT, written)
    choices = tuple(Button(other_unit.name, "invite", str(replace(terms, unit=other_unit.id))) for other_unit in near)
    text = say("unit.found" if near else "unit.not_found", text=given.text.strip(), count=len(near))
    common = Button(word("invite.common"), "invite", str(replace(terms, unit=0)))
    ctx.say(Reply(text=text, choices=choices, actions=(common,)))


# --- what is open --------------------------------------------------------------------------------


def list_open(ctx: ChatContext, _: str) -> None:
    """List the invitations that can still be used; a tap takes one back."""
    found = invitations.open_(ctx.connection, ctx.now)
    if not found:
        offer(ctx, "")
        return
    rows = [_line(ctx, invitation) for invitation in found[:MOST_LISTED]]
    choices = tuple(
        Button(word("invite.revoke", code=invitation.code), "invite_revoke", invitation.code) for invitation in found
    )
    ctx.say(
        Reply(
            text=lines(say("invite.open", count=len(found)), *rows),
            choices=choices[:MOST_LISTED],
            actions=(_back(),),
        )
    )


def revoke(ctx: ChatContext, code: str) -> None:
    """Let an invitation be used no more."""
    if not void(ctx.connection, ctx.contact.id, code, ctx.now):
        offer(ctx, "")
        return
    ctx.say_first(say("invite.revoked", code=code))
    list_open(ctx, "")


def void(connection: Connection, admin: int, code: str, now: datetime) -> bool:
    """Let an invitation be used no more, and write down who saw to it; tell whether it is one."""
    found = codes.find(connection, code)
    if found is None or found.purpose != ROLE:
        return False
    if codes.revoke(connection, code, now):
        audit.add(connection, admin, "invitation revoked", found.role, now)
    return True


# --- words ---------------------------------------------------------------------------------------


def _changes(terms: InvitationPayload) -> tuple[Button, ...]:
    days = replace(terms, days=_next(DAYS, terms.days))
    change_days = Button(word("invite.days", days=days.days), "invite", str(days))
    if terms.role is not Role.COACH:
        return (change_days, _back())
    uses = replace(terms, uses=_next(USES, terms.uses))
    return (
        Button(word("invite.unit"), PICK_UNIT, str(terms)),
        Button(word("invite.uses", uses=uses.uses), "invite", str(uses)),
        change_days,
    )


def _next(steps: tuple[int, ...], now: int) -> int:
    place = steps.index(now) if now in steps else -1
    return steps[(place + 1) % len(steps)]


def _unit_name(ctx: ChatContext, terms: InvitationPayload) -> str:
    unit = units.get(ctx.connection, terms.unit) if terms.unit else None
    return word("invite.all_units") if unit is None else unit.name


def _is_listed(ctx: ChatContext, number: int) -> bool:
    unit = units.get(ctx.connection, number)
    return unit is not None and unit.state is UnitState.LISTED


def _line(ctx: ChatContext, invitation: Invitation) -> Rich:
    return say(
        "invite.line",
        code=invitation.code,
        role=role_name(Role(invitation.role)),
        unit=invitation.unit or word("invite.all_units"),
        uses=invitation.uses_left,
        day=long_date(ctx.day(invitation.expires_at)),
    )


def _back() -> Button:
    return Button(word("invite.back"), "undang")
