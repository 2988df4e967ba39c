"""Command menus by role, on channels that have a menu."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from bot.chat.effective_roles import roles_at
from bot.chat.roles import Role
from bot.ports import Channel, Menu, MenuChannel
from bot.routing.commands import menu
from flows.messages import Address
from storage.people import coaches, contacts

Menus = Mapping[Address, Menu]


def menus_of(connection: Connection, people: Collection[int], admins: Collection[Address]) -> dict[Address, Menu]:
    """Return the menu of each address of these contacts."""
    menus: dict[Address, Menu] = {}
    for person in people:
        contact = contacts.get(connection, person)
        if contact is not None:
            for address in contacts.addresses_of(connection, person):
                menus[address] = menu(roles_at(connection, contact, address, admins))
    return menus


def menus_of_all(connection: Connection, admins: Collection[Address]) -> dict[Address, Menu]:
    """Return the menus of all contacts with a role other than INOVATOR."""
    holders = {*coaches.with_role(connection, Role.COACH.value), *coaches.admins(connection, admins)}
    return menus_of(connection, sorted(holders), admins)


async def show_menus(channels: Mapping[str, Channel], menus: Menus) -> None:
    """Set the menus; addresses on channels without menus are skipped."""
    for address, own in menus.items():
        channel = channels.get(address.channel)
        if isinstance(channel, MenuChannel):
            await channel.set_commands(own, address)
