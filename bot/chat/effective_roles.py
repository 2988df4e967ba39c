"""Computes what a person is: an invited role goes with them, one by setting stays at its address."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from bot.chat.roles import Role, roles_of
from flows.messages import Address
from storage.people import addresses, contacts
from storage.records import Contact


def roles_at(connection: Connection, person: Contact, place: Address, admins: Collection[Address]) -> frozenset[Role]:
    """Return what a person is when they speak from one of their places.

    Whoever is joined with an address of the settings is no admin by that, wherever else they speak.
    """
    is_admin = bool(admins) and any(
        place in account.addresses and not set(admins).isdisjoint(account.addresses)
        for account in addresses.accounts(connection, person.id)
    )
    return roles_of(person.roles, is_admin=is_admin)


def duties(connection: Connection, person: Contact, admins: Collection[Address]) -> frozenset[Role]:
    """Return what a person is beside an inovator, at any of their places."""
    places = contacts.addresses_of(connection, person.id) if admins else []
    return roles_of(person.roles, is_admin=not set(admins).isdisjoint(places)) - {Role.INOVATOR}
