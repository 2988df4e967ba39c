"""The page of people: open invitations, each with a button that revokes it, and who has which role."""

from __future__ import annotations

from bot.chat.roles import Role, roles_of
from bot.dashboard.page_model import PRESS, Cell, Column, DataTable, Metric, PageModel, PostButton
from bot.dashboard.view_context import NOTHING, PageContext, count, named
from bot.features.people.role_admin import role_name
from bot.texts import word
from flows.language.numbers import write_whole
from flows.text_format import listed
from storage.people import coaches, contacts, invitations, units
from storage.people.invitations import Invitation
from storage.records import Contact

INVITED = (
    Column("invitation"),
    Column("role", is_plain=True),
    Column("unit", is_plain=True),
    Column("uses", is_number=True),
    Column("until"),
    Column(PRESS, is_plain=True),
)
HOLDERS = (Column("person"), Column("role", is_plain=True), Column("coached"), Column("active"))
REVOKE = "/dashboard/undangan/cabut"


def draw(ctx: PageContext) -> PageModel:
    """Return the page: open invitations, then people with a role."""
    invited = invitations.open_(ctx.connection, ctx.now)
    ids = dict.fromkeys(
        (
            *coaches.with_role(ctx.connection, Role.COACH.value),
            *coaches.admins(ctx.connection, ctx.app.admins),
        )
    )
    holders = [contact for contact_id in ids if (contact := contacts.get(ctx.connection, contact_id)) is not None]
    rows, pager = ctx.paged(sorted(holders, key=lambda contact: contact.name))
    fixed = set(coaches.admins(ctx.connection, ctx.app.admins))
    return PageModel(
        title=word("page_people.title"),
        lead=word("page_people.lead"),
        figures=(
            Metric(number=write_whole(len(invited)), counts=word("page_people.open")),
            Metric(
                number=write_whole(sum(Role.COACH.value in contact.roles for contact in holders)),
                counts=role_name(Role.COACH),
            ),
            Metric(number=write_whole(len(fixed)), counts=role_name(Role.ADMIN)),
        ),
        blocks=(
            DataTable(
                caption=word("page_people.invitations"),
                columns=INVITED,
                rows=[_invitation(ctx, invitation) for invitation in invited],
                empty=word("page_people.none"),
            ),
            DataTable(
                caption=word("page_people.holders"),
                columns=HOLDERS,
                rows=[_holder(ctx, contact, is_admin=contact.id in fixed) for contact in rows],
                empty=word("page_people.nobody"),
                pager=pager,
            ),
        ),
    )


def _invitation(ctx: PageContext, invitation: Invitation) -> tuple[Cell, ...]:
    press = PostButton(
        label=word("page_people.revoke"), path=REVOKE, fields={"kode": invitation.code}, about=invitation.code
    )
    return (
        Cell(text=invitation.code),
        Cell(text=role_name(Role(invitation.role))),
        Cell(text=invitation.unit or word("invite.all_units")),
        count(invitation.uses_left),
        ctx.day(invitation.expires_at),
        Cell(press=press),
    )


def _holder(ctx: PageContext, contact: Contact, *, is_admin: bool) -> tuple[Cell, ...]:
    roles = roles_of(contact.roles, is_admin=is_admin) - {Role.INOVATOR}
    own = [unit.name for unit in units.of_coach(ctx.connection, contact.id)]
    common = word("invite.all_units") if Role.COACH in roles else NOTHING
    return (
        Cell(text=named(contact.name)),
        Cell(text=listed([role_name(role) for role in Role if role in roles])),
        Cell(text=listed(own) or common),
        ctx.day(contact.seen_at),
    )
