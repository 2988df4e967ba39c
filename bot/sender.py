"""Sends what the outbox holds: in order for each address, paced by the vendor's rates, retried until taken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels.layout import lay_out
from bot.content import ContentError
from bot.pacing import Pacer
from bot.ports import Channel, Delivered, SendError
from bot.service import LEASE
from bot.texts import say
from flows.messages import Address, Attachment, OutgoingMessage, Reply
from storage import contacts, outbox
from storage.database import Database
from storage.errors import StorageError
from storage.records import NewReply, QueuedReply, Sending, SentReply

log = logging.getLogger(__name__)

SWEEP = 5.0
"""Seconds between looks for what was postponed, or left behind by another process."""
MOST_ATTEMPTS = 12
LONGEST_PAUSE = 600.0

Content = Callable[[Attachment, int | None], Awaitable[bytes]]


class Sender:
    """Carries replies to their channels."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        pacers: Mapping[str, Pacer],
        *,
        content: Content,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._channels = channels
        self._pacers = pacers
        self._content = content
        self._now = now
        self._claimed: dict[Address, QueuedReply] = {}
        """What the outbox gave out when it was put in; it never gives two of one address."""
        self._working: dict[Address, asyncio.Task[None]] = {}
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Send what an earlier run left, and keep looking."""
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """End; what is not sent stays in the outbox."""
        tasks = [*self._working.values(), *([self._sweeper] if self._sweeper else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def idle(self) -> None:
        """Return when nothing is being sent."""
        while self._working:
            await asyncio.gather(*self._working.values(), return_exceptions=True)

    def push(self, replies: Sequence[QueuedReply]) -> None:
        """Send replies that were just put into the outbox."""
        for reply in replies:
            if reply.state is Sending.SENDING:
                self._claimed[reply.address] = reply
            self._wake(reply.address)

    async def apologise(self, address: Address, phrase: str) -> None:
        """Say what went wrong on our side."""
        reply = NewReply(address=address, reply=Reply(text=say(phrase)))
        now = self._now()
        self.push(await self._database.write(outbox.add, [reply], now, now + LEASE))

    def _wake(self, address: Address) -> None:
        if address.channel in self._channels and address not in self._working:
            self._working[address] = asyncio.create_task(self._work(address))

    async def _work(self, address: Address) -> None:
        try:
            while (reply := await self._next(address)) is not None:
                if not await self._deliver(reply):
                    break
        except StorageError as error:
            log.error("storage is in trouble (%s): %s; what is to be sent waits", error.kind, error)
        except Exception:
            log.exception("sending over %s failed", address.channel)
        finally:
            del self._working[address]
            if address in self._claimed:
                self._wake(address)

    async def _next(self, address: Address) -> QueuedReply | None:
        claimed = self._claimed.pop(address, None)
        if claimed is not None:
            return claimed
        now = self._now()
        return await self._database.write(outbox.claim, address.channel, address.id, now, now + LEASE)

    async def _deliver(self, reply: QueuedReply) -> bool:
        """Send one reply; tell whether the next one may follow."""
        try:
            delivered = await self._send(reply)
        except SendError as error:
            return await self._failed(reply, error)
        except ContentError:
            log.exception("reply %d has a file that can not be made", reply.id)
            await self._database.write(outbox.bury, reply.id, "its file can not be made")
            await self.apologise(reply.address, "document.failed")
            return True
        sent = SentReply(
            id=reply.id,
            message=delivered.message,
            at=delivered.at or self._now(),
            position=delivered.position,
        )
        await self._database.note(outbox.sent, [sent])
        return True

    async def _send(self, reply: QueuedReply) -> Delivered:
        channel = self._channels[reply.address.channel]
        messages = lay_out(reply.reply, channel.limits, reply.address, reply.conversation, reply.edits)
        delivered = Delivered(message="")
        for number, message in enumerate(messages):
            if number < reply.parts_sent:
                continue
            await self._pacers[channel.name].turn(reply.address)
            delivered = await channel.send(await self._filled(message, reply.conversation))
            if number + 1 < len(messages):
                lease = self._now() + LEASE
                await self._database.note(outbox.part_sent, reply.id, number + 1, lease)
        return delivered

    async def _filled(self, message: OutgoingMessage, conversation: int | None) -> OutgoingMessage:
        if message.attachment is None:
            return message
        return replace(message, content=await self._content(message.attachment, conversation))

    async def _failed(self, reply: QueuedReply, error: SendError) -> bool:
        if error.unreachable:
            log.info("an address on %s can not be reached any more: %s", reply.address.channel, error)
            await self._database.write(contacts.set_reachable, reply.address, False)
        if error.permanent or reply.attempts + 1 >= MOST_ATTEMPTS:
            log.warning("reply %d was not taken for good: %s", reply.id, error)
            await self._database.write(outbox.bury, reply.id, str(error))
            return True
        if error.retry_after is not None:
            self._pacers[reply.address.channel].refused(reply.address, error.retry_after)
        pause = error.retry_after if error.retry_after is not None else min(LONGEST_PAUSE, 2.0**reply.attempts)
        log.info("reply %d was not taken, again in %.0f s: %s", reply.id, pause, error)
        await self._database.write(outbox.retry, reply.id, str(error), self._now() + timedelta(seconds=pause))
        asyncio.get_running_loop().call_later(pause, self._wake, reply.address)
        return False

    async def _sweep(self) -> None:
        while True:
            try:
                for channel, address in await self._database.read(outbox.addresses, self._now()):
                    self._wake(Address(channel=channel, id=address))
            except StorageError as error:
                log.error("storage is in trouble (%s): %s", error.kind, error)
            await asyncio.sleep(SWEEP)
