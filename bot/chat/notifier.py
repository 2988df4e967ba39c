"""Replies to people other than the one who wrote."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from flows.messages import Address, Reply
from storage.people import addresses
from storage.records import NewReply, Priority


class Notifier:
    """A collector of replies, each for its contact's nearest address."""

    def __init__(self, connection: Connection, origin: int | None = None) -> None:
        self._connection = connection
        self._origin = origin
        """The contact who caused the replies; notified if one is held."""
        self.replies: list[NewReply] = []

    def speak_for(self, origin: int) -> None:
        """Change the originator of the collected and of later replies, after two contacts were merged."""
        self.replies = [
            new_reply if new_reply.origin is None else replace(new_reply, origin=origin) for new_reply in self.replies
        ]
        self._origin = origin

    def to(
        self, contact: int, reply: Reply, conversation: int | None = None, priority: Priority = Priority.CHAT
    ) -> bool:
        """Add a reply for a contact's nearest address; return False if they have none.

        `conversation` is the draft whose files the reply carries.
        """
        address = addresses.nearest(self._connection, contact)
        return address is not None and self.at(address, contact, reply, conversation, priority)

    def at(
        self,
        address: Address,
        contact: int,
        reply: Reply,
        conversation: int | None = None,
        priority: Priority = Priority.CHAT,
    ) -> bool:
        """Add a reply for a contact at this address; return True."""
        self.replies.append(
            NewReply(
                address=address,
                reply=reply,
                contact=contact,
                conversation=conversation,
                priority=priority,
                follows=True,
                # A broadcast has its own report, and nobody is notified of their own held replies.
                origin=self._origin if priority is Priority.CHAT and self._origin != contact else None,
            )
        )
        return True
