"""Draws who was invited, each with a button that takes the invitation back, and who has which role."""

from __future__ import annotations

from bot.chat.roles import Role, roles_of
from bot.dashboard.page_model import PRESS, Cell, Column, Figure, Grid, Press, Screen
from bot.dashboard.view_context import NOTHING, Sight, count, named
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


def draw(sight: Sight) -> Screen:
    """Return open invitations, then people with a role."""
    found = invitations.open_(sight.connection, sight.now)
    numbers = dict.fromkeys(
        (
            *coaches.with_role(sight.connection, Role.COACH.value),
            *coaches.admins(sight.connection, sight.house.admins),
        )
    )
    holders = [one for number in numbers if (one := contacts.get(sight.connection, number)) is not None]
    rows, pager = sight.cut(sorted(holders, key=lambda one: one.name))
    fixed = set(coaches.admins(sight.connection, sight.house.admins))
    return Screen(
        title=word("page_people.title"),
        lead=word("page_people.lead"),
        figures=(
            Figure(number=write_whole(len(found)), counts=word("page_people.open")),
            Figure(
                number=write_whole(sum(Role.COACH.value in one.roles for one in holders)), counts=role_name(Role.COACH)
            ),
            Figure(number=write_whole(len(fixed)), counts=role_name(Role.ADMIN)),
        ),
        blocks=(
            Grid(
                caption=word("page_people.invitations"),
                columns=INVITED,
                rows=[_invitation(sight, one) for one in found],
                empty=word("page_people.none"),
            ),
            Grid(
                caption=word("page_people.holders"),
                columns=HOLDERS,
                rows=[_holder(sight, one, is_admin=one.id in fixed) for one in rows],
                empty=word("page_people.nobody"),
                pager=pager,
            ),
        ),
    )


def _invitation(sight: Sight, one: Invitation) -> tuple[Cell, ...]:
    press = Press(label=word("page_people.revoke"), path=REVOKE, fields={"kode": one.code}, about=one.code)
    return (
        Cell(text=one.code),
        Cell(text=role_name(Role(one.role))),
        Cell(text=one.unit or word("invite.all_units")),
        count(one.uses_left),
        sight.day(one.expires_at),
        Cell(press=press),
    )


def _holder(sight: Sight, one: Contact, *, is_admin: bool) -> tuple[Cell, ...]:
    roles = roles_of(one.roles, is_admin=is_admin) - {Role.INOVATOR}
    own = [unit.name for unit in units.of_coach(sight.connection, one.id)]
    common = word("invite.all_units") if Role.COACH in roles else NOTHING
    return (
        Cell(text=named(one.name)),
        Cell(text=listed([role_name(role) for role in Role if role in roles])),
        Cell(text=listed(own) or common),
        sight.day(one.seen_at),
    )
