"""Invitations of coaches and admins: made, listed and revoked by an admin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.context import ChatContext
from bot.chat.paging import page_of
from bot.chat.payload import decode, encode
from bot.chat.roles import Role
from bot.chat.unit_prompt import UnitPrompt
from bot.features.people.role_admin import role_name
from bot.texts import say, word
from flows.language.formatting import long_date
from flows.messages import Button, Input, Reply, Rich
from flows.texts import lines
from storage.people import audit, codes, invitations, units
from storage.people.codes import Code
from storage.people.invitations import ROLE, Invitation
from storage.records import UnitState

PICK_UNIT = "invite_unit"
"""The verb, and the kind of prompt, for the unit a coach is invited for."""
INVITED = (Role.COACH, Role.ADMIN)
"""The roles of invitations; everybody is an inovator without one."""
USES = (1, 5, 20, 100)
"""How many people can use one invitation; each tap takes the next number."""
DAYS = (7, 30, 1)
"""How long an invitation can be used; each tap takes the next number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationPayload:
    """The terms of an invitation, as its buttons carry them: "coach 1 7 0"."""

    role: Role
    uses: int = USES[0]
    days: int = DAYS[0]
    unit: int = 0
    """0: the common queue."""

    @property
    def is_valid(self) -> bool:
        """Tell whether the chat offers these terms: an admin is invited one at a time, and for no unit."""
        if self.days not in DAYS:
            return False
        if self.role is Role.COACH:
            return self.uses in USES
        return self.role in INVITED and self.uses == USES[0] and self.unit == 0


def read_terms(ctx: ChatContext, argument: str) -> InvitationPayload | None:
    """Return valid terms; None, after offering whom to invite, where there are none (a Reader)."""
    terms = decode(InvitationPayload, argument)
    if terms is None or not terms.is_valid or (terms.unit and not _is_listed(ctx, terms.unit)):
        offer(ctx)
        return None
    return terms


# --- making one ----------------------------------------------------------------------------------


def offer(ctx: ChatContext) -> None:
    """Show how many invitations are open, and who can be invited."""
    open_invitations = invitations.open_(ctx.connection, ctx.now)
    choices = tuple(_terms(word("invite.role", role=role_name(role)), InvitationPayload(role=role)) for role in INVITED)
    open_button = (Button(word("invite.see_open", count=len(open_invitations)), "invites"),) if open_invitations else ()
    text = say("invite.overview", count=len(open_invitations)) if open_invitations else say("invite.overview_none")
    ctx.say(Reply(text=text, choices=choices, actions=(*open_button, Button(word("invite.people"), "people"))))


def settle(ctx: ChatContext, terms: InvitationPayload) -> None:
    """Show the terms of an invitation; each tap changes one of them."""
    text = say(
        "invite.terms" if terms.role is Role.COACH else "invite.terms_admin",
        role=role_name(terms.role),
        uses=terms.uses,
        days=terms.days,
        unit=_unit_name(ctx, terms),
    )
    create = Button(word("invite.make"), "invite_make", encode(terms))
    ctx.say(Reply(text=text, choices=(create,), actions=_changes(terms), edits=True))


def make(ctx: ChatContext, terms: InvitationPayload) -> None:
    """Create the code, in a message that can be forwarded unchanged."""
    code = make_code(ctx, terms)
    ctx.audit("invited", encode(terms))
    links = ctx.app.links.to(code.code)
    text = lines(
        say("invite.made", role=role_name(terms.role)),
        *(say("invite.link", link=link) for link in links),
        say("invite.code_too", code=code.code) if links else say("invite.code", code=code.code),
        say("invite.until", uses=terms.uses, day=long_date(ctx.day(code.expires_at))),
    )
    actions = (_revoke(code.code), _back())
    ctx.say(Reply(text=text, footer=word("invite.forward"), actions=actions))


def make_code(ctx: ChatContext, terms: InvitationPayload) -> Code:
    """Store a new code with these terms, and return it."""
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


def ask_unit(ctx: ChatContext, terms: InvitationPayload) -> None:
    """Ask which unit a coach is invited for."""
    _unit_prompt(terms).ask(ctx, say("invite.which_unit"))


def take_unit(ctx: ChatContext, given: Input, terms: InvitationPayload) -> None:
    """Take the unit that an admin types into the terms."""
    unit = _unit_prompt(terms).take(ctx, given)
    if unit is not None:
        settle(ctx, replace(terms, unit=unit.id))


def _unit_prompt(terms: InvitationPayload) -> UnitPrompt:
    return UnitPrompt(
        kind=PICK_UNIT,
        argument=encode(terms),
        choice=lambda unit: _terms(unit.name, replace(terms, unit=unit.id)),
        actions=(_terms(word("invite.common"), replace(terms, unit=0)),),
    )


# --- open invitations ----------------------------------------------------------------------------


def list_open(ctx: ChatContext, page: int = 1) -> None:
    """List the invitations that can still be used, by page; a tap revokes one."""
    open_invitations = invitations.open_(ctx.connection, ctx.now)
    if not open_invitations:
        offer(ctx)
        return
    shown = page_of(open_invitations, page)
    rows = [_line(ctx, invitation) for invitation in shown.items]
    choices = tuple(_revoke(invitation.code) for invitation in shown.items)
    text = lines(say("invite.open", count=len(open_invitations)), *rows)
    ctx.say(Reply(text=text, choices=choices, actions=(*shown.buttons("invites"), _back())))


def revoke(ctx: ChatContext, code: str) -> None:
    """Revoke an invitation, and list those that are left."""
    if not void(ctx.connection, ctx.contact.id, code, ctx.now):
        offer(ctx)
        return
    ctx.say_first(say("invite.revoked", code=code))
    list_open(ctx)


def void(connection: Connection, admin: int, code: str, now: datetime) -> bool:
    """Revoke an invitation, and write that into the audit log; idempotent. Tell whether the code is an invitation."""
    invitation = codes.find(connection, code)
    if invitation is None or invitation.purpose != ROLE:
        return False
    if codes.revoke(connection, code, now):
        audit.add(connection, admin, "invitation revoked", invitation.role, now)
    return True


# --- words and buttons ---------------------------------------------------------------------------


def _changes(terms: InvitationPayload) -> tuple[Button, ...]:
    """Return the buttons that change one of the terms."""
    days = _next(DAYS, terms.days)
    change_days = _terms(word("invite.days", days=days), replace(terms, days=days))
    if terms.role is not Role.COACH:
        return (change_days, _back())
    uses = _next(USES, terms.uses)
    return (
        Button(word("invite.unit"), PICK_UNIT, encode(terms)),
        _terms(word("invite.uses", uses=uses), replace(terms, uses=uses)),
        change_days,
    )


def _next(steps: tuple[int, ...], current: int) -> int:
    return steps[(steps.index(current) + 1) % len(steps)]


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


def _terms(label: str, terms: InvitationPayload) -> Button:
    """Return the button that shows an invitation with these terms."""
    return Button(label, "invite", encode(terms))


def _revoke(code: str) -> Button:
    return Button(word("invite.revoke", code=code), "invite_revoke", code)


def _back() -> Button:
    return Button(word("invite.back"), "undang")
