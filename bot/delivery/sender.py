"""The worker that sends the outbox: in order for each address, within the vendor's rates, retried until taken."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import Connection

from bot.channels.layout.keyboard import IsTyped
from bot.channels.layout.layout import lay_out
from bot.delivery.held_notice import hold
from bot.delivery.pauses import Pauses
from bot.delivery.rate_limit import RateLimiter
from bot.delivery.vendor_calls import Calls, TakenOverError
from bot.files.file_content import ContentError
from bot.ports import Channel, Consequence, Raise, SendError, SendResult
from bot.scheduling.clock import Clock
from bot.scheduling.keyed_workers import KeyedWorkers
from bot.texts import say
from flows.messages import Address, OutgoingMessage, Reply
from storage.db.database import Database
from storage.db.errors import StorageError
from storage.messages import claims, held_replies, outbox, rerouting
from storage.messages.outbox import LEASE
from storage.people import contacts
from storage.records import NewReply, OutboxState, Priority, QueuedReply, SentReply, bit

log = logging.getLogger(__name__)

SWEEP = 0.75
"""Seconds between looks for postponed replies, and for dead processes."""
AGAIN = 2.0
"""Seconds before a reply is retried after trouble with storage."""
UNTOLD = timedelta(seconds=10)
"""The age of a claim of ours that we do not know of: its write succeeded, the answer was lost."""
MOST_ATTEMPTS = 300
"""Attempts before a reply is given up: two days of a vendor's silence."""
LONGEST_PAUSE = 600.0
TROUBLE = 60.0
"""Seconds of a channel's pause when the vendor names none."""
RIVAL = 1.0
"""Seconds that another process may take over an earlier reply of the address."""
PROBE = 2.0
"""Seconds that the first message after a pause gets, before others follow."""
QUIET = timedelta(minutes=10)
"""The time between two excuses to one address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderHooks:
    """What the sender asks of the program around it."""

    is_typed: IsTyped
    alarm: Raise
    departed: Callable[[], None]
    """Called when another process has died since the last look."""


class Sender:
    """The worker over the outbox: one address's replies in order, different addresses side by side."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        rate_limiters: Mapping[str, RateLimiter],
        calls: Calls,
        hooks: SenderHooks,
        clock: Clock,
    ) -> None:
        self._database = database
        self._hooks = hooks
        self._clock = clock
        self._living: frozenset[int] = frozenset()
        self._missing: frozenset[int] = frozenset()
        """Processes with claims that were not alive at the last look."""
        self._channels = channels
        self._silent = frozenset(name for name, channel in channels.items() if not channel.limits.has_notifications)
        """Channels without notifications: held replies are not rerouted there."""
        self._rate_limiters = rate_limiters
        self._calls = calls
        self._claimed: dict[Address, QueuedReply] = {}
        """Replies that were claimed as they were added; never two of one address."""
        self._unclaimed: set[Address] = set()
        """Addresses for which more may wait in the outbox."""
        self._sending: dict[Address, QueuedReply] = {}
        """The reply under way for each address."""
        self._had_trouble = False
        self._workers = KeyedWorkers(
            self._step, look=self._look, every=SWEEP, woken=self._unclaimed.add, ended=self._ended, sleep=clock.sleep
        )
        self._excused: dict[Address, datetime] = {}
        self._pauses = Pauses(clock.now)

    async def start(self) -> None:
        """Release the claims of dead processes, and start the workers."""
        await self._release_dead(await self._database.read(claims.holders, self._clock.now()))
        self._workers.start()

    @property
    def is_alive(self) -> bool:
        """Tell whether the workers run."""
        return self._workers.is_alive

    async def stop(self) -> None:
        """Stop the workers; unsent replies stay in the outbox."""
        await self._workers.stop()
        unsent = [reply.id for reply in self._claimed.values()]
        if unsent:
            await self._database.write(claims.give_back, unsent)

    async def idle(self) -> None:
        """Return when nothing is being sent, and what was sent is marked."""
        await self._workers.idle()
        await self._database.note(outbox.sent, [])

    async def finished(self, address: Address) -> None:
        """Return when nothing is being sent to an address."""
        await self._workers.finished(address)

    def push(self, replies: Sequence[QueuedReply]) -> None:
        """Send replies that were just added to the outbox."""
        for reply in replies:
            if reply.state is OutboxState.SENDING:
                self._claimed[reply.address] = reply
                self._workers.start_on(reply.address)
            else:
                self._workers.wake(reply.address)
                # Another process may be sending to the same person; nobody tells when it is done.
                self._workers.wake_later(reply.address, RIVAL)

    async def apologise(self, address: Address, phrase: str) -> None:
        """Queue a message about a fault of ours."""
        reply = NewReply(address=address, reply=Reply(text=say(phrase)))
        now = self._clock.now()
        self.push(await self._database.write(outbox.add, [reply], now))

    async def excuse(self, address: Address, phrase: str) -> None:
        """Send a message, while nothing can be stored, at most once in a while; it may be lost."""
        now, last = self._clock.now(), self._excused.get(address)
        if address.channel not in self._channels or (last is not None and timedelta(0) <= now - last < QUIET):
            return
        self._excused[address] = now
        try:
            await self._channels[address.channel].send(OutgoingMessage(address=address, text=say(phrase)))
        except Exception as error:  # a channel of our own may need the same database
            log.info("nobody heard over %s that storage is in trouble: %r", address.channel, error)

    def _ended(self, address: Address) -> None:
        self._sending.pop(address, None)

    async def _step(self, address: Address) -> bool:
        """Handle the first reply of an address; tell whether to look for another."""
        if address.channel not in self._channels:
            return False
        try:
            reply = self._sending.get(address) or await self._next(address)
            if reply is None:
                return False
            self._sending[address] = reply
            goes_on = await self._deliver(reply)
        except StorageError as error:
            log.error("storage is in trouble (%s): %s; what is to be sent waits", error.kind, error)
            self._unclaimed.add(address)
            await self._clock.sleep(AGAIN)
            return True
        except TakenOverError as error:
            log.info("%s", error)
            self._workers.wake_later(address, RIVAL)
            goes_on = False
        del self._sending[address]
        return goes_on or address in self._claimed

    async def _next(self, address: Address) -> QueuedReply | None:
        claimed = self._claimed.pop(address, None)
        if claimed is not None:
            return claimed
        if address not in self._unclaimed:
            return None
        self._unclaimed.discard(address)
        now = self._clock.now()
        found = await self._database.write(outbox.claim, address.channel, address.id, now)
        if found is None:
            return None
        self._unclaimed.add(address)  # there may be more behind it
        return found

    async def _deliver(self, reply: QueuedReply) -> bool:
        """Send one reply; tell whether the next one may follow."""
        if reply.reply.until is not None and self._clock.now() >= reply.reply.until:
            return await self._bury(reply, "its time is over", "fault.reply")
        if (rest := self._pauses.rest(reply.address.channel)) is not None:
            if rest > timedelta(0):
                return await self._put_off(reply, rest, "nothing can be sent to anybody for now")
            # One goes ahead and sees whether it goes again; the others wait for what it meets.
            self._pauses.begin(reply.address.channel, PROBE)
        try:
            delivered = await self._send(reply)
        except SendError as error:
            return await self._failed(reply, error)
        except ContentError as error:
            log.exception("reply %d has a file that can not be made", reply.id)
            phrase = "document.too_heavy" if error.is_too_heavy else "document.failed"
            return await self._bury(reply, "its file can not be made", phrase)
        except (StorageError, TakenOverError):
            raise
        except Exception as error:
            log.exception("reply %d can not be sent", reply.id)
            return await self._bury(reply, repr(error), "fault.reply")
        self._pauses.end(reply.address.channel)
        if delivered.announces:
            self._database.write_soon(held_replies.hold_announced, reply.id, delivered.message, "announced")
            return False
        if reply.contact is None:  # said to somebody who was forgotten: it was the last trace
            self._database.write_soon(outbox.remove, reply.id)
        return True

    async def _bury(self, reply: QueuedReply, why: str, phrase: str) -> bool:
        """Give a reply up and say so, unless it said so itself or has expired."""
        await self._database.write(outbox.bury, reply.id, why)
        if reply.reply.text != say(phrase) and reply.reply.until is None:
            await self.apologise(reply.address, phrase)
        return True

    async def _send(self, reply: QueuedReply) -> SendResult:
        """Send the missing parts of a reply; return the result of the last one."""
        channel = self._channels[reply.address.channel]
        messages = lay_out(
            reply.reply, channel.limits, reply.address, reply.conversation, reply.edits, self._hooks.is_typed
        )
        missing = [(part, message) for part, message in enumerate(messages) if not reply.has_sent(part)]
        delivered = SendResult(message="")
        if not missing:
            await self._mark(reply, delivered, 0, 1)
        for part, message in missing:
            notice = None if reply.announced else message.notice
            named = replace(message, ref=reply.id, part=part, notice=notice)
            delivered = await self._calls.make(channel, reply, named)
            if delivered.announces:
                return delivered
            await self._mark(reply, delivered, part, len(messages))
        return delivered

    async def _mark(self, reply: QueuedReply, delivered: SendResult, part: int, parts: int) -> None:
        """Mark a part as sent; where more follow, that is durable before they go."""
        is_last = part + 1 == parts
        sent = SentReply(
            id=reply.id,
            message=delivered.message,
            at=delivered.at or self._clock.now(),
            position=delivered.position,
            part=part,
            parts=parts,
            lease=None if is_last else self._clock.now() + LEASE,
        )
        self._database.write_soon(outbox.sent, [sent])
        if not is_last:
            before = self._sending[reply.address]
            self._sending[reply.address] = replace(before, parts_sent=before.parts_sent | bit(part))
            await self._database.note(outbox.sent, [])
        elif reply.priority is Priority.BROADCAST:  # a mark that waits is a doubt, should we die meanwhile
            with suppress(StorageError):
                await self._database.note(outbox.sent, [])

    async def _failed(self, reply: QueuedReply, error: SendError) -> bool:
        """Do what follows from a refusal; tell whether the next reply of the address may go."""
        if error.alarm is not None:
            await self._hooks.alarm(error.alarm)
        match error.consequence:
            case Consequence.HOLD:
                return await self._hold(reply, error)
            case Consequence.CHANNEL_DOWN:
                pause = error.retry_after or TROUBLE
                log.warning("nothing goes over %s for %.0f s: %s", reply.address.channel, pause, error)
                self._pauses.begin(reply.address.channel, pause)
                return await self._put_off(reply, timedelta(seconds=pause), str(error))
            case Consequence.UNCERTAIN if reply.priority is Priority.BROADCAST:  # it may have arrived: never twice
                await self._database.write(outbox.doubt, reply.id, str(error))
                return True
            case Consequence.NEVER | Consequence.UNREACHABLE:
                return await self._given_up(reply, error)
            case Consequence.RETRY | Consequence.UNCERTAIN:
                return await self._retry(reply, error)
            case _:
                assert_never(error.consequence)

    async def _hold(self, reply: QueuedReply, error: SendError) -> bool:
        if await self._sent_on(reply, without=self._silent):
            return True
        if reply.reply.until is not None:
            return await self._bury(reply, str(error), "fault.reply")
        log.info("reply %d waits for the person's next word: %s", reply.id, error)
        await self._database.write(hold, reply.id, str(error), reply.origin, self._clock.now())
        return False

    async def _retry(self, reply: QueuedReply, error: SendError) -> bool:
        if reply.attempts + 1 >= MOST_ATTEMPTS:
            return await self._given_up(reply, error)
        if error.retry_after is not None:
            self._rate_limiters[reply.address.channel].refused(reply.address, error.retry_after)
        pause = error.retry_after if error.retry_after is not None else min(LONGEST_PAUSE, 2.0**reply.attempts)
        log.info("reply %d was not taken, again in %.0f s: %s", reply.id, pause, error)
        is_uncertain = error.consequence is Consequence.UNCERTAIN
        next_at = self._clock.now() + timedelta(seconds=pause)
        await self._database.write(outbox.retry, reply.id, str(error), next_at, doubtful=is_uncertain)
        self._workers.wake_later(reply.address, pause)
        return False

    async def _given_up(self, reply: QueuedReply, error: SendError) -> bool:
        """Reroute a reply that failed for good; without another address it is given up."""
        log.warning("reply %d was not taken for good over %s: %s", reply.id, reply.address.channel, error)
        if error.consequence is Consequence.UNREACHABLE:
            for address in await self._database.write(_mark_unreachable, reply, str(error), self._clock.now()):
                self._workers.wake(address)
            return True
        return await self._sent_on(reply) or await self._bury(reply, str(error), "fault.reply")

    async def _sent_on(self, reply: QueuedReply, without: Collection[str] = ()) -> bool:
        address = await self._database.write(rerouting.send_on, reply.id, self._clock.now(), without=without)
        if address is not None:
            self._workers.wake(address)
        return address is not None

    async def _put_off(self, reply: QueuedReply, pause: timedelta, why: str) -> bool:
        """Postpone a reply while the channel is paused; it counts as no attempt."""
        await self._database.write(outbox.put_off, reply.id, why, self._clock.now() + pause)
        self._workers.wake_later(reply.address, pause.total_seconds())
        return False

    async def _look(self) -> list[Address]:
        """Return the addresses with something to send, after releasing the claims of dead processes."""
        try:
            if self._had_trouble:
                known = [reply.id for reply in (*self._claimed.values(), *self._sending.values())]
                now = self._clock.now()
                await self._database.write(claims.release_lost, known, now, UNTOLD)
                self._had_trouble = False
            holders, addresses = await self._database.read(_claims_and_pending, self._clock.now())
            await self._release_dead(holders)
        except StorageError:
            self._had_trouble = True
            raise
        return [Address(channel=channel, id=address) for channel, address in addresses]

    async def _release_dead(self, holders: Collection[int]) -> None:
        """Release the claims of dead processes; the claims were read before the list of living ones."""
        living = await self._database.living()
        missing = frozenset(holders) - living - {self._database.worker}
        dead = missing & self._missing if self._living else missing  # a line that broke is made anew meanwhile
        if dead:
            await self._database.write(claims.release, dead, self._clock.now())
        if self._living - living:
            self._hooks.departed()
        self._living, self._missing = living, missing


def _claims_and_pending(connection: Connection, now: datetime) -> tuple[frozenset[int], list[tuple[str, str]]]:
    """Return the processes with claims, and the addresses with something to send."""
    return claims.holders(connection, now), outbox.addresses(connection, now)


def _mark_unreachable(connection: Connection, reply: QueuedReply, why: str, now: datetime) -> list[Address]:
    """Mark an address as unreachable and requeue its pending replies; return the new addresses."""
    contacts.set_reachable(connection, reply.address, False)
    address = rerouting.send_on(connection, reply.id, now)
    if address is None:
        outbox.bury(connection, reply.id, why)
    rest = rerouting.requeue_all(connection, reply.address, now)
    return rest if address is None else [address, *rest]
