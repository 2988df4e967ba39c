"""Collects what is to be said to people who did not just write."""

from __future__ import annotations

from sqlalchemy import Connection

from flows.messages import Reply
from storage import reach
from storage.records import NewReply, Priority


class Post:
    """Addresses replies to people, each where they are found best."""

    def __init__(self, connection: Connection, origin: int | None = None) -> None:
        self._connection = connection
        self._origin = origin
        """Who has it sent: where it must wait for the other person's word, they are told."""
        self.replies: list[NewReply] = []

    def to(
        self, contact: int, reply: Reply, conversation: int | None = None, priority: Priority = Priority.CHAT
    ) -> bool:
        """Say something to a person; tell whether they can be reached at all.

        `conversation` is the draft whose files the reply carries.
        """
        address = reach.nearest(self._connection, contact)
        if address is None:
            return False
        self.replies.append(
            NewReply(
                address=address,
                reply=reply,
                contact=contact,
                conversation=conversation,
                priority=priority,
                follows=True,
                origin=self._origin if priority is Priority.CHAT else None,  # an announcement has a report
            )
        )
        return True
