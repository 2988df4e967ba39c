"""Effective roles: an invited role belongs to the contact, an admin by setting to one account's addresses."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from bot.chat.roles import Role, roles_of
from flows.messages import Address
from storage.people import addresses, contacts
from storage.records import Contact


def roles_at(connection: Connection, person: Contact, address: Address, admins: Collection[Address]) -> frozenset[Role]:
    """Return the roles of a person who writes from one of their addresses.

    Linking an account to an admin's by setting does not make its other addresses admin.
    """
    is_admin = bool(admins) and any(
        address in account.addresses and not set(admins).isdisjoint(account.addresses)
        for account in addresses.accounts(connection, person.id)
    )
    return roles_of(person.roles, is_admin=is_admin)


def duties(connection: Connection, person: Contact, admins: Collection[Address]) -> frozenset[Role]:
    """Return a person's roles other than INOVATOR, at any of their addresses."""
    own_addresses = contacts.addresses_of(connection, person.id) if admins else []
    return roles_of(person.roles, is_admin=not set(admins).isdisjoint(own_addresses)) - {Role.INOVATOR}
