"""Collects what is to be said to people who did not just write."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from flows.messages import Address, Reply
from storage.people import addresses
from storage.records import NewReply, Priority


class Notifier:
    """Addresses replies to people, each where they are found best."""

    def __init__(self, connection: Connection, origin: int | None = None) -> None:
        self._connection = connection
        self._origin = origin
        """Who has it sent: where it must wait for the other person's word, they are told."""
        self.replies: list[NewReply] = []

    def speak_for(self, origin: int) -> None:
        """Let all that was said, and will be, be said by somebody else, who is now all that the speaker was."""
        self.replies = [
            new_reply if new_reply.origin is None else replace(new_reply, origin=origin) for new_reply in self.replies
        ]
        self._origin = origin

    def to(
        self, contact: int, reply: Reply, conversation: int | None = None, priority: Priority = Priority.CHAT
    ) -> bool:
        """Say something to a person; tell whether they can be reached at all.

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
        """Say something to a person at one of their places."""
        self.replies.append(
            NewReply(
                address=address,
                reply=reply,
                contact=contact,
                conversation=conversation,
                priority=priority,
                follows=True,
                # A broadcast has a report, and nobody is told of what they themselves have waiting.
                origin=self._origin if priority is Priority.CHAT and self._origin != contact else None,
            )
        )
        return True
