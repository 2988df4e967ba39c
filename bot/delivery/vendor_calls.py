"""The calls to vendors: each in its turn, and noted before it begins where a crash would leave doubt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.delivery.rate_limit import RateLimiter
from bot.ports import Channel, SendResult
from flows.messages import Address, Attachment, OutgoingMessage
from storage.db.database import Database
from storage.messages import claims
from storage.records import Priority, QueuedReply

PATIENCE = 5.0
"""Seconds that an incoming message waits for a call to the same address."""

Content = Callable[[Attachment, int | None], Awaitable[bytes]]


class TakenOverError(Exception):
    """Another process now sends a reply claimed here: this one waited too long, or was thought dead."""


class Calls:
    """The vendor calls under way, and those that wait for their turn."""

    def __init__(
        self,
        database: Database,
        rate_limiters: Mapping[str, RateLimiter],
        *,
        content: Content,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._rate_limiters = rate_limiters
        self._content = content
        self._now = now
        self._under_way: dict[Address, asyncio.Future[None]] = {}
        """Addresses with a call under way."""

    def is_calling(self, address: Address) -> bool:
        """Tell whether a call to this address is under way: its position in the chat is not known yet."""
        return address in self._under_way

    async def settled(self, address: Address) -> None:
        """Return when no call to this address is under way, or after a limit."""
        call = self._under_way.get(address)
        if call is not None:
            await asyncio.wait([call], timeout=PATIENCE)

    async def make(self, channel: Channel, reply: QueuedReply, message: OutgoingMessage) -> SendResult:
        """Send one message of a reply in its turn; raise SendError, ContentError or TakenOverError.

        Until the call begins, a crash leaves no doubt that it did not go.
        """
        is_copy = reply.priority is Priority.BROADCAST
        is_noted = not is_copy and message.attachment is None  # whatever is said at once is put in as called
        if not is_copy and not is_noted:
            self._database.write_soon(claims.wait, reply.id)
            message = await self._filled(message, reply.conversation)  # not in its turn: what is drawn takes a while
        with self._rate_limiters[channel.name].turn(reply.address, reply.priority) as turn:
            if is_noted and not turn.come.done():
                self._database.write_soon(claims.wait, reply.id)
                is_noted = False
            await turn.come
            message = await self._filled(message, reply.conversation)
            if not is_noted:
                await self._note_call(reply.id, durable=is_copy)
            await turn.use()
            return await self._called(channel, message)

    async def _note_call(self, reply: int, *, durable: bool) -> None:
        """Mark that the call begins; raise TakenOverError when another process holds the claim."""
        write = self._database.write if durable else self._database.note
        now = self._now()
        if not await write(claims.call, reply, now):
            raise TakenOverError(f"reply {reply} is sent by another process")

    async def _called(self, channel: Channel, message: OutgoingMessage) -> SendResult:
        call = self._under_way[message.address] = asyncio.get_running_loop().create_future()
        try:
            return await channel.send(message)
        finally:
            # What is marked as sent must be there for whoever waits: it is written on before the waiter runs.
            call.get_loop().call_soon(call.set_result, None)
            del self._under_way[message.address]

    async def _filled(self, message: OutgoingMessage, conversation: int | None) -> OutgoingMessage:
        if message.attachment is None or message.content:
            return message
        return replace(message, content=await self._content(message.attachment, conversation))
